"""The meter to be fuzzed, with modules that stay loaded and a board that keeps no account of its use."""

import gc
import json

import meter.loading as loading

_forget, _forget_all = loading.forget, loading.forget_all
_loading = [False]  # whether modules are given back; compiling them again from source would be all that a fuzzer does


def _hold(give_back):
    """`give_back`, as long as modules come and go as on a chip."""

    def hold(*names):
        if _loading[0]:
            give_back(*names)

    return hold


loading.forget, loading.forget_all = _hold(_forget), _hold(_forget_all)
loading.sweep = lambda every: None  # sweeping a small heap often takes little, a large one nearly all the time
if hasattr(gc, "threshold"):
    gc.threshold(192 * 1024)

from fakes.eeprom import Fram  # noqa: E402
from fakes.plain_board import Clock, PlainBoard, Settings, run  # noqa: E402
from fakes.ram_files import RamFiles  # noqa: E402
from meter.meter import SETTINGS_FILE, Meter  # noqa: E402

START = 820_540_800  # 2026-01-01 00:00:00 UTC
SECRETS = {
    "dlms_password": "aB3dE6gH9jK2mN5p",
    "password": "73915826",
    "encryption_key": "1B2E3D4C5A69788796A5B4C3D2E1F00F",
    "authentication_key": "C0FFEE00112358132134558914423337",
    "master_key": "6BC1BEE22E409F96E93D7E117393172A",
}


def give_back(on):
    """Whether the meter gives modules back and loads them anew, as on a chip."""
    _loading[0] = on


def new_meter(given, note):
    """(Meter, with two days of logs; its PlainBoard). given: settings; note(text): its console."""
    board = PlainBoard(_Memory(32768), _Files(), Clock(START), Settings({SETTINGS_FILE: json.dumps(given)}))
    board.console.note = note
    meter = Meter(board)
    run(meter, 2 * 86400, 500, 100, 900)
    return meter, board


class _Memory(Fram):
    """Keeps no account of its wear: that would be most of the heap."""

    def __init__(self, size):
        self.size = size
        self.page = 1
        self.endurance = 10**13
        self.reads = 0
        self.bytes = bytearray(size)
        self.left = None
        self._bytes_on_bus = 0
        self.wear = _Ignored()


class _Ignored:
    def __getitem__(self, k):
        return 0

    def __setitem__(self, k, value):
        pass


class _Files(RamFiles):
    """Keeps no account of its use."""

    def _change(self, name):
        pass

    def read(self, name, offset, count):
        return self.content.get(name, b"")[offset : offset + count]
