"""The clock driver on a model of the chip: all days of a century, faults of the bus, lost power."""

import machine
from chips.ds3231 import Ds3231 as Chip
from drivers.ds3231 import Ds3231, Thermometer
from soc.hand_time import HandTime

NEW_YEAR_2026 = 820_540_800 - 1  # 2025-12-31 23:59:59
DAY = 86_400


def wired(**settings):
    """(driver, its chip) on a bus."""
    machine.I2C.world_chips.clear()
    machine.I2C.world_stuck = False
    del machine.I2C.world_nacks[:]
    chip = machine.I2C.world_chips[0x68] = Chip(**settings)
    return Ds3231(machine.I2C(0, sda=machine.Pin(4), scl=machine.Pin(5))), chip


def raised(call):
    try:
        call()
    except OSError:
        return True
    return False


def test_a_new_chip_has_no_valid_time_until_it_is_set():
    with HandTime():
        clock, chip = wired()
        assert clock.read() == (0, False)
        clock.set(NEW_YEAR_2026)
        assert clock.read() == (NEW_YEAR_2026, True)
        assert chip.world_faults == []


def test_it_counts_seconds_into_the_new_year():
    with HandTime() as hand:
        clock, chip = wired()
        clock.set(NEW_YEAR_2026)
        hand.pass_us(999_000)
        assert clock.read() == (NEW_YEAR_2026, True)
        hand.pass_us(1_000)
        assert clock.read() == (NEW_YEAR_2026 + 1, True)
        assert bytes(chip._registers[:7]) == b"\x00\x00\x00\x04\x01\x01\x26"  # Thursday


def test_every_day_of_the_century_comes_after_the_one_before():
    with HandTime() as hand:
        clock, chip = wired()
        clock.set(DAY // 2)
        began = hand.us
        for day in range(1, 36_525):
            hand.us = began + day * DAY * 1_000_000
            chip._advance()
            if day % 17 == 0 or day < 800:
                assert clock.read() == (day * DAY + DAY // 2, True), day
        assert chip.world_faults == []


def test_every_day_can_be_set():
    with HandTime():
        clock, chip = wired()
        for day in range(0, 36_525, 11):
            clock.set(day * DAY + 86_399)
            assert clock.read() == (day * DAY + 86_399, True)
        assert chip.world_faults == []


def test_a_read_is_of_one_moment_though_the_second_ends_in_it():
    with HandTime() as hand:
        clock, chip = wired()
        clock.set(NEW_YEAR_2026)
        for before_us in range(0, 800, 20):
            clock.set(NEW_YEAR_2026)
            chip._advance()
            hand.us += 1_000_000 - before_us - chip._part // 10**9
            seconds, valid = clock.read()
            assert valid and seconds in (NEW_YEAR_2026, NEW_YEAR_2026 + 1), before_us


def test_a_chip_in_12_hour_mode_is_understood():
    with HandTime() as hand:
        clock, chip = wired()
        clock.set(0)
        for hour in range(24):
            chip.write(
                bytes(
                    [2, 0x40 | (0x20 if hour >= 12 else 0) | (hour + 11) % 12 // 9 << 4 | ((hour + 11) % 12 + 1) % 10]
                )
            )
            assert clock.read() == (3600 * hour, True), hour
        hand.pass_us(3600 * 1_000_000)  # from 11 PM over midnight
        assert clock.read() == (DAY, True)
        assert chip.world_faults == []


def test_lost_power_with_a_battery_keeps_the_time_and_without_one_the_chip_says_so():
    for battery, valid in ((True, True), (False, False)):
        with HandTime() as hand:
            clock, chip = wired(battery=battery)
            clock.set(NEW_YEAR_2026)
            chip.world_supply(False)
            hand.pass_us(90 * 1_000_000)
            chip.world_supply(True)
            assert clock.read()[1] is valid
            assert not battery or clock.read()[0] == NEW_YEAR_2026 + 90


def test_a_battery_that_has_run_empty_is_noticed():
    with HandTime() as hand:
        clock, chip = wired()
        clock.set(NEW_YEAR_2026)
        chip.world_battery = False
        hand.pass_us(10_000_000)
        assert clock.read() == (NEW_YEAR_2026 + 10, True)  # nothing is lost as long as there is supply
        chip.world_supply(False)
        chip.world_supply(True)
        assert clock.read() == (0, False)


def test_a_chip_that_stops_on_battery_is_set_to_go_on():
    with HandTime() as hand:
        clock, chip = wired()
        chip.write(b"\x0e\x9c")  # EOSC
        clock.set(NEW_YEAR_2026)
        chip.world_supply(False)
        hand.pass_us(5_000_000)
        chip.world_supply(True)
        assert clock.read() == (NEW_YEAR_2026 + 5, True)


def test_an_absent_chip_is_no_error_to_who_reads_it_and_one_to_who_sets_it():
    with HandTime():
        clock, _ = wired()
        machine.I2C.world_chips.clear()
        assert clock.read() == (0, False)
        assert raised(lambda: clock.set(1)) and raised(lambda: clock.trim(1))
        assert Thermometer(clock._i2c).read() == 25_000


def test_a_bus_that_is_held_down_shows_no_time():
    with HandTime():
        clock, _ = wired()
        clock.set(NEW_YEAR_2026)
        machine.I2C.world_stuck = True
        assert clock.read() == (0, False)
        machine.I2C.world_stuck = False
        assert clock.read() == (NEW_YEAR_2026, True)


def test_registers_that_are_no_time_are_not_taken_for_one():
    with HandTime():
        clock, chip = wired()
        for wrong in (bytes(7), b"\x7f" * 7, b"\x00\x00\x00\x01\x00\x01\x26", b"\x00\x00\x00\x01\x01\x13\x26"):
            clock.set(NEW_YEAR_2026)
            chip._registers[:7] = wrong
            assert clock.read() == (0, False), wrong


def test_wherever_the_bus_fails_a_setting_is_whole_or_called_invalid():
    for transaction in range(4):
        for byte in range(9):
            with HandTime():
                clock, _ = wired()
                clock.set(1000)
                machine.I2C.world_nacks.extend([None] * transaction + [byte])
                failed = raised(lambda: clock.set(NEW_YEAR_2026))  # noqa: B023 — called at once
                del machine.I2C.world_nacks[:]
                seconds, valid = clock.read()
                assert not valid if failed else (seconds, valid) == (NEW_YEAR_2026, True), (transaction, byte)
                clock.set(NEW_YEAR_2026)
                assert clock.read() == (NEW_YEAR_2026, True)


def test_a_thermometer_tells_whether_it_answered():
    with HandTime():
        clock, chip = wired()
        thermometer = Thermometer(clock._i2c)
        thermometer.read()
        assert thermometer.answers()
        machine.I2C.world_chips.clear()
        assert thermometer.read() == 25_000 and not thermometer.answers()
        machine.I2C.world_chips[0x68] = chip
        thermometer.read()
        assert thermometer.answers()
