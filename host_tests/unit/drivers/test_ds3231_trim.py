"""Trim and temperature of the clock chip, and registers that its model keeps as the data sheet says."""

import machine
from chips.ds3231 import Ds3231 as Chip
from drivers.ds3231 import Ds3231, Thermometer
from soc.hand_time import HandTime


def wired(**settings):
    """(driver, its chip) on a bus."""
    machine.I2C.world_chips.clear()
    machine.I2C.world_stuck = False
    del machine.I2C.world_nacks[:]
    chip = machine.I2C.world_chips[0x68] = Chip(**settings)
    return Ds3231(machine.I2C(0, sda=machine.Pin(4), scl=machine.Pin(5))), chip


def test_a_trim_takes_out_the_error_of_the_crystal():
    for error in (-12_600, -50, 0, 3_000, 12_000):
        with HandTime() as hand:
            clock, chip = wired(error_ppb=error)
            hand.pass_us(1_000_000)
            clock.trim(-error)
            hand.pass_us(300_000)
            clock.set(0)
            hand.pass_us(10**12)  # 11.6 days
            seconds, valid = clock.read()
            assert valid and abs(seconds - 10**6) <= 1, (error, seconds)  # 50 · 10⁻⁹ are 0.05 s


def test_a_trim_during_a_conversion_waits_for_its_end():
    with HandTime() as hand:
        clock, chip = wired()
        hand.pass_us(64_050_000)
        clock.read()
        clock.trim(5_000)
        hand.pass_us(1_000)
        assert clock.read() == (64, False)
        hand.pass_us(1_000_000)
        assert chip.world_aging == 0  # the conversion was not the user's, and the temperature the same
        clock.read()
        hand.pass_us(300_000)
        clock.read()
        assert chip.world_aging == -50


def test_a_trim_is_bound_by_the_register():
    with HandTime() as hand:
        clock, chip = wired()
        for ppb, steps in ((-5_000, 50), (40, 0), (-60, 1), (20_000, -128), (-20_000, 127), (0, 0)):
            hand.pass_us(1_000_000)
            clock.trim(ppb)
            hand.pass_us(300_000)
            clock.read()
            assert chip.world_aging == steps, ppb


def test_temperatures_come_in_quarters_of_a_degree_every_64_seconds():
    with HandTime() as hand:
        clock, chip = wired(milli_celsius=-9_750)
        thermometer = Thermometer(clock._i2c)
        assert thermometer.read() == 0  # not measured yet
        hand.pass_us(300_000)
        assert thermometer.read() == -9_750
        for temperature in (85_000, 25_250, 0, -250, -40_000):
            chip.world_warm(temperature)
            hand.pass_us(1_000_000)
            before = thermometer.read()
            hand.pass_us(64_000_000)
            assert thermometer.read() == temperature != before


def test_the_pointer_returns_to_0_behind_the_last_register():
    with HandTime():
        _, chip = wired()
        chip.write(b"\x00\x11\x22\x03\x04\x05\x06\x07")
        chip.write(b"\x12")
        assert bytes(chip.read(4)) == b"\x00\x11\x22\x03"
        chip.write(b"\x13")
        assert chip.world_faults == ["register 19"]


def test_temperature_and_flags_cannot_be_written():
    with HandTime():
        _, chip = wired()
        chip.write(b"\x0f\x00\x00\x55\x55")
        chip.write(b"\x0f\xff")
        chip.write(b"\x0f")
        status = chip.read(4)
        assert status[0] & 0x83 == 0 and bytes(status[2:]) == b"\x00\x00"
