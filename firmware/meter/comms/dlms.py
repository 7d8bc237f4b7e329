"""DLMS/COSEM of a meter: what its ports share (dlms_context.py), made when the first client comes, and given back.

Everything behind it is imported then: a meter that nobody reads by DLMS has its memory for other things.
"""

from meter.comms.port import HEADROOM
from meter.loading import RUNNING, VISITED, forget, forget_all, load, sweep
from meter.registers.catalogue import functions

PIECE = 512  # bytes: a heap in pieces has room for many small ones
_CONTEXT = "meter.comms.dlms_context"
# the needed first
_NEEDED = ("axdr", "objects.base", "objects.data", "objects.date_time", "objects.register", "objects.directory")


class Dlms:
    """meter: Meter; guard: Refusals of all its ports; note(text): hears that there was no memory, or that it failed."""

    def __init__(self, meter, guard, note):
        self._meter = meter
        self._guard = guard
        self._note = note
        self._context = None
        self._visitors = 0
        self.push = None  # sends what the push setup lists (push.Pusher)

    def link(self):
        """A Link for the optical port, or None when the memory does not do; to be given back by `release`."""
        return self._made("link")

    def wrapper(self):
        """A Wrapper for the TCP port, as `link`."""
        return self._made("wrapper")

    def context(self):
        """The Context, or None, as `link`."""
        return self._made("itself")

    def release(self, link=False):
        """A visitor has gone, with its link or its wrapper; the memory is free for other things: what all of them share
        with the last one."""
        self._visitors -= 1
        if link:
            forget_all("meter.comms.hdlc")
        if not self._visitors:
            for name in list(self._context.__dict__ if self._context else ()):
                setattr(self._context, name, None)
            self._context = None
            forget_all("meter.comms.cosem")
            forget_all("meter.comms.hdlc")  # of a link that could not be made
            forget("meter.comms.wrapper", _CONTEXT, "meter.logs.billing_log", *functions(self._meter))
            sweep(RUNNING)

    def _made(self, what):
        kept = None
        try:
            # set aside meanwhile: what metering must find afterwards, and what giving back takes when there is no more
            kept = [bytearray(PIECE) for _ in range(HEADROOM // PIECE)]
            if not self._context:
                sweep(VISITED)
                load(*functions(self._meter))  # while little of the stack is in use
                load(*["meter.comms.cosem." + name for name in _NEEDED])
                from meter.comms.dlms_context import Context

                self._context = Context(self._meter, self._guard, self.push)
            made = getattr(self._context, what)()
            self._visitors += 1
            return made
        except (MemoryError, OSError) as wrong:  # OSError: the memory chip, where the counters are
            del kept
            self._note("DLMS: no memory" if isinstance(wrong, MemoryError) else "DLMS: memory fault")
            self._visitors += 1
            self.release()
            return None
