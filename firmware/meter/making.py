"""Puts a meter together: the only file that knows every part. Loaded for the start, and dropped (meter.py).

What is needed for the start only is loaded when it is wanted, and dropped before the next: a start must not take much
more than what it leaves (`make budget`).
"""

from meter import metrology
from meter.clock.timekeeper import Timekeeper
from meter.commands import Commands
from meter.config.calibrator import Calibrator
from meter.config.settings import REFERENCE_V, forget_rules
from meter.loading import forget
from meter.logs import columns
from meter.logs.events import EventLog
from meter.logs.profile import Profile
from meter.logs.recorder import Recorder
from meter.metrology import chain
from meter.metrology.energy import Energy
from meter.panel.display import Display
from meter.panel.indications import Indications
from meter.panel.lights import Lights
from meter.panel.red_led import RedLed
from meter.registers.billing import Billing
from meter.registers.catalogue import build, functions
from meter.registers.demand import Demand
from meter.registers.hours import HourCounter
from meter.registers.keeper import Keeper
from meter.registers.means import Means
from meter.registers.pulse_input import PulseInput
from meter.registers.status import Status
from meter.registers.tariff import Tariff
from meter.registers.tariff_energies import TariffEnergies
from meter.supervision.legal import Legal, watched
from meter.supervision.watch import SUPPLY, Watch


def make(meter, planned):
    """Give `meter`, which has its board and memory, all its parts. Raises ConfigError, OSError."""
    from meter.stores import Stores

    board, settings = meter.board, meter.settings
    stores = Stores(board, settings, meter.memory)
    meter.logs = stores.logs()
    meter.status = Status(settings)
    meter.clock = Timekeeper(board.clock, settings.zone_hours, settings.daylight_table)
    meter.clock.trim(settings.clock_trim_ppb)
    meter.events = EventLog(stores.events, meter.clock, board.console.note)
    _registers(meter, stores)
    _measuring(meter, stores)
    meter.means = Means()
    _profiles(meter, stores)
    meter.control = _control(meter, stores)
    meter.quality = _quality(meter, stores)
    stores = None
    forget("meter.stores", "meter.registers.layout_2", "meter.logs.billing_log")
    meter.recorder = Recorder(meter)
    _views(meter)
    meter.analysis.columns = columns.of_registers(meter.bank, settings.analysis)
    forget(*functions(meter))
    forget_rules()
    from meter.comms.ports import ports

    meter.ports, meter.pusher = ports(meter)
    forget("meter.comms.ports")
    from meter.logs.start import start

    start(meter, planned)
    forget("meter.logs.start")
    if meter.quality:
        from meter.quality.outages import start as begin

        begin(meter.quality, meter, not planned and getattr(board, "reset_cause", SUPPLY) == SUPPLY)
    meter.watch.start(planned)
    if meter.control:
        from meter.control.start import start as go_on

        go_on(meter.control, meter)
        forget("meter.control.start")
    forget_rules()
    meter.update = _update(meter)


def _registers(meter, stores):
    settings = meter.settings
    meter.hours = HourCounter()
    meter.energy = Energy(meter.board.nominal_mv * settings.cutoff_ma // 1000)
    meter.energies = TariffEnergies(meter.energy)
    meter.keeper = Keeper(stores, meter.energy, meter.hours, meter.energies)
    meter.demand = Demand(meter.energy, settings)
    meter.billing = Billing(settings)
    meter.pulse_input = PulseInput(settings)
    meter.tariff = Tariff(settings, meter.tariff_table())


def _measuring(meter, stores):
    board = meter.board
    quality = bool(meter.settings.voltage_quality)
    meter.chain = chain.Chain(board.sampler.rate, board.calibration, board.nominal_mv, board.nominal_mhz, quality)
    meter.window = meter.chain.window
    meter.watch = Watch(meter, meter.settings.voltage_limit_v * board.nominal_mv // REFERENCE_V)
    quantities = meter.chain.quantities
    meter.calibrator = Calibrator(
        quantities, board.calibration, stores.calibration, board.seal, meter.clock, board.thermometer,
        board.nominal_mv * meter.settings.cutoff_ma // 1000, meter.watch.calibrated,
    )  # fmt: skip
    room = watched(metrology, chain.__file__)
    meter.legal = Legal(room, quantities, stores.seals)


def _profiles(meter, stores):
    settings = meter.settings
    names = settings.type_number.energies
    energies = columns.of_energies(meter.energy, names)
    meter.load = Profile(stores.load, energies, settings.period_s, columns.layout(names))
    # its columns are registers, which are not there yet
    meter.analysis = Profile(stores.analysis, [], settings.analysis_period_s, columns.layout(settings.analysis))
    meter.stops = stores.stops


def _views(meter):
    board, settings = meter.board, meter.settings
    meter.commands = Commands(meter, meter.changed)
    meter.bank = build(meter)
    settings.check(meter.bank)
    limit_mv = settings.voltage_limit_v * board.nominal_mv // REFERENCE_V
    control = meter.control
    signs = Indications(
        meter.window, meter.energy, meter.energies, meter.status, limit_mv, 1000 * settings.cutoff_ma, settings, control
    )
    meter.display = Display(board.lcd, meter.bank, settings, signs.read, control)
    meter.red_led = RedLed(board.red_led, control)
    meter.lights = Lights(board.leds, board.s0, meter.energy, settings)


def _control(meter, stores):
    """The Control of a meter with a breaker, or None."""
    if not meter.settings.type_number.has_breaker:
        return None
    from meter.control.control import Control

    return Control(meter, stores.control, stores.cuts)


def _update(meter):
    """The Update, None where the board has no room for another application."""
    if not meter.board.firmware.room:
        return None
    from meter.supervision.update import Update

    update = Update(meter)
    update.start()
    return update


def _quality(meter, stores):
    """The Quality, None where it is left out; what an earlier one had not finished counting is given up then."""
    if not meter.settings.voltage_quality:
        kept = stores.quality.load()
        if kept and any(kept):
            try:
                stores.quality.save(bytes(len(kept)))
            except OSError:
                pass  # the next start will
        return None
    from meter.quality.dips import Dips
    from meter.quality.quality import Quality

    return Quality(meter, stores, Dips(meter.settings, meter.board.nominal_mv))
