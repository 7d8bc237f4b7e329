"""What a person sees on the live panel after each kind of event."""

import pytest
from rich.console import Console

from tools.bench import blocks, lcd, panel
from tools.bench.state import SEEN, State

LCD = {
    "ev": "lcd",
    "t": 4000,
    "value": "12.5",
    "ident": "2.8.0",
    "unit": "kvarh",
    "arrows": ["-P", "+Q"],
    "tariff": 2,
    "triangle": False,
    "mains": "steady",
    "signs": [],
    "test": False,
}
SNAPSHOT = {
    "ev": "snapshot",
    "t": 61_000,
    "v_rms_mv": 229_871,
    "i_rms_ua": 4_350_100,
    "p_mw": -950_000,
    "q_mvar": 310_500,
    "s_mva": 999_950,
    "pf_milli": -950,
    "f_mhz": 49_998,
    "a_plus_uwh": 1_234_567_899_999,
    "a_minus_uwh": 16_100_000,
    "r_plus_uvarh": 5_000,
    "r_minus_uvarh": 0,
    "pulses": 17,
    "windows": 305,
    "samples": 244_000,
    "lost_samples": 800,
    "seconds_milli": 61_000,
}


def after(*events, now=0.0):
    state = State()
    for event in events:
        state.apply(event, now)
    return state


def screen(state, columns=80, rows=24, now=0.0):
    """The panel's lines on a terminal without colours: exactly what is lit."""
    console = Console(width=columns, height=rows, color_system=None, force_terminal=True)
    frame = panel.frame(state, columns, rows, now, None, "×1")
    lines = console.render_lines(frame, console.options.update(height=rows))
    return ["".join(segment.text for segment in line) for line in lines]


def styled(state, now=0.0):
    """(text, colour) of every piece of the panel in full colour."""
    console = Console(width=80, height=24, color_system="truecolor", force_terminal=True)
    frame = panel.frame(state, 80, 24, now, "truecolor", "×1")
    for line in console.render_lines(frame, console.options.update(height=24)):
        for segment in line:
            if segment.style and segment.style.color:
                yield segment.text, segment.style.color.name


def is_dots(character):
    return "\u2800" < character < "\u2900"


def lamp(state, row, now):
    """The lamps before the first label of the row beside the LCD."""
    return screen(state, now=now)[row].split()[-4 if row == 3 else -2]


def test_the_lcd_shows_value_identification_unit_and_signs():
    lines = screen(after(LCD))
    width, height = lcd.size(False)
    assert [line[:width].rstrip() for line in lines[1 : 1 + height]] == [
        "  L1    T2                                     ◀-P     ▲+Q",
        "                                                   ▄▄▄     ▄▄▄",
        "                                              █       █   █",
        "                                              ▀    ▄▄▄▀   ▀▄▄▄",
        "                                              █   █           █",
        "                                              ▀   ▀▄▄▄  ▄  ▄▄▄▀",
        "",
        "                          ▀▀█   █▀█   █▀█   █   ▄ ▄ ▄▄▄ ▄▄  █",
        "                          █▀▀   █▀█   █ █   █▄▀ █ █ ▄▄█ █   █▀▄",
        "                          ▀▀▀ ▀ ▀▀▀ ▀ ▀▀▀   ▀ ▀  ▀  ▀▀▀ ▀   ▀ ▀",
    ]


