"""The type number 686-X1…X10: hardware and functions that a meter was ordered with (162 datasheet, ordering table)."""

from meter.config.settings import ConfigError

_ALLOWED = "1 4678 AB BCDEJK 12345 367BCDEFG 1234 0 14 0"  # X1 to X10; the country is 010 or 040
_ENERGIES = "A+;A+ A-;A+ R+;A+ A- R+ R-;A+ R1"
_CONFIGURABLE = 8  # tariffs of a meter whose number of tariffs is left to its configuration


class TypeNumber:
    """text: such as 686-18BK4C3010; `686` and dashes may be left out. Raises ConfigError.

    text            with 686 and its dash
    generation      B, C, D, E, J or K
    accuracy_class  A or B (EN 50470-3)
    imax_a          maximum current, A
    energies        names of the energies registered, such as ("A+", "A-")
    tariffs         how many there can be: 1, 2, 4 or 8
    has_breaker, has_radio, has_profile (load profile), has_analysis (analysis logger)
    """

    def __init__(self, text):
        x = text.replace("-", "")
        if x[:3] == "686":
            x = x[3:]
        if len(x) != 10:
            raise ConfigError("type number: %s, must be 686- and 10 places" % text)
        for place, allowed in enumerate(_ALLOWED.split(" ")):
            if x[place] not in allowed:
                raise ConfigError("type number: X%d %s, must be one of %s" % (place + 1, x[place], allowed))
        self.text = "686-" + x
        self.accuracy_class = x[2]
        self.generation = generation = x[3]
        self.imax_a = {"4": 65, "6": 60}.get(x[1], 85)
        self.energies = tuple(_ENERGIES.split(";")[int(x[4]) - 1].split(" "))
        self.tariffs = (1, 2, _CONFIGURABLE, 4)[int(x[6]) - 1]
        self.has_breaker = generation in "DE" or x[5] in "BCDEFG"
        self.has_radio = generation in "CE" or x[5] in "67DEFG"
        self.has_profile = generation in "JK"
        self.has_analysis = generation == "K"
        if (self.has_breaker and generation in "BC") or (self.has_radio and generation in "BD"):
            raise ConfigError("type number: generation %s cannot have X6 %s" % (generation, x[5]))
