"""What settings may be, each and together; loaded when settings are made or changed, and dropped (settings.py)."""

import json

from meter.config import defaults
from meter.config.breaker_rules import check_breaker, digits
from meter.config.codes import Codes
from meter.config.cut_rules import check_cut_days
from meter.config.settings import ConfigError, Kind
from meter.config.type_number import TypeNumber

ANALYSIS_REGISTERS = 16
PERIODS_S = (300, 900, 1800, 3600)
KEYS = ("encryption_key", "authentication_key", "master_key")
SECRETS = ("password", "dlms_password") + KEYS


def fill(settings, given):
    """Give `settings` its attributes from the dictionary `given`. Raises ConfigError."""
    for name in given:
        if not defaults.known(name):
            raise ConfigError("settings: unknown name %s" % name)
    settings.given, same = {}, {}
    for name in defaults.names():
        value = default = defaults.default(name)
        if name in given:
            value = _typed(name, given[name], default)
            if value != default:
                settings.given[name] = given[name]
        if isinstance(value, tuple):  # the lists name the same registers: one text for each
            value = tuple([same.setdefault(item, item) for item in value])
        setattr(settings, name, value)
    codes = Codes(settings.configuration)
    settings.configuration = codes.texts
    kind = Kind()
    for name, value in TypeNumber(settings.type_number).__dict__.items():
        setattr(kind, name, value)
    settings.type_number = kind
    codes.check(kind)
    _derive(settings, codes)
    for name in given:
        value = getattr(settings, name)
        limits = defaults.limits(name) if isinstance(value, int) else None
        if limits and not limits[0] <= value <= limits[1]:
            raise ConfigError("%s: %d, must be %d to %d" % ((name, value) + limits))
    if settings.interruption_percent >= settings.dip_percent:
        raise ConfigError("interruption_percent: %d, must be below dip_percent" % settings.interruption_percent)
    if settings.analysis_period_s not in PERIODS_S:
        raise ConfigError("analysis_period_s: %d, must be 300, 900, 1800 or 3600" % settings.analysis_period_s)
    if len(settings.analysis) > ANALYSIS_REGISTERS:
        raise ConfigError("analysis: %d registers, at most %d" % (len(settings.analysis), ANALYSIS_REGISTERS))
    _check_dlms(settings)
    check_breaker(settings)
    check_cut_days(settings)


def _check_dlms(settings):
    if settings.security_policy not in (1, 3):  # what is only encrypted, anybody can change
        raise ConfigError("security_policy: %d, must be 1 or 3" % settings.security_policy)
    for name in KEYS:
        key = getattr(settings, name)
        if len(key) != 32 or not all(c in "0123456789ABCDEFabcdef" for c in key):
            raise ConfigError("%s: must be 32 hexadecimal digits" % name)
    if not _plain(settings.dlms_password, 16):
        raise ConfigError("dlms_password: at most 16 printable characters")
    host, _, port = settings.push_to.rpartition(":")
    if settings.push_to and not (
        host and _plain(settings.push_to, 64) and digits(port) and len(port) <= 5 and 1 <= int(port) <= 0xFFFF
    ):
        raise ConfigError("push_to: must be HOST:PORT")
    for at in settings.push_at:
        hour, _, minute = at.partition(":")
        if not (digits(hour) and digits(minute) and len(hour) == len(minute) == 2 and hour < "24" and minute < "60"):
            raise ConfigError("push_at: %s is no HH:MM" % at)
    if len(settings.push_at) > 8 or len(settings.push_objects) > 16:
        raise ConfigError("push: at most 8 times and 16 objects")


def _plain(text, most):
    return len(text) <= most and all(" " < c <= "~" for c in text)


def _derive(settings, codes):
    value = codes.value
    settings.display_decimals = value("A") - 1
    settings.led_without_load = value("B") == 2
    settings.module = value("C")
    settings.period_s = PERIODS_S[value("E") - 1]
    settings.billing_day = value("G")
    settings.billing_months = codes.billing_months()
    settings.pulse_ms = 30 if value("I") == 1 else 80
    settings.basis = value("J")
    settings.demand_tariff = value("K")
    settings.zone_hours = value("L") if value("L") <= 12 else value("L") - 24
    settings.pulse_input_unit = ("", "kWh", "m3", "L")[value("N")]
    settings.tariff_table = value("O")
    settings.daylight_table = value("P")


def parse(text):
    """The dictionary of JSON text. Raises ConfigError."""
    try:
        given = json.loads(text)
    except ValueError:
        raise ConfigError("settings: not JSON") from None
    if not isinstance(given, dict):
        raise ConfigError("settings: must be one JSON object")
    return given


def _typed(name, value, default):
    """`value` as the setting is kept; `default`: of the same kind."""
    kind = type(default)
    if kind is tuple:
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise ConfigError("%s: must be a list of texts" % name)
        return tuple(value)
    if type(value) is not kind:
        raise ConfigError("%s: must be %s" % (name, "a text" if kind is str else "a whole number"))
    return value
