"""What a person sees: start-up, automatic list every 10 s, manual list by the button, back after 2 minutes."""

from fakes.bench_parts import Lcd
from meter.config.settings import Settings
from meter.panel.display import Display
from meter.registers.bank import Bank

SIGNS = (5, 1, False, 1)
FAULT = (5, 1, True, 1)
SIX_AND_ONE = ["2-1-000-00-2", "000-01-01-1", "00-0-01-0-00", "000-000-00", "000"]


def unknown():
    raise OSError(5)


def make(signs=SIGNS, **given):
    rows = (
        ("1-0:1.8.0", "Wh", lambda: 1_234_567, 0, "energy", 0, True),
        ("1-0:2.8.0", "Wh", lambda: 89_999, 0, "energy"),
        ("1-0:32.7.0", "V", lambda: 230_149, -3),
        ("1-0:0.2.0", "", lambda: "0.1.0", 0, "text"),
        ("1-0:1.6.0", "W", lambda: (2_345, 86_399), 0, "demand"),
        ("1-0:96.54.1", "", lambda: 27_032, 0, "number", 5),
        ("1-0:199.3.0", "FLASH", lambda: "Err 0800", 0, "text"),
        ("1-0:1.2.0", "W", unknown, 0, "accumulated"),
    )
    bank = Bank(lambda: rows)
    lists = {"automatic": ["1.8.0", "32.7.0"], "manual": ["1.8.0", "2.8.0", "32.7.0", "test"]}
    lists.update(given)
    settings = Settings(lists)
    lcd = Lcd()
    return Display(lcd, bank, settings, lambda: signs), lcd


def run(display, lcd, begin, end, pushes=()):
    """Step every 200 ms; pushes: times of the button. Frame after the last step."""
    for now in range(begin, end + 1, 200):
        display.step(now, 1 if now in pushes else 0)
    return lcd.frames[-1]


def test_start_up_tests_all_segments_then_shows_checksum_self_test_and_software_number():
    display, lcd = make()
    assert run(display, lcd, 0, 1800)[7] is True
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
    assert seen[3][7] is True


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
