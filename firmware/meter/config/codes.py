"""Configuration codes 1 to 5 (162 datasheet, Konfiguration 1–5): what a meter was set up for, in 35 digits.

A letter names the same digits here as in the datasheet. The tables are texts because they are read only when a code
changes: a text costs a tenth of the memory of a dictionary.
"""

from meter.config.settings import ConfigError

_FORMS = "A-B-CCC-DD-E FFF-GG-HH-I JJ-K-LL-M-NN OOO-PPP-QQ RRR"

# What a letter may be, where not everything. DD, FFF, JJ and OOO are the maker's own; HH skips 09, as it stands there.
_ALLOWED = """A 1, 2
B 1, 2
C 000, 001, 003, 005, 008, 018, 021, 039, 040, 043, 050, 052, 053, 054, 055, 062, 064
E 1 to 4
G 00 to 28
H 00 to 08, 10 to 25
I 1, 3
K 0 to 2
L 00 to 23
M 0
N 00 to 03
P 000, 001
Q 00
R 000, 310, 311, 312, 319, 322, 330, 339, 340, 349"""


NOT_HERE = 0x88  # bits of JJ


class Codes:
    """The five codes.  texts: each with or without its dashes. Raises ConfigError.

    texts is then a tuple of all five with their dashes.
    """

    def __init__(self, texts):
        if len(texts) != 5:
            raise ConfigError("configuration: %d codes, must be 5" % len(texts))
        self.texts = tuple([_dashed(k, texts[k]) for k in range(5)])
        for rule in _ALLOWED.split("\n"):
            digits = self._digits(rule[0])
            for part in rule[2:].split(", "):
                first, _, last = part.partition(" to ")
                if first <= digits <= (last or first):
                    break
            else:
                raise ConfigError("%s, must be %s" % (self._named(rule[0]), rule[2:]))
        if (self.value("G") == 0) != (self.value("H") == 0):
            raise ConfigError("%s and HH %s, must both be 00 or neither" % (self._named("G"), self._digits("H")))

    def value(self, letter):
        """The digits of `letter`, as a number."""
        return int(self._digits(letter))

    def number(self, k):
        """The digits of code k, 1 to 5, as one number (registers 0.129.1 to 0.129.5)."""
        return int(self.texts[k - 1].replace("-", ""))

    def billing_months(self):
        """HH as a set of months in which a billing stop is due: bit 0 January … bit 11 December."""
        code = self.value("H")
        if code < 2:
            first, every = 1, 1
        elif code < 4:
            first, every = code - 1, 2
        elif code < 7:
            first, every = code - 3, 3
        elif code < 14:
            # March is 10: 09 is left out
            first, every = code - (6 if code < 9 else 7), 6
        else:
            first, every = code - 13, 12
        months = 0
        if code:
            for month in range(first, 13, every):
                months |= 1 << month - 1
        return months

    def check(self, type_number):
        """Raises ConfigError for what a meter of that TypeNumber has not."""
        tariffs = type_number.tariffs > 1
        for letter, there, what in (
            ("J", type_number.has_breaker, "a breaker"),
            ("K", tariffs, "tariffs"),
            ("O", tariffs, "tariffs"),
            ("O", type_number.has_profile, "generation J or K"),
            ("R", type_number.has_radio, "a radio"),
            ("O", self.value("C") not in (8, 18), "a module without tariff inputs"),
            ("C", tariffs or self.value("C") not in (8, 18), "tariffs"),
        ):
            if self.value(letter) and not there:
                raise ConfigError("%s needs %s" % (self._named(letter), what))

        if self.value("J") & NOT_HERE:
            raise ConfigError("%s, must be without bits 3 (three phases) and 7" % self._named("J"))

    def _digits(self, letter):
        place = _FORMS.find(letter)
        return " ".join(self.texts)[place : place + _FORMS.count(letter)]

    def _named(self, letter):
        digits = self._digits(letter)
        k = _FORMS[: _FORMS.find(letter)].count(" ") + 1
        return "configuration %d: %s %s" % (k, letter * len(digits), digits)


def _dashed(k, text):
    """`text`, which stands in place k counted from 0, with its dashes."""
    form = _FORMS.split(" ")[k]
    digits = text.replace("-", "")
    dashed = ""
    for mark in form:
        place = len(dashed) - dashed.count("-")
        dashed += "-" if mark == "-" else digits[place : place + 1]
    if text not in (dashed, digits) or len(digits) != len(form) - form.count("-") or digits.strip("0123456789"):
        raise ConfigError("configuration %d: %s, must be %s" % (k + 1, text, form))
    return text if text == dashed else dashed  # the default's own text: one less to keep
