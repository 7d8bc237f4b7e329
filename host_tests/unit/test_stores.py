"""Where everything is kept: what a board's memory and flash hold of it, and how soon a meter has found it again."""

import os

from fakes.eeprom import Eeprom, Fram
from fakes.plain_board import board, run, value
from fakes.ram_files import RamFiles
from meter.config.settings import ConfigError, Settings
from meter.logs.profile import record_size
from meter.meter import Meter
from meter.metrology import chain
from meter.stores import Stores

SMALL, LARGE = 1 << 20, 1_310_720  # bytes of flash
SEGMENT = 32_768  # bytes of flash that a profile's segment takes
# the records of an hour each that the reference table of depths has: energies by X5, types J and K
DEPTHS = ((1, 10_800, 57_312), (2, 7_680, 32_736), (3, 7_680, 32_736), (4, 4_800, 17_616), (5, 7_680, 32_736))


def stores(kind="686-18BK4C3010", total=SMALL, memory=None, **given):
    parts = board()
    parts.memory = memory or Fram(32_768)
    parts.logs = RamFiles(total)
    return Stores(parts, Settings(dict(given, type_number=kind)))


def depth(log):
    return log.depth if log else 0


def test_the_load_profile_of_types_j_and_k_is_as_deep_as_the_reference_table_says():
    for x5, type_j, type_k in DEPTHS:
        assert depth(stores("686-18BJ%dC3010" % x5, LARGE).load) == type_j, x5
        assert depth(stores("686-18BK%dC3010" % x5, LARGE).load) == type_k, x5


def test_a_small_flash_has_the_smaller_table():
    for x5, type_j, type_k in DEPTHS:
        for total, wanted in ((SMALL, type_k if x5 == 4 else None), (720_896, type_j)):
            found = depth(stores("686-18BK%dC3010" % x5, total).load)
            assert found == wanted or wanted is None, (x5, total)
    assert depth(stores("686-18BK1C3010", SMALL).load) == 10_800


