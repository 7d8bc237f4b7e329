"""Registers of breaker and prepayment, of a meter that has them; rows as in catalogue.py, loaded as functions.py."""

from meter.registers.catalogue import MODULE, PASSWORD_1, whole
from meter.registers.functions import setting

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
    for part in (_prepayment, _breaker):
        for row in part(meter):
            yield part is _prepayment, row


def _prepayment(meter):
    """Wherever there is a breaker, so that lists may name them."""
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
        lambda text: configure("credit_alarm_kwh", whole(text)),
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
    yield (
        "1-0:128.0.0", "", lambda: control.state, 0, "number", 2, False, level,
        lambda text: control.command(whole(text)),
    )  # fmt: skip
    for row in _BREAKER.split("\n"):
        e, name, digits = row.split(" ")
        yield setting(meter, "1-0:128.0." + e, name, "", "number", int(digits))
    yield (
        "1-0:128.0.11", "", lambda: settings.basis, 0, "number", 2, False, MODULE,
        lambda text: configure("configuration 3", "%02d" % whole(text) + settings.configuration[2][2:]),
    )  # fmt: skip
    yield "1-0:128.0.14", "", lambda: control.threshold, 0, "number", 2
    yield "1-0:128.0.18", "", lambda: control.feedback, 0, "number", 2


def _off(*_):
    raise ValueError("PREPAYMENT OFF")
