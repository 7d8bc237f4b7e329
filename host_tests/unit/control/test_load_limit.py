"""Trip times of the three stages from just above a limit to ten times it, loads below it, and what is in between."""

from meter.config.settings import Settings
from meter.control.load_limit import ABOVE, LONG, NORMAL, LoadLimit

WINDOW_US = 200_000
WEEK = 7 * 24 * 3600 * 5  # windows
LIMIT = 20  # A or kW


class Window:
    i_rms_ua = p_mw = 0


def limiter(**given):
    """The worked example of the reference: k 2.0, 1.5, 1.1, t 5, 30, 300 s."""
    settings = Settings({})
    chosen = {"k1": 20, "k2": 15, "k3": 11, "t1": 5, "t2": 30, "t3": 300}
    chosen.update(given)
    for name in chosen:
        setattr(settings, name if name == "basis" else "limit_" + name, chosen[name])
    return LoadLimit(settings)


def give(limit, load, power=False, duration_us=WINDOW_US):
    """One window with `load` A or kW."""
    window = Window()
    window.i_rms_ua = int(load * 1_000_000)
    window.p_mw = int(load * 1_000_000) if power else 0
    return limit.step(window, duration_us, LIMIT)


def trip_ms(limit, load, before=0.0, partial=0.0, power=False, duration_us=WINDOW_US, most_s=1000):
    """ms from the rise to the trip; partial: how much of the window that it comes in it takes."""
    for _ in range(20):
        assert give(limit, before, power, duration_us) != LONG
    if partial:
        mixed = before + (load - before) * partial
        if not power:
            mixed = (before * before * (1 - partial) + load * load * partial) ** 0.5
        give(limit, mixed, power, duration_us)
    count = 0
    while give(limit, load, power, duration_us) != LONG:
        count += 1
        assert count * duration_us < most_s * 1_000_000, "no trip"
    return (partial + count + 1) * duration_us / 1000


def wanted_ms(times):
    """t of the shortest stage that this load is above."""
    return 5000 if times > 2.0 else 35_000 if times > 1.5 else 335_000


def test_each_stage_trips_within_a_window_of_its_time():
    for power in (False, True):
        for times in (1.111, 1.3, 1.49, 1.515, 1.8, 1.98, 2.02, 2.5, 3, 5, 10, 20):
            found = trip_ms(limiter(basis=4 if power else 0), times * LIMIT, power=power)
            assert 0 <= found - wanted_ms(times) <= 200, (power, times, found)


def test_a_single_stage_trips_within_a_window_from_1_01_to_10_times_the_limit():
    for t in (1, 2, 30, 299):
        for times in (1.01, 1.05, 1.2, 2, 4, 10):
            for before in (0, 0.5, 0.9):
                limit = limiter(k1=10, k2=0, k3=0, t1=t, t2=t, t3=t)
                found = trip_ms(limit, times * LIMIT, before * LIMIT)
                assert 0 <= found - 1000 * t <= 200, (t, times, before, found)


def test_wherever_in_a_window_the_load_rises():
    for power in (False, True):
        for times in (1.01, 1.1, 2, 10):
            for partial in (0.05, 0.3, 0.5, 0.7, 0.95):
                for duration_us in (166_670, 199_960, 200_000, 200_040, 222_000):
                    limit = limiter(basis=4 if power else 0, k1=10, k2=0, k3=0, t1=30, t2=30, t3=30)
                    found = trip_ms(limit, times * LIMIT, 0.3 * LIMIT, partial, power, duration_us)
                    assert -1 <= found - 30_000 <= duration_us // 1000 + 1, (power, times, partial, duration_us, found)


def test_a_time_of_0_trips_as_soon_as_the_mean_of_a_second_is_above():
    for times, wanted in ((10, 200), (2.3, 200), (1.5, 600), (1.01, 1000)):
        found = trip_ms(limiter(k1=10, k2=0, k3=0, t1=0, t2=0, t3=0), times * LIMIT)
        assert found == wanted, (times, found)