def test_the_segment_test_lights_everything():
    signs, *rest = screen(after({**LCD, "test": True}))[1:11]
    assert signs.split()[:21] == [
        *("L1", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"),
        *("━●━", "PP", "LOW", "PAY", "☚"),
        *("◀-P", "▶+P", "▲+Q", "▼-Q", "▲!", "○", "imp/kWh"),
    ]
    assert rest[4].count("▀▄▄▄▀ ▄") == 8


def test_a_blinking_l1_is_there_every_other_half_second():
    state = after({**LCD, "mains": "blink"})
    assert ["L1" in screen(state, now=now)[1] for now in (0.1, 0.6, 1.1, 1.6)] == [True, False, True, False]
    assert "L1" not in screen(after({**LCD, "mains": "off"}))[1]


def test_the_triangle_shows_a_critical_error():
    assert "▲!" in screen(after({**LCD, "triangle": True}))[1]
    assert "▲!" not in screen(after(LCD))[1]


def test_unlit_segments_are_faint_in_colour_and_absent_without():
    assert ("T1 ", lcd.GLASS["truecolor"][1]) in list(styled(after(LCD)))
    assert "T1" not in screen(after(LCD))[1]


@pytest.mark.parametrize("out, row", [("led_active", 1), ("led_reactive", 2)])
def test_a_pulse_is_seen_although_it_is_short(out, row):
    state = after({"ev": "pulse", "t": 0, "out": out, "width": 30}, now=10.0)
    assert SEEN >= 0.1
    assert [lamp(state, row, now) for now in (10.0, 10.09, 10.0 + SEEN)] == ["●", "●", "○"]


def test_pulses_told_together_are_seen_apart():
    pulse = {"ev": "pulse", "t": 0, "out": "led_active", "width": 30}
    state = after({**pulse, "after": 0}, {**pulse, "after": 300})
    assert [lamp(state, 1, now) for now in (0.0, 0.2, 0.31, 0.5)] == ["●", "○", "●", "○"]


def test_a_steady_light_stays_until_it_is_switched_off():
    state = after({"ev": "led", "t": 0, "out": "led_active", "on": True})
    assert lamp(state, 1, 100.0) == "●"
    state.apply({"ev": "led", "t": 0, "out": "led_active", "on": False}, 100.0)
    assert lamp(state, 1, 100.0) == "○"


def test_the_s0_outputs_have_lamps_of_their_own():
    state = after({"ev": "pulse", "t": 0, "out": "s0_reactive", "width": 80})
    assert lamp(state, 3, 0.0) == "○●"


def test_the_red_led_has_a_lamp_beside_them():
    state = after({"ev": "led", "t": 0, "out": "red", "on": True})
    assert screen(state)[3].endswith("○○ S0 ● red  ")
    state.apply({"ev": "led", "t": 0, "out": "red", "on": False}, 0.0)
    assert screen(state)[3].endswith("○○ S0 ○ red  ")


def test_breaker_prepayment_and_tamper_have_signs_on_the_lcd():
    shown = ([], ["closed"], ["open", "PP", "LOW"], ["PP", "PAY"], ["tamper"])
    lines = [screen(after({**LCD, "signs": signs}))[1] for signs in shown]
    assert [line[29:47].strip() for line in lines] == ["", "━●━", "━╱  PP LOW", "PP     PAY", "☚"]
    assert len({line[47:66] for line in lines}) == 1


def test_the_relay_is_seen_and_logged():
    lines = screen(after({"ev": "relay", "t": 1000, "closed": False}))
    assert "open" in lines[4] and "0:00:01  relay opened" in lines[20]
    assert "closed" in screen(State())[4]


def test_values_and_registers_are_shown_with_their_units():
    lines = " ".join(" ".join(screen(after(SNAPSHOT))).split())
    for shown in (
        *("U 229.87 V", "I 4.3501 A", "P -950.0 W", "Q +310.5 var", "S 1000.0 VA", "PF -0.950", "f 49.998 Hz"),
        *("A+ 1234.567899 kWh", "A- 0.016100 kWh", "R+ 0.000005 kvarh", "R- 0.000000 kvarh"),
        *("pulses 17", "windows 305", "lost 800 samples", "0:01:01"),
    ):
        assert shown in lines


@pytest.mark.parametrize("p, q, name", [(1, 1, "QI"), (-1, 1, "QII"), (-1, -1, "QIII"), (1, -1, "QIV")])
def test_the_power_points_into_its_quadrant(p, q, name):
    lines = screen(after({**SNAPSHOT, "p_mw": 700_000 * p, "q_mvar": 700_000 * q}))
    assert lines[10].split()[-3:] == [name, "1", "kVA"]
    left, axis, middle = 67, 72, 7  # where the diagram begins, its upright axis and its level one
    arrow = [(row, left + column) for row in range(5, 10) for column, dot in enumerate(lines[row][left:78])
             if is_dots(dot) and left + column != axis and row != middle]  # fmt: skip
    assert arrow and all((column - axis) * p > 0 and (middle - row) * q > 0 for row, column in arrow)


def test_the_waveform_has_two_curves_and_their_peaks():
    wave = {"ev": "wave", "t": 0, "v": [0, 325, 0, -325] * 2, "i": [0, 0, 12.5, 0] * 2}
    lines = screen(after(wave))
    assert "U 325 V" in lines[11] and "I 12.5 A" in lines[11]
    assert all(any(map(is_dots, line[47:])) for line in lines[12:19])
    colours = {colour for text, colour in styled(after(wave)) if any(map(is_dots, text))}
    assert {blocks.VOLTS, blocks.AMPERES} <= colours


def test_without_supply_the_lcd_is_blank_and_values_are_not_claimed():
    state = after(LCD, SNAPSHOT, {"ev": "supply", "t": 62_000, "on": False})
    lines = screen(state)
    assert "NO SUPPLY" in lines[0]
    assert not any(line[: lcd.size(False)[0]].strip() for line in lines[1:11])
    assert "229.87" not in " ".join(lines) and "1234.567899" in " ".join(lines)
    assert "supply cut" in lines[20]


def test_the_log_keeps_the_newest_lines_and_says_where_the_optical_head_is():
    news = [{"ev": "scenario", "t": n * 1000, "text": f"load {n}"} for n in range(9)]
    state = after({"ev": "optical", "t": 0, "text": "listening on 127.0.0.1:4059"}, *news)
    lines = screen(state)
    assert "listening on 127.0.0.1:4059" in lines[19]
    assert [line.strip() for line in lines[20:23]] == ["0:00:06  load 6", "0:00:07  load 7", "0:00:08  load 8"]


@pytest.mark.parametrize(
    "name, on, text",
    [("button", True, "button pressed"), ("cover", True, "cover opened"), ("tariff", 3, "tariff inputs select T3")],
)
def test_inputs_are_logged_in_words(name, on, text):
    assert text in screen(after({"ev": "input", "t": 0, "name": name, "on": on}))[20]


def test_a_long_press_is_told_apart():
    assert "button held" in screen(after({"ev": "input", "t": 0, "name": "button", "on": True, "long": True}))[20]


@pytest.mark.parametrize("columns, rows", [(80, 24), (100, 30), (111, 29), (120, 36), (200, 60)])
def test_the_panel_fills_every_terminal_exactly(columns, rows):
    lines = screen(after(LCD, SNAPSHOT), columns, rows)
    assert len(lines) == rows
    assert all(len(line) == columns for line in lines)
    assert "q quit" in lines[-1]


def test_a_large_terminal_gets_larger_digits():
    assert screen(after(LCD), 120, 36)[2].count("▄▄▄▄▄▄") == 2


def test_a_small_terminal_still_shows_the_numbers():
    text = " ".join(screen(after(LCD, SNAPSHOT), 40, 12))
    assert "2.8.0 12.5 kvarh" in text and "-950.0 W" in text and "80 by 24" in text


@pytest.mark.parametrize(
    "event", [{"ev": "lcd", "t": 0}, {"ev": "wave", "v": 1}, {"ev": "pulse", "out": "x", "width": "y"}]
)
def test_an_incomplete_event_is_an_error_not_a_guess(event):
    with pytest.raises((KeyError, TypeError, ValueError)):
        State().apply(event, 0.0)
