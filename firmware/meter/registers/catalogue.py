"""Every register of the meter, one row each: code, unit, how to read it, scaler, kind, digits, legal, level, write.

Codes as IEC 62056-61 (B = 0); energies, demand and powers as in the reference table of registers. Which of them exist
is a matter of the type number: energies (X5) and tariffs (X7). Those of breaker, prepayment, voltage quality and lists
stand in functions.py and its like.
"""

from meter.metrology.calibration import STEPS
from meter.registers.bank import Bank
from meter.registers.demand import MINUS_P, MINUS_Q, PLUS_P, PLUS_Q, TARIFF_1, TARIFF_2

PASSWORD_1 = 1  # access level of the programming mode's password
MODULE = 2  # of the module port: the network


def build(meter):
    """The Bank of a Meter, read from its parts whenever an entry is."""
    return Bank(lambda: _rows(meter), lambda: _families(meter))


def _rows(meter):
    for part in (_identities, _energies, _demand, _counters, _instant, _clock):
        hidden = part in (_energies, _demand, _counters) and not meter.known
        for row in part(meter):
            yield row[:2] + (_unknown,) + row[3:] if hidden else row
    for rows in _functions(meter):
        for kept, row in rows(meter):
            yield row[:2] + (_unknown,) + row[3:] if kept and not meter.known else row


def functions(meter):
    """Names of the modules with the registers that are seldom asked for, the needed first: loaded for it."""
    names = ["meter.registers.functions"]
    if meter.control:
        names.append("meter.registers.breaker_functions")
    if meter.quality:
        names.append("meter.registers.voltage_functions")
    return names


def _functions(meter):
    from meter.registers.functions import rows

    yield rows
    if meter.control:
        from meter.registers.breaker_functions import rows

        yield rows
    if meter.quality:
        from meter.registers.voltage_functions import rows

        yield rows


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
    yield (
        "1-0:96.51.1", "W", lambda: settings.power_threshold_w, 0, "accumulated", 0, False, level,
        lambda text: commands.configure("power_threshold_w", whole(text)),
    )  # fmt: skip
    yield "1-0:96.51.2", "", lambda: meter.demand.above, 0, "number", 7
    yield "1-0:0.1.0", "", lambda: meter.billing.count, 0, "number", 4
    yield "1-0:0.1.5*128", "", lambda: 0, 0, "number", 1, False, level, commands.stop_billing
    yield "1-0:0.128.1", settings.pulse_input_unit, pulses.read, 0, "number", 7, False, level, pulses.write
    yield "0-0:96.8.0", "h", meter.hours.read


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
    if harmonics:
        yield "1-0:32.7.124", "%", lambda: harmonics.thd_v, -2  # THD; E = 1 to 40 are the orders (IEC 62056-61)
        yield "1-0:31.7.124", "%", lambda: harmonics.thd_i, -2
    calibrator = meter.calibrator
    yield "1-0:199.0.0", "", calibrator.read, 0, "text", 0, False, PASSWORD_1, calibrator.write


def _clock(meter):
    clock = meter.clock
    yield "0-0:1.0.0", "", clock.utc, 0, "clock", 0, False, PASSWORD_1
    yield "0-0:0.9.1", "", clock.normal, 0, "time"
    yield "0-0:0.9.2", "", clock.normal, 0, "date"


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
    if harmonics:
        from meter.metrology.harmonics import ORDERS

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


def whole(text):
    """The number that `text` is, such as 5000. Raises ValueError."""
    if not text.isdigit():
        raise ValueError("NOT A NUMBER")
    return int(text)
