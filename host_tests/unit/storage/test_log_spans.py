"""Spans of numbers by time: the same as reading every record and looking, with few reads."""

import struct

from fakes.eeprom import Fram
from fakes.ram_files import RamFiles
from meter.storage.log import LATEST, Log
from meter.storage.spans import spans

SIZE, DEPTH, PER_SEGMENT, PLACES = 12, 60, 16, 6
RECORD = 8 + SIZE


def filled(steps, depth=DEPTH):
    """(log, files, times by number): one record after each of `steps` seconds."""
    files = RamFiles()
    log = Log(files, "lp", SIZE, depth, PER_SEGMENT, Fram(1024), 0, PLACES)
    times = []
    for step in steps:
        times.append((times[-1] if times else 1000) + step)
        log.append(times[-1], struct.pack("<III", len(times), 0, 0))
    return log, files, times


def numbers(log, since, until):
    found = []
    before = -1
    for first, end in spans(log, since, until):
        assert before < first < end, "empty, or not joined with its neighbour"
        before = end
        found += range(first, end)
    return found


def brute(log, since, until):
    return [number for number, time, _ in log.read(0, 1 << 30) if since <= time <= until]


def borders(times):
    """Times on, just before and just after each record, and the ends of everything."""
    found = {0, 1, LATEST - 1, LATEST}
    for time in times:
        found |= {time - 1, time, time + 1}
    return sorted(found)


def check(log, files, times):
    edges = borders(times)
    for k in range(len(edges)):
        files.opened.clear()
        for since, until in ((0, edges[k]), (edges[k], LATEST), (edges[k], edges[k]), (edges[k // 2], edges[k])):
            assert numbers(log, since, until) == brute(log, since, until), (since, until)


def test_every_border_is_found_in_logs_of_every_length():
    for count in (0, 1, 2, 5, 6, 7, 16, 17, 22, 40):
        log, files, times = filled([60] * count)
        check(log, files, times)


def test_equal_times_are_all_in_or_all_out():
    log, files, times = filled([60, 0, 0, 60, 0, 60] * 6)
    check(log, files, times)


def test_a_log_that_has_dropped_its_oldest_knows_only_what_it_keeps():
    log, files, times = filled([60] * 150)
    assert log.first > 0
    check(log, files, times[log.first :])
    assert numbers(log, 0, LATEST) == list(range(log.first, log.next))


def test_a_clock_set_back_makes_several_spans_and_none_is_missed():
    log, files, times = filled(
        [60] * 9 + [-300] + [60] * 12 + [-1000] + [7] * 5 + [-1] + [3000] + [60] * 15 + [-600, 60]
    )
    check(log, files, times)
    assert list(spans(log, 1480, 1540)) == [(7, 9), (13, 15)]


def test_what_is_damaged_is_no_obstacle():
    log, files, times = filled([60] * 40)
    damaged = (0, 3, 4, 5, 15, 16, 20)
    for number in damaged:
        name = sorted(files.content)[number // PER_SEGMENT]
        content = bytearray(files.content[name])
        content[number % PER_SEGMENT * RECORD + 9] ^= 1
        files.content[name] = bytes(content)
    before = log.damaged
    for since in borders(times):
        for until in (since, since + 200, LATEST):
            found = numbers(log, since, until)
            wanted = [n for n in range(40) if n not in damaged and since <= times[n] <= until]
            assert [n for n in found if n not in damaged] == wanted, (since, until)
    assert log.damaged == before, "a look is no pass"
    assert numbers(log, 0, LATEST) == list(range(40))


def test_a_span_in_a_long_log_takes_few_reads():
    log, files, times = filled([60] * 900, depth=2000)
    files.opened.clear()
    assert numbers(log, times[400], times[700]) == list(range(400, 701))
    assert len(files.opened) < 20


def test_a_log_that_was_cleared_has_no_spans():
    log, files, times = filled([60] * 30)
    log.clear()
    assert numbers(log, 0, LATEST) == []
