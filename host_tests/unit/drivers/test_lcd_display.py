"""Displays show what is drawn, a little at a time, and come back after every fault; SSD1306 and ST7567 alike."""

import asyncio
import gc
import sys

from drivers.ssd1306_lcd import ADDRESS, Ssd1306Lcd
from drivers.st7567_lcd import St7567Lcd
from fakes.lcd_bench import BLINKING, DARK, FRAME, NEXT, SETTLED_MS, TURN_US, drawn, glass, oled, settled

FRAMES = (
    FRAME,
    BLINKING,
    ("", "", "", 0, 0, False, 0, 3, True),
    ("CSUM", "96.54.1", "", 10, 8, True, 0, 31, False),
    FRAME,
)


def test_what_is_seen_is_what_was_drawn():
    for make in (oled, glass):
        bench = make()
        for frame in FRAMES:
            bench.show(*frame)
            bench.run(SETTLED_MS)
            assert bench.chip.picture() == drawn(*frame), (make, frame)
            assert max(bench.turns_us) < TURN_US
        assert bench.chip.faults == []


def test_nothing_is_seen_before_the_whole_picture():
    for make in (oled, glass):
        bench = make()
        bench.show(*FRAME)
        for _ in range(10):  # the set-up and all but one block
            bench.turn()
            assert bench.chip.picture() == DARK
        bench.run(100)
        assert bench.chip.picture() == drawn(*FRAME)


def test_a_digit_is_less_than_5_ms_of_the_bus_and_in_the_next_turn():
    for make in (oled, glass):
        bench = settled(make)
        bench.show(*NEXT)
        bench.turn()
        assert bench.chip.picture() == drawn(*NEXT)
        assert 0 < bench.turns_us[-1] < TURN_US
        assert bench.run() == 0


def test_signs_that_change_are_in_the_next_turn():
    for make in (oled, glass):
        bench = settled(make)
        for signs in (1, 2, 31, 0):
            frame = FRAME[:7] + (signs, False)  # noqa: RUF005
            bench.show(*frame)
            bench.turn()
            assert bench.chip.picture() == drawn(*frame)
            assert 0 < bench.turns_us[-1] < TURN_US


def test_the_same_picture_again_costs_nothing():
    for make in (oled, glass):
        bench = settled(make)
        bench.show(*FRAME)
        assert bench.run() == 0


def test_blinking_l1_is_a_block_every_half_second_and_a_new_value_does_not_disturb_it():
    for make, block_us in ((oled, 600), (glass, 200)):
        bench = settled(make, BLINKING)
        lit = []
        for k in range(60):
            bench.show("-12.3%02d" % k, *BLINKING[1:])
            bench.run(100)
            lit.append(sum(bench.chip.picture()[0][64:80]) > 0)
        edges = [k for k in range(1, 60) if lit[k] != lit[k - 1]]
        assert [edges[k] - edges[k - 1] for k in range(1, 11)] == [5] * 10
        bench.run(2000)
        busy = [us for us in bench.turns_us if us]
        assert len(busy) == 4
        assert max(busy) < block_us


def test_l1_that_stops_blinking_is_steady_or_gone():
    for make in (oled, glass):
        for after in (1, 0):
            bench = settled(make, BLINKING)
            bench.run(600)
            frame = BLINKING[:6] + (after, 29, False)  # noqa: RUF005
            bench.show(*frame)
            for _ in range(12):
                bench.run(100)
                assert bench.chip.picture() == drawn(*frame)


def test_the_glass_has_the_voltage_of_its_contrast():
    bench = settled(glass)
    assert bench.chip.v0_mv() == 8490
    darker = St7567Lcd(bench.lcd._spi, bench.lcd._cs, bench.lcd._a0, bench.lcd._rst, contrast=40)
    bench.lcd = darker
    bench.show(*FRAME)
    bench.run(SETTLED_MS)
    assert bench.chip.v0_mv() == 9009
    assert bench.chip.picture() == drawn(*FRAME)


def test_the_task_sends_by_itself():
    async def main(bench):
        bench.lcd.show(*FRAME)
        await asyncio.sleep(0.5)
        first = bench.chip.picture()
        bench.lcd.show(*NEXT)
        await asyncio.sleep(0.3)
        bench.lcd._task.cancel()
        return first

    for make in (oled, glass):
        bench = make()
        assert asyncio.run(main(bench)) == drawn(*FRAME)
        assert bench.chip.picture() == drawn(*NEXT)


class _Quiet:
    """A bus or pin that takes all, and no memory."""

    def writeto(self, address, data):
        assert address == ADDRESS

    def write(self, data):
        pass

    def value(self, level):
        pass


def test_blinking_and_sending_afresh_take_no_memory():
    if sys.implementation.name != "micropython":
        return
    quiet = _Quiet()
    for lcd in (Ssd1306Lcd(quiet), St7567Lcd(quiet, quiet, quiet, quiet)):
        lcd._task = quiet
        lcd.show(*BLINKING)
        pause = lcd.turn(0)
        gc.collect()
        gc.disable()
        try:
            before = gc.mem_alloc()
            for _ in range(1500):  # more than two minutes
                pause = lcd.turn(pause)
            taken = gc.mem_alloc() - before
        finally:
            gc.enable()
        assert taken == 0, taken
