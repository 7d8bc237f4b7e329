"""Registers of what a meter does besides counting: breaker, prepayment, voltage, lists; rows as in catalogue.py.

Loaded for a visitor of a port, or when one of them is asked for, and dropped with the visitor.
"""

from meter.registers.catalogue import MODULE, PASSWORD_1

# counters of the voltage quality, registers 133.0.x (quality/occurrences.py)
COUNTERS = b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0e\x0f\x10\x13\x14\x15"
# settings of the voltage quality: a text takes less of the heap than a table
_VOLTAGE = "high_v low_v deviation_s power_fault_s high_mean_v low_mean_v mean_s outage_v outage_s \
quality_hysteresis_permille occurrences_stored dip_percent swell_percent interruption_percent"
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


def rows(meter):
    """Yield (whether it is of what the memory keeps, row) for each."""
    for part in (_prepayment, _breaker, _lists, _occurrences, _voltage):
        for row in part(meter):
            yield part in (_prepayment, _occurrences), row


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


def _breaker(meter):
    control, settings, configure, level = meter.control, meter.settings, meter.commands.configure, PASSWORD_1
    if not control:
        return
    yield (
        "1-0:128.0.0", "", lambda: control.state, 0, "number", 2, False, level,
        lambda text: control.command(_whole(text)),
    )  # fmt: skip
    for row in _BREAKER.split("\n"):
        e, name, digits = row.split(" ")
        yield _setting(meter, "1-0:128.0." + e, name, "", "number", int(digits))
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


def _occurrences(meter):
    counts = meter.quality.counts
    for k in COUNTERS:
        yield "1-0:133.0.%d" % k, "", lambda k=k: counts[k], 0, "number", 4


def _voltage(meter):
    k = 12  # the first four are of the reference, the others the manufacturer's
    for name in _VOLTAGE.split():
        unit, kind = ("V", "value") if name.endswith("_v") else ("", "number")
        yield _setting(meter, "1-0:134.0.%d" % k if k < 16 else "1-0:199.7.%d" % (k - 15), name, unit, kind, 0)
        k += 1


def _setting(meter, code, name, unit, kind, digits):
    """The row of a whole number among the settings."""
    return (
        code, unit, lambda: getattr(meter.settings, name), 0, kind, digits, False, PASSWORD_1,
        lambda text: meter.commands.configure(name, _whole(text)),
    )  # fmt: skip


def _off(*_):
    raise ValueError("PREPAYMENT OFF")


def _whole(text):
    """The number that `text` is, such as 5000. Raises ValueError."""
    if not text.isdigit():
        raise ValueError("NOT A NUMBER")
    return int(text)
