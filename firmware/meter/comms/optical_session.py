"""What the optical port speaks: EN 62056-21 or HDLC, by what its client sends first (IEC 62056-46, 8.1; mode E).

Both listen while nobody has the port: a sign-on request is no HDLC frame, and the other way round. At 300 Bd a frame
sent at 9600 Bd is a character or two that nobody can read; the meter then listens at 9600 Bd for a while, and the
client's next try is understood. Light that flickers does the same: between two such whiles lies one at 300 Bd.
"""

LISTEN_MS = 3000
HDLC_BAUD = 9600
IDLE_BAUD = 300
FLAG = 0x7E
_OPENING = b"/?\x00"  # what a sign-on may begin with, or the wake-up message before it


class OpticalSession:
    """iec: Session of EN 62056-21; dlms: Dlms, which makes the Link when somebody comes; cyclic: Cyclic, or None.

    The same methods as Session; see there.
    """

    def __init__(self, iec, dlms, cyclic=None):
        iec.mode_e = True
        self._iec = iec
        self._cyclic = cyclic
        self._dlms = dlms
        self.link = None  # while listening, or after mode E's hand-over
        self._line = None  # how the line is to be set
        self._listening = False  # at HDLC's speed, without a mode E client
        # when the wait for a frame ends, None: it begins with the next poll; while not listening: when it may begin
        self._until = 0

    def receive(self, data, now_ms):
        """Characters from the line."""
        if self._cyclic and self._cyclic.busy():
            return
        if not self.connected() and not self._iec.handed_over():
            free = self._iec.free()
            heard = self._iec.receive(data, now_ms)
            if not self._iec.idle():
                self._signed_on(now_ms)
                return
            if heard and (free or self._listening):
                self._listen(heard[0], FLAG in data, now_ms)
        if self.link:
            was = self.connected()
            self.link.receive(data, now_ms)
            if was or self.connected():
                self._until = now_ms + LISTEN_MS

    def poll(self, now_ms):
        """Let time pass."""
        self._iec.poll(now_ms)
        if self._iec.handed_over() and not self.link:
            self._load()
            self._until = now_ms + LISTEN_MS if self.link else now_ms
        if self.link:
            self.link.poll(now_ms)
        if self._until is None:
            self._until = now_ms + LISTEN_MS
        if self._cyclic:
            self._cyclic.poll(now_ms, self._iec.free() and not (self.link or self._listening or self._line))
        if self._waiting() and now_ms >= self._until:
            in_vain = self._listening and not self.link
            self._end(now_ms)
            if in_vain:
                self._until = now_ms + LISTEN_MS

    def take(self):
        """Next action; see Session."""
        if self._line:
            line, self._line = self._line, None
            return line
        action = self._cyclic.take() if self._cyclic else None
        if action:
            return action
        work = self.link.work() if self.link else None
        if work:
            return "work", work
        data = self.link.take() if self.link else None
        if data:
            self._until = None
            return "send", data
        return self._iec.take()

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed; None when only the client can bring something new."""
        if self._line:
            return 0
        waits = [self._iec.deadline(now_ms)]
        if self.link:
            waits.append(self.link.deadline(now_ms))
        if self._cyclic:
            waits.append(self._cyclic.deadline(now_ms))
        if self._waiting():
            waits.append(0 if self._until is None else max(0, self._until - now_ms))
        waits = [wait for wait in waits if wait is not None]
        return min(waits) if waits else None

    def hang_up(self, now_ms):
        """The client has gone."""
        self._end(now_ms)
        self._iec.hang_up(now_ms)
        if self._cyclic:
            self._cyclic.hang_up()

    def notify(self, client, server, apdu):
        """Send `apdu` unasked to whoever listens at HDLC's speed; False while mode C or D0 has the port."""
        iec = self._iec
        if self._cyclic and self._cyclic.busy():
            return False
        if not (self._listening or iec.free() or iec.handed_over()):
            return False
        if not self.link:
            self._load()
        if not self.link or not self.link.notify(client, server, apdu):
            return False
        if not self._listening and iec.idle():
            self._listen_from(None)
        return True

    def quiet(self):
        """See Session."""
        return self._iec.quiet() and not self.link and not self._listening

    def idle(self):
        """Whether nobody has signed on or is connected, and the line is not another's: a meter may be set up anew."""
        return self._iec.idle() and not self.connected() and not (self._cyclic and self._cyclic.busy())

    def connected(self):
        """Whether a client is connected by HDLC."""
        return bool(self.link and self.link.connected())

    def _listen(self, first, flag, now_ms):
        """Take HDLC's speed for what cannot be read at this one, and make the link when a frame may have begun."""
        if not self._listening and first not in _OPENING and (flag or now_ms >= self._until):
            self._listen_from(now_ms + LISTEN_MS)
        if self._listening and not self.link and flag:
            self._load()

    def _listen_from(self, until):
        self._line = "line8", HDLC_BAUD
        self._listening = True
        self._until = until

    def _signed_on(self, now_ms):
        """Somebody has the port for EN 62056-21; at HDLC's speed if we were listening there, but with seven bits."""
        if self._listening:
            self._drop(now_ms)
            self._listening = False
            self._line = "line", HDLC_BAUD
            self._iec.heard_at(HDLC_BAUD)

    def _load(self):
        self.link = self._dlms.link()

    def _drop(self, now_ms):
        if self.link:
            self.link.hang_up(now_ms)
            self.link = None
            self._dlms.release(True)

    def _waiting(self):
        """Whether the wait for a frame may end now."""
        if self.link:
            return not (self.link.connected() or self.link.begun())
        return self._listening or self._iec.handed_over()

    def _end(self, now_ms):
        """Listen for everybody again."""
        self._drop(now_ms)
        self._until = now_ms
        if self._iec.handed_over():
            self._iec.hang_up(now_ms)
        if self._listening:
            self._line = "line", IDLE_BAUD
            self._listening = False
