"""Every register of the meter, one row each: code, unit, how to read it, scaler, kind, digits, legal, level, write.

Codes as IEC 62056-61 (B = 0); energies, demand and powers as in the reference table of registers. Which of them exist
is a matter of the type number: energies (X5) and tariffs (X7).
"""

from meter.metrology.calibration import STEPS
from meter.metrology.harmonics import ORDERS
from meter.registers.bank import Bank
from meter.registers.demand import MINUS_P, MINUS_Q, PLUS_P, PLUS_Q, TARIFF_1, TARIFF_2

# counters of the voltage quality, registers 133.0.x (quality/occurrences.py)
COUNTERS = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0e\x0f\x10\x13\x14\x15"
# settings of the voltage quality: a text takes less of the heap than a table
VOLTAGE = "high_v low_v deviation_s power_fault_s high_mean_v low_mean_v mean_s outage_v outage_s \
quality_hysteresis_permille occurrences_stored"
PASSWORD_1 = 1  # access level of the programming mode's password
MODULE = 2  # of the module port: the network
# registers 128.0.E of the breaker that are settings: E, setting, digits
_BREAKER = """2 limit_k1 2
3 limit_k2 2
4 limit_k3 2
5 limit_t1 4
6 limit_t2 4
7 limit_t3 4
8 connect_wait_s 4
9 low_max_days 2
10 reconnection 1
12 threshold_low 2
13 threshold_high 2
19 over_voltage_v 4
20 over_voltage_s 4
21 over_voltage_back_v 4
22 over_voltage_back_s 4"""


def build(meter):
    """The Bank of a Meter, read from its parts whenever an entry is."""
    return Bank(lambda: _rows(meter), lambda: _families(meter))


def _rows(meter):
    for part in (_identities, _energies, _demand, _counters, _prepayment, _instant, _clock, _breaker, _lists, _voltage):
        hidden = part in (_energies, _demand, _counters, _prepayment, _voltage) and not meter.known
        for row in part(meter):
            yield row[:2] + (_unknown,) + row[3:] if hidden else row


def _identities(meter):
    settings, legal = meter.settings, meter.legal
    configure = meter.commands.configure
    yield "1-0:0.0.1", "", lambda: settings.meter_number, 0, "number", 8
    yield "1-0:96.1.0", "", lambda: settings.serial, 0, "text"
    yield (
        "1-0:96.1.1", "", lambda: settings.type_number.text, 0, "text", 0, False, PASSWORD_1,
        lambda text: configure("type_number", text),
    )  # fmt: skip
    yield "1-0:0.2.0", "", lambda: meter.version, 0, "text"
    yield "1-0:96.54.0", "", legal.text, 0, "text"  # checksums in full
    yield "1-0:96.54.1", "", legal.room, 0, "number", 5  # CSUM
    yield "1-0:96.54.7", "", legal.record, 0, "number", 5  # of the calibration record
    yield "1-0:97.97.0", "", meter.status.read, 0, "flags", 8
    watch = meter.watch
    yield "0-0:96.10.1", "", meter.status.read_a, 0, "number", 10  # event status words A and B
    yield "0-0:96.10.2", "", lambda: meter.status.b, 0, "number", 10, False, PASSWORD_1, meter.commands.acknowledge
    yield "1-0:199.3.0", meter.status.gravest(), watch.result, 0, "text", 0, False, PASSWORD_1, watch.test


def _energies(meter):
    energy, kind = meter.energy, meter.settings.type_number
    names = kind.energies
    yield "1-0:1.8.0", "Wh", energy.a_plus.read, 0, "energy", 0, True  # A+ (QI + QIV)
    if "A-" in names:
        yield "1-0:2.8.0", "Wh", energy.a_minus.read, 0, "energy"  # A- (QII + QIII)
        yield "1-0:15.8.0", "Wh", energy.a_sum.read, 0, "energy"  # |A+| + |A-|
    if "R+" in names:
        yield "1-0:3.8.0", "varh", energy.r_plus.read, 0, "energy"  # R+ (QI + QII)
    if "R-" in names:
        yield "1-0:4.8.0", "varh", energy.r_minus.read, 0, "energy"  # R- (QIII + QIV)
    for k in range(4):
        if "R-" in names or "R%d" % (k + 1) in names:
            yield "1-0:%d.8.0" % (5 + k), "varh", energy.r[k].read, 0, "energy"  # R1 … R4
    if kind.tariffs > 1:
        tariff = meter.tariff
        yield "1-0:129.0.0", "", tariff.read, 0, "number", 1, False, PASSWORD_1, tariff.write


