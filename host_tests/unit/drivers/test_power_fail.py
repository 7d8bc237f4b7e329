"""The supply's warning: dips that do not count, a loss that is told in time, and the way back."""

from array import array

import machine
from chips.eeprom_24lc import Eeprom24Lc
from chips.fram import Fram
from drivers import i2c_memory, power_fail
from drivers.i2c_memory import I2cMemory
from drivers.power_fail import PowerFail
from fakes.plain_board import board, run
from meter.meter import Meter
from soc.hand_time import HandTime

POLL_MS = 2  # as the samplers look


def wired(watchdog_ms=8000):
    """(driver, its pin, the watchdog); the supply is there."""
    machine.Pin.world_reset()
    pin = machine.Pin(19, machine.Pin.IN, machine.Pin.PULL_UP)
    pin.world_drive(1)
    watchdog = machine.WDT(timeout=watchdog_ms)
    return PowerFail(pin, watchdog), pin, watchdog


def dip(hand, pin, ms, after_ms=0):
    hand.at(1000 * after_ms, lambda: pin.world_drive(0))
    hand.at(1000 * (after_ms + ms), lambda: pin.world_drive(1))


def noticed_ms(supply, hand, within_ms):
    """After how many ms `present` says no, asked as a sampler does; None when it does not."""
    began = hand.us
    while hand.us < began + 1000 * within_ms:
        if not supply.present():
            return (hand.us - began) // 1000
        hand.pass_ms(POLL_MS)
    return None


def test_dips_of_5_ms_do_not_stop_the_meter_and_one_of_20_does():
    for phase_us in range(0, 2000, 130):
        with HandTime(power_fail) as hand:
            supply, pin, _ = wired()
            hand.pass_us(phase_us)
            for k in range(10):
                dip(hand, pin, 5, 20 * k)
            assert noticed_ms(supply, hand, 300) is None
            dip(hand, pin, 20)
            assert noticed_ms(supply, hand, 300) in (8, 9, 10)


def test_a_loss_is_noticed_at_once_when_python_was_busy_meanwhile():
    for busy_ms in (8, 40, 400):
        with HandTime(power_fail) as hand:
            supply, pin, _ = wired()
            pin.world_drive(0)
            hand.pass_ms(busy_ms)
            assert not supply.present()


def test_a_loss_while_the_flash_is_erased_is_noticed_8_ms_after_it():
    with HandTime(power_fail) as hand:
        supply, pin, _ = wired()
        hand.at(50_000, lambda: pin.world_drive(0))
        hand.stall_ms(400)
        assert supply.present()
        assert noticed_ms(supply, hand, 50) in (8, 9, 10)


def test_a_dip_that_python_has_slept_through_is_over():
    with HandTime(power_fail) as hand:
        supply, pin, _ = wired()
        dip(hand, pin, 20)
        hand.pass_ms(40)
        assert supply.present()


def test_it_stays_lost_for_as_long_as_it_lasts():
    with HandTime(power_fail) as hand:
        supply, pin, _ = wired()
        pin.world_drive(0)
        hand.pass_ms(20)
        for _ in range(30):
            assert not supply.present()
            hand.pass_ms(24 * 3_600_000)  # the ticks wrap


def test_it_is_back_when_it_has_stayed_for_half_a_second_and_the_watchdog_is_fed():
    with HandTime(power_fail) as hand:
        supply, pin, watchdog = wired()
        pin.world_drive(0)
        hand.pass_ms(20)
        hand.at(20_000_000, lambda: pin.world_drive(1))
        dip(hand, pin, 20, 20_300)  # not yet
        began = hand.us
        assert hand.run(supply.returned()) is True
        assert 20_800_000 <= hand.us - began < 20_850_000
        assert supply.present()
        assert watchdog.world_bites == 0 and watchdog.world_longest_us <= 30_000


def test_a_meter_that_hangs_is_bitten():
    with HandTime(power_fail) as hand:
        supply, _, watchdog = wired(watchdog_ms=1000)
        hand.pass_ms(1001)
        hand.run(supply.returned())
        assert watchdog.world_bites == 1


def closing_us(memory, hand):
    """What a meter that is told to close waits for bus and memory: until energies are kept, until the state is, until
    the counters of the voltage are."""
    board_with_bus = board()
    board_with_bus.memory = memory
    meter = Meter(board_with_bus)
    run(meter, 120, 5000)
    meter.window.energy_uj = 0
    meter.chain.take(array("I", [1 << 23] * 24), 0, 12)  # of a window that has begun
    write, ends = memory.write, []

    def timed(address, data):
        write(address, data)
        ends.append(hand.us - began)

    memory.write = timed
    began = hand.us
    meter.close()
    assert len(ends) == 3
    return ends


def test_energies_are_kept_first_and_on_fram_bus_and_memory_leave_half_of_the_time():
    """Of a hold-up of 50 ms, 8 go to CONFIRM_MS and 2 to the sampler's look; an EEPROM leaves next to nothing of it,
    and the counters of the voltage, which come last, may be those of the last hour there."""
    for make, size, page, *wanted in (
        (Fram, 32_768, 1, 1_508, 12_376, 15_324),
        (lambda: Eeprom24Lc(65_536, 128), 65_536, 128, 6_645, 38_265, 46_350),
    ):
        with HandTime(i2c_memory) as hand:
            machine.I2C.world_chips.clear()
            machine.I2C.world_chips[0x50] = make()
            memory = I2cMemory(machine.I2C(0, freq=400_000), 0x50, size, page)
            assert closing_us(memory, hand) == wanted
