"""What the meter ought to have registered, written down plainly: the judge of the meter in `twin.py`. Of the
meter it uses the calendar only.

It is told what happened (a window of so many seconds with so much power, an outage, a clock setting, a command) and
keeps every register in µJ. Its rules are those of the reference tables, in the simplest words that hold them.
"""

from meter.clock.calendar import from_seconds, to_seconds, weekday

UJ = 3_600_000_000  # in a Wh
DAY = 86_400
DUE_MONTHS = {1: range(1, 13), 2: (1, 3, 5, 7, 9, 11), 5: (2, 5, 8, 11), 10: (3, 9), 20: (7,)}  # of HH

SET_BANDS = ((60, 8), (30, 4), (15, 2), (7, 1))
FORWARD, BACKWARD, OUTAGE, INVALID, SUMMER, GAP, CHANGED = 16, 32, 1024, 2048, 4096, 8192, 32768


def summer(utc):
    """European rule: from the last Sunday of March to that of October, at 01:00 UTC."""
    year = from_seconds(utc)[0]
    ends = []
    for month in (3, 10):
        day = 31
        while weekday(year, month, day) != 7:
            day -= 1
        ends.append(to_seconds(year, month, day, 1, 0, 0))
    return ends[0] <= utc < ends[1]


def table_tariff(utc, zone, with_summer):
    """The tariff of TABLE in twin.py: on working days T1 from 6 to 22 local time, else T2; T3 on New Year's Day."""
    local = utc + 3600 * (zone + (1 if with_summer and summer(utc) else 0))
    year, month, day, hour = from_seconds(local)[:4]
    if (month, day) == (1, 1):
        return 3
    return 1 if weekday(year, month, day) <= 5 and 6 <= hour < 22 else 2


class Period:
    """A profile's running period, the records that it ought to have given, and the id of the first of them."""

    def __init__(self, now, length):
        self.start = now
        self.length = length
        self.marks = 0
        self.records = []
        self.first = 0

    def end(self):
        return self.start // self.length * self.length + self.length


