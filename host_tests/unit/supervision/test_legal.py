"""Checksums of the sealed room and of the calibration: what changes is found, told, and measured with all the same."""

import os
import sys
from binascii import crc32

import meter as package
from fakes.eeprom import Fram
from fakes.plain_board import board, run, told, value, window
from meter.config.settings import Settings
from meter.logs import marks
from meter.logs.profile import values
from meter.meter import Meter
from meter.metrology import chain
from meter.registers.status import CHECKSUM
from meter.storage.journal import Journal
from meter.stores import Stores
from meter.supervision.legal import SIZE, Folder, Legal, watched

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
FILES = {
    "chain.py": b"# made for a test\n",
    "kernel.mpy": bytes(range(256)) * 5,
    "empty.py": b"",
    "long.py": b"x" * 1024,
}


class Room:
    """A folder of small files that is gone after the with block."""

    def __init__(self):
        self.path = "/tmp/quadrant-room-" + "".join(["%02x" % byte for byte in os.urandom(8)])
        self.names = set()

    def __enter__(self):
        os.mkdir(self.path)
        for name in FILES:
            self.write(name, FILES[name])
        return self

    def __exit__(self, *_):
        for name in self.names:
            os.remove(self.path + "/" + name)
        os.rmdir(self.path)

    def write(self, name, data):
        self.names.add(name)
        with open(self.path + "/" + name, "wb") as file:
            file.write(data)

    def remove(self, name):
        self.names.remove(name)
        os.remove(self.path + "/" + name)

    def checksum(self):
        folder = Folder(self.path)
        for _ in range(100):
            if folder.step():
                return folder.value
        raise AssertionError("no end")

    def meter(self, kept):
        """A Meter whose sealed part is this room."""
        real = chain.__file__
        chain.__file__ = self.path + "/chain.py"
        try:
            return Meter(kept)
        finally:
            chain.__file__ = real


class Frozen:
    """The sealed room as it is in a MicroPython that was built with it: a path, no files, and the sum beside it."""

    __path__ = ".frozen/meter/metrology"
    FILE = "meter/metrology/chain.py"
    MODULE = "meter.metrology.sealed_sum"

    def __init__(self, value):
        self.SUM = value  # as a module has it

    def __enter__(self):
        sys.modules[self.MODULE] = self
        self._real = package.metrology, chain.__file__
        package.metrology, chain.__file__ = self, self.FILE
        return self

    def __exit__(self, *_):
        package.metrology, chain.__file__ = self._real
        del sys.modules[self.MODULE]


def look(meter):
    """Let the meter look at the room again, as it does every hour, and the seconds pass that it takes."""
    meter.legal._rest = 0
    run(meter, 20, 1000, 0, 1)


def test_the_checksum_is_that_of_names_and_contents_in_order():
    with Room() as room:
        wanted = 0
        for name in sorted(FILES):
            wanted = crc32(FILES[name], crc32(name.encode(), wanted))
        assert room.checksum() == wanted


def test_any_change_of_a_file_changes_it_and_other_files_do_not():
    with Room() as room:
        first = room.checksum()
        room.write("notes.txt", b"not code")
        assert room.checksum() == first
        room.write("long.py", b"x" * 1023 + b"y")
        assert room.checksum() != first
        room.write("long.py", b"x" * 1024)
        assert room.checksum() == first
        room.write("another.py", b"")
        assert room.checksum() != first
        room.remove("another.py")
        room.remove("empty.py")
        assert room.checksum() != first


def test_a_folder_is_read_in_pieces_and_again_and_again():
    with Room() as room:
        folder = Folder(room.path)
        steps = 0
        while not folder.step():
            steps += 1
        first = folder.value
        assert steps >= 2 + 3 + 1 + 2  # of 512 bytes, an empty file one
        room.write("long.py", b"z" * 1024)
        while not folder.step():
            assert folder.value == first  # of the last whole round
        assert folder.value != first


def test_a_room_with_files_is_summed_up_and_a_frozen_one_tells_what_it_was_built_with():
    with Room() as room:
        assert watched(package.metrology, room.path + "/chain.py").step() is False  # a piece is not all
    with Frozen(0x89ABCDEF) as frozen:
        found = watched(frozen, frozen.FILE)
        assert found.step() and found.value == 0x89ABCDEF
        found.rewind()
        assert found.step() and found.value == 0x89ABCDEF


def test_a_meter_that_is_frozen_starts_and_tells_another_room_from_its_own():
    kept = board()
    for sum_, seal, fault in (
        (1 << 31, True, 0),
        (5, True, 1 << CHECKSUM),
        (1 << 31, True, 0),
        (5, False, 0),
        (5, True, 0),
    ):
        kept.seal.on = seal
        with Frozen(sum_):
            meter = Meter(kept)
            run(meter, 2, 1000, 0, 1)
            assert value(meter, "97.97.0") & 1 << CHECKSUM == fault
            assert value(meter, "96.54.0")[:8] == "%08X" % sum_
            for _ in range(2):
                look(meter)
            assert value(meter, "97.97.0") & 1 << CHECKSUM == fault


class Values:
    """A calibration record, and what measures with it."""

    def __init__(self):
        self.record = b"calibration"
        self.calibration = self

    def pack(self):
        return self.record