def test_nothing_below_a_limit_ever_trips():
    """At 0.99 of the lowest limit, with the noise that a load has: minutes of true windows, a week of long ones."""
    for duration_us, count in ((WINDOW_US, 1500), (60_000_000, WEEK // 300)):
        limit = limiter(k1=10, k2=10, k3=10, t1=0, t2=0, t3=0)
        window = Window()
        for k in range(count):
            window.i_rms_ua = 990_000 * LIMIT + 9_000 * LIMIT * (k % 5 - 2) // 2
            assert limit.step(window, duration_us, LIMIT) == NORMAL


def test_exactly_the_limit_is_not_above_it():
    limit = limiter(k1=10, k2=10, k3=10, t1=0, t2=0, t3=0)
    for _ in range(100):
        assert give(limit, LIMIT) == NORMAL
    for _ in range(4):
        give(limit, LIMIT + 0.001)
    assert give(limit, LIMIT + 0.001) == LONG


def test_a_load_that_falls_below_in_between_begins_anew():
    limit = limiter(k1=10, k2=0, k3=0, t1=30, t2=30, t3=30)
    for _ in range(20):
        for _ in range(5 * 28):
            assert give(limit, 1.5 * LIMIT) != LONG
        for _ in range(10):
            found = give(limit, 0.5 * LIMIT)
        assert found == NORMAL
    assert abs(trip_ms(limit, 1.5 * LIMIT) - 30_000) <= 200


def test_a_load_that_comes_and_goes_within_a_second_is_its_mean():
    limit = limiter(k1=10, k2=0, k3=0, t1=30, t2=30, t3=30)
    worst = NORMAL
    for k in range(5 * 100):  # RMS of 1.4 in one window out of five: 0.63
        worst = max(worst, give(limit, 1.4 * LIMIT if k % 5 == 0 else 0))
    assert worst == NORMAL
    for k in range(5 * 100):  # 1.5 in three out of five: 1.16
        worst = max(worst, give(limit, 1.5 * LIMIT if k % 5 < 3 else 0))
    assert worst == LONG


def test_stages_run_beside_each_other():
    limit = limiter()
    for k in range(5 * 30):  # above the third
        assert give(limit, 1.2 * LIMIT) == (ABOVE if k > 3 else NORMAL)
    for _ in range(5 * 33):  # above the second too, whose time begins now
        assert give(limit, 1.6 * LIMIT) == ABOVE
    for _ in range(11):
        last = give(limit, 1.6 * LIMIT)
    assert last == LONG
    limit = limiter()
    for k in range(5 * 330):
        assert give(limit, 1.2 * LIMIT) == (ABOVE if k > 3 else NORMAL)
    for _ in range(5 * 4):  # the first one's 5 s and the third one's 335 s, which come first
        assert give(limit, 5 * LIMIT) == ABOVE
    assert LONG in [give(limit, 5 * LIMIT) for _ in range(6)]


def test_without_a_limit_or_with_all_stages_off_nothing_trips():
    limit = limiter(t1=0, t2=0, t3=0)
    window = Window()
    window.i_rms_ua = 85_000_000
    for _ in range(100):
        assert limit.step(window, WINDOW_US, 0) == NORMAL
    off = limiter(k1=0, k2=0, k3=0, t1=0, t2=0, t3=0)
    for _ in range(100):
        assert off.step(window, WINDOW_US, LIMIT) == NORMAL


def test_power_given_back_is_no_load_and_a_current_is_one_in_any_direction():
    window = Window()
    window.p_mw, window.i_rms_ua = -30_000_000, 50_000_000
    power, current = limiter(basis=4, t1=0), limiter(t1=0)
    for _ in range(10):
        found = power.step(window, WINDOW_US, LIMIT), current.step(window, WINDOW_US, LIMIT)
    assert found == (NORMAL, LONG) and power.value() == 0 and current.value() == 50_000


def test_the_value_is_the_mean_of_a_second():
    limit = limiter()
    for k in range(10):
        give(limit, 10 if k % 5 else 0)
    assert limit.value() == 8944  # mA: the root of 4/5 of 10 A squared
    limit = limiter(basis=4)
    for k in range(10):
        give(limit, 10 if k % 5 else 0, True)
    assert limit.value() == 8_000_000


def test_a_change_of_what_is_compared_begins_with_nothing():
    limit = limiter(k1=10, k2=0, k3=0, t1=0)
    for _ in range(10):
        give(limit, 19)
    limit._settings.basis = 4
    assert give(limit, 1, True) == NORMAL and limit.value() == 200_000


def test_windows_of_a_second_and_more_are_their_own_mean():
    for duration_us in (1_000_000, 60_000_000):
        limit = limiter(k1=10, k2=0, k3=0, t1=120, t2=120, t3=120)
        count = 1
        while give(limit, 1.01 * LIMIT, False, duration_us) != LONG:
            count += 1
        assert 120_000_000 <= count * duration_us <= 120_000_000 + duration_us