def test_what_is_promised_fits_into_the_flash():
    """The depth, and besides it a segment that is being filled and one that is about to be dropped."""
    for total in (SMALL, LARGE, 4 << 20):
        for x5 in range(1, 6):
            found = stores("686-18BK%dC3010" % x5, total)
            taken = 0
            for log in (found.load, found.analysis):
                taken += (-(-depth(log) // log._per_segment) + 1) * SEGMENT
            assert taken <= total - 100_000, (total, x5, taken)
            assert found.load._per_segment * (8 + record_size({1: 1, 4: 4}.get(x5, 2))) <= SEGMENT


def test_a_type_without_a_log_does_not_have_it():
    assert [bool(log) for log in (stores("686-18BB433010").load, stores("686-18BB433010").analysis)] == [False, False]
    assert [bool(log) for log in (stores("686-18BJ4C3010").load, stores("686-18BJ4C3010").analysis)] == [True, False]
    assert stores(analysis=[]).analysis is None
    assert len(stores("686-18BB433010").logs()) == 5 and len(stores().logs()) == 8
    assert len(stores("686-18BB433010", voltage_quality=0).logs()) == 2


def test_a_memory_that_is_too_small_is_refused():
    for memory in (Fram(1024), Fram(6000), Eeprom(8192, 32), Eeprom(8192, 64)):
        try:
            stores(memory=memory)
        except ConfigError as error:
            assert str(error) == "memory: %d bytes are too few" % memory.size
        else:
            raise AssertionError(memory.size)


def test_every_memory_of_32_kib_is_enough_for_the_largest_analysis_logger():
    registers = ["1.7.0"] * 16
    for page in (1, 32, 64, 128):
        memory = Eeprom(32_768, page) if page > 1 else Fram(32_768)
        assert stores(memory=memory, analysis=registers).registers.commits >= 16 * memory.endurance


def test_nothing_lies_where_something_else_does():
    for memory in (Fram(32_768), Eeprom(32_768, 64)):
        found = stores(memory=memory)
        written = []
        write = memory.write

        def noted(address, data, written=written, write=write):
            written.append((address, address + len(data)))
            write(address, data)

        memory.write = noted
        spans = []
        for journal, places in (
            (found.calibration, 2),
            (found.seals, 2),
            (found.states, 6),
            (found.control, 4),
            (found.quality, 4),
            (found.registers, found.registers.commits // memory.endurance),
        ):
            spans.append(span(written, lambda: save_all(journal, places)))  # noqa: B023
        for log in found.logs():
            spans.append(span(written, lambda: fill_inbox(log)))  # noqa: B023
        spans.sort()
        assert len(spans) == 14 and spans[0][0] >= 1024  # below are the invocation counters
        for (_, end), (start, _) in zip(spans, spans[1:]):
            assert end <= start and (end - 1) // memory.page < start // memory.page  # no page has two owners


def span(written, act):
    """(lowest address, end) of what `act` writes."""
    written[:] = []
    act()
    return min([start for start, _ in written]), max([end for _, end in written])


def save_all(journal, places):
    journal.load()
    for _ in range(places):
        journal.save(b"\xa5" * journal.size)


def fill_inbox(log):
    for k in range(log._inbox.places):
        log.append(k, b"\xa5" * log._size)


def full(total):
    """A board whose logs are full to the last record of their segments, and their inboxes half."""
    parts = board()
    parts.logs = RamFiles(total)
    meter = Meter(parts)
    for log in meter.logs:
        name = log._segments._name
        count = depth(log) // log._per_segment + 1
        for k in range(count):
            file = "%s%08x+%08x" % (name, k * log._per_segment, 800_000_000 + k)
            parts.logs.content[file] = bytes(log._per_segment * (8 + log._size))
    parts.memory = Fram(32_768)
    meter = Meter(parts)
    for log in meter.logs:
        assert log.next - log.first >= depth(log)
    for _ in range(7):
        meter.commands.write("0.1.5*128", "1", 1)
        run(meter, 900, 1000, 0, 900)
    return parts


def room_bytes():
    """Of the sealed part's files."""
    folder = chain.__file__.rpartition("/")[0]
    return sum([os.stat(folder + "/" + name)[6] for name in os.listdir(folder) if name.endswith("py")])


def test_a_meter_with_full_logs_has_found_everything_within_a_second():
    """And with its self-test it measures within two: the time of the bus and of the flash, not of the processor.

    FRAM 25 µs a byte and 100 µs an access, flash 1 µs and 100 µs.
    """
    parts = full(LARGE)
    files, memory = parts.logs, parts.memory
    records = sum([len(files.content[name]) for name in files.content])
    reads, bus_us, opened, read_bytes = memory.reads, memory.bus_us, len(files.opened), files.read_bytes
    changes = len(files.changes)
    meter = Meter(parts)
    reads, bus_bytes = memory.reads - reads, 2 * (memory.bus_us - bus_us) // 45
    opened, read_bytes, listed = len(files.opened) - opened, files.read_bytes - read_bytes, len(files.content)
    us = 25 * bus_bytes + 100 * reads + read_bytes + 100 * (opened + 4 * listed)
    print("%d bytes of memory in %d reads, %d of files in %d: %d us" % (bus_bytes, reads, read_bytes, opened, us))
    assert records > 500_000 and listed > 25
    assert us < 1_000_000
    # the self-test's file, each change with an erase at its slowest (W25Q16JV), and the sealed part's pieces
    changed = len(files.changes) - changes
    pieces = room_bytes() // 512 + 20
    us += changed * (400_000 + 1_000) + pieces * (512 + 400)
    print("with %d changes and %d pieces: %d us" % (changed, pieces, us))
    assert changed == 3 and us < 2_000_000
    assert value(meter, "0.1.0") == 7 and value(meter, "1.8.0") == 1750