def test_what_was_sealed_is_kept_and_what_differs_is_a_fault():
    with Room() as room:
        memory, calibration = Fram(256), Values()

        def start():
            return Legal(Folder(room.path), calibration, Journal(memory, 0, SIZE, 2))

        legal = start()
        legal.judge(False)
        assert legal.adopted  # a new meter: what is there is right
        legal = start()
        legal.judge(False)
        assert (legal.adopted, legal.room_fault, legal.calibration_fault) == (False, False, False)
        sealed = legal.right
        calibration.record = b"another"
        legal.judge(False)
        assert (legal.adopted, legal.room_fault, legal.calibration_fault) == (False, False, True)
        room.write("empty.py", b"#")
        legal = start()
        legal.judge(False)
        assert (legal.adopted, legal.room_fault, legal.calibration_fault, legal.right) == (False, True, True, sealed)
        legal.judge(True)
        assert (legal.adopted, legal.room_fault, legal.calibration_fault) == (True, False, False)
        legal = start()
        assert legal.right == legal.found() == (room.checksum(), crc32(b"another"))
        legal.judge(True)
        assert not legal.adopted  # once


def test_a_changed_file_is_found_while_the_meter_runs_and_registering_goes_on():
    with Room() as room:
        meter = room.meter(board())
        right = room.checksum()
        look(meter)
        assert not value(meter, "97.97.0")
        room.write("kernel.mpy", b"forged")
        look(meter)
        assert value(meter, "97.97.0") == 1 << CHECKSUM and meter.status.critical()
        assert told(meter)[-1] == "sealed part changed: %08X -> %08X" % (right, room.checksum())
        before = value(meter, "1.8.0")
        run(meter, 3600, 2000, 0, 900)
        assert value(meter, "1.8.0") == before + 2000
        for _, _, payload in meter.load.log.read(meter.load.log.next - 1, 1):
            assert values(payload)[0] & marks.LEGAL


def test_a_changed_file_is_found_at_the_start_and_its_return_ends_the_fault():
    with Room() as room:
        kept = board()
        room.meter(kept)
        room.write("chain.py", b"# other\n")
        meter = room.meter(kept)
        window(meter, 1, 0, 0)
        assert value(meter, "97.97.0") == 1 << CHECKSUM
        room.write("chain.py", FILES["chain.py"])
        meter = room.meter(kept)
        window(meter, 1, 0, 0)
        assert value(meter, "97.97.0") == 0
        assert len([text for text in told(meter) if text.startswith("sealed part changed")]) == 1


def test_with_the_seal_open_what_is_there_is_taken_for_right():
    with Room() as room:
        kept = board()
        room.meter(kept)
        room.write("chain.py", b"# better\n")
        meter = room.meter(kept)
        kept.seal.on = False
        run(meter, 2, 0, 0, 1)
        assert value(meter, "97.97.0") == 0
        assert told(meter)[-2] == "seal opened"
        assert told(meter)[-1].startswith("sealed part taken over: %08X -> " % room.checksum())
        kept.seal.on = True
        run(meter, 2, 0, 0, 1)
        meter = room.meter(kept)
        assert value(meter, "97.97.0") == 0


def test_a_calibration_that_is_changed_behind_the_meter_s_back_is_found():
    with Room() as room:
        meter = room.meter(board())
        before = value(meter, "96.54.7")
        meter.chain.quantities.calibration.v_full_uv += 400_000
        look(meter)
        assert value(meter, "97.97.0") == 1 << CHECKSUM
        assert told(meter)[-1].startswith("calibration changed: ")
        assert value(meter, "96.54.7") != before


def test_the_room_is_looked_at_every_hour():
    with Room() as room:
        meter = room.meter(board())
        for _ in range(2):
            seconds = 1
            while not meter.legal.step():
                seconds += 1
            assert 3600 <= seconds <= 3620


def test_a_calibration_record_that_somebody_wrote_is_found_at_the_start():
    kept = board()
    Meter(kept)
    forged = kept.calibration.copy()
    forged.i_full_na -= forged.i_full_na // 10
    journal = Stores(kept, Settings()).calibration
    journal.load()
    journal.save(forged.pack())
    meter = Meter(kept)
    assert meter.chain.quantities.calibration.i_full_na == forged.i_full_na  # else nothing was forged
    assert value(meter, "97.97.0") == 1 << CHECKSUM
    run(meter, 3600, 1000)
    assert value(meter, "1.8.0") == 1000


def test_the_checksums_are_in_registers_and_shown_at_the_start():
    with Room() as room:
        kept = board()
        meter = room.meter(kept)
        record = crc32(kept.calibration.pack())
        assert value(meter, "96.54.0") == "%08X %08X" % (room.checksum(), record)
        assert value(meter, "96.54.1") == room.checksum() & 0xFFFF
        assert value(meter, "96.54.7") == record & 0xFFFF
        shown = []
        for _ in range(12):
            run(meter, 1, 0, 0, 1)
            shown.append(kept.lcd.frame[:2])
        assert ("%05d" % (room.checksum() & 0xFFFF), "96.54.1") in shown
        assert (meter.version, "0.2.0") in shown
