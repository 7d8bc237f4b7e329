"""Holds the board on the path against the contract, and lets a meter run on it: one JSON object of findings.

Runs on MicroPython: `conform.py [--without PART] [JSON options of the board …]`, the board's folder on MICROPYPATH;
`--ads131m02` before all that puts that converter's model on the fake Pico.
"""

# MicroPython, which the host's types do not know
# pyright: reportMissingImports=false, reportAttributeAccessIssue=false

import gc
import json
import sys

# as main.py, 4 KiB: modules load without cutting up the heap; in a large one, which models fill, a sweep takes longer
gc.threshold(max(4_096, gc.mem_free() // 128))

try:
    from soc import waited_time
except ImportError:
    pass  # a board without fakes
else:
    waited_time.install()

if sys.argv[1:2] == ["--ads131m02"]:
    import ads131m02_fast

    ads131m02_fast.install()
    del sys.argv[1]

import asyncio  # noqa: E402
import time  # noqa: E402

from board import make  # noqa: E402
from contract import missing  # noqa: E402
from meter.loading import RUNNING, sweep  # noqa: E402
from meter.meter import Meter  # noqa: E402

WINDOWS = 7  # until the frequency is found, whatever the phase it starts at
SECONDS = 820_540_800  # 2026-01-01
FRAME = ("0000012.3", "1.8.0", "kWh", 5, 1, True, 2, 30, False)


class Watched:
    """Counts what the meter shows on `lcd`."""

    def __init__(self, lcd):
        self._lcd = lcd
        self.shown = 0

    def show(self, *frame):
        self.shown += 1
        self._lcd.show(*frame)

    def answers(self):
        return self._lcd.answers()


async def metering(board, found):
    lcd, board.lcd = board.lcd, Watched(board.lcd)
    meter = Meter(board)
    sweep(max(RUNNING, gc.mem_free() // 8))  # the models take more than the meter
    sampler = board.sampler
    while meter.windows < WINDOWS:
        count = await sampler.read()
        assert count, "no samples"
        assert max(sampler.codes) < 1 << 24, "codes of more than 24 bits"
        assert 0 <= sampler.age_us() < 40_000, "a block %d µs old" % sampler.age_us()
        meter.feed(sampler.codes, count)
    found["windows"] = meter.windows
    found["state"] = meter.snapshot()
    found["shown"] = board.lcd.shown
    board.lcd = lcd
    meter.close()
    settings = meter.settings
    del meter
    gc.collect()
    from meter.stores import Stores

    found["record"] = Stores(board, settings).registers.load() is not None


async def parts(board, found):
    board.clock.set(SECONDS)
    found["clock"] = board.clock.read()
    found["temperature"] = board.thermometer.read()
    found["beyond"] = []
    for address, count in ((-1, 1), (board.memory.size, 1), (board.memory.size - 1, 2)):
        try:
            board.memory.read(address, count)
        except ValueError:
            found["beyond"].append("refused")
    board.files.write("note.txt", "kept")
    found["files"] = [board.files.read("note.txt"), board.files.read("none.txt")]
    await board.optical.write(b"/QDT5\r\n" * 9)
    found["network"] = board.network and await no_client(board.network)
    board.optical.set_line(9600, 8)
    if "rp2" in sys.modules:
        import machine

        found["line8"] = machine.UART.world_last.world_line
    board.optical.set_line(2400)
    for output in board.leds + board.s0:
        output.pulse(2000, 5)
        output.pulse(12_000, 5)
    for on in (True, False, True):
        board.red_led.set(on)
    await asyncio.sleep_ms(40)


async def no_client(network):
    """What a network does that nobody has called: (whether `read` still waits, the error of a push to nowhere)."""
    waiting = asyncio.create_task(network.read())
    await asyncio.sleep_ms(20)
    waits = not waiting.done()
    waiting.cancel()
    network.drop()
    try:
        await network.send_to("127.0.0.1", 9, b"nobody listens")
    except OSError:
        return [waits, "refused"]
    return [waits, "sent"]


async def pico(board, found):
    """What the fakes' outside world can tell of the pins and chips."""
    import machine
    import pio

    pio.world_pass()
    pins, chips = machine.Pin.world_pins, machine.I2C.world_chips
    found["edges"] = [pins[number].world_levels for number in (6, 7, 8, 9)]
    found["red"] = pins[2].world_levels[-3:]
    found["behind"] = []
    for level in (0, 1):
        pins[3].world_drive(level)
        found["behind"].append(board.relay.load_voltage())
    found["sent"] = machine.UART.world_last.world_sent == b"/QDT5\r\n" * 9
    found["line"] = machine.UART.world_last.world_line
    found["test_dots"] = lit(chips[0x3C])
    board.lcd.show(*FRAME)
    await asyncio.sleep_ms(400)  # the display is sent a little at a time
    found["dots"] = lit(chips[0x3C])
    await asyncio.sleep_ms(350)
    found["blinked_dots"] = lit(chips[0x3C])
    sampler = board.sampler
    time.sleep_ms(700)
    await sampler.read()
    found["lost"] = [sampler.lost]
    for _ in range(3):
        await sampler.read()
    found["lost"].append(sampler.lost)
    # the voltage is the larger wave: the pairs have not changed places
    found["spans"] = [span(sampler.codes, first) for first in (0, 1)]
    pins[19].world_drive(0)
    await asyncio.sleep_ms(20)  # longer than a dip that does not count
    found["cut"] = await sampler.read()
    pins[19].world_drive(1)
    found["returned"] = await board.supply.returned()
    found["again"] = [await sampler.read() > 0, sampler.lost]
    for level in (0, 1):
        await asyncio.sleep_ms(30)
        pins[12].world_drive(level)
        pins[18].world_drive(level)
    found["pushes"] = [board.button.pushes(), board.button.pushes()]
    found["pulses_in"] = board.pulse_input.taken()
    board.clock.trim(-5000)
    await asyncio.sleep_ms(300)  # a conversion
    board.clock.read()
    found["aging"] = chips[0x68].world_aging
    found["twice"] = machine.Pin.world_twice
    chips.clear()
    found["no_clock"] = [board.clock.read(), board.thermometer.read()]
    board.lcd.show(*FRAME)
    try:
        board.memory.read(0, 1)
    except OSError as error:
        found["no_memory"] = error.errno


async def esp32(board, found):
    """The same of an ESP32, as far as it is not the same drivers."""
    import machine
    from soc.esp_rmt import RMT

    pins = machine.Pin.world_pins
    await asyncio.sleep_ms(60)
    found["edges"] = [[level for _, level in RMT.world_edges[number]][-4:] for number in (18, 19, 23, 33)]
    found["red"] = pins[2].world_levels[-3:]
    found["behind"] = board.relay.load_voltage()
    found["panics"] = RMT.world_panics
    found["sent"] = machine.UART.world_last.world_sent == b"/QDT5\r\n" * 9
    found["twice"] = machine.Pin.world_twice
    found["timers"] = sorted(machine.Timer.world_taken)
    sampler = board.sampler
    found["lost"] = []
    for _ in range(2):
        for _ in range(20):
            await sampler.read()
        found["lost"].append([sampler.lost, machine.I2S.world_last.world_dropped * 256])
        time.sleep_ms(700)
    found["spans"] = [span(sampler.codes, first) for first in (0, 1)]
    pins[4].world_drive(0)
    await asyncio.sleep_ms(20)
    found["cut"] = await sampler.read()
    pins[4].world_drive(1)
    found["returned"] = await board.supply.returned()
    found["again"] = await sampler.read()
    for level in (0, 1):
        await asyncio.sleep_ms(30)
        pins[27].world_drive(level)
        pins[5].world_drive(level)
    found["pushes"] = [board.button.pushes(), board.pulse_input.taken()]
    machine.I2C.world_chips.clear()
    found["no_clock"] = [board.clock.read(), board.thermometer.read()]
    try:
        board.memory.read(0, 1)
    except OSError as error:
        found["no_memory"] = error.errno


def span(codes, first):
    """Of every other code, in 12 bits; without a list of them, for the heap is small."""
    low = high = codes[first]
    for k in range(first, len(codes), 2):
        low, high = min(low, codes[k]), max(high, codes[k])
    return high - low >> 12


def lit(display):
    assert display.faults == []
    return sum([sum(row) for row in display.picture()])


async def main(without):
    board = make()
    if without:
        setattr(board, without, None)
    found = {"missing": missing(board)}
    if not without:
        await metering(board, found)
        await parts(board, found)
        if "rp2" in sys.modules:
            await pico(board, found)
        if "esp32" in sys.modules:
            await esp32(board, found)
    print(json.dumps({"found": found}))


WITHOUT = None
if sys.argv[1:2] == ["--without"]:
    WITHOUT = sys.argv[2]
    del sys.argv[1:3]
asyncio.run(main(WITHOUT))
