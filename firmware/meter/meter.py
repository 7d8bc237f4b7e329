"""The whole meter, put together on a board and stepped by its windows. The only file that knows every part."""

from meter import metrology
from meter.clock.timekeeper import Timekeeper
from meter.commands import Commands
from meter.config.calibrator import Calibrator
from meter.config.settings import Settings, forget_rules, load
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
from meter.quality.dips import Dips
from meter.quality.quality import Quality
from meter.registers.billing import Billing
from meter.registers.catalogue import VOLTAGE, build
from meter.registers.demand import Demand
from meter.registers.hours import HourCounter
from meter.registers.keeper import Keeper
from meter.registers.means import Means
from meter.registers.pulse_input import PulseInput
from meter.registers.status import Status
from meter.registers.tariff import Tariff
from meter.registers.tariff_energies import TariffEnergies
from meter.supervision.legal import Legal, watched
from meter.supervision.update import Update
from meter.supervision.watch import SUPPLY, Watch

VERSION = "0.1.0"
SETTINGS_FILE = "settings.json"
REFERENCE_V = 230  # the voltage that settings in volts are given for
# settings whose parts read them whenever they need them; for the others the meter is set up anew
LIVE = (
    "configuration 1", "configuration 4", "power_threshold_w", "clock_trim_ppb", "meter_number", "dlms_password",
    "encryption_key", "authentication_key", "master_key", "security_policy", "hdlc_address", "hdlc_inactivity_s",
    "push_to", "push_at", "push_objects",
    "limit_k1", "limit_k2", "limit_k3", "limit_t1", "limit_t2", "limit_t3", "connect_wait_s", "reconnection",
    "threshold_low", "threshold_high", "threshold_emergency", "over_voltage_v", "over_voltage_s",
    "over_voltage_back_v", "over_voltage_back_s", "emergency_profile", "emergency_groups",
    "working_days", "exception_days", "no_cut_slot", "low_max_days", "credit_alarm_kwh",
    "tamper_latched", "dip_percent", "swell_percent", "interruption_percent",
)  # fmt: skip
TABLED = ("configuration 4", "type_number")  # settings that the tariff table is checked against
TRIES = 2  # of a start, before the register memory is given up
FILE_PAUSE = 5  # windows from one log's to the next one's: a ring of half a second bridges one erase, not two
FILE_REST = 300  # windows until another try after the flash has not taken something


