"""Where everything is kept: the map of the byte-addressable memory, and the depths of the logs in flash.

In the first 1024 bytes lie the invocation counters of DLMS (comms/cosem/counters.py). Behind them, each on pages of its
own: calibration, seals, state, the logs' inboxes, as large as any setting makes them, so that no setting moves what is
behind them: what control and quality keep, the inboxes of their logs, and the ring of the energy registers. Depths of
the load profile: reference table of depths, types K and J.
"""

from meter.config.settings import ConfigError
from meter.logs import billing_log, events
from meter.logs.profile import record_size
from meter.metrology import calibration
from meter.registers import survivors
from meter.registers.keeper import STATE_SIZE
from meter.registers.layout_2 import take_over
from meter.storage.inbox import room as inbox_room
from meter.storage.journal import Journal
from meter.storage.journal import room as journal_room
from meter.storage.log import Log
from meter.supervision import legal

_FREE_AT = 1024

_STATE_PLACES = 6
_LEAST_PLACES = 16
_LOAD_PLACES, _ANALYSIS_PLACES = 16, 8  # of the inboxes
ENERGIES, ANALYSED = 4, 16  # columns at most
_FUNCTION_SIZE, _FUNCTION_PLACES = 120, 4  # of control and quality: two pages of 64 bytes with the head of a record
CUT_SIZE, CUT_DEPTH = 8, 200  # payloads: control/, quality/
OUTAGE_SIZE, OUTAGE_DEPTH = 4, 200
VOLTAGE_SIZE, VOLTAGE_DEPTH = 12, 200
OCCURRENCES_SIZE, OCCURRENCES_DEPTH = 52, 106  # two years of weeks

_SEGMENT = 32_000  # bytes of a profile's segment: eight blocks of 4096 less littlefs's own; fewer names to list
_SEGMENT_BLOCKS = 32_768
_SHARED = 393_216  # bytes of the file system that are left to firmware, an image of it, settings and the small logs
_UNKNOWN = 1 << 21  # of a file system that cannot be read: as much as boards have, so that no record is dropped for it
_DEEP = {1: 57_312, 2: 32_736, 4: 17_616}  # records of the load profile by energies: type K
_SHALLOW = {1: 10_800, 2: 7_680, 4: 4_800}  # type J, and boards with less flash


class Stores:
    """Everything that `board.memory` and `board.logs` hold, as `settings` want it. Raises ConfigError.

    memory: in place of the board's.
    """

    def __init__(self, board, settings, memory=None):
        self._memory = memory or board.memory
        self._files = board.logs
        self._at = _FREE_AT
        self.calibration = self._journal(calibration.SIZE, 2)
        self.seals = self._journal(legal.SIZE, 2)
        self.states = self._journal(STATE_SIZE, _STATE_PLACES)
        self.events = self._log("ev", events.SIZE, events.DEPTH, 64, 16)
        self.stops = self._log("bi", billing_log.SIZE, billing_log.DEPTH, 12, 2)
        self._load_at = self._take(inbox_room(self._memory, record_size(ENERGIES), _LOAD_PLACES))
        self._analysis_at = self._take(inbox_room(self._memory, record_size(ANALYSED), _ANALYSIS_PLACES))
        layout_2_at = self._at
        self.control = self._journal(_FUNCTION_SIZE, _FUNCTION_PLACES)
        remains_at = self._at
        self.quality = self._journal(_FUNCTION_SIZE, _FUNCTION_PLACES)
        self.cuts = self._log("co", CUT_SIZE, CUT_DEPTH, 100, 4, settings.type_number.has_breaker)
        watched = settings.voltage_quality
        self.outages = self._log("po", OUTAGE_SIZE, OUTAGE_DEPTH, 100, 4, watched)
        self.voltage = self._log("vq", VOLTAGE_SIZE, VOLTAGE_DEPTH, 100, 8, watched)
        self.occurrences = self._log("vc", OCCURRENCES_SIZE, OCCURRENCES_DEPTH, 53, 2, watched)
        places = self._places(self._at)
        if places < _LEAST_PLACES:
            raise ConfigError("memory: %d bytes are too few" % self._memory.size)
        self.registers = self._journal(survivors.SIZE, places)
        if self._memory is board.memory:
            old = Journal(self._memory, layout_2_at, survivors.SIZE, self._places(layout_2_at))
            take_over(self._memory, layout_2_at, self.control, old, self.registers, remains_at)
        self.load, self.analysis = self._profiles(settings)

    def _places(self, at):
        """Of a ring of registers from address `at` to the memory's end."""
        return (self._memory.size - at) // journal_room(self._memory, survivors.SIZE, 1)

    def logs(self):
        others = self.cuts, self.outages, self.voltage, self.occurrences
        return [log for log in (self.events, self.stops, self.load, self.analysis) + others if log]

    def _profiles(self, settings):
        """(load profile's Log, analysis logger's), None for what the type of meter does not have."""
        kind = settings.type_number
        if not kind.has_profile:
            return None, None
        columns = len(kind.energies)
        free = self._total() - _SHARED
        size = record_size(columns)
        depth = _DEEP[columns]
        if not kind.has_analysis or free < _bytes(size, depth):
            depth = _SHALLOW[columns]
        load = self._profile("lp", size, depth, self._load_at, _LOAD_PLACES)
        if not kind.has_analysis or not settings.analysis:
            return load, None
        free -= _bytes(size, depth)
        size = record_size(len(settings.analysis))
        depth = max(240, (free // _SEGMENT_BLOCKS - 2) * _segment(size))
        return load, self._profile("an", size, depth, self._analysis_at, _ANALYSIS_PLACES)

    def _total(self):
        try:
            return self._files.total
        except OSError:
            return _UNKNOWN

    def _profile(self, name, size, depth, at, places):
        return Log(self._files, name, size, depth, _segment(size), self._memory, at, places)

    def _journal(self, size, places):
        return Journal(self._memory, self._take(journal_room(self._memory, size, places)), size, places)

    def _log(self, name, size, depth, per_segment, places, wanted=True):
        """None for one that this meter does not write; its place is kept."""
        at = self._take(inbox_room(self._memory, size, places))
        if not wanted:
            return None
        return Log(self._files, name, size, depth, per_segment, self._memory, at, places)

    def _take(self, count):
        """The address of the next `count` bytes."""
        at, self._at = self._at, self._at + count
        if self._at > self._memory.size:
            raise ConfigError("memory: %d bytes are too few" % self._memory.size)
        return at


def _segment(size):
    return _SEGMENT // (size + 8)


def _bytes(size, depth):
    """What a log of `depth` records takes in flash, its running and its last segment included."""
    return (depth // _segment(size) + 2) * _SEGMENT_BLOCKS
