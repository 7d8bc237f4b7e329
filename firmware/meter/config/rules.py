"""What settings there are, their defaults and limits; loaded when settings are made or changed (settings.py)."""

import json

from meter.config.breaker_rules import check_breaker
from meter.config.codes import Codes
from meter.config.cut_rules import check_cut_days
from meter.config.settings import BREAKER_VIEW, TEST_VIEW, ConfigError, Kind
from meter.config.type_number import TypeNumber

DEFAULTS = {
    "type_number": "686-18BK4C3010",
    "configuration": ("1-1-018-00-2", "000-01-01-1", "00-0-01-0-00", "000-000-00", "000"),  # codes.py
    "meter_number": 0,
    "serial": "00000001",
    "type": "QUADRANT-1",  # identification on the optical port
    "maker": "QDT",
    "password": "00000000",
    "voltage_limit_v": 160,  # of the display's L1; given for 230 V, scaled with the board's nominal voltage
    "cutoff_ma": 10,  # registration cut-off: this current, and the power that it makes at nominal voltage
    "dip_percent": 80,  # of the nominal voltage: thresholds of Urms(1/2) for dips, swells and interruptions …
    "swell_percent": 120,
    "interruption_percent": 5,
    "power_threshold_w": 99_000,  # above it, an integration period is counted
    "pulse_input_divisor_milli": 1000,  # pulses to a unit of NN: 0.100 to 1000.000
    "clock_trim_ppb": 0,  # what the clock's crystal is corrected by
    "dlms_codes": 0,  # 1: logical names and rules of the original's channel 1
    "dlms_password": "12345",  # low level security of the reading clients
    "encryption_key": "000102030405060708090A0B0C0D0E0F",  # global unicast encryption key of security suite 0
    "authentication_key": "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    "master_key": "00112233445566778899AABBCCDDEEFF",  # what new keys come wrapped with
    "security_policy": 3,  # of the management client: 1 authenticated, 3 encrypted too
    "hdlc_address": 32,  # lower address
    "hdlc_inactivity_s": 20,  # 0: never
    "push_to": "",  # HOST:PORT; empty: to whoever listens at the optical port
    "push_at": (),  # HH:MM in normal time
    "push_objects": ("8,0-0:1.0.0,2", "3,1-0:1.8.0,2", "3,1-0:2.8.0,2", "3,1-0:1.7.0,2", "3,1-0:2.7.0,2"),
    # breaker: k in tenths, thresholds in A or kW (0 none), volts as voltage_limit_v
    "limit_k1": 10, "limit_k2": 10, "limit_k3": 10, "limit_t1": 30, "limit_t2": 30, "limit_t3": 30,
    "connect_wait_s": 60, "reconnection": 0, "threshold_low": 0, "threshold_high": 0, "threshold_emergency": 0,
    "over_voltage_v": 285, "over_voltage_s": 1, "over_voltage_back_v": 265, "over_voltage_back_s": 60,
    "emergency_profile": "",  # GROUP,BEGIN,SECONDS: begin in s since 2000 UTC; empty: none
    "emergency_groups": (),  # numbers of the groups that this meter is in
    "tamper_latched": 0,  # 1: magnetic field and open covers show until they are acknowledged (register 96.10.2)
    "mode_select": 1,  # of EN 62056-21 at the optical port: 0 none, 1 modes A and C, 2 mode D0 too
    "d0_period": 0,  # of readouts that nobody asks for, in 5 s; 0: none
    "d0_speed": 3,  # of these, a Z code: 2400 Bd
    # voltage quality (quality/); volts as in voltage_limit_v
    "high_v": 253,  # of values of a second, ± 10 %
    "low_v": 207,
    "deviation_s": 600,  # beyond them, before it is reported
    "power_fault_s": 180,  # of an outage, before it is reported
    "high_mean_v": 253,  # of mean windows
    "low_mean_v": 207,
    "mean_s": 600,
    "outage_v": 160,
    "outage_s": 1,  # an outage is longer
    "quality_hysteresis_permille": 20,  # of the nominal voltage, at every limit
    "occurrences_stored": 1,  # 0 daily, 1 weekly, 2 monthly
    "analysis_period_s": 900,
    "analysis": ("1.7.0", "2.7.0", "3.7.0", "4.7.0", "32.25.0", "31.25.0"),
    "automatic": ("1.8.0", "2.8.0", "3.8.0", "4.8.0", "1.7.0", "2.7.0", "32.7.0", "31.7.0", "0.9.1"),
    "manual": (
        "1.8.0", "2.8.0", "3.8.0", "4.8.0", "1.8.1", "1.8.2", "1.8.3", "1.8.4", "5.8.0", "6.8.0", "7.8.0", "8.8.0",
        "15.8.0", "1.6.0", "1.6.0/date", "1.6.0/time", "1.2.0", "0.1.0",
        "1.7.0", "2.7.0", "3.7.0", "4.7.0", "9.7.0", "13.7.0", "13.7.1", "14.7.0", "32.7.0", "31.7.0",
        "96.8.0", "0.128.1", "97.97.0", "0.9.1", "0.9.2", "0.0.1", "96.54.1", "0.2.0", "dcon", "test",
    ),
    "readout": (
        "0.0.1", "97.97.0", "1.8.0", "1.8.1", "1.8.2", "2.8.0", "2.8.1", "2.8.2", "3.8.0", "3.8.1", "3.8.2",
        "4.8.0", "4.8.1", "4.8.2", "5.8.0", "6.8.0", "7.8.0", "8.8.0", "1.6.0", "1.6.1", "1.6.2", "2.6.0", "1.2.0",
        "2.2.0", "3.6.0", "3.2.0", "4.6.0", "4.2.0", "1.7.0", "2.7.0", "3.7.0", "4.7.0", "13.7.0", "14.7.0",
        "32.7.0", "31.7.0", "129.0.0", "0.1.0", "96.8.0", "1.0.0",
    ),
    "working_days": "12345",  # on which prepayment may cut the supply: cut_rules.py
    "exception_days": "",
    "no_cut_slot": "",
    "low_max_days": 0,  # of reduced load after it; 0: none
    "credit_alarm_kwh": 10,  # 0: none
}  # fmt: skip