def _demand(meter):
    demand, kind = meter.demand, meter.settings.type_number
    powers = ((1, "W", PLUS_P, "A+"), (2, "W", MINUS_P, "A-"), (3, "var", PLUS_Q, "R+"), (4, "var", MINUS_Q, "R-"))
    for k in range(4):
        c, unit, which, name = powers[k]
        if name in kind.energies:
            yield "1-0:%d.25.0" % c, unit, lambda k=k: demand.averages[k]
            yield "1-0:%d.6.0" % c, unit, lambda which=which: demand.maximum(which), 0, "demand"
            yield "1-0:%d.2.0" % c, unit, lambda k=k: demand.accumulated[k], 0, "accumulated"
    if kind.tariffs > 1:
        yield "1-0:1.6.1", "W", lambda: demand.maximum(TARIFF_1), 0, "demand"
        yield "1-0:1.6.2", "W", lambda: demand.maximum(TARIFF_2), 0, "demand"


def _counters(meter):
    settings, commands, pulses, level = meter.settings, meter.commands, meter.pulse_input, PASSWORD_1
    yield _setting(meter, "1-0:96.51.1", "power_threshold_w", "W", "accumulated", 0)
    yield "1-0:96.51.2", "", lambda: meter.demand.above, 0, "number", 7
    yield "1-0:0.1.0", "", lambda: meter.billing.count, 0, "number", 4
    yield "1-0:0.1.5*128", "", lambda: 0, 0, "number", 1, False, level, commands.stop_billing
    yield "1-0:0.128.1", settings.pulse_input_unit, pulses.read, 0, "number", 7, False, level, pulses.write
    yield "0-0:96.8.0", "h", meter.hours.read


def _prepayment(meter):
    """Wherever there is a breaker, so that lists may name them."""
    if not meter.control:
        return
    paid, settings, configure = meter.control.prepayment, meter.settings, meter.commands.configure
    write = paid.write if paid else _off
    yield (
        "1-0:130.0.0", "Wh", lambda: paid.countdown() if paid else 0, 0, "energy", 0, False, MODULE,
        lambda text: write("correct", text),
    )  # fmt: skip
    yield "1-0:130.0.1", "Wh", lambda: paid.owed() if paid else 0, 0, "energy"
    yield "1-0:130.0.4", "Wh", lambda: paid.last_top_up if paid else 0, 0, "energy"
    yield "1-0:130.0.6", "s", lambda: paid.remaining_s() if paid else 0, 0, "number", 8
    yield (
        "1-0:130.0.7", "kWh", lambda: settings.credit_alarm_kwh, 0, "number", 4, False, MODULE,
        lambda text: configure("credit_alarm_kwh", _whole(text)),
    )  # fmt: skip
    yield (  # the highest token; written with "TOKEN KWH"
        "1-0:199.4.0", "", lambda: str(paid.highest) if paid else "", 0, "text", 0, False, MODULE,
        lambda text: write("top_up", text),
    )  # fmt: skip
    names = ("working_days", "exception_days", "no_cut_slot")
    for k in range(len(names)):
        yield (
            "1-0:199.4.%d" % (k + 1), "", lambda name=names[k]: getattr(settings, name), 0, "text", 0, False, MODULE,
            lambda text, name=names[k]: configure(name, text),
        )  # fmt: skip


def _instant(meter):
    window, harmonics, means = meter.window, meter.chain.harmonics, meter.means
    yield "1-0:1.7.0", "W", lambda: max(0, window.p_mw), -3  # P+
    yield "1-0:2.7.0", "W", lambda: max(0, -window.p_mw), -3  # P-
    yield "1-0:3.7.0", "var", lambda: max(0, window.q_mvar), -3  # Q+
    yield "1-0:4.7.0", "var", lambda: max(0, -window.q_mvar), -3  # Q-
    yield "1-0:9.7.0", "VA", lambda: window.s_mva, -3
    yield "1-0:13.7.0", "", lambda: window.pf_milli, -3
    yield "1-0:13.7.1", "", lambda: window.dpf_milli, -3  # of the fundamental
    yield "1-0:14.7.0", "Hz", lambda: window.f_mhz, -3
    yield "1-0:32.7.0", "V", lambda: window.v_rms_mv, -3
    yield "1-0:31.7.0", "A", lambda: window.i_rms_ua, -6
    yield "1-0:32.25.0", "V", lambda: means.volts_mv, -3  # means of the analysis logger's period
    yield "1-0:31.25.0", "A", lambda: means.amps_ua, -6
    yield "1-0:32.7.124", "%", lambda: harmonics.thd_v, -2  # THD; E = 1 to 40 are the orders (IEC 62056-61)
    yield "1-0:31.7.124", "%", lambda: harmonics.thd_i, -2
    calibrator = meter.calibrator
    yield "1-0:199.0.0", "", calibrator.read, 0, "text", 0, False, PASSWORD_1, calibrator.write


