"""The memory of the firmware before: its ring of registers began where control keeps its own now."""

from fakes.eeprom import SUPPLY_CUT, Eeprom, Fram
from fakes.plain_board import board, run, value
from meter.meter import Meter
from meter.metrology.energy import Energy
from meter.registers import survivors
from meter.registers.hours import HourCounter
from meter.storage.journal import Journal, room
from meter.stores import Stores


def layout_2_at(kept):
    """Where the ring began: behind the inbox of the analysis logger."""
    return Stores(kept, Meter(board()).settings, kept.memory).control._address


def as_left(memory, records, first=7_000_000):
    """A board whose memory has so many register records of layout 2; the newest: A+ `first` Wh more than `records`."""
    kept = board()
    kept.memory = memory
    at = layout_2_at(kept)
    memory.bytes[:] = (b"\0" if memory.page == 1 else b"\xff") * memory.size
    ring = Journal(memory, at, survivors.SIZE, (memory.size - at) // room(memory, survivors.SIZE, 1))
    ring.load()
    energy, hours = Energy(0), HourCounter()
    hours.add(4321 * 3_600_000_000)
    for k in range(1, records + 1):
        energy.a_plus.wh = first + k
        ring.save(survivors.pack(energy, hours))
    return kept


def test_registers_of_layout_2_are_taken_over_wherever_their_newest_record_lies():
    for memory in (Fram(32_768), Eeprom(32_768, 64)):
        for records in (1, 9, 600):
            kept = as_left(memory, records)
            for life in range(2):
                meter = Meter(kept)
                assert meter.keeper.faults == [] and not value(meter, "97.97.0"), (memory.page, records, life)
                assert value(meter, "1.8.0") == 7_000_000 + records and value(meter, "96.8.0") == 4321
            run(meter, 3600, 1000)
            meter.close()
            assert value(Meter(kept), "1.8.0") == 7_001_000 + records


def test_a_cut_at_any_byte_of_the_move_is_made_good_at_the_next_start():
    settings, energy = Meter(board()).settings, Energy(0)
    # the newest lies behind what control overwrites, 600 on the second lap
    for records in (60, 600):
        kept = as_left(Fram(32_768), records)
        memory = kept.memory
        before = bytes(memory.bytes)
        left, cuts = 0, 0
        while True:
            memory.bytes[:] = before
            memory.left = left
            try:
                Stores(kept, settings)
            except OSError as cut:
                assert str(cut) == SUPPLY_CUT
            else:
                break
            memory.left = None
            cuts += 1
            survivors.unpack(Stores(kept, settings).registers.load(), energy, HourCounter())
            assert energy.a_plus.wh == 7_000_000 + records, (records, left)
            # every byte of the mark, then now and then, for the most of it wipes
            left += 1 if left < 130 else 997
        memory.left = None
        assert cuts > 150


def test_a_new_memory_is_marked_once_and_then_left_alone():
    kept = board()
    meter = Meter(kept)
    run(meter, 3600, 1000)
    meter.close()
    written = []
    kept.memory.write = lambda address, data: written.append(address)
    Stores(kept, meter.settings)
    assert written == []


def test_a_meter_whose_control_record_is_lost_keeps_its_registers():
    kept = board()
    meter = Meter(kept)
    run(meter, 3600, 1000)
    meter.close()
    at = layout_2_at(kept)
    kept.memory.bytes[at : at + 512] = bytes(512)
    assert value(Meter(kept), "1.8.0") == 1000
