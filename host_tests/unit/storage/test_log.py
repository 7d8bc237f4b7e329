"""A log keeps what it was given, finds it by time with few files opened, and survives cuts, damage and a full disk."""

import struct

from fakes.eeprom import Eeprom, Fram
from fakes.ram_files import RamFiles
from meter.storage.inbox import room
from meter.storage.log import Log

SIZE, DEPTH, PER_SEGMENT, PLACES = 12, 20, 8, 6
RECORD = 8 + SIZE
START = 800_000_000


def payload(number):
    return struct.pack("<III", number, number * number, 0xA5A5A5A5)


class Bench:
    """A log on parts that outlive it; `times` of all records by their numbers."""

    def __init__(self, memory=None, depth=DEPTH, per_segment=PER_SEGMENT, places=PLACES, total=1 << 20):
        self.files = RamFiles(total)
        self.memory = memory or Fram(1024)
        self.shape = depth, per_segment, self.memory, 0, places
        self.times = []
        self.start()

    def start(self):
        """Power on."""
        self.memory.left = self.files.left = None
        self.log = Log(self.files, "lp", SIZE, *self.shape)

    def add(self, count, step=60, mark=False):
        for _ in range(count):
            time = (self.times[-1] if self.times else START) + step
            self.times.append(time)
            number = self.log.append(time, payload(len(self.times) - 1), mark)
            assert number == len(self.times) - 1

    def expected(self, numbers):
        return [(n, self.times[n], payload(n)) for n in numbers]

    def check(self):
        """All that is kept comes back, whole and in order."""
        log = self.log
        found = list(log.read(0, 1 << 30))
        assert found == self.expected(range(log.first, log.next))
        assert log.next == len(self.times)
        assert log.next - log.first >= min(self.shape[0], log.next)
        assert log.damaged == 0


def brute(bench, since, until):
    return [record for record in bench.log.read(0, 1 << 30) if since <= record[1] <= until]


def test_every_record_is_there_before_and_after_flushes_and_restarts():
    bench = Bench()
    for k in range(60):
        bench.add(1)
        bench.check()
        if k % 5 == 4:
            bench.log.flush()
            assert bench.log.waiting == 0
            bench.check()
        if k % 7 == 6:
            bench.start()
            bench.check()