def _clock(meter):
    clock = meter.clock
    yield "0-0:1.0.0", "", clock.utc, 0, "clock", 0, False, PASSWORD_1
    yield "0-0:0.9.1", "", clock.normal, 0, "time"
    yield "0-0:0.9.2", "", clock.normal, 0, "date"


def _breaker(meter):
    control, settings, configure, level = meter.control, meter.settings, meter.commands.configure, PASSWORD_1
    if not control:
        return
    yield (
        "1-0:128.0.0",
        "",
        lambda: control.state,
        0,
        "number",
        2,
        False,
        level,
        lambda text: control.command(_whole(text)),
    )
    for row in _BREAKER.split("\n"):
        e, name, digits = row.split(" ")
        yield (
            "1-0:128.0." + e, "", lambda name=name: getattr(settings, name), 0, "number", int(digits), False, level,
            lambda text, name=name: configure(name, _whole(text)),
        )  # fmt: skip
    yield (
        "1-0:128.0.11", "", lambda: settings.basis, 0, "number", 2, False, MODULE,
        lambda text: configure("configuration 3", "%02d" % _whole(text) + settings.configuration[2][2:]),
    )  # fmt: skip
    yield "1-0:128.0.14", "", lambda: control.threshold, 0, "number", 2
    yield "1-0:128.0.18", "", lambda: control.feedback, 0, "number", 2


def _lists(meter):
    settings = meter.settings
    names = ("automatic", "manual", "readout", "analysis")
    for k in range(len(names)):
        yield (
            "1-0:199.2.%d" % (k + 1), "", lambda name=names[k]: ",".join(getattr(settings, name)), 0, "text", 0, False,
            PASSWORD_1, lambda text, name=names[k]: meter.commands.configure(name, text.split(",")),
        )  # fmt: skip
    # EN 62056-21 at the optical port
    yield _setting(meter, "1-0:131.0.6", "d0_period", "", "number", 5)
    yield _setting(meter, "1-0:131.0.9", "d0_speed", "", "number", 1)
    yield _setting(meter, "1-0:131.0.12", "mode_select", "", "number", 1)


def _setting(meter, code, name, unit, kind, digits):
    """The row of a whole number among the settings."""
    return (
        code, unit, lambda: getattr(meter.settings, name), 0, kind, digits, False, PASSWORD_1,
        lambda text: meter.commands.configure(name, _whole(text)),
    )  # fmt: skip


def _voltage(meter):
    settings, commands, counts = meter.settings, meter.commands, meter.quality.counts
    for k in COUNTERS:
        yield "1-0:133.0.%d" % k, "", lambda k=k: counts[k], 0, "number", 4
    k = 12  # the first four are of the reference, the others the manufacturer's
    for name in VOLTAGE.split():
        unit, kind = ("V", "value") if name.endswith("_v") else ("", "number")
        yield (
            ("1-0:134.0.%d" if k < 16 else "1-0:199.7.%d") % (k if k < 16 else k - 15), unit,
            lambda name=name: getattr(settings, name), 0, kind, 0, False, PASSWORD_1,
            lambda text, name=name: commands.configure(name, _whole(text)),
        )  # fmt: skip
        k += 1


def _families(meter):
    settings, harmonics = meter.settings, meter.chain.harmonics
    read = meter.energies.read if meter.known else _unknown
    kind = settings.type_number
    if kind.tariffs > 1:
        yield "1-0:1.8.", kind.tariffs, "Wh", lambda t: read(0, t), 0, "energy"
        if "A-" in kind.energies:
            yield "1-0:2.8.", kind.tariffs, "Wh", lambda t: read(1, t), 0, "energy"
        if "R+" in kind.energies:
            yield "1-0:3.8.", kind.tariffs, "varh", lambda t: read(2, t), 0, "energy"
        if "R-" in kind.energies:
            yield "1-0:4.8.", kind.tariffs, "varh", lambda t: read(3, t), 0, "energy"
    yield "1-0:32.7.", ORDERS, "V", lambda order: harmonics.volts[order], -3
    yield "1-0:31.7.", ORDERS, "A", lambda order: harmonics.amps[order], -6
    yield "1-0:199.1.", len(STEPS), "", lambda k: meter.calibrator.report(STEPS[k - 1]), 0, "text"
    yield "1-0:199.3.", 7, "", meter.watch.report, 0, "text"  # health.py
    yield (
        "1-0:0.129.", 5, "", lambda k: settings.configuration[k - 1], 0, "text", PASSWORD_1,
        lambda k, text: meter.commands.configure("configuration %d" % k, text),
    )  # fmt: skip


def _unknown(*_):
    """The memory that keeps it did not answer."""
    raise OSError(5)  # EIO


def _off(*_):
    raise ValueError("PREPAYMENT OFF")


def _whole(text):
    """The number that `text` is, such as 5000. Raises ValueError."""
    if not text.isdigit():
        raise ValueError("NOT A NUMBER")
    return int(text)
