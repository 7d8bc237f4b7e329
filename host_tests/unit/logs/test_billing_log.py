"""A billing stop holds the datasheet's whole list of values, all of one moment."""

from fakes.plain_board import board, codes, new_meter, run, value
from meter.logs import billing_log
from meter.meter import Meter

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
# The list in the datasheet; a maximum is its power and its moment (date and time). P-, Q+ and Q- are ours.
LIST = (
    "A+", "A-", "R+", "R-", "A+ T1", "A+ T2", "A+ T3", "A+ T4", "R+ T1", "R+ T2", "R+ T3", "R+ T4",
    "P+max", "its time", "P+max T1", "its time T1", "P+max T2", "its time T2",
    "P-max", "its time P-", "Q+max", "its time Q+", "Q-max", "its time Q-",
    "accumulated P+", "accumulated P-", "accumulated Q+", "accumulated Q-",
    "hours", "periods", "threshold", "pulses",
)  # fmt: skip


def newest(meter):
    """(time, why, {name of LIST: value}) of the last stop."""
    for _, time, payload in meter.stops.read(meter.stops.next - 1, 1):
        why, found = billing_log.values(payload)
        assert len(found) == len(LIST)
        return time, why, dict(zip(LIST, found))
    raise AssertionError("no stop")


def busy():
    """A meter that has seen four tariffs, energy both ways, a threshold passed and pulses; at 02:30."""
    meter = Meter(board({"configuration": codes(), "power_threshold_w": 3000}))
    for tariff, watts, vars_ in ((1, 1000, 400), (2, 2000, 800), (3, 4000, 1200), (4, 800, 2000), (1, -1000, -600)):
        meter.commands.write("129.0.0", str(tariff), 1)
        run(meter, 900, 0, 0, 900)  # a tariff is switched at the end of a window
        meter.board.pulse_input.pulses = tariff
        run(meter, 900, watts, vars_)
    return meter


def test_a_stop_holds_every_value_of_the_list():
    meter = busy()
    meter.commands.write("0.1.5*128", "1", 1)
    assert newest(meter) == (FIRST + 9000, 1, dict(zip(LIST, (
        1950, 250, 1100, 150, 250, 500, 1000, 200, 100, 200, 300, 500,
        4000, FIRST + 5400, 1000, FIRST + 1800, 2000, FIRST + 3600,
        1000, FIRST + 9000, 2000, FIRST + 7200, 600, FIRST + 9000,
        4000, 1000, 2000, 600,
        2, 1, 1, 11,
    ))))  # fmt: skip


def test_the_values_are_those_that_the_registers_show():
    meter = busy()
    before = [value(meter, code) for code in billing_log.VALUES]
    meter.commands.write("0.1.5*128", "1", 1)
    found = newest(meter)[2]
    after = dict(zip(LIST, [value(meter, code) for code in billing_log.VALUES]))
    for k, name in enumerate(LIST):
        shown = before[k]
        if isinstance(shown, tuple):
            assert found[name] == shown[1 if name.startswith("its") else 0], name
        elif name.startswith("accumulated") or name == "periods":
            assert found[name] == after[name], name  # as they are from this stop on
        else:
            assert found[name] == shown, name


def test_a_stop_begins_the_maxima_anew_and_lets_everything_else_go_on():
    meter = busy()
    meter.commands.write("0.1.5*128", "1", 1)
    for code in ("1.6.0", "1.6.1", "1.6.2", "2.6.0", "3.6.0", "4.6.0"):
        assert value(meter, code) == (0, 0), code
    assert value(meter, "96.51.2") == 1 and value(meter, "1.8.0") == 1950 and value(meter, "0.1.0") == 1


def test_what_a_type_of_meter_does_not_have_is_counted_all_the_same():
    meter = new_meter(type_number="686-18BB131010", configuration=codes())
    run(meter, 3600, -1000, 500)
    meter.commands.write("0.1.5*128", "1", 1)
    found = newest(meter)[2]
    assert (found["A+"], found["A-"], found["R+"], found["R+ T1"], found["P-max"]) == (0, 1000, 500, 500, 1000)


def test_the_largest_values_fit():
    meter = new_meter()
    for register in meter.energy.stored:
        register.wh = 4_999_999_999
    meter.energy.a_plus.wh = 9_999_999_999
    meter.demand.maxima = [0xFFFFFFFF] * 6
    meter.demand.times = [0xBC170000] * 6
    meter.hours.hours = 9_999_999
    payload = billing_log.record(meter, 2)
    assert len(payload) == billing_log.SIZE
    why, found = billing_log.values(payload)
    assert why == 2 and found[0] == 9_999_999_999 and found[2] == 9_999_999_998 and found[-4] == 9_999_999


def test_the_last_36_are_kept_at_least():
    meter = new_meter()
    for _ in range(70):
        meter.commands.write("0.1.5*128", "1", 1)
    meter = Meter(meter.board)
    found = [billing_log.values(payload)[1][LIST.index("periods")] for _, _, payload in meter.stops.read(0, 1000)]
    assert 36 <= len(found) <= 60
    assert found == list(range(71 - len(found), 71))