class Model:
    """A meter of four energies and eight tariffs. now: seconds since 2000 UTC; c: the settings (see twin.py)."""

    def __init__(self, now, c):
        self.now = now
        self.valid = True
        self.c = c
        self.total = [0, 0, 0, 0]  # A+, A-, R+, R- in µJ
        self.tariffs = [[0] * 8 for _ in range(4)]
        self.tariff = 1
        self.asked = None
        self.wanted = 1
        self.period_energy = [0, 0, 0, 0]
        self.longer = 0
        self.averages = [0, 0, 0, 0]
        self.maxima = {name: (0, 0) for name in ("P+", "T1", "T2", "P-", "Q+", "Q-")}
        self.accumulated = [0, 0, 0, 0]
        self.above = 0
        self.seconds = 0
        self.pulses = 0
        self.stops = []
        self.count = 0
        self.last_due = None
        self.load = Period(now, c["period"])
        self.analysis = Period(now, 900)
        self.currents = [0, 0]  # sum of the currents and number of windows of the analysis period
        self.power = (0, 0)
        self.due = self.next_due(now)

    def window(self, seconds, watts, vars_, pulses):
        """`seconds` with constant power, at the end of which the clock shows `now`."""
        self.now += seconds
        self.seconds += seconds
        self.pulses += pulses
        self.power = (watts, vars_)
        for k, power in enumerate((watts, -watts, vars_, -vars_)):
            energy = max(0, power) * seconds * 1_000_000
            self.total[k] += energy
            self.period_energy[k] += energy
            self.tariffs[k][self.tariff - 1] += energy
        self.currents[0] += 1_000_000 * (abs(watts) + abs(vars_)) // 230
        self.currents[1] += 1
        self.minute()

    def minute(self):
        """What falls due at `now`."""
        for period in (self.load, self.analysis):
            end = period.end()
            if self.now >= end:
                self.close(period, end, 0)
                if self.now >= period.end():
                    period.start, period.marks = self.now, GAP
        if self.now >= self.due:
            self.stop(2 if self.now - self.due >= 60 else 0)
        self.choose()

    def choose(self):
        if self.c["table"]:
            asked = table_tariff(self.now, self.c["zone"], self.c["summer"])
            if asked != self.asked:
                self.asked = asked
                self.wanted = asked
        if self.wanted != self.tariff:
            for energies in self.tariffs:
                # the part of a unit that a tariff leaves behind goes to the next
                rest = energies[self.tariff - 1] % UJ
                energies[self.tariff - 1] -= rest
                energies[self.wanted - 1] += rest
            self.tariff = self.wanted

    def close(self, period, time, marks):
        values = [energy // UJ for energy in self.total]
        if period is self.analysis:
            currents, windows = self.currents
            self.currents = [0, 0]
            p, q = self.power
            values = [1000 * max(0, x) for x in (p, -p, q, -q)]
            values += [230_000 if windows else 0, currents // max(1, windows)]
        marks |= period.marks | (0 if self.valid else INVALID) | (SUMMER if self.c["summer"] and summer(time) else 0)
        period.records.append((time, marks, values))
        period.start, period.marks = time, 0
        if period is self.load:
            self.demand(time)

    def demand(self, time):
        length = self.load.length + self.longer
        self.longer = 0
        self.averages = [energy // (1_000_000 * length) for energy in self.period_energy]
        self.period_energy = [0, 0, 0, 0]
        found = list(zip(("P+", "P-", "Q+", "Q-"), self.averages))
        if self.tariff <= 2:
            found.append(("T%d" % self.tariff, self.averages[0]))
        for name, mean in found:
            if mean > self.maxima[name][0]:
                self.maxima[name] = (mean, time)
        if self.averages[0] > self.c["threshold"]:
            self.above += 1

    def stop(self, why):
        counted = ("P+", "T1", "T2")[self.c["k"]]
        for k, name in enumerate((counted, "P-", "Q+", "Q-")):
            self.accumulated[k] += self.maxima[name][0]
        self.count += 1
        values = [energy // UJ for energy in self.total]
        values += [self.tariffs[0][t] // UJ for t in range(4)] + [self.tariffs[2][t] // UJ for t in range(4)]
        for name in ("P+", "T1", "T2", "P-", "Q+", "Q-"):
            values += self.maxima[name]
        values += self.accumulated + [self.seconds // 3600, self.count, self.above, self.pulses]
        self.stops.append((self.now, why, values))
        for name in self.maxima:
            self.maxima[name] = (0, 0)
        while self.due is not None and self.due <= self.now:
            self.last_due = self.due
            self.due = self.next_due(self.due)

    def next_due(self, after):
        """The next 00:00 of a due day in normal time, by going from day to day."""
        if not self.c["day"]:
            return 1 << 40
        normal = after + 3600 * self.c["zone"]
        day = normal // DAY * DAY + DAY
        while True:
            _, month, number = from_seconds(day)[:3]
            if number == self.c["day"] and month in DUE_MONTHS[self.c["months"]]:
                return day - 3600 * self.c["zone"]
            day += DAY

    def plan(self):
        self.due = self.next_due(self.now)
        if self.due == self.last_due:
            self.due = self.next_due(self.due)

    def outage(self, seconds, lost):
        """The supply was away for `seconds`; lost: the clock's backup ran out."""
        self.valid = self.valid and not lost
        if self.valid:  # else nobody knows how long it was
            self.now += seconds
        self.currents = [0, 0]
        self.power = (0, 0)
        for period in (self.load, self.analysis):
            end = period.end()
            if self.now >= end:
                self.close(period, end, OUTAGE)  # with what was counted until the cut
                period.start = self.now
                period.marks = OUTAGE | (GAP if self.now // period.length * period.length > end else 0)
            else:
                period.marks |= OUTAGE
        if self.now >= self.due:
            self.stop(2)
        self.plan()
        self.asked = None
        self.wanted = self.tariff

    def set_clock(self, new):
        """The clock is set."""
        self.minute()
        old = self.now
        marks = 0
        for least, bit in SET_BANDS:
            if abs(new - old) >= least:
                marks = bit | (FORWARD if new > old else BACKWARD)
                break
        for period in (self.load, self.analysis):
            end = period.end()
            if not marks or period.start <= new < end:
                period.marks |= marks
                if new < old and period is self.load:
                    self.longer += old - new
                continue
            if old > period.start:
                self.close(period, old, marks)
            period.start = new
            period.marks = marks | (GAP if new // period.length * period.length > end else 0)
        self.now = new
        self.valid = True
        if marks and new > old and new >= self.due:
            self.stop(2)
        if new < old:
            self.plan()

    def configure_period(self, length):
        """The integration period is changed: the running one ends."""
        self.minute()
        if length != self.load.length:
            self.close(self.load, self.now, CHANGED)
            self.load.length = length
            self.load.marks = CHANGED

    def restarted(self):
        """The meter was set up anew without an outage."""
        self.currents = [0, 0]
        self.power = (0, 0)
        self.asked = None
        self.wanted = self.tariff