AUTOMATIC_VIEWS = 16
MANUAL_VIEWS = 40
READOUT_LINES = 40
ANALYSIS_REGISTERS = 16
NUMERIC = ("energy", "value", "number", "accumulated")  # kinds that a profile can record
PERIODS_S = (300, 900, 1800, 3600)
LIMITS = (
    ("meter_number", 0, 99_999_999),
    ("voltage_limit_v", 0, 400),
    ("cutoff_ma", 1, 100),
    ("dip_percent", 10, 95),
    ("swell_percent", 105, 140),
    ("interruption_percent", 1, 20),
    ("power_threshold_w", 0, 100_000),
    ("pulse_input_divisor_milli", 100, 1_000_000),
    ("clock_trim_ppb", -25_000, 25_000),
    ("dlms_codes", 0, 1),
    ("hdlc_address", 16, 125),
    ("hdlc_inactivity_s", 0, 65_535),
    ("limit_k1", 0, 99), ("limit_k2", 0, 99), ("limit_k3", 0, 99),
    ("limit_t1", 0, 65_535), ("limit_t2", 0, 65_535), ("limit_t3", 0, 65_535),
    ("connect_wait_s", 0, 65_535), ("reconnection", 0, 1),
    ("threshold_low", 0, 80), ("threshold_high", 0, 80), ("threshold_emergency", 0, 80),
    ("over_voltage_v", 260, 320), ("over_voltage_s", 1, 3600),
    ("over_voltage_back_v", 250, 270), ("over_voltage_back_s", 1, 3600),
    ("low_max_days", 0, 255), ("credit_alarm_kwh", 0, 9999),
    ("tamper_latched", 0, 1), ("mode_select", 0, 2), ("d0_period", 0, 17_280), ("d0_speed", 0, 5),
    ("high_v", 233, 276), ("low_v", 184, 227), ("deviation_s", 0, 65_535), ("power_fault_s", 0, 65_535),
    ("high_mean_v", 233, 276), ("low_mean_v", 184, 227), ("mean_s", 10, 1_800),
    ("outage_v", 50, 160), ("outage_s", 0, 1_800),
    ("quality_hysteresis_permille", 0, 100), ("occurrences_stored", 0, 2),
)  # fmt: skip
KEYS = ("encryption_key", "authentication_key", "master_key")
SECRETS = ("password", "dlms_password") + KEYS


