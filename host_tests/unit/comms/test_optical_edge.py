"""The optical port's edge on a line made of two lists: order of actions, timers in real time, readers that vanish."""

import asyncio
import time

from meter.comms.iec62056_21.session import Session
from meter.comms.iec62056_21.settings import Settings
from meter.comms.port import Milliseconds, Port
from optical_bench import ACK, P0, PASSWORD, SIGN_ON, Watched, answer, command
from small_meter import SmallMeter

IDENT = b"/QDt5162JxC\r\n"
WRAP = 1 << 30  # of MicroPython's ticks
READOUT = answer(b"1.8.0(0001234.56*kWh)\r\n!\r\n")


def ticks_ms():
    """Ticks that wrap 30 ms after they were first asked for."""
    now = int(time.time() * 1000)
    if not started:
        started.append(now)
    return (now - started[0] - 30) % WRAP


def ticks_diff(later, earlier):
    return (later - earlier + WRAP // 2) % WRAP - WRAP // 2


started = []


class ListLine:
    """A head that hands over what the test puts in and writes down what the meter does with it."""

    def __init__(self, echo=False):
        self.done = []
        self.fails = None
        self._echo = echo
        self.waiting = []
        self._come = asyncio.Event()

    def put(self, data):
        """`data` arrives; an exception is raised by `read`."""
        self.waiting.append(data)
        self._come.set()

    async def read(self):
        while not self.waiting:
            self._come.clear()
            await self._come.wait()
        data = self.waiting.pop(0)
        if isinstance(data, Exception):
            raise data
        return data

    async def write(self, data):
        if self.fails:
            raise self.fails
        for k in range(0, len(data), 8):
            if self._echo:
                self.put(data[k : k + 8])
            await asyncio.sleep(0.001)
        self.done.append(data)

    def set_line(self, baud):
        self.done.append(baud)

    async def sent(self, count):
        """The first `count` actions; waits at most three seconds for them."""
        for _ in range(600):
            if len(self.done) >= count:
                break
            await asyncio.sleep(0.005)
        return self.done


def quick_session():
    """A session with short waiting times."""
    settings = Settings(maker="QDt", identification="162JxC", password=PASSWORD)
    settings.tt_ms = settings.tr_ms = 200
    meter = SmallMeter()
    return Session(settings, meter.bank, meter.commands, ("1.8.0",), Watched())


def play(scene, echo=False):
    """Run `scene(line)` with a port behind the line."""

    async def main():
        line = ListLine(echo)
        task = asyncio.create_task(Port(line, quick_session(), ticks_ms, ticks_diff).run())
        try:
            await scene(line)
        finally:
            task.cancel()

    asyncio.run(main())


async def sign_in(line):
    """Programming mode: five actions."""
    line.put(SIGN_ON)
    await line.sent(1)
    line.put(b"\x06051\r\n")
    await line.sent(3)
    line.put(command(b"P1", b"(s3cret)"))
    assert await line.sent(4) == [IDENT, 9600, P0, ACK]


def test_milliseconds_grow_where_ticks_wrap():
    ticks = [WRAP - 2]
    clock = Milliseconds(lambda: ticks[0], ticks_diff)
    seen = []
    for step in (0, 1, 1, 1, WRAP // 2 - 1, 3, WRAP // 2 - 1, -5):
        ticks[0] = (ticks[0] + step) % WRAP
        seen.append(clock.now())
    assert seen == [0, 1, 2, 3, WRAP // 2 + 2, WRAP // 2 + 5, WRAP + 4, WRAP + 4]


def test_a_readout_with_the_speed_changed_before_and_after_it():
    async def scene(line):
        line.put(SIGN_ON[:3])
        line.put(SIGN_ON[3:])
        await line.sent(1)
        line.put(b"\x06050\r\n")
        assert await line.sent(4) == [IDENT, 9600, READOUT, 300]

    play(scene)
    play(scene, echo=True)


def test_mode_a_comes_by_itself():
    async def scene(line):
        line.put(SIGN_ON)
        assert await line.sent(2) == [IDENT, READOUT]

    play(scene)
    play(scene, echo=True)


def test_a_reader_that_goes_takes_its_rights_along():
    for gone in (b"", OSError(104)):

        async def scene(line, gone=gone):
            await sign_in(line)
            line.put(b"\x01W1\x02129")
            line.put(gone)
            assert (await line.sent(5))[4:] == [300]
            line.put(command(b"R1", b"1.8.0()"))
            line.put(SIGN_ON)
            assert (await line.sent(6))[5:] == [IDENT]

        play(scene)


def test_a_reader_that_goes_while_the_meter_sends():
    async def scene(line):
        await sign_in(line)
        line.fails = OSError(32)
        line.put(command(b"R1", b"1.8.0()"))
        assert (await line.sent(5))[4:] == [300]
        line.fails = None
        line.put(SIGN_ON)
        assert (await line.sent(6))[5:] == [IDENT]

    play(scene)


def test_an_unexpected_error_ends_the_run_and_it_can_be_run_again():
    async def main():
        line = ListLine()
        served = Port(line, quick_session(), ticks_ms, ticks_diff)
        line.put(SIGN_ON)
        line.put(RuntimeError("broken head"))
        try:
            await served.run()
        except RuntimeError as error:
            assert str(error) == "broken head"
        else:
            raise AssertionError("went on")
        task = asyncio.create_task(served.run())
        await asyncio.sleep(0.1)
        assert line.done == []  # the first reader's answer is not for the next
        line.put(SIGN_ON)
        assert await line.sent(1) == [IDENT]
        task.cancel()

    asyncio.run(main())


def test_a_cancelled_run_leaves_the_line_alone():
    async def main():
        line = ListLine()
        task = asyncio.create_task(Port(line, quick_session(), ticks_ms, ticks_diff).run())
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        line.put(SIGN_ON)
        await asyncio.sleep(0.05)
        assert line.waiting == [SIGN_ON]
        assert line.done == []

    asyncio.run(main())
