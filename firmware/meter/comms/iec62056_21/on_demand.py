"""The EN 62056-21 session of a port while there is one: loaded when a sign-on begins, dropped when it is over.

A sign-on begins with `/`; whatever else comes while nobody has signed on is nothing to this protocol.
"""

from meter.loading import forget, load

KEEP_MS = 3000  # after its end: the echo of its last characters may still come
_SLASH = 0x2F
_MODULES = ("session", "dialogue", "programming", "readout", "receiver", "outbox", "echo", "frames", "clock_text")


class OnDemand:
    """make(): the Session; None: nobody can sign on. registers: modules that go with it (catalogue.functions).

    The same methods as Session; see there.
    """

    def __init__(self, make, registers=()):
        self._registers = registers
        self.mode_e = False
        self._make = make
        self._session = None
        self._since = None  # when the session was first seen at its end

    def receive(self, data, now_ms):
        if not self._session:
            data = bytes([c & 0x7F for c in data])
            if _SLASH not in data or not self._make:
                return data
            load(*self._registers)
            self._session = self._make()
            self._session.mode_e = self.mode_e
        return self._session.receive(data, now_ms)

    def poll(self, now_ms):
        session = self._session
        if session:
            session.poll(now_ms)
            if not session.free():
                self._since = None
            elif self._since is None:
                self._since = now_ms
            elif now_ms - self._since >= KEEP_MS:
                self._session = self._since = None
                forget(*self._registers)
                forget(*["meter.comms.iec62056_21." + name for name in _MODULES])

    def take(self):
        return self._session.take() if self._session else None

    def deadline(self, now_ms):
        if not self._session:
            return None
        if not self._session.free():
            return self._session.deadline(now_ms)
        return 0 if self._since is None else max(0, self._since + KEEP_MS - now_ms)

    def hang_up(self, now_ms):
        if self._session:
            self._session.hang_up(now_ms)

    def quiet(self):
        return not self._session or self._session.quiet()

    def idle(self):
        return not self._session or self._session.idle()

    def free(self):
        return not self._session or self._session.free()

    def heard_at(self, baud):
        if self._session:
            self._session.heard_at(baud)

    def handed_over(self):
        return bool(self._session) and self._session.handed_over()