def fill(settings, given):
    """Give `settings` its attributes from the dictionary `given`. Raises ConfigError."""
    for name in given:
        if name not in DEFAULTS:
            raise ConfigError("settings: unknown name %s" % name)
    for name in DEFAULTS:
        setattr(settings, name, _typed(name, given.get(name, DEFAULTS[name])))
    settings.given = given
    codes = Codes(settings.configuration)
    settings.configuration = codes.texts
    settings.type_number = kind = Kind()
    for name, value in TypeNumber(given.get("type_number", DEFAULTS["type_number"])).__dict__.items():
        setattr(kind, name, value)
    codes.check(kind)
    _derive(settings, codes)
    for name, lowest, highest in LIMITS:
        value = getattr(settings, name)
        if not lowest <= value <= highest:
            raise ConfigError("%s: %d, must be %d to %d" % (name, value, lowest, highest))
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
        host and _plain(settings.push_to, 64) and _digits(port) and len(port) <= 5 and 1 <= int(port) <= 0xFFFF
    ):
        raise ConfigError("push_to: must be HOST:PORT")
    for at in settings.push_at:
        hour, _, minute = at.partition(":")
        if not (_digits(hour) and _digits(minute) and len(hour) == len(minute) == 2 and hour < "24" and minute < "60"):
            raise ConfigError("push_at: %s is no HH:MM" % at)
    if len(settings.push_at) > 8 or len(settings.push_objects) > 16:
        raise ConfigError("push: at most 8 times and 16 objects")


def _plain(text, most):
    return len(text) <= most and all(" " < c <= "~" for c in text)


def _digits(text):
    return len(text) > 0 and all("0" <= c <= "9" for c in text)


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


def check(settings, bank):
    """Check the lists against the registers that exist. Raises ConfigError.

    A list that is the default's loses what this type of meter does not have.
    """
    for name in ("automatic", "manual", "readout", "analysis"):
        if getattr(settings, name) == DEFAULTS[name]:
            views = _views(settings)
            there = [code for code in DEFAULTS[name] if code in views or bank.get(code.partition("/")[0])]
            setattr(settings, name, tuple(there))
    _list("automatic display list", settings.automatic, AUTOMATIC_VIEWS, bank, (TEST_VIEW,))
    _list("manual display list", settings.manual, MANUAL_VIEWS, bank, _views(settings))
    _list("readout list", settings.readout, READOUT_LINES, bank, ())
    for code in settings.analysis:
        entry = bank.get(code)
        if entry is None or entry.kind not in NUMERIC:
            raise ConfigError("analysis: no register %s" % code)
    for entry in bank:
        if entry.legal and entry.short not in settings.manual and entry.code not in settings.manual:
            raise ConfigError("manual display list: %s is a legal view and must stay" % entry.short)


def _views(settings):
    """Views of the manual list that are no registers."""
    return (TEST_VIEW, BREAKER_VIEW) if settings.type_number.has_breaker else (TEST_VIEW,)


def parse(text):
    """The dictionary of JSON text. Raises ConfigError."""
    try:
        given = json.loads(text)
    except ValueError:
        raise ConfigError("settings: not JSON") from None
    if not isinstance(given, dict):
        raise ConfigError("settings: must be one JSON object")
    return given


def _typed(name, value):
    kind = type(DEFAULTS[name])
    if kind is tuple:
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise ConfigError("%s: must be a list of texts" % name)
        return tuple(value)
    if type(value) is not kind:
        raise ConfigError("%s: must be %s" % (name, "a text" if kind is str else "a whole number"))
    return value


def _list(name, codes, most, bank, views):
    """views: those that are no registers; a list for the display has some."""
    if not 1 <= len(codes) <= most:
        raise ConfigError("%s: %d items, at least 1, at most %d" % (name, len(codes), most))
    for code in codes:
        if code in views:
            continue
        register, _, part = code.partition("/")
        entry = bank.get(register)
        if entry is None or (views and entry.kind == "clock"):
            raise ConfigError("%s: no register %s" % (name, code))
        if part and not (views and entry.kind == "demand" and part in ("time", "date")):
            raise ConfigError("%s: no view %s" % (name, code))
