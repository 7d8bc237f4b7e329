"""On MicroPython, in a board's file tree: its own boot.py and main.py, and the world that looks at them.

`on_board.py SECONDS`, the models of the chips on MICROPYPATH. Time passes where somebody waits; after SECONDS the
supply goes. A line that begins with SEEN tells what the world sees, as JSON with its time; all others are the board's
console.
"""

# pyright: reportAttributeAccessIssue=false, reportMissingImports=false

import sys

from soc import waited_time

waited_time.install()

import json  # noqa: E402
import os  # noqa: E402

import machine  # noqa: E402
from chips.relay import HoldRelay  # noqa: E402
from soc import world  # noqa: E402

try:  # what a board's MicroPython has in itself: loaded before boot.py says where modules come from
    import rp2  # noqa: F401

    SUPPLY, PULLED_UP, RELAY = 19, (), (10, 11, 3)
except ImportError:
    import esp32  # noqa: F401

    SUPPLY, PULLED_UP, RELAY = 4, (35, 36, 39), (32, 35)  # by resistors of the board: these pins have none

SEEN = "seen "
DISPLAY = 0x3C
TICK_US = 100_000
LOOK_US = 250_000  # at the display: an L1 that blinks changes each half second
LOWER = 48  # row from which on identification and unit stand, which tell views apart
SIGN_ON_US = 1_500_000  # when the reader comes
REST_US = 3_000_000  # between two visits: longer than the meter waits to be asked for a repetition
TURN_US = 300_000  # of the reader, before it answers
PATIENCE = 60  # times HEAR_US: the reader gives up
HEAR_US = 50_000
LAST_US = 1_000_000  # from the supply's end to that of all
STX, ETX, ACK, NAK = b"\x02", b"\x03", b"\x06", b"\x15"
PASSWORD = b"00000000"  # of a meter that has not been told another
BEGAN = world.now_us()


def tell(what, **more):
    more["what"] = what
    more["ms"] = (world.now_us() - BEGAN) // 1000
    print(SEEN + json.dumps(more))


def live(process):
    """Let a generator go on after each of the µs that it yields."""

    def on():
        wait = next(process, None)
        if wait is not None:
            world.later(wait, on)

    on()


def clock():
    while True:
        tell("tick")
        yield TICK_US


class Eye:
    """last: (ms, rows) of the view that is shown, when it stood still; faults: what the display was told in vain."""

    last = 0, []
    faults = ()


def eye():
    """Tells the last picture of each view."""
    chip = machine.I2C.world_chips[DISPLAY]
    Eye.faults = chip.faults
    before = []
    while True:
        yield LOOK_US
        rows = [bytes(row) for row in chip.picture()]
        if Eye.last[1] and rows[LOWER:] != Eye.last[1][LOWER:] and rows == before:
            show()
        if rows == before and any(b"".join(rows)):
            Eye.last = (world.now_us() - BEGAN) // 1000, rows
        before = rows


def show():
    since, rows = Eye.last
    tell("picture", at=since, rows=["".join([str(dot) for dot in row]) for row in rows])


def reader():
    """Reads all in mode C, then the self-test's register in programming mode (EN 62056-21, 6.4)."""
    yield SIGN_ON_US
    speed = yield from sign_on()
    yield from say(b"\x060%d0\r\n" % speed, 300, 300 << speed, block)
    yield REST_US
    speed = yield from sign_on()
    yield from say(b"\x060%d1\r\n" % speed, 300, 300 << speed, block)
    for message in (b"P1" + STX + b"(" + PASSWORD + b")", b"R1" + STX + b"199.3.0()"):
        yield TURN_US
        yield from say(checked(message + ETX), 300 << speed, 300 << speed, block)
    yield TURN_US
    yield from say(checked(b"B0" + ETX), 300 << speed, 300 << speed, lambda answer: True)


def sign_on():
    """Yields; returns the speed that the meter offers, 300 Bd times two to its power."""
    identity = yield from say(b"/?!\r\n", 300, 300, lambda answer: answer.endswith(b"\r\n"))
    yield TURN_US
    return int(identity[4:5]) if identity[4:5].isdigit() else 0


def block(answer):
    """Whether it has ended: with a block check, or a character alone."""
    return answer[-2:-1] == ETX or answer in (ACK, NAK)


def checked(message):
    """With SOH before it and the block check behind it."""
    check = 0
    for byte in message:
        check ^= byte
    return b"\x01" + message + bytes([check])


def say(text, baud, hears, ended):
    """Yields while the meter is waited for; returns what it sent. hears: Bd at which the reader listens."""
    uart = machine.UART.world_last
    uart.world_say(text, baud, 7, 0)
    began = len(uart.world_sent)
    answer = b""
    for _ in range(PATIENCE):
        yield HEAR_US
        answer = uart.world_sent[began:]
        if ended(answer):
            break
    us = uart.world_times[-1] - uart.world_times[began] if len(answer) > 1 else 0
    tell("talk", said=list(text), answer=list(answer), us=us, readable=uart.world_line == (hears, 7, 0, 1))
    return answer


def end(seconds):
    """The supply goes; the board saves, and is not heard of again."""
    yield seconds * 1_000_000
    if Eye.last[1]:
        show()
    tell("display", faults=Eye.faults)
    tell("cut")
    machine.Pin.world_pins[SUPPLY].world_drive(0)
    yield LAST_US
    raise SystemExit


def run(name):
    """Run a file as MicroPython does."""
    tell("run", name=name)
    with open(name) as file:  # noqa: PTH123
        exec(compile(file.read(), name, "exec"), {"__name__": "__main__"})


fakes = sys.path[:]
run("boot.py")
sys.path += fakes  # behind the board's own
if "ads131m02_pio.mpy" in os.listdir("drivers"):  # noqa: PTH208
    import ads131m02_fast

    ads131m02_fast.install()
for number in PULLED_UP:
    machine.Pin(number).world_drive(1)
HoldRelay(*map(machine.Pin, RELAY))
for process in (clock(), eye(), reader(), end(int(sys.argv[1]))):
    live(process)
run("main.py")
