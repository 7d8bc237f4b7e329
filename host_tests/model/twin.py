"""A meter and the plain model of it, told the same things: what one does the other must too.

The whole meter on a board without samples, stepped by windows of whole minutes; both interpreters.
"""

import json

from fakes.eeprom import Fram
from fakes.plain_board import Clock, PlainBoard, Settings, window
from meter.logs import billing_log, profile
from meter.meter import Meter
from model.plain import Model

START = 820_540_800  # 2026-01-01 00:00:00 UTC
MINUTE, DAY = 60, 86_400
LOST_AFTER = 7 * DAY  # the clock's backup
PERIODS = (300, 900, 1800, 3600)
MAXIMA = (("1.6.0", "P+"), ("1.6.1", "T1"), ("1.6.2", "T2"), ("2.6.0", "P-"), ("3.6.0", "Q+"), ("4.6.0", "Q-"))
CODES = ["1-1-000-00-2", "000-01-01-1", "00-0-01-0-00", "001-001-00", "000"]
TABLE = """\
day work 00:00 T2 06:00 T1 22:00 T2
day rest 00:00 T2
day new 00:00 T3
week all work work work work work rest rest
season all from 01-01 all
holiday 01-01 new
"""


class Different(AssertionError):
    """Meter and model do not agree; the text says where."""


class Twin:
    """logs: the board's log files. `meter`, `model`; `records`: of profiles that were compared."""

    def __init__(self, logs):
        given = {"configuration": CODES, "power_threshold_w": 2500}
        files = Settings({"settings.json": json.dumps(given), "tariffs-001.txt": TABLE})
        self.board = PlainBoard(Fram(32768), logs, Clock(START), files)
        self.meter = Meter(self.board)
        self.settings = {
            "period": 900, "k": 0, "zone": 1, "summer": True, "table": True, "day": 1, "months": 1, "threshold": 2500,
        }  # fmt: skip
        self.model = Model(START, self.settings)
        self.records = 0
        self._seen = [0, 0, 0]  # ids of the load profile, the analysis logger, the billing log

    def minute(self, watts, vars_, pulses=0):
        """One window up to the next minute of the meter's clock."""
        seconds = MINUTE - self.model.now % MINUTE
        self.board.tariff_inputs.pulses += pulses
        self.board.clock.seconds += seconds
        window(self.meter, seconds, watts, vars_)
        self.model.window(seconds, watts, vars_, pulses)

    def outage(self, seconds, warned):
        """The supply is away; warned: the meter has had the time to keep everything."""
        if warned:
            self.meter.close()
        clock = self.board.clock
        lost = seconds > LOST_AFTER
        clock.seconds = 0 if lost else clock.seconds + seconds
        clock.valid = clock.valid and not lost
        self.meter = None
        self.meter = Meter(self.board)
        self.model.outage(seconds, lost)

    def set_clock(self, change):
        new = self.model.now + change
        self.meter.commands.set_clock(new, 1)
        self.model.set_clock(new)

    def force(self, tariff):
        self.meter.commands.write("129.0.0", str(tariff), 1)
        self.model.wanted = tariff

    def stop(self):
        self.meter.commands.write("0.1.5*128", "1", 1)
        self.model.minute()
        self.model.stop(1)

    def set_period(self, choice):
        self._write(1, "1-1-000-00-%d" % (choice + 1))
        self.model.configure_period(PERIODS[choice])
        self.model.plan()

    def set_due(self, day, months):
        self.model.minute()
        self.settings["day"], self.settings["months"] = day, months
        self._write(2, "000-%02d-%02d-1" % (day, months))
        self.model.plan()

    def set_zone(self, k, zone):
        self.model.minute()
        self.settings["k"], self.settings["zone"] = k, zone
        self._write(3, "00-%d-%02d-0-00" % (k, zone))
        self.model.plan()

    def set_tables(self, table, summer):
        self.model.minute()
        self.settings["table"], self.settings["summer"] = table, summer
        self._write(4, "%03d-%03d-00" % (table, summer))
        self.model.plan()

    def set_threshold(self, watts):
        self.model.minute()
        self.settings["threshold"] = watts
        self.meter.commands.write("96.51.1", str(watts), 1)
        self.model.plan()

    def _write(self, k, text):
        self.meter.commands.write("0.129.%d" % k, text, 1)
        if self.meter.restart:
            self.meter.close()
            self.meter = Meter(self.board, True)
            self.model.restarted()

    def compare(self):
        """Every register. Raises Different."""
        model = self.model
        self._equal(
            "sums", [sum(self._tariffs(k)) for k in range(4)], [self._read("%d.8.0" % (k + 1)) for k in range(4)]
        )
        for k in range(4):
            self._equal("energy", self._read("%d.8.0" % (k + 1)), model.total[k] // 3_600_000_000)
            self._equal("tariffs", self._tariffs(k), [energy // 3_600_000_000 for energy in model.tariffs[k]])
            self._equal("average", self._read("%d.25.0" % (k + 1)), model.averages[k])
            self._equal("accumulated", self._read("%d.2.0" % (k + 1)), model.accumulated[k])
        for code, name in MAXIMA:
            self._equal(name, self._read(code), model.maxima[name])
        for code, wanted in (
            ("0.1.0", model.count),
            ("96.51.2", model.above),
            ("96.8.0", model.seconds // 3600),
            ("0.128.1", model.pulses),
            ("1.0.0", (model.now, model.valid)),
        ):
            self._equal(code, self._read(code), wanted)

    def compare_records(self):
        """Every record of profiles and billing log since the last time. Raises Different."""
        meter, model = self.meter, self.model
        for k, log, period in ((0, meter.load.log, model.load), (1, meter.analysis.log, model.analysis)):
            found = [(time,) + profile.values(payload) for _, time, payload in log.read(self._seen[k], 10_000)]
            self._equal("profile %d" % k, found, period.records)
            self.records += len(found)
            self._seen[k] = log.next
            period.records = []
            if log.due():
                log.flush()
        found = [(time,) + billing_log.values(payload) for _, time, payload in meter.stops.read(self._seen[2], 100)]
        self._equal("billing stops", found, model.stops)
        self._seen[2] = meter.stops.next
        model.stops = []

    def _read(self, code):
        return self.meter.bank.get(code).read()

    def _tariffs(self, k):
        return [self._read("%d.8.%d" % (k + 1, t + 1)) for t in range(8)]

    def _equal(self, what, found, wanted):
        if found == wanted:
            return
        if isinstance(found, list) and len(found) == len(wanted):
            for k in range(len(found)):
                self._equal("%s, place %d" % (what, k), found[k], wanted[k])
        raise Different("%s at %d: %s, not %s" % (what, self.model.now, found, wanted))
