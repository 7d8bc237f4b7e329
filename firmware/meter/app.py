"""The composition root: builds the meter from a board and runs it. The only file that knows every part."""

import asyncio

from meter.clock.timekeeper import Timekeeper
from meter.commands import Commands
from meter.comms.iec62056_21 import settings as port_settings
from meter.comms.iec62056_21.session import Session
from meter.comms.optical import OpticalPort
from meter.config.calibrator import Calibrator
from meter.config.settings import ConfigError, Settings, load
from meter.metrology import calibration
from meter.metrology.chain import Chain
from meter.metrology.energy import Energy
from meter.panel.display import Display
from meter.panel.indications import Indications
from meter.panel.lights import Lights
from meter.registers import status as bits
from meter.registers.catalogue import build
from meter.registers.hours import HourCounter
from meter.registers.keeper import Keeper
from meter.registers.status import Status
from meter.registers.tariff import Tariff
from meter.storage.records import TwoRecords

VERSION = "0.1.0"
SETTINGS_FILE = "settings.json"
SURVIVORS_AT = 0  # address of the register records
CALIBRATION_AT = 512
THERMOMETER_US = 10_000_000  # how often the temperature is read
REFERENCE_V = 230  # the voltage that settings in volts are given for


class Meter:
    """The meter on `board` (boards/README.md). Raises ConfigError for settings that cannot be."""

    def __init__(self, board):
        self._board = board
        self.settings = settings = _settings(board.files)
        rate = board.sampler.rate
        self.status = Status()
        self.hours = HourCounter()
        cutoff_mw = board.nominal_mv * settings.cutoff_ma // 1000
        self.energy = Energy(cutoff_mw)
        self._keeper = Keeper(board.memory, SURVIVORS_AT, self.energy, self.hours)
        if self._keeper.fault:
            self.status.set(bits.MEMORY, True)
            board.console.note(self._keeper.fault)

        self._chain = Chain(rate, board.calibration, board.nominal_mv, board.nominal_mhz)
        self.window = self._chain.window
        self.tariff = Tariff()
        clock = Timekeeper(board.clock, settings.zone_hours)
        self._calibrator = self._make_calibrator(clock, cutoff_mw)
        self.bank = build(
            settings,
            self.energy,
            self.window,
            self._chain.harmonics,
            self.tariff,
            self.hours,
            self.status,
            clock,
            self._calibrator,
            VERSION,
        )
        settings.check(self.bank)
        self.commands = Commands(self.bank, clock, board.console.note)

        limit_mv = settings.voltage_limit_v * board.nominal_mv // REFERENCE_V
        signs = Indications(self.window, self.energy, self.tariff, self.status, limit_mv, 1000 * settings.cutoff_ma)
        self._display = Display(board.lcd, self.bank, settings, signs.read)
        self.lights = Lights(board.leds, board.s0, self.energy, settings)
        self.port = _optical_port(board.optical, settings, self.bank, self.commands)

        self._rate = rate
        self._thermometer_in_us = 0
        self._jumps = 0
        self._now_us = 0
        self.windows = self.samples = 0
        self._complete = None

    def feed(self, codes, count):
        """Take a block of samples; everything the meter does follows from its windows."""
        chain = self._chain
        start = 0
        while start < count:
            start += chain.take(codes, start, count - start)
            if chain.complete:
                self._step(count - start)

    def close(self):
        """The supply goes: count what has been sampled and keep the registers to the last µJ."""
        self._complete = self._instant()
        if self._chain.flush():
            self._step(0)
        self._keeper.save()

    def snapshot(self):
        """State as one dictionary of integers (README: summary); what is measured is of the last complete window."""
        energy = self.energy
        state = self._complete or self._instant()
        state.update({
            "a_plus_uwh": energy.a_plus.micro(),
            "a_minus_uwh": energy.a_minus.micro(),
            "r_plus_uvarh": energy.r_plus.micro(),
            "r_minus_uvarh": energy.r_minus.micro(),
            "pulses": self.lights.active.count,
            "windows": self.windows,
            "samples": self.samples,
            "lost_samples": self._board.sampler.lost,
            "seconds_milli": self._now_us // 1000,
        })  # fmt: skip
        return state

    def _instant(self):
        window = self.window
        names = ("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz")
        return {name: getattr(window, name) for name in names}

    def _step(self, pairs_since):
        """Take the window that ended `pairs_since` pairs before the end of the sampler's block."""
        board, window = self._board, self.window
        duration_us = window.samples * 1_000_000 // self._rate
        self.windows += 1
        self.samples += window.samples
        self._now_us = self.samples * 1_000_000 // self._rate
        self._inputs()
        self._temperature(duration_us)
        self.energy.add(window)
        self._calibrator.step(window)
        self.hours.add(duration_us)
        self._keeper.step(duration_us)
        self.lights.step(duration_us, pairs_since * 1_000_000 // self._rate + board.sampler.age_us())
        self._display.step(self._now_us // 1000, board.button.pushes())
        board.watchdog.feed()
        board.console.window(self, window)

    def _inputs(self):
        board = self._board
        self.tariff.inputs(*board.tariff_inputs.levels())
        self._watch(bits.COVER, not board.cover.closed(), "cover")
        self._watch(bits.MAGNET, board.magnet.present(), "magnetic field")
        self._watch(bits.RESET, not board.clock.read()[1], "clock invalid")
        if self._chain.sync.jumps != self._jumps:
            self._jumps = self._chain.sync.jumps
            board.console.note("phase of the voltage jumped")

    def _temperature(self, duration_us):
        self._thermometer_in_us -= duration_us
        if self._thermometer_in_us <= 0:
            self._thermometer_in_us = THERMOMETER_US
            self._chain.quantities.tune(self._board.thermometer.read())

    def _watch(self, bit, on, name):
        if self.status.set(bit, on):
            self._board.console.note("status: %s %s" % (name, "on" if on else "off"))

    def _make_calibrator(self, clock, cutoff_mw):
        board = self._board
        records = TwoRecords(board.memory, CALIBRATION_AT, calibration.SIZE)
        made = Calibrator(
            self._chain.quantities,
            board.calibration,
            records,
            board.seal,
            clock,
            board.thermometer,
            cutoff_mw,
            board.console.note,
        )
        if made.damaged:
            self.status.set(bits.MEMORY, True)
        return made


def _settings(files):
    """Settings from the board's file system, defaults without a file."""
    text = files.read(SETTINGS_FILE)
    return Settings() if text is None else load(text)


def _optical_port(line, settings, bank, commands):
    try:
        port = port_settings.Settings(
            serial=settings.serial,
            password=settings.password,
            maker=settings.maker,
            identification=settings.type,
            zone_hours=settings.zone_hours,
        )
    except ValueError as wrong:
        raise ConfigError(str(wrong)) from None
    return OpticalPort(line, Session(port, bank, commands, settings.readout))


async def _serve(port, console):
    """Keep the optical port up: whatever goes wrong in it is noted and must not stop it, let alone the metering."""
    while True:
        try:
            await port.run()
        except Exception as fault:
            console.note("optical port: %s" % repr(fault))
            await asyncio.sleep(1)


async def run(board):
    """Run a meter on `board` until its supply goes; settings that cannot be are told to the console, and end it."""
    try:
        meter = Meter(board)
    except ConfigError as wrong:
        board.console.refuse(str(wrong))
        raise
    port = asyncio.create_task(_serve(meter.port, board.console))
    sampler = board.sampler
    try:
        count = await sampler.read()
        while count:
            meter.feed(sampler.codes, count)
            count = await sampler.read()
    finally:
        meter.close()
        port.cancel()
        board.console.stopped(meter)
