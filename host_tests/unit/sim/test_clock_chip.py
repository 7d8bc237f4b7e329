"""The simulated clock: drift and trim, seven days of backup, and what is kept between processes."""

import os
import time

from clock_chip import ClockChip
from supply import Supply

DAY_MS = 86_400_000
START = 820_540_800  # 2026-01-01


class Events:
    """Simulated time, moved by the test."""

    def __init__(self):
        self.now_ms = 0

    def send(self, kind, fields):
        assert kind == "supply", kind


class Bench:
    """A directory for one chip's file, removed afterwards; `chip()` is a process that uses it."""

    def __enter__(self):
        self.path = "/tmp/quadrant-test-%d" % time.time_ns()
        os.mkdir(self.path)
        return self

    def __exit__(self, *failure):
        for name in os.listdir(self.path):
            os.remove(self.path + "/" + name)
        os.rmdir(self.path)

    def chip(self, start=START, **more):
        self.events = Events()
        return ClockChip(self.events, self.path, start, **more)

    def write(self, text):
        with open(self.path + "/clock.json", "w") as file:
            file.write(text)


class Stub:
    """Sampler and console as far as the supply needs them."""

    supplied = True
    summaries = 0

    async def idle(self):
        return False

    def summary(self):
        self.summaries += 1


def offset_ms(chip, events):
    """How far `chip` is ahead of `events`, found at the millisecond where its second changes."""
    first = chip.read()[0]
    while chip.read()[0] == first:
        events.now_ms += 1
    return (first + 1 - START) * 1000 - events.now_ms


def test_a_new_chip_starts_where_the_bench_says_and_runs():
    with Bench() as bench:
        chip = bench.chip()
        assert chip.read() == (START, True)
        for bench.events.now_ms, shown in ((999, START), (1000, START + 1), (61_000, START + 61)):
            assert chip.read() == (shown, True)


def test_five_ppm_are_432_milliseconds_a_day_and_a_trim_takes_them_out():
    with Bench() as bench:
        chip = bench.chip()
        bench.events.now_ms = DAY_MS
        assert offset_ms(chip, bench.events) == 432
        chip.trim(-5000)
        bench.events.now_ms = 100 * DAY_MS
        chip.trim(0)
        assert offset_ms(chip, bench.events) == 432
        bench.events.now_ms = 101 * DAY_MS
        assert offset_ms(chip, bench.events) == 864


def test_how_often_it_is_read_does_not_change_its_pace():
    with Bench() as bench:
        chip = bench.chip()
        for bench.events.now_ms in range(0, DAY_MS // 100, 7_919):
            chip.read()
        bench.events.now_ms = DAY_MS
        assert offset_ms(chip, bench.events) == 432


def test_a_trim_counts_in_steps_and_ends_at_the_last_one():
    with Bench() as bench:
        for ppb, gained_ms in ((49, 0), (-49, 0), (51, 864), (-51, -864), (90_000, 127 * 864), (-90_000, -127 * 864)):
            chip = bench.chip(drift_ppb=0, set_it=True)
            chip.trim(ppb)
            bench.events.now_ms = 100 * DAY_MS
            assert gained_ms - offset_ms(chip, bench.events) in (0, 1), ppb


def test_a_setting_begins_a_second():
    with Bench() as bench:
        chip = bench.chip()
        bench.events.now_ms = 700
        chip.set(START + 10)
        bench.events.now_ms = 1699
        assert chip.read() == (START + 10, True)
        bench.events.now_ms = 1700
        assert chip.read() == (START + 11, True)


def test_the_backup_keeps_the_time_for_seven_days_less_a_second():
    with Bench() as bench:
        chip = bench.chip()
        chip.trim(-5000)
        bench.events.now_ms = 1000
        chip.supply(False)
        bench.events.now_ms += 7 * DAY_MS - 1000
        chip.supply(True)
        assert chip.read() == (START + 7 * 86400, True)


def test_after_seven_days_and_a_second_it_counts_from_0_and_is_not_valid_until_set():
    with Bench() as bench:
        chip = bench.chip()
        chip.trim(-5000)
        chip.supply(False)
        bench.events.now_ms = DAY_MS
        chip.supply(False)  # once more is no new cut
        bench.events.now_ms = 7 * DAY_MS + 1000
        chip.supply(True)
        assert chip.read() == (0, False)
        bench.events.now_ms += 3_000
        assert chip.read() == (3, False)
        chip.set(START)
        assert chip.read() == (START, True)
        bench.events.now_ms += DAY_MS - 431
        assert chip.read() == (START + 86400, True), "the trim is still there"


def test_two_cuts_do_not_add_up():
    with Bench() as bench:
        chip = bench.chip()
        for _ in range(2):
            chip.supply(False)
            bench.events.now_ms += 5 * DAY_MS
            chip.supply(True)
        assert chip.read() == (START + 10 * 86400 + 4, True)


def test_the_next_process_goes_on_where_this_one_ended():
    with Bench() as bench:
        chip = bench.chip()
        chip.trim(-5000)
        bench.events.now_ms = 90_700
        chip.save()
        chip = bench.chip(start=START + 1_000_000)
        assert chip.read() == (START + 90, True)
        bench.events.now_ms = 299
        assert chip.read() == (START + 90, True)
        bench.events.now_ms = 300
        assert chip.read() == (START + 91, True)


def test_a_chip_that_is_set_at_the_start_keeps_its_trim():
    with Bench() as bench:
        bench.chip().trim(-5000)
        chip = bench.chip(start=START + 60, set_it=True)
        assert chip.read() == (START + 60, True)
        bench.events.now_ms = DAY_MS - 1
        assert chip.read() == (START + 60 + 86399, True)


def test_a_killed_process_loses_five_seconds_at_most():
    with Bench() as bench:
        chip = bench.chip()
        for bench.events.now_ms in range(0, 154_001, 200):
            chip.read()
        assert bench.chip().read() == (START + 150, True)


def test_a_lost_time_is_still_lost_in_the_next_process():
    with Bench() as bench:
        chip = bench.chip()
        chip.supply(False)
        bench.events.now_ms = 8 * DAY_MS
        chip.save()
        assert bench.chip().read() == (0, False)


def test_a_damaged_file_is_a_lost_time():
    with Bench() as bench:
        chip = bench.chip()
        chip.save()
        for text in ("", "{", "[]", "7", "{}", '{"seconds": "x", "picoseconds": 0, "trim_ppb": 0, "valid": true}'):
            bench.write(text)
            assert bench.chip().read() == (0, False), text


def test_the_supply_tells_the_chip_and_saves_it_at_the_end_of_the_run():
    with Bench() as bench:
        chip, stub = bench.chip(), Stub()
        supply = Supply(bench.events, stub, chip, stub)
        supply.switch(False)
        bench.events.now_ms = 8 * DAY_MS
        supply.switch(True)
        assert chip.read() == (0, False)
        bench.events.now_ms += 30_000
        try:
            supply.returned().send(None)
        except StopIteration as end:
            assert end.value is False
        assert stub.summaries == 1
        assert bench.chip().read() == (30, False)
