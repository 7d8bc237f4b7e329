"""What the tests of `make flash` share: a small firmware, boards to put it on, and what is on them then."""

import hashlib
import json

from fakes.raw_repl import FakeBoard

from tools.bench.child import interpreter
from tools.bench.rom import packed
from tools.flash import __main__

MAIN = "import machine\nmachine.WDT(timeout=%d)\nwhile True:\n    pass\n"  # a meter: runs for ever, fed or reset
FILES = {
    "boot.py": b"import sys\n",
    "main.py": MAIN.encode() % 60_000,
    "board.mpy": b"M\x06" + bytes(range(256)) * 20,  # more than one piece
    "meter/app.mpy": b"app",
    "meter/panel/lcd.mpy": b"",
    "drivers/lcd.mpy": b"driver \x04\x03\x01",  # what would end or interrupt code
}
OWN = {"settings.json": b"{}", "tariffs-001.txt": b"T1", "log/ev/0001": b"event", "log/lp/7": b"profile"}


def make_tree(folder, files, **about):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    facts = {
        "version": "1.0.0",
        "board": "pico_classroom",
        "machines": ["Raspberry Pi Pico with RP2040"],
        "micropython": "1.28",
        "mpy": 0x1306,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    (folder / "version.json").write_text(json.dumps(facts | about))
    image = folder.with_suffix(".romfs")
    image.write_bytes(packed({path.relative_to(folder): path for path in folder.rglob("*.mpy")}))
    return folder, image


def make_board(folder, **about):
    """A board, not yet plugged in; its flash is empty but for what belongs to the meter itself."""
    board = FakeBoard(interpreter(), folder, **about)
    for name, data in OWN.items():
        path = board.flash / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return board


def flash(tree, board):
    """Flash a board and wait until it has started."""
    starts = board.starts + 1 + any((board.flash / name).exists() for name in ("boot.py", "main.py"))
    __main__.flash(*tree, board.port)
    assert board.wait_for(lambda: board.starts == starts)


def on(board):
    """What is in a board's flash, but for what belongs to the meter itself and what describes the rest."""
    there = {path.relative_to(board.flash).as_posix(): path for path in board.flash.rglob("*") if path.is_file()}
    assert {name: there.pop(name).read_bytes() for name in OWN} == OWN
    return {name: path.read_bytes() for name, path in there.items() if name != "version.json"}


def about(board):
    return json.loads((board.flash / "version.json").read_text())
