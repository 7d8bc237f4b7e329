"""Displays that go deaf, lose their registers or are not there: the next picture or minute brings them back."""

from chips.ssd1306 import Ssd1306
from drivers.lcd import AFRESH_MS
from fakes.lcd_bench import BLINKING, FRAME, NEXT, SETTLED_MS, TURN_US, drawn, glass, oled, settled
from soc.i2c import I2C


def test_a_display_that_lost_its_registers_or_all_is_right_again_within_a_minute():
    for make in (oled, glass):
        bench = settled(make)
        for lose in (_reset, _power_again):
            lose(bench.chip)
            assert bench.chip.picture() != drawn(*FRAME)
            bench.run(AFRESH_MS + SETTLED_MS)
            assert bench.chip.picture() == drawn(*FRAME)


def _reset(chip):
    if isinstance(chip, Ssd1306):
        chip.reset()
    else:
        chip.reset(0)
        chip.reset(1)


def _power_again(chip):
    """The supply goes and comes; the glass's reset line is pulled with it."""
    chip.power_up(7)
    _reset(chip)


def test_sending_afresh_is_not_seen_and_blocks_nobody():
    for make in (oled, glass):
        bench = settled(make)
        seen = drawn(*FRAME)
        bench.run(AFRESH_MS - 1000)
        for _ in range(120):
            bench.turn()
            assert max(bench.turns_us) < TURN_US
            assert bench.chip.picture() == seen
        assert bench.chip.faults == []


def test_a_display_cut_off_anywhere_shows_the_next_picture():
    for cut in range(0, 1700, 41):
        bench = oled()
        bench.chip.deaf_after = cut
        bench.show(*BLINKING)
        bench.run(SETTLED_MS)
        bench.chip.deaf, bench.chip.deaf_after = False, None
        bench.show(*FRAME)
        bench.run(SETTLED_MS)
        assert bench.chip.picture() == drawn(*FRAME), cut


def test_a_command_cut_off_before_its_argument_does_not_eat_the_next_one():
    for cut in range(3, 30):
        bench = settled(oled)
        bench.chip.reset()
        bench.chip.deaf_after = cut
        bench.run(AFRESH_MS)  # the set-up is cut
        bench.chip.deaf, bench.chip.deaf_after = False, None
        bench.show(*NEXT)
        bench.run(SETTLED_MS)
        assert bench.chip.picture() == drawn(*NEXT), cut


def test_an_absent_display_is_asked_once_a_picture_and_again_after_a_minute():
    bench = oled()
    chips, I2C.world_chips = I2C.world_chips, {}
    address_us = 23
    bench.show(*BLINKING)
    assert bench.run(AFRESH_MS - 1000) == address_us
    bench.show(*FRAME)
    assert bench.run(500) == address_us
    I2C.world_chips = chips
    bench.run(AFRESH_MS)
    assert bench.chip.picture() == drawn(*FRAME)


def test_a_stuck_bus_stops_nothing():
    bench = settled(oled)
    I2C.world_stuck = True
    try:
        bench.show(*NEXT)
        bench.run(500)
    finally:
        I2C.world_stuck = False
    bench.show(*FRAME)
    bench.run(SETTLED_MS)
    assert bench.chip.picture() == drawn(*FRAME)


def test_whether_a_display_answers_is_known_a_picture_later():
    bench = settled(oled)
    assert bench.lcd.answers()
    for deaf in (True, False):
        bench.chip.deaf = deaf
        bench.show(*(BLINKING if deaf else FRAME))
        bench.run(SETTLED_MS)
        assert bench.lcd.answers() != deaf
        bench.show(*(BLINKING if deaf else FRAME))
        assert bench.lcd.answers() != deaf  # a new picture alone says nothing
    assert settled(glass).lcd.answers()  # which cannot be asked
