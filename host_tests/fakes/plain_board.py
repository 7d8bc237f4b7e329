"""A board without samples, for tests that step the meter by windows of any length; both interpreters.

Everything that is kept is handed in, so that a meter can be started again on what the one before has left.
"""

import asyncio
import json
import time

from drivers.firmware_slots import FirmwareSlots
from fakes.eeprom import Fram
from fakes.ram_files import RamFiles
from fakes.ram_partition import RamPartition
from meter.logs.events import text
from meter.meter import Meter
from meter.metrology.calibration import Calibration

RATE = 1000

if not hasattr(time, "ticks_ms"):  # CPython's; no task of the port runs here that would look at it
    time.ticks_ms = lambda: 0
    time.ticks_diff = lambda later, earlier: later - earlier


class Clock:
    """A clock chip that stands still until it is moved: `seconds` since 2000 UTC, `valid`, `trimmed`."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.valid = True
        self.trimmed = 0

    def read(self):
        return self.seconds, self.valid

    def set(self, seconds):
        self.seconds = seconds
        self.valid = True

    def trim(self, ppb):
        self.trimmed = ppb


class Lcd:
    """`frame`: what is shown; `there`: whether it answers."""

    there = True

    def show(self, *frame):
        self.frame = frame

    def answers(self):
        return self.there


class Light:
    """`pulses`: how many; `on`: the steady light."""

    def __init__(self):
        self.pulses = 0
        self.on = False

    def pulse(self, offset_us, width_ms):
        self.pulses += 1

    def steady(self, on):
        self.on = on


class Lamp:
    """`on`: whether it is lit; None before anybody said so."""

    on = None

    def set(self, on):
        self.on = on


class Settings:
    """The small files of the board, in a dictionary."""

    def __init__(self, files=None):
        self.files = files or {}

    def read(self, name):
        return self.files.get(name)

    def write(self, name, text):
        self.files[name] = text


class Switch:
    """A contact: `on` is its state, which both kinds of contact read."""

    def __init__(self, on):
        self.on = on

    def closed(self):
        return self.on

    def present(self):
        return self.on


class Relay:
    """Moves at once: `position`; `moves`: all that it was told; `load`: the voltage behind it, None: not measured."""

    def __init__(self):
        self.position = True
        self.moves = []
        self.load = None

    def set(self, closed):
        self.moves.append(closed)
        self.position = closed

    def closed(self):
        return self.position

    def load_voltage(self):
        return self.load


class Sampler:
    rate = RATE
    lost = 0
    codes = ()

    def age_us(self):
        return 0


class Buttons:
    """`held`: ms that it has been held by now."""

    held = 0

    def pushes(self):
        return 0

    def held_ms(self):
        return self.held


class Inputs:
    """Tariff inputs (`state`) and pulse input (`pulses` until taken)."""

    def __init__(self):
        self.state = (False, False)
        self.pulses = 0

    def levels(self):
        return self.state

    def taken(self):
        pulses, self.pulses = self.pulses, 0
        return pulses


class Thermometer:
    """`there`: whether it answers."""

    there = True

    def read(self):
        return 25_000

    def answers(self):
        return self.there


class Watchdog:
    def feed(self):
        pass


class Console:
    """`notes` as they were told."""

    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)

    def window(self, meter, window):
        pass


class Head:
    """Nobody is at the optical port."""

    async def read(self):
        raise AssertionError("no task of the port runs here")

    async def write(self, data):
        raise AssertionError("no task of the port runs here")

    def set_line(self, baud, bits=7):
        pass

    def drop(self):
        pass


class Quiet:
    """A head or network where nobody ever comes, for runs with tasks."""

    async def read(self):
        await asyncio.Event().wait()

    def set_line(self, baud, bits=7):
        pass

    def drop(self):
        pass


class PlainBoard:
    """memory, logs, clock, files: see boards/README.md; everything else is at rest, the seal closed."""

    nominal_mv = 230_000
    nominal_mhz = 50_000

    def __init__(self, memory, logs, clock, files):
        self.memory = memory
        self.logs = logs
        self.clock = clock
        self.files = files
        self.calibration = Calibration(400_000_000, 120_000_000_000, 0)
        self.sampler = Sampler()
        self.lcd = Lcd()
        self.leds = (Light(), Light())
        self.s0 = (Light(), Light())
        self.red_led = Lamp()
        self.optical = self.network = Head()
        self.relay = Relay()
        self.button = Buttons()
        self.cover = Switch(True)
        self.terminal_cover = Switch(True)
        self.seal = Switch(True)
        self.magnet = Switch(False)
        self.tariff_inputs = self.pulse_input = Inputs()
        self.thermometer = Thermometer()
        self.watchdog = Watchdog()
        self.console = Console()
        self.firmware = FirmwareSlots(RamPartition(262_144), files, logs, 0x1F06)


def window(meter, seconds, watts, vars_):
    """Step `meter` by one window of whole `seconds` with constant power; the clock must have been moved to its end."""
    found = meter.window
    found.samples = RATE * seconds
    found.v_rms_mv = 230_000
    found.p_mw, found.q_mvar = 1000 * watts, 1000 * vars_
    found.energy_uj, found.reactive_uj = 1_000_000 * watts * seconds, 1_000_000 * vars_ * seconds
    found.i_rms_ua = 1_000_000 * (abs(watts) + abs(vars_)) // 230
    meter.step(0)


def run(meter, seconds, watts, vars_=0, step=60):
    """Let `seconds` pass with constant power, in windows of `step` seconds; the clock goes along."""
    for _ in range(seconds // step):
        meter.board.clock.seconds += step
        window(meter, step, watts, vars_)


def value(meter, code):
    """What a register reads."""
    return meter.bank.get(code).read()


def told(meter):
    """All events of the log, as people read them, oldest first."""
    return [text(payload) for _, _, payload in meter.events.log.read(0, 1_000_000)]


def codes(first="1-1-000-00-2", second="000-01-01-1", third="00-0-00-0-00", fourth="000-000-00"):
    """The setting of the configuration codes; as they are delivered but for the zone, which is UTC."""
    return [first, second, third, fourth, "000"]


def board(given=None, seconds=820_540_800):
    """A fresh PlainBoard, its settings as in the dictionary `given`, its clock at 2026-01-01 00:00:00 UTC."""
    files = Settings({"settings.json": json.dumps(given)} if given else {})
    return PlainBoard(Fram(32768), RamFiles(), Clock(seconds), files)


def new_meter(**given):
    """A Meter on a fresh board with these settings."""
    return Meter(board(given))
