"""The meter's settings: checked as a whole, when they are read and whenever one changes, with errors that name it.

They come as a dictionary (a JSON file on the board's file system); what is not in it has its default. The meter's parts
read attributes of the one Settings object, so that a change is in force from their next step on. The rules are loaded
to make or change settings (rules.py, codes.py, type_number.py, change.py), and dropped again: heap is scarce.
"""

from meter.loading import forget
from meter.loading import load as load_modules

TEST_VIEW = "test"  # all segments on; like the next one no register
BREAKER_VIEW = "dcon"  # a long push opens the breaker; only of a type that has one
# what settings are made and changed with, the needed first
_CHANGING = (
    "meter.config.codes", "meter.config.type_number", "meter.config.breaker_rules", "meter.config.cut_rules",
    "meter.config.defaults", "meter.config.rules", "meter.config.lists", "meter.config.change",
)  # fmt: skip
SETTINGS_FILE = "settings.json"
REFERENCE_V = 230  # the voltage that settings in volts are given for


class ConfigError(ValueError):
    """A setting that cannot be; nothing was changed."""


class Kind:
    """What a type number says: the attributes of type_number.TypeNumber."""

    text: str
    energies: tuple
    tariffs: int
    has_breaker: bool
    has_profile: bool
    has_analysis: bool


class Settings:
    """One attribute for each name in defaults.py, and what follows from them; `given`: what is not as it is there.

    type_number is a Kind, configuration the five codes with their dashes. Read only, from these:

    display_decimals 0 or 1, led_without_load, module (CCC), period_s (of integration), billing_day (1 to 28; 0 when
    controlled from outside), basis (JJ: of cutting off, see control/causes.py), emergency (emergency_profile as three
    numbers, or None), billing_months (Codes.billing_months), pulse_ms, demand_tariff (of the maximum demand;
    0 all), zone_hours (normal time less UTC), pulse_input_unit ("", "kWh", "m3" or "L"), tariff_table (0 none),
    daylight_table (0 no summer time, 1 the EU's rule).

    Raises ConfigError.
    """

    type_number: "Kind"
    configuration: tuple
    display_decimals: int
    led_without_load: bool
    module: int
    period_s: int
    billing_day: int
    billing_months: int
    pulse_ms: int
    demand_tariff: int
    zone_hours: int
    pulse_input_unit: str
    tariff_table: int
    daylight_table: int
    meter_number: int
    serial: str
    type: str
    maker: str
    password: str
    voltage_limit_v: int
    cutoff_ma: int
    voltage_quality: int
    dip_percent: int
    swell_percent: int
    interruption_percent: int
    power_threshold_w: int
    pulse_input_divisor_milli: int
    clock_trim_ppb: int
    dlms_codes: int
    dlms_password: str
    encryption_key: str
    authentication_key: str
    master_key: str
    security_policy: int
    hdlc_address: int
    hdlc_inactivity_s: int
    push_to: str
    push_at: tuple
    push_objects: tuple
    basis: int
    emergency: "tuple | None"
    limit_k1: int
    limit_k2: int
    limit_k3: int
    limit_t1: int
    limit_t2: int
    limit_t3: int
    connect_wait_s: int
    reconnection: int
    threshold_low: int
    threshold_high: int
    threshold_emergency: int
    over_voltage_v: int
    over_voltage_s: int
    over_voltage_back_v: int
    over_voltage_back_s: int
    emergency_profile: str
    emergency_groups: tuple
    tamper_latched: int
    mode_select: int
    d0_period: int
    d0_speed: int
    high_v: int
    low_v: int
    deviation_s: int
    power_fault_s: int
    high_mean_v: int
    low_mean_v: int
    mean_s: int
    outage_v: int
    outage_s: int
    quality_hysteresis_permille: int
    occurrences_stored: int
    analysis_period_s: int
    analysis: tuple
    automatic: tuple
    manual: tuple
    readout: tuple
    working_days: str
    exception_days: str
    no_cut_slot: str
    low_max_days: int
    credit_alarm_kwh: int

    def __init__(self, given=None):
        from meter.config.rules import fill

        self.bank = None  # that lists are checked against
        self.undo = None  # the attributes before the last change
        fill(self, given or {})

    def energy_digits(self):
        """Digits of an energy on the display, before and after the point."""
        return 7 - self.display_decimals, self.display_decimals

    def check(self, bank):
        """Check the lists against the registers that exist, now and at every change. Raises ConfigError."""
        from meter.config.lists import check

        check(self, bank)
        self.bank = bank

    def change(self, name, value, seal_open):
        """Change one setting; (what it was, what it is now) as texts for an event, a password as stars.

        name: a name in defaults.py with a value as in JSON, or `configuration 1` to `configuration 5` with that code.
        Raises ConfigError, with everything as it was, for what cannot be and for what a closed seal protects.
        """
        load_modules(*_CHANGING)
        from meter.config.change import change

        return change(self, name, value, seal_open)

    def live(self, name):
        """Whether parts read it whenever they need it; for others the meter is set up anew."""
        from meter.config.defaults import live

        return live(name)

    def restore(self):
        """Take the last change back."""
        from meter.config.change import restore

        restore(self)

    def dump(self):
        """JSON text, for `load`, of all that is not as in defaults.py."""
        load_modules(*_CHANGING)
        from meter.config.change import dump

        return dump(self)


def load(text):
    """Settings from JSON text. Raises ConfigError."""
    from meter.config.rules import parse

    return Settings(parse(text))


def forget_rules():
    """Give back the memory of what makes and changes settings."""
    forget(*_CHANGING)