class Meter:
    """The meter on `board` (boards/README.md). Raises ConfigError for settings that cannot be.

    planned: it was set up anew while the supply was there. Its attributes are its parts; commands, recorder and
    supervision find them there. `memory`: the board's, or what stands in for it; `known`: whether the registers are
    what they were. Without them the meter measures, and shows them to nobody.
    """

    version = VERSION

    def __init__(self, board, planned=False):
        self.known = True
        # after a life without memory it is as after an outage
        planned = planned and getattr(board, "reset_cause", SUPPLY) == SUPPLY
        for _ in range(TRIES):
            try:
                self._make(board, board.memory, planned)
                return
            except OSError as silent:
                board.console.note("memory: %s" % silent)
        from meter.storage.no_memory import NoMemory

        self.known = False
        self._make(board, NoMemory(board.memory), planned)

    def _make(self, board, memory, planned):
        # what is needed for the start only is compiled while there is room for that
        from meter.comms.ports import ports
        from meter.logs.start import start
        from meter.quality.outages import start as start_quality
        from meter.stores import Stores

        self.board = board
        self.memory = memory
        self.settings = settings = _settings(board.files)
        stores = Stores(board, settings, memory)
        self.logs = stores.logs()
        self.status = Status(settings)
        self.clock = Timekeeper(board.clock, settings.zone_hours, settings.daylight_table)
        self.clock.trim(settings.clock_trim_ppb)
        self.events = EventLog(stores.events, self.clock, board.console.note)
        self._make_registers(stores)
        self._make_measuring(stores)
        self.means = Means()
        self._make_profiles(stores)
        self.control = _control(self, stores)
        self.quality = Quality(self, stores, Dips(settings, board.nominal_mv))
        stores = None
        forget("meter.stores", "meter.registers.layout_2")
        self.recorder = Recorder(self)
        self._make_views()
        self.ports, self.pusher = ports(self)
        self.analysis.columns = columns.of_registers(self.bank, settings.analysis)
        self._now_us = self._rested_us = self._last_us = 0
        self.windows = self.samples = 0
        self.flash_faults = self._file_in = 0
        start(self, planned)
        start_quality(self.quality, self, not planned and getattr(board, "reset_cause", SUPPLY) == SUPPLY)
        self.watch.start(planned)
        if self.control:
            from meter.control.start import start as go_on

            go_on(self.control, self)
            forget("meter.control.start")
        forget("meter.logs.start", "meter.comms.ports")
        forget_rules()
        self.restart = False  # the meter is to be set up anew, as soon as no reader minds
        self._complete = None
        self.update = Update(self)
        self.update.start()

    def _make_registers(self, stores):
        settings = self.settings
        self.hours = HourCounter()
        self.energy = Energy(self.board.nominal_mv * settings.cutoff_ma // 1000)
        self.energies = TariffEnergies(self.energy)
        self.keeper = Keeper(stores, self.energy, self.hours, self.energies)
        self.demand = Demand(self.energy, settings)
        self.billing = Billing(settings)
        self.pulse_input = PulseInput(settings)
        self.tariff = Tariff(settings, _table(self.board.files, settings))

    def _make_measuring(self, stores):
        board = self.board
        self._rate = board.sampler.rate
        self.chain = chain.Chain(self._rate, board.calibration, board.nominal_mv, board.nominal_mhz)
        self.window = self.chain.window
        self.watch = Watch(self, self.settings.voltage_limit_v * board.nominal_mv // REFERENCE_V)
        quantities = self.chain.quantities
        self.calibrator = Calibrator(
            quantities, board.calibration, stores.calibration, board.seal, self.clock, board.thermometer,
            board.nominal_mv * self.settings.cutoff_ma // 1000, self.watch.calibrated,
        )  # fmt: skip
        room = watched(metrology, chain.__file__)
        self.legal = Legal(room, lambda: quantities.calibration, stores.seals)

    def _make_profiles(self, stores):
        settings = self.settings
        names = settings.type_number.energies
        energies = columns.of_energies(self.energy, names)
        self.load = Profile(stores.load, energies, settings.period_s, columns.layout(names))
        # its columns are registers, which are not there yet
        self.analysis = Profile(stores.analysis, [], settings.analysis_period_s, columns.layout(settings.analysis))
        self.stops = stores.stops

    def _make_views(self):
        board, settings = self.board, self.settings
        self.commands = Commands(self, self._changed)
        self.bank = build(self)
        settings.check(self.bank)
        limit_mv = settings.voltage_limit_v * board.nominal_mv // REFERENCE_V
        control = self.control
        signs = Indications(
            self.window, self.energy, self.energies, self.status, limit_mv, 1000 * settings.cutoff_ma, settings, control
        )
        self._display = Display(board.lcd, self.bank, settings, signs.read, control)
        self._red_led = RedLed(board.red_led, control)
        self.lights = Lights(board.leds, board.s0, self.energy, settings)

    def feed(self, codes, count):
        """Take a block of samples; everything the meter does follows from its windows."""
        measuring = self.chain
        start = 0
        while start < count:
            start += measuring.take(codes, start, count - start)
            if measuring.complete:
                self.step(count - start)

    def step(self, pairs_since, rested_us=0):
        """Take the window that ended `pairs_since` pairs before the end of the sampler's block.

        rested_us: it is one of so long without samples, for a converter that fails: all but the measuring goes on.
        """
        board = self.board
        duration_us = self._last_us or self._count(rested_us)
        if not (self._last_us or rested_us):
            self.quality.step(self.window, duration_us)
        self.keeper.step(duration_us)
        self.watch.step(duration_us, not rested_us)
        self.update.step(duration_us)
        self.tariff.inputs(*board.tariff_inputs.levels())
        self.pulse_input.add(board.pulse_input.taken())
        self.recorder.step()
        # asked for last: what came before it took its time on the buses
        age_us = 0 if rested_us else pairs_since * 1_000_000 // self._rate + board.sampler.age_us()
        self.lights.step(duration_us, age_us)
        if self._last_us:  # the supply goes: what follows can wait
            return
        if self.control:  # which moves nothing while the supply goes
            self.control.step(self.window, duration_us)
        now_ms = self._now_us // 1000
        self._display.step(now_ms, board.button.pushes(), board.button.held_ms())
        self._red_led.step(now_ms)
        self.pusher.step()
        self._file_in -= 1
        if self._file_in < 0 and self.ports[0].quiet():
            self._file()
        board.watchdog.feed()
        board.console.window(self, self.window)

    def _count(self, rested_us):
        """Count the window, or one of nothing, into energies, means and hours; the µs that it lasted."""
        window = self.window
        duration_us = rested_us
        if rested_us:
            window.__init__(self._rate)  # nothing
            self._rested_us += rested_us
        else:
            duration_us = window.samples * 1_000_000 // self._rate
            self.windows += 1
            self.samples += window.samples
            self.means.add(window)
            self.calibrator.step(window)
        self._now_us = self.samples * 1_000_000 // self._rate + self._rested_us
        self.energy.add(window)
        self.hours.add(duration_us)
        return duration_us

    def _file(self):
        """Move what fills an inbox into flash, one log at a time: a stall for each."""
        for log in self.logs:
            if log.due():
                try:
                    log.flush()
                    self._file_in = FILE_PAUSE
                except OSError:
                    self.flash_faults += 1
                    self._file_in = FILE_REST
                return

    def visited(self):
        """Whether somebody has signed on or is associated at a port."""
        return not all(port.idle() for port in self.ports)

    def close(self):
        """The supply goes: count what has been sampled and keep the energies to the last µJ, then what follows.

        May be called again after a MemoryError; nothing is counted twice then.
        """
        self._complete = self._complete or self._instant()
        if self.chain.flush():
            self._last_us = self._count(0)
        self.keeper.settle()
        if self._last_us:
            self.step(0)
        self.recorder.save()
        self.quality.save()  # last: where there is no time for it, what was kept within the hour stands
        if self._last_us:
            self.board.console.window(self, self.window)
        if not self.known:  # the next start tells what was counted and never kept
            self.board.reset_cause = "memory %d Wh" % self.energy.a_plus.wh

    def dissolve(self):
        """After `close`: let the parts go. Ended tasks may go on referring to a meter, and two have no room."""
        for name in list(self.__dict__):
            setattr(self, name, None)

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
            "lost_samples": self.board.sampler.lost,
            "seconds_milli": self._now_us // 1000,
        })  # fmt: skip
        return state

    def _instant(self):
        window = self.window
        names = ("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz")
        return {name: getattr(window, name) for name in names}

    def _changed(self, name):
        """Setting `name` has changed: keep it, and put it in force where that is more than reading it."""
        settings = self.settings
        if name in TABLED:
            self.tariff.table = _table(self.board.files, settings)
        self.board.files.write(SETTINGS_FILE, settings.dump())
        self.clock.zone_hours, self.clock.daylight_table = settings.zone_hours, settings.daylight_table
        self.clock.trim(settings.clock_trim_ppb)
        self.recorder.configured()
        forget_rules()
        self.restart = self.restart or name not in LIVE and name not in VOLTAGE.split()


def _table(files, settings):
    """The tariff table that is configured, or None."""
    if not settings.tariff_table:
        return None
    from meter.config.tariff_tables import tariff_table

    table = tariff_table(files, settings)
    forget("meter.config.tariff_tables")
    return table


def _control(meter, stores):
    """The Control of a meter with a breaker, or None."""
    if not meter.settings.type_number.has_breaker:
        return None
    from meter.control.control import Control

    return Control(meter, stores.control, stores.cuts)


def _settings(files):
    """Settings from the board's file system, defaults without a file."""
    text = files.read(SETTINGS_FILE)
    return Settings() if text is None else load(text)
