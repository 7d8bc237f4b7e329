"""The whole meter, stepped by its windows. making.py puts it together."""

# pyright: reportAttributeAccessIssue=false
# (its attributes are made there)

from meter.config.settings import SETTINGS_FILE, Settings, forget_rules, load
from meter.loading import forget
from meter.supervision.watch import SUPPLY

VERSION = "0.1.0"
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
        self.board = board
        self.memory = memory
        self._rate = board.sampler.rate
        self._now_us = self._rested_us = self._last_us = 0
        self.windows = self.samples = 0
        self.flash_faults = self._file_in = 0
        self.restart = False  # the meter is to be set up anew, as soon as it is `renewable`
        self._complete = None
        text = board.files.read(SETTINGS_FILE)
        # first: its rules are large, and gone before the parts come
        self.settings = Settings() if text is None else load(text)
        forget_rules()
        from meter.making import make

        make(self, planned)
        forget("meter.making")

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
        if self.quality and not (self._last_us or rested_us):
            self.quality.step(self.window, duration_us)
        self.keeper.step(duration_us)
        self.watch.step(duration_us, not rested_us)
        if self.update:
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
        self.display.step(now_ms, board.button.pushes(), board.button.held_ms())
        self.red_led.step(now_ms)
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

    def leaving(self):
        """Whether the board is to be started anew, with another application."""
        return bool(self.update and self.update.leaving)

    def visited(self):
        """Whether somebody has signed on or is associated at a port."""
        return not all(port.idle() for port in self.ports)

    def renewable(self):
        """Whether it is to be set up anew, and nothing is on its way: no visitor, no move of the breaker."""
        return self.restart and not self.visited() and not (self.control and self.control.breaker.pending())

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
        if self.quality:
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

    def changed(self, name):
        """Setting `name` has changed: keep it, and put it in force where that is more than reading it."""
        settings = self.settings
        if name in TABLED:
            self.tariff.table = self.tariff_table()
        self.board.files.write(SETTINGS_FILE, settings.dump())
        self.clock.zone_hours, self.clock.daylight_table = settings.zone_hours, settings.daylight_table
        self.clock.trim(settings.clock_trim_ppb)
        self.recorder.configured()
        if self.control:
            self.control.configured()
        self.restart = self.restart or not settings.live(name)
        forget_rules()

    def tariff_table(self):
        """The tariff table that is configured, or None. Raises ConfigError."""
        if not self.settings.tariff_table:
            return None
        from meter.config.tariff_tables import tariff_table

        table = tariff_table(self.board.files, self.settings)
        forget("meter.config.tariff_tables")
        return table
