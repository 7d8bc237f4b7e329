"""What is kept of the registers, how often, and on which memory."""

from fakes.eeprom import Eeprom, Fram
from fakes.plain_board import board, new_meter, run, told, value
from meter.config.settings import Settings
from meter.meter import Meter
from meter.metrology.energy import UJ_PER_WH, Energy
from meter.registers.hours import HourCounter
from meter.registers.keeper import Keeper, digit_wh
from meter.registers.status import MEMORY
from meter.registers.tariff_energies import TariffEnergies
from meter.stores import Stores

IMAX_W = 85 * 230
TEN_YEARS_H = 87_660


def test_a_digit_is_the_finest_whose_saves_the_memory_stands_for_ten_years():
    for places, endurance, wanted in (
        (400, 10**13, 1),  # FRAM
        (420, 1_000_000, 10),  # 32 KiB of EEPROM with pages of 64 bytes
        (100, 1_000_000, 100),  # 8 KiB
        (2 * IMAX_W * TEN_YEARS_H, 1, 1),
        (2 * IMAX_W * TEN_YEARS_H - 1, 1, 10),
        (2 * IMAX_W * TEN_YEARS_H // 10, 1, 10),
        (2 * IMAX_W * TEN_YEARS_H // 10 - 1, 1, 100),
    ):
        assert digit_wh(places * endurance) == wanted, places


def test_memories_have_the_digit_that_they_stand():
    for memory, wanted in ((Fram(32_768), 1), (Eeprom(32_768, 64), 10), (Eeprom(65_536, 128), 10)):
        kept = board()
        kept.memory = memory
        assert digit_wh(Stores(kept, Settings()).registers.commits) == wanted


def wear_in_twelve_minutes(active_w, reactive_w):
    """(saves, worst page's share of them, places): windows of 200 ms on 32 KiB of EEPROM.

    All digits change apart: those of a total and its tariff by half a digit, active and reactive by a quarter.
    """
    kept = board()
    kept.memory = memory = Eeprom(32_768, 64)
    stores = Stores(kept, Settings())
    marked = sum(memory.wear)  # the first start's mark
    energy = Energy(2300)
    tariffs = TariffEnergies(energy)
    keeper = Keeper(stores, energy, HourCounter(), tariffs)
    energy.a_plus.add(5 * UJ_PER_WH)
    energy.r[0].add(15 * UJ_PER_WH // 2)
    tariffs.switch(2)
    for _ in range(3600):
        energy.a_plus.add(active_w * 200_000)
        energy.r[0].add(reactive_w * 200_000)
        keeper.step(200_000)
    return sum(memory.wear) - marked, max(memory.wear), stores.registers.commits // memory.endurance


def test_eeprom_outlasts_ten_years_at_imax():
    saves, worst, places = wear_in_twelve_minutes(IMAX_W, 0)
    assert IMAX_W // 5 // 10 * 2 <= saves <= IMAX_W // 5 // 10 * 2 + 2  # each digit of total and of tariff
    assert worst <= saves // places + 1  # evenly
    assert saves * 5 * TEN_YEARS_H < places * 1_000_000


def test_eeprom_rests_while_no_digit_changes():
    assert wear_in_twelve_minutes(100, 0)[0] == 4  # 20 Wh: two digits of 10 Wh, of the total and of the tariff


def test_state_that_is_kept_every_minute_does_not_wear_the_eeprom_out():
    """Pulses every minute make the meter keep its state as often as it ever does of itself."""
    kept = board()
    kept.memory = Eeprom(32_768, 64)
    meter = Meter(kept)
    before = list(kept.memory.wear)
    for _ in range(60):
        kept.pulse_input.pulses = 1
        run(meter, 60, 1)
    worst = max([after - old for after, old in zip(kept.memory.wear, before)])
    assert worst >= 10 and worst * TEN_YEARS_H < kept.memory.endurance


def test_energies_come_back_within_a_digit_after_a_cut_without_warning():
    for memory, digit in ((Fram(32_768), 1), (Eeprom(32_768, 64), 10)):
        kept = board()
        kept.memory = memory
        meter = Meter(kept)
        for seconds in (7, 50, 3, 121):
            run(meter, seconds, 5000, 3000, 1)
            shown = [value(meter, "%d.8.0" % k) for k in (1, 3)] + [value(meter, "1.8.1")]
            meter = Meter(kept)
            found = [value(meter, "%d.8.0" % k) for k in (1, 3)] + [value(meter, "1.8.1")]
            for old, new in zip(shown, found):
                assert old // digit * digit <= new <= old, (digit, shown, found)


def test_fram_also_keeps_what_is_less_than_a_digit_every_second():
    meter = new_meter()
    run(meter, 20, 300, 0, 1)
    assert Meter(meter.board).energy.a_plus.micro() == meter.energy.a_plus.micro() == 300 * 20 * 1_000_000 // 3600


def test_with_a_warning_nothing_is_lost_on_either():
    for memory in (Fram(32_768), Eeprom(32_768, 64)):
        kept = board()
        kept.memory = memory
        meter = Meter(kept)
        run(meter, 61, 1234, -567, 1)
        wanted = [register.microjoules() for register in meter.energy.stored]
        meter.chain.flush = lambda: False  # nothing was sampled since the last window
        meter.close()
        again = Meter(kept)
        assert [register.microjoules() for register in again.energy.stored] == wanted
        assert again.hours.milliseconds() == 61_000


def test_a_memory_that_takes_nothing_more_does_not_stop_the_metering_and_is_shown():
    meter = new_meter()
    run(meter, 60, 3000, 0, 10)
    meter.board.memory.left = 0
    run(meter, 3600, 3000)
    assert value(meter, "1.8.0") == 3050
    assert value(meter, "97.97.0") >> MEMORY & 1
    assert meter.keeper.failures > 50
    assert "stored record damaged 1" in " ".join(meter.board.console.notes)


def test_a_state_record_that_is_damaged_is_told_and_energies_are_not_touched():
    meter = new_meter()
    run(meter, 1800, 2000)
    bytes_ = meter.board.memory.bytes
    record = meter.keeper.states._address
    for at in range(record, record + 6 * 480):
        bytes_[at] ^= 0x55
    again = Meter(meter.board)
    assert again.keeper.faults == ["state record: damaged"]
    assert value(again, "1.8.0") == 1000 == value(again, "1.8.1")
    assert value(again, "97.97.0") >> MEMORY & 1
    assert "stored record damaged: 0 -> 1" in told(again)


def test_registers_that_cannot_be_read_back_are_told():
    kept = board()
    stores = Stores(kept, Settings())
    energy = Energy(0)
    stores.registers.load()
    stores.registers.save(b"\x09" + bytes(55))
    keeper = Keeper(stores, energy, HourCounter(), TariffEnergies(energy))
    assert keeper.faults == ["register record: 56 bytes, version 9"]
    assert energy.a_plus.wh == 0
