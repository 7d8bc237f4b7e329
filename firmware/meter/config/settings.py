"""The meter's settings: checked once, when they are read, with errors that name the setting.

They come as a dictionary (a JSON file on the board's file system); what is not in it has the default of `DEFAULTS`.
"""

import json

TEST_VIEW = "test"  # all segments on; the one view that is no register

DEFAULTS = {
    "meter_number": 0,
    "serial": "00000001",
    "type": "QUADRANT-1",  # identification on the optical port
    "maker": "QDT",
    "password": "00000000",
    "zone_hours": 1,
    "display_decimals": 0,  # configuration A: 0 for 7.0, 1 for 6.1
    "led_without_load": False,  # configuration B: False dark, True lit
    "pulse_ms": 30,  # configuration I: 30 or 80
    "voltage_limit_v": 160,  # of the display's L1; given for 230 V, scaled with the board's nominal voltage
    "cutoff_ma": 10,  # registration cut-off: this current, and the power that it makes at nominal voltage
    "automatic": ("1.8.0", "2.8.0", "3.8.0", "4.8.0", "1.7.0", "2.7.0", "32.7.0", "31.7.0", "0.9.1"),
    "manual": (
        "1.8.0", "2.8.0", "3.8.0", "4.8.0", "5.8.0", "6.8.0", "7.8.0", "8.8.0", "15.8.0",
        "1.7.0", "2.7.0", "3.7.0", "4.7.0", "9.7.0", "13.7.0", "13.7.1", "14.7.0", "32.7.0", "31.7.0",
        "96.8.0", "97.97.0", "0.9.1", "0.9.2", "0.0.1", "0.2.0", "test",
    ),
    "readout": (
        "0.0.1", "97.97.0", "1.8.0", "2.8.0", "3.8.0", "4.8.0", "5.8.0", "6.8.0", "7.8.0", "8.8.0",
        "1.7.0", "2.7.0", "3.7.0", "4.7.0", "13.7.0", "14.7.0", "32.7.0", "31.7.0", "129.0.0", "96.8.0", "1.0.0",
    ),
}  # fmt: skip

AUTOMATIC_VIEWS = 16
MANUAL_VIEWS = 40
READOUT_LINES = 40


class ConfigError(ValueError):
    """A setting that cannot be; nothing was changed."""


class Settings:
    """One attribute for each key of DEFAULTS. Raises ConfigError."""

    meter_number: int
    serial: str
    type: str
    maker: str
    password: str
    zone_hours: int
    display_decimals: int
    led_without_load: bool
    pulse_ms: int
    voltage_limit_v: int
    cutoff_ma: int
    automatic: tuple
    manual: tuple
    readout: tuple

    def __init__(self, given=None):
        given = given or {}
        for name in given:
            if name not in DEFAULTS:
                raise ConfigError("settings: unknown name %s" % name)
        for name in DEFAULTS:
            setattr(self, name, _typed(name, given.get(name, DEFAULTS[name])))
        _within("meter number", self.meter_number, 0, 99_999_999)
        _within("zone hours", self.zone_hours, -11, 12)
        _within("display decimals", self.display_decimals, 0, 1)
        _within("voltage limit", self.voltage_limit_v, 0, 400)
        _within("cut-off", self.cutoff_ma, 1, 100)
        if self.pulse_ms not in (30, 80):
            raise ConfigError("pulse: %d ms, must be 30 or 80" % self.pulse_ms)

    def energy_digits(self):
        """Digits of an energy on the display, before and after the point."""
        return 7 - self.display_decimals, self.display_decimals

    def check(self, bank):
        """Check the lists against the registers that exist. Raises ConfigError."""
        _list("automatic display list", self.automatic, AUTOMATIC_VIEWS, bank, True)
        _list("manual display list", self.manual, MANUAL_VIEWS, bank, True)
        _list("readout list", self.readout, READOUT_LINES, bank, False)
        for entry in bank:
            if entry.legal and entry.short not in self.manual and entry.code not in self.manual:
                raise ConfigError("manual display list: %s is a legal view and must stay" % entry.short)


def load(text):
    """Settings from JSON text. Raises ConfigError."""
    try:
        given = json.loads(text)
    except ValueError:
        raise ConfigError("settings: not JSON") from None
    if not isinstance(given, dict):
        raise ConfigError("settings: must be one JSON object")
    return Settings(given)


def _typed(name, value):
    default = DEFAULTS[name]
    kind = type(default)
    if kind is tuple:
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise ConfigError("%s: must be a list of texts" % name)
        return tuple(value)
    if type(value) is not kind:
        raise ConfigError(
            "%s: must be %s" % (name, {int: "a whole number", bool: "true or false", str: "a text"}[kind])
        )
    return value


def _within(name, value, lowest, highest):
    if not lowest <= value <= highest:
        raise ConfigError("%s: %d, must be %d to %d" % (name, value, lowest, highest))


def _list(name, codes, most, bank, display):
    if not 1 <= len(codes) <= most:
        raise ConfigError("%s: %d items, at least 1, at most %d" % (name, len(codes), most))
    for code in codes:
        entry = bank.get(code)
        if display and code == TEST_VIEW:
            continue
        if entry is None or (display and entry.kind == "clock"):
            raise ConfigError("%s: no register %s" % (name, code))
