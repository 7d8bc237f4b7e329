"""Tariff tables as text, read into a TimeSwitch; loaded only while a table is read, and dropped again.

    day     work    00:00 T2  06:00 T1  22:00 T2    # day type: times, each with the tariff from then on
    day     rest    00:00 T2
    week    usual   work work work work work rest rest
    season  always  from 01-01 usual                # until the next season begins, every year
    holiday 12-25 rest                              # every year
    holiday 2027-03-26 rest                         # once; comes before one of every year

A line is one entry; a word that begins with # and what follows it is a comment. A name has at most 16 characters and
is defined above the line that uses it. Times are HH:MM, 00:00 comes first and later ones ascend; dates are MM-DD or
YYYY-MM-DD. Before the first season of a year the last one goes on. tools/tariffs/README.md explains more.
"""

from array import array

from meter.clock.calendar import FIRST_YEAR, day_number
from meter.config.settings import ConfigError
from meter.config.time_switch import EVERY_YEAR, TimeSwitch, date

LINE = 160  # characters
NAME = 16
DAY_TYPES = 16
WEEKS = 4
SEASONS = 4
SWITCHES = 10  # a day
HOLIDAYS = 100


def parse(text, name):
    """The TimeSwitch of a table. Raises ConfigError: one line with `name`, number of the line and the word."""
    return Table(text, name).time_switch()


class Table:
    """A table with its names. Raises ConfigError as `parse` does.

    days: names of the day types; switches, firsts: as TimeSwitch has them. weeks: {name: bytes of seven day
    types}. seasons: [(start, name, week)] in the order of their starts. holidays: {date: day type}.
    """

    def __init__(self, text, name):
        self.days = []
        self.switches = array("H")
        self.firsts = bytearray(1)
        self.weeks = {}
        self.seasons = []
        self.holidays = {}
        entries = {"day": self._day, "week": self._week, "season": self._season, "holiday": self._holiday}
        number = 0
        try:
            for line in text.split("\n"):
                number += 1
                words = _words(line.rstrip("\r"))
                if words:
                    if words[0] not in entries:
                        raise ConfigError("%s: must be day, week, season or holiday" % words[0])
                    entries[words[0]](words[1:])
        except ConfigError as error:
            raise ConfigError("%s:%d: %s" % (name, number, error)) from None
        if not self.seasons:
            raise ConfigError("%s: no season" % name)
        self.seasons.sort()

    def time_switch(self):
        starts = array("H", [start for start, _, _ in self.seasons])
        weeks = b"".join([week for _, _, week in self.seasons])
        dates = sorted(self.holidays)
        types = bytes([self.holidays[each] for each in dates])
        # copies, for what grew among the words of the text would leave holes in the heap
        return TimeSwitch(array("H", self.switches), bytes(self.firsts), starts, weeks, array("H", dates), types)

    def _day(self, words):
        name = _new("day", words, self.days, DAY_TYPES)
        if len(words) - 1 > 2 * SWITCHES:
            raise ConfigError("day %s: at most %d switches" % (name, SWITCHES))
        if len(words) == 1 or _minute(words[1]):
            raise ConfigError("day %s: must begin with 00:00" % name)
        for k in range(1, len(words), 2):
            minute = _minute(words[k])
            if k + 1 == len(words):
                raise ConfigError("day %s: no tariff after %s" % (name, words[k]))
            if k > 1 and minute <= self.switches[-1] >> 3:
                raise ConfigError("day %s: %s is not after %s" % (name, words[k], words[k - 2]))
            self.switches.append(minute << 3 | _tariff(words[k + 1]))
        self.days.append(name)
        self.firsts.append(len(self.switches))

    def _week(self, words):
        name = _new("week", words, self.weeks, WEEKS)
        if len(words) != 8:
            raise ConfigError("week %s: %d days, must be 7, Monday to Sunday" % (name, len(words) - 1))
        self.weeks[name] = bytes([self._day_type(word) for word in words[1:]])

    def _season(self, words):
        name = _new("season", words, [season for _, season, _ in self.seasons], SEASONS)
        if len(words) != 4 or words[1] != "from":
            raise ConfigError("season %s: must be from, MM-DD and a week" % name)
        year, month, day = _date(words[2])
        start = month << 5 | day
        if year != EVERY_YEAR or (month, day) == (2, 29):
            raise ConfigError("season %s: %s does not come every year" % (name, words[2]))
        for other, of, _ in self.seasons:
            if other == start:
                raise ConfigError("season %s: begins with season %s" % (name, of))
        if words[3] not in self.weeks:
            raise ConfigError("season %s: no week %s" % (name, words[3]))
        self.seasons.append((start, name, self.weeks[words[3]]))

    def _holiday(self, words):
        if len(words) != 2:
            raise ConfigError("holiday: must be a date and a day type")
        when = date(*_date(words[0]))
        if when in self.holidays:
            raise ConfigError("holiday %s: given twice" % words[0])
        if len(self.holidays) == HOLIDAYS:
            raise ConfigError("holiday %s: at most %d in a table" % (words[0], HOLIDAYS))
        self.holidays[when] = self._day_type(words[1])

    def _day_type(self, word):
        if word not in self.days:
            raise ConfigError("no day type %s" % word)
        return self.days.index(word)


def _words(line):
    """The words of a line before its comment; blanks and tabs only part them, on every interpreter."""
    if len(line) > LINE:
        raise ConfigError("%d characters, at most %d" % (len(line), LINE))
    line = line.replace("\t", " ")
    for character in line:
        if not " " <= character <= "~":
            _check(ord(character))
    words = []
    for word in line.split(" "):
        if word.startswith("#"):
            break
        if word:
            words.append(word)
    return words


def _check(code):
    """Refuse a character that controls, or that cannot be told from a blank (U+00A0) or from nothing (U+FEFF)."""
    if code < 32 or 127 <= code <= 160 or code == 0xFEFF:
        raise ConfigError("character U+%04X" % code)


def _new(kind, words, known, most):
    """The name that an entry defines."""
    if not words:
        raise ConfigError("%s: name missing" % kind)
    name = words[0]
    if len(name) > NAME:
        raise ConfigError("%s %s: %d characters, at most %d" % (kind, name, len(name), NAME))
    if name in known:
        raise ConfigError("%s %s: given twice" % (kind, name))
    if len(known) == most:
        raise ConfigError("%s %s: at most %d in a table" % (kind, name, most))
    return name


def _shape(word):
    return "".join(["0" if "0" <= character <= "9" else character for character in word])


def _minute(word):
    if _shape(word) != "00:00" or word[:2] > "23" or word[3:] > "59":
        raise ConfigError("no time %s, 00:00 to 23:59" % word)
    return 60 * int(word[:2]) + int(word[3:])


def _tariff(word):
    """One less than the number of a tariff."""
    if len(word) != 2 or word[0] != "T" or not "1" <= word[1] <= "8":
        raise ConfigError("no tariff %s, T1 to T8" % word)
    return int(word[1]) - 1


def _date(word):
    """(year or EVERY_YEAR, month, day)."""
    shape = _shape(word)
    if shape not in ("00-00", "0000-00-00"):
        raise ConfigError("no date %s, MM-DD or YYYY-MM-DD" % word)
    year = int(word[:4]) if shape == "0000-00-00" else FIRST_YEAR  # which is a leap year
    month, day = int(word[-5:-3]), int(word[-2:])
    try:
        day_number(year, month, day)
    except ValueError as error:
        raise ConfigError("no date %s: %s" % (word, error)) from None
    return EVERY_YEAR if shape == "00-00" else year, month, day
