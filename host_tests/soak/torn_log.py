"""A log on real littlefs under supply cuts: `micropython torn_log.py APPENDS`, on MicroPython; exits with 1.

The supply is cut at every byte of every write to the inbox, before, in the middle of and after every program of the
flash, and in the middle of every erase. After each cut a new log is made of what is left, checked and used.
"""

import gc
import sys

import vfs
from drivers.littlefs_files import LogFiles
from fakes.eeprom import Fram
from meter.storage.inbox import room
from meter.storage.log import Log

SIZE, DEPTH, PER_SEGMENT, PLACES = 12, 40, 16, 9
FLUSH = 8  # appends
BLOCK, BLOCKS = 4096, 24
SMALL = {"readsize": 64, "progsize": 64, "lookahead": 8}
EIO = -5
ERASED = b"\xff" * BLOCK
START = 800_000_000


class Supply:
    """`left`: steps that it lasts, None for ever; a program or an erase is two, the first half of it and the whole.

    `gone`: it is cut.
    """

    def __init__(self):
        self.left = None
        self.gone = False

    def step(self):
        """True when the step can be done."""
        if self.left is not None and not self.gone:
            self.gone = self.left == 0
            self.left -= 1
        return not self.gone


class Flash:
    """A block device on `cells`; without supply it does nothing and answers with an error."""

    def __init__(self, cells, supply):
        self._cells = memoryview(cells)
        self._supply = supply

    def readblocks(self, block, buffer, offset=0):
        if self._supply.gone:
            return EIO
        start = block * BLOCK + offset
        buffer[:] = self._cells[start : start + len(buffer)]
        return 0

    def writeblocks(self, block, data, offset):
        if not self._supply.gone:
            start = block * BLOCK + offset
            assert self._cells[start : start + len(data)] == ERASED[: len(data)], "programmed twice"
            return self._change(start, data)
        return EIO

    def ioctl(self, operation, argument):
        if operation == 4:
            return BLOCKS
        if operation == 5:
            return BLOCK
        return self._change(argument * BLOCK, ERASED) if operation == 6 else 0

    def _change(self, start, data):
        """The first half, then all of it; 0, or EIO when the supply did not last."""
        for count in (len(data) // 2, len(data)):
            if not self._supply.step():
                return EIO
            self._cells[start : start + count] = data[:count]
        return 0


class Bench:
    """The parts that outlive a cut, and the log made of them; `times` of all records whose append returned."""

    def __init__(self):
        self.cells = bytearray(ERASED * BLOCKS)
        self.memory = Fram(room(Fram(1024), SIZE, PLACES))
        self.times = []
        self.cuts = 0
        vfs.VfsLfs2.mkfs(Flash(self.cells, Supply()), **SMALL)
        self.mounted = False
        self.power_on()

    def power_off(self):
        if self.mounted:
            vfs.umount("/torn")
            self.mounted = False

    def power_on(self):
        self.power_off()
        self.supply = Supply()
        self.memory.left = None
        self.flash = Flash(self.cells, self.supply)
        vfs.mount(vfs.VfsLfs2(self.flash, mtime=False, **SMALL), "/torn")
        self.mounted = True
        self.restart()

    def restart(self):
        """A new log on a file system that stays mounted: no cut has touched it."""
        self.memory.left = None
        self.log = Log(LogFiles("/torn/"), "lp", SIZE, DEPTH, PER_SEGMENT, self.memory, 0, PLACES)

    def state(self):
        return bytes(self.cells), bytes(self.memory.bytes)

    def put_back(self, state):
        self.cells[:], self.memory.bytes[:] = state
        self.power_on()

    def check(self, times, since=0):
        """From number `since` on exactly the records of `times` are there."""
        log = self.log
        assert log.next == len(times), "next %d, not %d" % (log.next, len(times))
        assert log.first <= max(0, log.next - DEPTH), "only %d to %d" % (log.first, log.next)
        number = max(since, log.first)
        for found in log.read(number, 1 << 30):
            assert found == (number, times[number], payload(number)), "%s where %d was" % (found, number)
            number += 1
        assert number == log.next and log.damaged == 0, "%d of %d" % (number, log.next)

    def check_find(self):
        """Times of the last quarter are found as in a list of all."""
        wanted = self.times[-DEPTH // 4 :]
        since, until = min(wanted), max(wanted)
        found = [record[0] for record in self.log.find(since, until)]
        first = self.log.first
        assert found == [n for n in range(first, len(self.times)) if since <= self.times[n] <= until], "find"


def payload(number):
    return (number * 2654435761 & 0xFFFFFFFFFFFF).to_bytes(6, "little") * 2


def next_time(bench):
    """A minute on, but set back now and then."""
    count = len(bench.times)
    last = bench.times[-1] if bench.times else START
    return last - 500 if count % 37 == 36 else last + 60


def torn_append(bench):
    """Append one record, after cuts at every byte of it."""
    number, time = len(bench.times), next_time(bench)
    kept = bytes(bench.memory.bytes)
    for left in range(12 + SIZE):
        bench.memory.left = left
        try:
            bench.log.append(time, payload(number))
            raise AssertionError("returned")
        except OSError:
            bench.cuts += 1
        bench.restart()
        # the bytes that did not come may be the ones that were there already
        bench.check(bench.times + [time] if bench.log.next > number else bench.times, number - PLACES)
        bench.memory.bytes[:] = kept
        bench.restart()
    assert bench.log.append(time, payload(number)) == number
    bench.times.append(time)


def torn_change(bench, change, look):
    """Do `change(log)`, after cuts at every step of the flash; look: what to find after each cut."""
    before = bench.state()
    left = 0
    while True:
        bench.supply.left = left
        try:
            change(bench.log)
            assert not bench.supply.gone, "nobody noticed the cut"
            break
        except OSError:
            assert bench.supply.gone, "an error, and no cut"
            bench.cuts += 1
        bench.power_on()
        look()
        bench.log.flush()
        look()
        bench.put_back(before)
        left += 1
    bench.supply.left = None
    return left


def run(appends):
    bench = Bench()
    for k in range(appends):
        torn_append(bench)
        if k % FLUSH == FLUSH - 1:
            torn_change(bench, Log.flush, lambda: (bench.check(bench.times), bench.check_find()))
            gc.collect()
    bench.check(bench.times)
    return bench


def clear(bench):
    """Clearing is done entirely once its mark in the inbox is there."""

    def look():
        assert bench.log.next == following and not list(bench.log.read(0, 1 << 30)), "not cleared"

    following = bench.log.next + 1
    torn_change(bench, Log.clear, look)
    look()


def full():
    """A file system that is too small costs the oldest segments, and never what is in the inbox."""
    bench = Bench()
    bench.log = Log(LogFiles("/torn/"), "lp", SIZE, 100_000, 400, bench.memory, 0, PLACES)
    for k in range(5000):
        bench.log.append(START + k, payload(k))
    found = [record[0] for record in bench.log.read(0, 5000)]
    assert found == list(range(bench.log.first, 5000)), "a gap"
    assert 800 < len(found) < 5000, "%d kept" % len(found)
    return len(found)


def main(appends):
    bench = run(appends)
    clear(bench)
    bench.power_off()
    print("%d appends, %d cuts, %d records on a full disk" % (appends, bench.cuts, full()))
    return 0


sys.exit(main(int(sys.argv[1])))
