"""What a person sees: start-up, automatic list every 10 s, manual list by the button, back after 2 minutes."""

from fakes.bench_parts import Lcd
from meter.config.settings import Settings
from meter.panel.display import CLOSED, LOW_CREDIT, PAY, PREPAID, Display
from meter.registers.bank import Bank

SIGNS = (5, 1, False, 1, 0)
FAULT = (5, 1, True, 1, 0)
SIX_AND_ONE = ["2-1-000-00-2", "000-01-01-1", "00-0-01-0-00", "000-000-00", "000"]


def unknown():
    raise OSError(5)


class Control:
    """A breaker whose button does as it is told; `pushed`: what it was told."""

    def __init__(self, closed=True):
        self.closed = closed
        self.pushed = []

    def button(self, opening):
        self.pushed.append(opening)
        self.closed = not opening


def make(signs=SIGNS, control=None, **given):
    rows = (
        ("1-0:1.8.0", "Wh", lambda: 1_234_567, 0, "energy", 0, True),
        ("1-0:2.8.0", "Wh", lambda: 89_999, 0, "energy"),
        ("1-0:32.7.0", "V", lambda: 230_149, -3),
        ("1-0:0.2.0", "", lambda: "0.1.0", 0, "text"),
        ("1-0:1.6.0", "W", lambda: (2_345, 86_399), 0, "demand"),
        ("1-0:96.54.1", "", lambda: 27_032, 0, "number", 5),
        ("1-0:199.3.0", "FLASH", lambda: "Err 0800", 0, "text"),
        ("1-0:1.2.0", "W", unknown, 0, "accumulated"),
        ("1-0:130.0.0", "Wh", lambda: 855, 0, "energy"),
    )
    bank = Bank(lambda: rows)
    lists = {"automatic": ["1.8.0", "32.7.0"], "manual": ["1.8.0", "2.8.0", "32.7.0", "test"]}
    lists.update(given)
    settings = Settings(lists)
    lcd = Lcd()
    return Display(lcd, bank, settings, lambda: signs, control), lcd


def run(display, lcd, begin, end, pushes=()):
    """Step every 200 ms; pushes: times of the button. Frame after the last step."""
    for now in range(begin, end + 1, 200):
        display.step(now, 1 if now in pushes else 0)
    return lcd.frames[-1]


def test_start_up_tests_all_segments_then_shows_checksum_self_test_and_software_number():
    display, lcd = make()
    assert run(display, lcd, 0, 1800)[8] is True
    assert run(display, lcd, 2000, 4800)[:3] == ("27032", "96.54.1", "")
    assert run(display, lcd, 5000, 7400)[:3] == ("Err 0800", "199.3.0", "FLASH")
    assert run(display, lcd, 7600, 9800)[:3] == ("0.1.0", "0.2.0", "")
    assert run(display, lcd, 10_000, 10_000)[:3] == ("0001234", "1.8.0", "kWh")


def test_the_automatic_list_moves_on_every_ten_seconds():
    display, lcd = make()
    run(display, lcd, 0, 19_800)
    assert lcd.frames[-1][1] == "1.8.0"
    assert run(display, lcd, 20_000, 29_800)[:3] == ("230.1", "32.7.0", "V")
    assert run(display, lcd, 30_000, 30_000)[1] == "1.8.0"


def test_while_the_triangle_is_there_the_automatic_list_ends_with_what_is_wrong():
    display, lcd = make(FAULT)
    run(display, lcd, 0, 29_800)
    assert lcd.frames[-1][1] == "32.7.0"
    assert run(display, lcd, 30_000, 39_800)[:3] == ("Err 0800", "199.3.0", "FLASH")
    assert run(display, lcd, 40_000, 40_000)[1] == "1.8.0"


def test_what_nobody_knows_is_no_number():
    display, lcd = make(automatic=["1.2.0"])
    assert run(display, lcd, 0, 10_000)[:3] == ("--------", "1.2.0", "")


def test_the_button_steps_through_the_manual_list_and_around():
    display, lcd = make()
    run(display, lcd, 0, 12_000)
    seen = []
    for k in range(5):
        at = 12_200 + 1000 * k
        seen.append(run(display, lcd, at, at + 800, (at,)))
    assert [frame[1] for frame in seen] == ["1.8.0", "2.8.0", "32.7.0", "", "1.8.0"]
    assert seen[3][8] is True


def test_two_minutes_after_the_last_push_the_automatic_list_begins_anew():
    display, lcd = make()
    run(display, lcd, 0, 12_000)
    run(display, lcd, 12_200, 20_000, (12_200, 15_000))
    assert run(display, lcd, 20_200, 134_800)[1] == "2.8.0"
    assert run(display, lcd, 135_000, 144_800)[1] == "1.8.0"
    assert run(display, lcd, 145_000, 145_000)[1] == "32.7.0"


