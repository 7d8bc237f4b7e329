"""A second meter, on plain parts, that is given the same samples and the same time as one on a board's real drivers.

It follows window by window, in blocks of the same lengths: where they end decides on the last digits, for the kernel
rounds what correlates with the mains in groups. Whatever is not equal raises Different.
"""

from array import array

from fakes.eeprom import Fram
from fakes.plain_board import Light, PlainBoard, Settings
from fakes.ram_files import RamFiles
from meter.meter import Meter

WINDOW = ("samples", "v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz", "energy_uj", "reactive_uj")


class Different(AssertionError):
    """The meters do not agree; the text says where."""


class Told:
    """The clock chip as the other meter has read it: `queue` of what it got, in order."""

    def __init__(self, queue):
        self._queue = queue

    def read(self):
        if not self._queue:
            raise Different("the second meter reads its clock more often")
        return self._queue.pop(0)

    def set(self, seconds):
        raise Different("the second meter sets its clock")

    def trim(self, ppb):
        pass


class Counted(Light):
    """`due`: when the pulse asked for last begins, µs of samples."""

    def __init__(self, twin):
        super().__init__()
        self._twin = twin
        self.due = []

    def pulse(self, offset_us, width_ms):
        super().pulse(offset_us, width_ms)
        self.due.append(self._twin.taken * 1_000_000 // self._twin.rate + offset_us)


class Twin:
    """board: the first meter's; text: of its settings; play: Play of codes as a perfect converter gives them.

    readings, counts: of the first meter's clock, and pairs of each of its blocks: lists that it adds to. `taken`: pairs
    so far.
    """

    def __init__(self, board, text, play, readings, counts):
        self.taken = 0
        self.rate = board.sampler.rate
        self._play = play
        self._readings, self._counts = readings, counts
        self._codes = array("I", bytes(4 * len(board.sampler.codes)))
        plain = PlainBoard(Fram(32768), RamFiles(1 << 20), Told(readings), Settings({"settings.json": text}))
        plain.nominal_mv, plain.nominal_mhz = board.nominal_mv, board.nominal_mhz
        plain.calibration = board.calibration.copy()
        plain.relay.load = True
        plain.firmware = board.firmware  # where there is no room for a second one, nobody asks for the time of it
        plain.sampler.rate = self.rate
        plain.sampler.codes = self._codes
        plain.leds, plain.s0 = (Counted(self), Counted(self)), (Light(), Light())
        self.board = plain
        self.meter = Meter(plain)

    def follow(self, meter):
        """Take samples until the last window of `meter` has been measured here."""
        twin = self.meter
        while twin.windows < meter.windows:
            self._feed()
        for name in WINDOW:
            self.same("window %d: %s" % (meter.windows, name), getattr(twin.window, name), getattr(meter.window, name))
        if self._readings:
            from meter.logs.events import text

            told = [[text(record) for _, _, record in one.events.log.read(0, 1 << 30)] for one in (twin, meter)]
            raise Different("window %d: events %s on plain parts, %s on the board's" % ((meter.windows,) + tuple(told)))

    def close(self, meter):
        """The supply has gone, and `meter` has counted what it had."""
        while self.taken < meter.samples:
            self._feed()
        self.meter.close()

    def _feed(self):
        if not self._counts:
            raise Different("the second meter wants more samples than the first has had")
        count = self._counts.pop(0)
        self._play.fill(self._codes, 0, 2 * count)
        self.taken += count
        self.meter.feed(self._codes, count)

    def compare(self, meter):
        """Everything that either meter keeps or shows; how many (registers, records)."""
        twin = self.meter
        self.same("snapshot", twin.snapshot(), meter.snapshot())
        found = [[register.uj for register in one.energy.stored] for one in (twin, meter)]
        self.same("energies, µJ", *found)
        for k in range(len(meter.recorder.parts)):
            self.same("kept part %d" % k, twin.recorder.parts[k].pack(), meter.recorder.parts[k].pack())
        self.same("operating time", twin.hours.milliseconds(), meter.hours.milliseconds())
        registers = 0
        for mine, theirs in zip(twin.bank, meter.bank):  # noqa: B905 — MicroPython's
            found = theirs.read()  # first, for it may read the clock
            self.same(mine.code, mine.read(), found)
            registers += 1
        records = 0
        for mine, theirs in zip(twin.logs, meter.logs):  # noqa: B905
            self.same("records", (mine.first, mine.next), (theirs.first, theirs.next))
            for one, other in zip(mine.read(0, 1 << 30), theirs.read(0, 1 << 30)):  # noqa: B905
                self.same("record of %d" % one[1], one, other)
                records += 1
            self.same("damaged records", theirs.damaged, 0)
        return registers, records

    def same(self, what, mine, theirs):
        if mine != theirs:
            raise Different("%s: %s on plain parts, %s on the board's" % (what, mine, theirs))