def test_the_depth_is_kept_and_little_more():
    bench = Bench()
    bench.add(100)
    bench.log.flush()
    kept = bench.log.next - bench.log.first
    assert DEPTH <= kept < DEPTH + 2 * PER_SEGMENT
    assert len(bench.files.content) == -(-kept // PER_SEGMENT)


def test_a_full_inbox_goes_into_files_by_itself():
    bench = Bench()
    bench.add(PLACES)
    assert bench.log.waiting == PLACES and not bench.files.content
    bench.add(1)
    assert bench.log.waiting == 1 and len(bench.files.content) == 1
    bench.check()


def test_a_flush_appends_once_to_each_segment_it_touches():
    bench = Bench()
    bench.add(PLACES)
    bench.log.flush()
    bench.add(PLACES)
    del bench.files.changes[:]
    bench.log.flush()  # records 6 and 7 fill the first segment
    assert bench.files.changes == ["lp00000000+2faf083c", "lp00000008+2faf0a1c"]
    bench.log.flush()
    assert len(bench.files.changes) == 2


def test_records_are_found_by_time_in_files_and_inbox():
    bench = Bench()
    bench.add(40)
    for since in range(START, START + 45 * 60, 150):
        for length in (0, 60, 700, 5000):
            assert list(bench.log.find(since, since + length)) == brute(bench, since, since + length), (since, length)


def test_one_day_of_a_full_profile_touches_only_its_segments():
    bench = Bench(depth=3840, per_segment=96)
    bench.add(3900, step=900)
    bench.log.flush()
    del bench.files.opened[:]
    bench.files.listings = 0
    since = bench.times[2000]
    assert len(list(bench.log.find(since, since + 86399))) == 96
    assert len(set(bench.files.opened)) <= 2
    assert bench.files.listings == 0


def test_start_up_lists_the_names_and_opens_no_file():
    bench = Bench(depth=960, per_segment=8)
    bench.add(970)
    bench.files.listings = 0
    del bench.files.opened[:]
    before = bench.memory.bus_us
    bench.start()
    assert len(bench.files.content) >= 120
    assert bench.files.listings == 1 and bench.files.opened == []
    assert bench.memory.bus_us - before < 5000
    bench.check()


def test_all_times_are_found_where_the_clock_was_set_back_again_and_again():
    for flushed in (False, True):
        bench = Bench(depth=200)
        for steps in ((60, 12), (-600, 1), (60, 9), (-30, 1), (-30, 1), (60, 5), (5000, 3), (-5500, 1), (60, 20)):
            bench.add(steps[1], step=steps[0])
        if flushed:
            bench.log.flush()
        for since in range(START - 900, START + 7200, 130):
            for length in (0, 60, 300, 2000):
                expected = [n for n in range(len(bench.times)) if since <= bench.times[n] <= since + length]
                assert list(bench.log.find(since, since + length)) == bench.expected(expected), (since, length)
        bench.start()
        bench.check()


def test_a_mark_in_the_inbox_survives_a_restart():
    bench = Bench()
    bench.add(3)
    bench.add(1, mark=True)
    bench.start()
    bench.log.flush()
    assert sorted(bench.files.content) == ["lp00000000+2faf083c", "lp00000003-2faf08f0"]
    bench.check()


def test_equal_times_on_both_sides_of_a_segment_border_are_all_found():
    bench = Bench()
    bench.add(6)
    bench.add(8, step=0)
    bench.log.flush()
    assert [record[0] for record in bench.log.find(bench.times[5], bench.times[5])] == list(range(5, 14))


def test_a_reader_may_pause_while_the_log_goes_on():
    bench = Bench(depth=40)
    bench.add(44)
    reader = bench.log.read(0, 1 << 30)
    found = []
    for record in reader:
        found.append(record)
        if len(bench.times) < 144:
            bench.add(3)
    assert found == bench.expected([record[0] for record in found])
    numbers = [record[0] for record in found]
    assert numbers == sorted(set(numbers)) and numbers[-1] == bench.log.next - 1
    assert len(numbers) > 60


def test_a_count_limits_what_is_read():
    bench = Bench()
    bench.add(20)
    assert list(bench.log.read(3, 7)) == bench.expected(range(3, 10))
    assert list(bench.log.read(18, 7)) == bench.expected((18, 19))
    assert list(bench.log.read(20, 7)) == []


def test_reads_are_of_512_bytes_at_most():
    bench = Bench(depth=200, per_segment=100)
    bench.add(200)
    bench.log.flush()
    bench.files.opened, bench.files.read_bytes = [], 0
    bench.check()
    assert bench.files.read_bytes == 200 * RECORD
    assert len(bench.files.opened) == 2 * 4  # 25 records of 20 bytes each time


def test_no_more_of_a_segment_is_read_than_its_times_need():
    bench = Bench(depth=200, per_segment=100)
    bench.add(200)
    bench.log.flush()
    del bench.files.opened[:]
    assert [record[0] for record in bench.log.find(bench.times[101], bench.times[103])] == [101, 102, 103]
    assert len(bench.files.opened) == 1


def test_a_supply_cut_at_any_byte_of_an_append_leaves_all_the_others():
    for already in (0, 1, PLACES - 1, PLACES, 3 * PLACES + 2):
        for left in range(12 + SIZE):
            bench = Bench()
            bench.add(already)
            if already == PLACES:
                bench.log.flush()
            bench.memory.left = left
            try:
                bench.log.append(START + 10_000, b"x" * SIZE)
                raise AssertionError("returned")
            except OSError:
                bench.start()
            bench.check()
            bench.add(PLACES + 1)
            bench.check()


def test_a_torn_eeprom_page_harms_no_other_record():
    for seed in range(40):
        bench = Bench(memory=Eeprom(1024, 64, seed=seed))
        bench.add(PLACES + 3)
        for left in (1, 9, 17):
            bench.memory.left = left
            try:
                bench.log.append(START, b"x" * SIZE)
                raise AssertionError("returned")
            except OSError:
                bench.start()
            if bench.log.next > len(bench.times):  # the page was whole already
                break
            bench.check()


def test_a_supply_cut_before_or_after_any_change_of_a_file_loses_and_doubles_nothing():
    for left in range(6):
        bench = Bench(depth=8)
        bench.add(31)
        bench.log.flush()
        bench.add(PLACES)
        bench.files.left = left
        try:
            bench.log.flush()
        except OSError:
            pass
        bench.start()
        bench.check()
        bench.add(PLACES)
        bench.log.flush()
        bench.check()


def test_an_empty_file_that_a_cut_left_is_filled():
    bench = Bench()
    bench.add(5)
    bench.files.content["lp00000000+2faf083c"] = b""
    bench.start()
    bench.log.flush()
    assert len(bench.files.content) == 1
    bench.check()


def test_an_empty_file_where_the_clock_was_set_back_costs_no_record_later():
    bench = Bench()
    bench.add(3)
    bench.log.flush()
    bench.add(1, mark=True)
    bench.files.content["lp00000003-2faf08f0"] = b""
    bench.start()
    for _ in range(DEPTH + PER_SEGMENT):
        bench.add(1)
        bench.log.flush()
        bench.check()


def test_damaged_records_are_counted_once_a_pass_and_never_returned():
    bench = Bench()
    bench.add(18)
    bench.log.flush()
    name = sorted(bench.files.content)[1]
    content = bytearray(bench.files.content[name])
    content[2 * RECORD + 9] ^= 4
    content[3 * RECORD] ^= 1
    bench.files.content[name] = bytes(content)
    for seen in (2, 4):
        found = [record[0] for record in bench.log.read(0, 100)]
        assert found == [n for n in range(18) if n not in (10, 11)]
        assert bench.log.damaged == seen


def test_a_record_damaged_in_the_inbox_costs_itself_alone():
    for flip in (0, 5, 9, 20):
        bench = Bench()
        bench.add(4)
        bench.memory.bytes[2 * (12 + SIZE) + flip] ^= 0x10
        bench.start()
        # a damaged number can be put right: the place tells it
        kept = [0, 1, 2, 3] if flip == 5 else [0, 1, 3]
        assert [record[0] for record in bench.log.read(0, 9)] == kept, flip
        bench.add(2)
        bench.log.flush()
        bench.start()
        assert [record[0] for record in bench.log.read(0, 9)] == kept + [4, 5]
        assert [record[0] for record in bench.log.find(bench.times[3], bench.times[5])] == [3, 4, 5]


def test_a_damaged_record_at_the_start_of_a_segment_hides_no_other():
    bench = Bench()
    bench.add(PLACES)
    bench.memory.bytes[9] ^= 0x80  # its time, which would have named the file
    bench.log.flush()
    assert [record[0] for record in bench.log.find(bench.times[1], bench.times[5])] == [1, 2, 3, 4, 5]


def test_missing_and_cut_off_files_cost_only_their_records():
    bench = Bench(depth=40)
    bench.add(40)
    bench.log.flush()
    names = sorted(bench.files.content)
    del bench.files.content[names[1]]
    bench.files.content[names[3]] = bench.files.content[names[3]][: 3 * RECORD + 7]
    expected = [n for n in range(40) if not 8 <= n < 16 and not 27 <= n < 32]
    for _ in range(2):
        assert [record[0] for record in bench.log.read(0, 99)] == expected
        assert [record[0] for record in bench.log.find(START, START * 2)] == expected
        bench.start()


def test_a_last_file_of_odd_length_is_not_gone_on_with():
    bench = Bench()
    bench.add(12)
    bench.log.flush()
    name = sorted(bench.files.content)[-1]
    bench.files.content[name] = bench.files.content[name][:-3]
    bench.start()
    assert bench.log.waiting == 1  # the inbox still has it
    bench.add(2)
    bench.log.flush()
    bench.check()


def test_files_with_foreign_names_are_left_alone():
    bench = Bench()
    foreign = ("lp", "lp0000000g+00000000", "lp00000000*00000000", "lp00000000+0000000", "lp-0000001+00000000")
    foreign += ("lp00000000+2FAF083C", "an00000000+2faf083c", "lp00000000+2faf083c.new")
    for name in foreign:
        bench.files.content[name] = b"x" * 1000
    bench.start()
    bench.add(50)
    bench.check()
    for name in foreign:
        assert bench.files.content[name] == b"x" * 1000


def test_without_its_inbox_the_log_goes_on_after_its_files():
    bench = Bench()
    bench.add(20)
    bench.log.flush()
    bench.memory.bytes[:] = bytes(1024)
    bench.start()
    assert bench.log.next == 20
    bench.add(1, step=-500)  # nothing tells the log that this is earlier
    bench.add(3)
    bench.check()
    assert [record[0] for record in bench.log.find(START, START + 5000)] == list(range(24))
    bench.log.flush()
    assert 20 in [record[0] for record in bench.log.find(bench.times[20], bench.times[20])]


def test_without_its_files_the_log_still_has_its_inbox():
    bench = Bench()
    bench.add(20)
    bench.log.flush()
    bench.files.content.clear()
    bench.start()
    assert bench.log.next == 20
    assert list(bench.log.read(0, 99)) == bench.expected(range(14, 20))
    bench.add(1)
    bench.log.flush()
    assert list(bench.log.read(0, 99)) == bench.expected(range(14, 21))


def test_a_full_file_system_costs_the_oldest_segment():
    bench = Bench(depth=1000, total=3 * RamFiles.BLOCK)
    bench.add(60)
    bench.log.flush()
    log = bench.log
    assert len(bench.files.content) == 3
    assert list(log.read(0, 99)) == bench.expected(range(log.first, 60))
    assert log.first == 40
    bench.start()
    assert bench.log.first == 40


def test_a_file_system_filled_by_others_is_an_error_and_the_inbox_stays():
    bench = Bench(total=RamFiles.BLOCK)
    bench.files.content["other"] = b"x"
    bench.add(PLACES)
    for attempt in (bench.log.flush, lambda: bench.log.append(START, payload(6))):
        try:
            attempt()
            raise AssertionError("stored")
        except OSError as error:
            assert error.errno == 28
    bench.start()
    bench.check()
    bench.files.remove("other")
    bench.add(1)
    bench.check()


def test_clearing_drops_all_records_and_the_numbers_go_on():
    bench = Bench()
    bench.add(17)
    bench.log.clear()
    assert bench.files.content == {}
    for _ in range(2):
        assert list(bench.log.read(0, 99)) == [] and bench.log.waiting == 0
        assert bench.log.first == bench.log.next == 18
        bench.start()
    assert bench.log.append(START, payload(18)) == 18
    bench.log.flush()
    bench.start()
    assert list(bench.log.read(0, 99)) == [(18, START, payload(18))]


def test_clearing_holds_although_a_file_cannot_be_removed():
    bench = Bench()
    bench.add(40)
    bench.files.left = 2
    try:
        bench.log.clear()
        raise AssertionError("cleared")
    except OSError:
        bench.files.left = None
    assert list(bench.log.read(0, 99)) == []
    bench.log.append(START, payload(41))
    bench.log.flush()
    assert list(bench.log.read(0, 99)) == [(41, START, payload(41))]


def test_a_supply_cut_while_clearing_leaves_all_or_nothing():
    for byte in (0, 11, 12 + SIZE - 1, None):
        for change in range(4):
            bench = Bench()
            bench.add(20)
            bench.log.flush()
            bench.memory.left, bench.files.left = byte, change
            try:
                bench.log.clear()
            except OSError:
                pass
            bench.start()
            if byte is None:
                assert list(bench.log.read(0, 99)) == [] and bench.log.next == 21
                assert bench.files.content == {}
            else:
                bench.check()


def test_two_logs_share_files_and_memory():
    bench = Bench()
    other = Log(bench.files, "an", 4, 10, 4, bench.memory, room(bench.memory, SIZE, PLACES), 4)
    for k in range(30):
        bench.add(1)
        other.append(k, struct.pack("<I", k))
    bench.check()
    assert list(other.read(25, 9)) == [(k, k, struct.pack("<I", k)) for k in range(25, 30)]


def test_what_cannot_be_is_refused():
    memory = Eeprom(256, 64)
    for address, places in ((0, 1), (32, 2), (-64, 2), (0, 5)):
        try:
            Log(RamFiles(), "lp", SIZE, 10, 4, memory, address, places)
            raise AssertionError("made")
        except ValueError as error:
            assert "inbox: %d places from %d" % (places, address) in str(error)
    try:
        Bench().log.append(START, b"short")
        raise AssertionError("stored")
    except ValueError as error:
        assert "5 bytes, not 12" in str(error)