def test_decimals_as_configured_and_never_rounded_up():
    display, lcd = make(configuration=SIX_AND_ONE, automatic=["2.8.0"])
    assert run(display, lcd, 0, 10_000)[:3] == ("000089.9", "2.8.0", "kWh")


def test_the_lcd_is_left_alone_while_nothing_changes():
    display, lcd = make(automatic=["1.8.0"])
    run(display, lcd, 0, 11_000)
    before = len(lcd.frames)
    run(display, lcd, 11_200, 60_000)
    assert len(lcd.frames) == before


def test_a_maximum_is_shown_with_its_date_and_time_in_normal_time():
    display, lcd = make(manual=["1.8.0", "1.6.0", "1.6.0/date", "1.6.0/time"])
    run(display, lcd, 0, 11_000)
    shown = [run(display, lcd, t, t + 800, pushes=(t,))[:3] for t in (12_000, 13_000, 14_000, 15_000)]
    assert shown[1:] == [("00002.345", "1.6.0", "kW"), ("00:01:02", "1.6.0", ""), ("00:59:59", "1.6.0", "")]


def held(display, lcd, begin, ms):
    """Hold the button for so long and let go; what the value was, each once."""
    seen = []
    for now in range(begin, begin + ms + 401, 200):
        display.step(now, 0, now - begin if now <= begin + ms else 0)
        value = lcd.frames[-1][0]
        if seen[-1:] != [value]:
            seen.append(value)
    return seen


WITH_BREAKER = ["1.8.0", "2.8.0", "dcon"]


def on_breaker_view(control):
    """A display that shows it at 13.8 s."""
    display, lcd = make(control=control, manual=WITH_BREAKER)
    run(display, lcd, 0, 12_000)
    assert run(display, lcd, 12_200, 13_800, (12_200, 12_400, 12_600))[:3] == ("dCon", "", "")
    return display, lcd


def test_a_hold_of_six_seconds_opens_on_the_breakers_view_counted_down_and_once_a_hold():
    control = Control()
    display, lcd = on_breaker_view(control)
    assert held(display, lcd, 14_000, 5_800) == ["dCon", "-----", "----", "---", "--", "-", "dCon"]
    assert control.pushed == []
    assert held(display, lcd, 21_000, 9_000) == ["dCon", "-----", "----", "---", "--", "-", "dCon"]
    assert control.pushed == [True]
    assert held(display, lcd, 31_000, 9_000) == ["dCon"]  # it is open: nothing to be counted down
    assert control.pushed == [True, True]


def test_a_hold_on_any_other_view_closes():
    control = Control(closed=False)
    display, lcd = make(control=control, manual=WITH_BREAKER)
    run(display, lcd, 0, 12_000)
    assert held(display, lcd, 12_200, 6_000)[:2] == ["0001234", "-----"]
    assert control.pushed == [False] and control.closed
    assert held(display, lcd, 18_800, 700) == ["0001234"]
    assert control.pushed == [False]


def test_a_hold_keeps_the_manual_view_and_a_short_one_counts_nothing_down():
    control = Control()
    display, lcd = on_breaker_view(control)
    run(display, lcd, 14_000, 130_000)
    assert held(display, lcd, 130_200, 6_000)[0] == "dCon"  # the two minutes end in it
    assert control.pushed == [True]
    assert run(display, lcd, 137_000, 250_000)[0] == "dCon"
    assert run(display, lcd, 257_000, 257_200)[1] == "1.8.0"


def test_a_button_held_since_the_start_moves_nothing_before_it_is_let_go():
    control = Control(closed=False)
    display, lcd = make(control=control)
    for now in range(200, 30_000, 200):
        display.step(now, 0, now)
    assert control.pushed == []
    held(display, lcd, 30_200, 100)
    held(display, lcd, 31_000, 6_000)
    assert control.pushed == [False]


def test_without_a_breaker_a_hold_is_nothing():
    display, lcd = make()
    run(display, lcd, 0, 12_000)
    assert held(display, lcd, 12_200, 7_000) == ["0001234"]


def test_the_credits_view_has_a_sign_while_there_is_prepayment():
    views = ("130.0.0", CLOSED), ("130.0.0", CLOSED | PREPAID), ("1-0:130.0.0", CLOSED | PREPAID | LOW_CREDIT)
    for view, signs in views:
        display, lcd = make((5, 1, False, 1, signs), automatic=[view, "1.8.0"], configuration=SIX_AND_ONE)
        frame = run(display, lcd, 0, 10_000)
        assert frame[:3] == ("000000.8", "130.0.0", "kWh")
        assert frame[7] == (signs | PAY if signs & PREPAID else signs)
        after = run(display, lcd, 10_200, 20_000)
        assert (after[1], after[7]) == ("1.8.0", signs)
