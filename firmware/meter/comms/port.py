"""A port's edge: joins a line of the board, its optical head or its network, to the session that speaks there.

The only place here with time and waiting. Two tasks, because characters arrive (the head's echo among them) while the
meter is still sending: one hands what is received to the session, the other carries out what the session asks for and
keeps its timers.
"""

import asyncio
import gc
import time

LONGEST_SLEEP_MS = 3600000  # shorter than half the range of the ticks, so that no wrap is missed
HEADROOM = 10_240  # bytes of heap that metering must find, whatever a client has made of the rest
GONE_MS = 20  # pause after a client has gone, for boards that report it again and again


def spare():
    """Raises MemoryError when less than HEADROOM is left, so that it is the client who has to go."""
    free = getattr(gc, "mem_free", None)  # MicroPython's
    if free and free() < HEADROOM:
        gc.collect()
        if free() < HEADROOM:
            raise MemoryError("a client has taken too much")


class Milliseconds:
    """Time that only grows, made of ticks that wrap."""

    def __init__(self, ticks_ms, ticks_diff):
        self._ticks_ms = ticks_ms
        self._ticks_diff = ticks_diff
        self._last = ticks_ms()
        self._now = 0

    def now(self):
        """Milliseconds since it was made; must be asked more often than the ticks wrap twice."""
        ticks = self._ticks_ms()
        self._now += max(0, self._ticks_diff(ticks, self._last))
        self._last = ticks
        return self._now


class Port:
    """Runs `session` on `line`.

    line: `await read()` gives one or more characters, b"" when the client has gone; `await write(data)` returns when
    the last character has left, because `set_line(baud, bits)` may follow. OSError from either means that the client
    is gone. A network has no speed; its `read` also gives None when a client has come, `drop()` hangs up, and
    `await send_to(host, port, data)` hands data to a listener. note(text): hears of pushes that are lost.
    """

    def __init__(self, line, session, ticks_ms=None, ticks_diff=None, note=None):
        self._line = line
        self._session = session
        self._clock = Milliseconds(ticks_ms or time.ticks_ms, ticks_diff or time.ticks_diff)
        self._wake = asyncio.Event()
        self._fault = None
        self._note = note
        self._pushing = None

    async def run(self):
        """Serve readers, one after the other, until cancelled; may be run again after an error of the line."""
        self._fault = None
        listener = asyncio.create_task(self._listen())
        try:
            while self._fault is None:
                self._session.poll(self._clock.now())
                action = self._session.take()
                if action and action[0] == "work":
                    action[1]()  # from here, for it needs much of the stack
                elif action:
                    await self._do(action)
                else:
                    await self._sleep(self._session.deadline(self._clock.now()))
            raise self._fault
        except Exception:
            if hasattr(self._line, "drop"):
                self._line.drop()  # nobody shall wait for an answer that was lost
            raise
        finally:
            listener.cancel()
            if self._pushing:
                self._pushing.cancel()
                self._pushing = None
            self._session.hang_up(self._clock.now())

    def wake(self):
        """The session has something to do that nobody has sent."""
        self._wake.set()

    def quiet(self):
        """Whether no character can be on its way to the meter that a stall of the processor would lose."""
        return self._session.quiet()

    def idle(self):
        """Whether nobody has signed on."""
        return self._session.idle()

    async def _listen(self):
        try:
            while True:
                await self._hear()
        except Exception as fault:  # `run` raises it again: an exception that ends a task of its own is lost
            self._fault = fault
            self._wake.set()

    async def _hear(self):
        try:
            data = await self._line.read()
        except OSError:
            data = b""
        if data is None:
            self._session.come(self._clock.now())
            self._wake.set()
        elif data:
            self._session.receive(data, self._clock.now())
            self._wake.set()
        else:
            self.hang_up()
            await asyncio.sleep(GONE_MS / 1000)

    async def _do(self, action):
        what, value = action
        if what == "line":
            self._line.set_line(value)
            return
        if what == "line8":
            self._line.set_line(value, 8)
            return
        if what == "drop":
            self._line.drop()
            return
        if what == "push":
            # one at a time: a listener that does not answer must not have more and more of them wait
            if self._pushing:
                self._lost(value[0], "the one before has not left")
            else:
                self._pushing = asyncio.create_task(self._push(*value))
            return
        spare()
        try:
            await self._line.write(value)
        except OSError:
            self.hang_up()
        if not hasattr(self._line, "drop"):
            gc.collect()  # while the client has the line, and not while it waits for the next answer

    async def _push(self, host, port, data):
        try:
            await self._line.send_to(host, port, data)
        except OSError as wrong:
            self._lost(host, wrong)  # nobody listens there: the next one has newer values
        except Exception as fault:
            self._fault = fault
            self._wake.set()
        finally:
            self._pushing = None

    def _lost(self, host, why):
        if self._note:
            self._note("push to %s lost: %s" % (host, why))

    def hang_up(self):
        """Whoever is there has gone."""
        self._session.hang_up(self._clock.now())
        self._wake.set()

    async def _sleep(self, milliseconds):
        """Wait for something to happen, at most so long."""
        if milliseconds is None or milliseconds > LONGEST_SLEEP_MS:
            milliseconds = LONGEST_SLEEP_MS
        # no wait_for: it can take a cancellation that comes with the event for the event alone
        alarm = asyncio.create_task(self._alarm(milliseconds))
        try:
            await self._wake.wait()
        finally:
            alarm.cancel()
            self._wake.clear()

    async def _alarm(self, milliseconds):
        await asyncio.sleep(milliseconds / 1000)
        self._wake.set()
