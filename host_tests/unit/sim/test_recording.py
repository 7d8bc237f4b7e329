"""A recording played by the simulated board, and the log of its windows."""

import os
import struct
import time
from array import array

from frontend import FULL, LIFT
from models import FrontEnd
from recording import AMPERE, VOLT, Recording, scale
from windows import WindowLog


class Scratch:
    """The path of a file that is removed afterwards."""

    def __enter__(self):
        self._path = "/tmp/quadrant-test-%d" % time.time_ns()
        return self._path

    def __exit__(self, *failure):
        os.remove(self._path)


def play(pairs, front, block):
    """All of `pairs` (µV, 100 nA) through a Recording read in blocks; the fine units, one list."""
    played = []
    with Scratch() as path:
        with open(path, "wb") as file:
            for volts, amperes in pairs:
                file.write(struct.pack("<ii", volts, amperes))
        recording = Recording(path, front)
        fine = array("i", bytes(8 * block))
        count = recording.read(fine, block)
        while count:
            played.extend(fine[: 2 * count])
            count = recording.read(fine, block)
        assert recording.read(fine, block) == 0
        recording.close()
    return played


def test_volts_and_amperes_become_fine_units():
    front = FrontEnd("ideal", 4000)
    pairs = [(0, 0), (100 * VOLT, 15 * AMPERE), (-100 * VOLT, -15 * AMPERE), (1, -1), (-1, 1)]
    played = play(pairs, front, 4)
    for k in range(len(pairs)):
        volts, amperes = pairs[k]
        expected = (volts / VOLT / front.v_full * FULL, amperes / AMPERE / front.i_full * FULL)
        for channel in (0, 1):
            # a fine unit is 2**-6 of a code of 24 bits; the scale itself is good to 1e-7
            assert abs(played[2 * k + channel] - LIFT - expected[channel]) <= 1 + abs(expected[channel]) * 1e-7


def test_the_gains_of_the_front_end_apply():
    for name in ("ads131m02", "classroom"):
        front = FrontEnd(name, 4000)
        volts, amperes = play([(230 * VOLT, 4 * AMPERE)], front, 80)
        assert abs((volts - LIFT) / FULL * front.v_full / 230 / front.v_gain - 1) < 1e-7
        assert abs((amperes - LIFT) / FULL * front.i_full / 4 / front.i_gain - 1) < 1e-7


def test_every_pair_is_delivered_once_whatever_the_blocks():
    pairs = [(k * VOLT, -k * AMPERE) for k in range(101)]
    front = FrontEnd("ideal", 4000)
    whole = play(pairs, front, 101)
    assert len(whole) == 202
    for block in (1, 2, 7, 80, 101, 500):
        assert play(pairs, front, block) == whole


def test_the_largest_numbers_of_the_file_stay_within_31_bits():
    for name in ("ideal", "ads131m02", "classroom"):
        played = play([(0x7FFFFFFF, 0x7FFFFFFF), (-0x80000000, -0x80000000)], FrontEnd(name, 8000), 8)
        for value in played:
            assert abs(value - LIFT) <= 1.9 * FULL + 1
            assert 0 <= value - LIFT + 2 * FULL <= 4 * FULL


def test_scaling_leaves_what_was_not_read_alone():
    fine = array("i", (7, -7, 9, -9))
    scale(0, 0, fine, 1, array("i", (1 << 24, 2 << 24, 1000, 100)))
    assert list(fine) == [107, 86, 9, -9]


def test_a_missing_file_is_an_os_error():
    try:
        Recording("/nowhere/at/all", FrontEnd("ideal", 4000))
    except OSError:
        pass
    else:
        raise AssertionError("opened")


class Measured:
    """What the log reads of a window."""

    samples = 801
    v_rms_mv, i_rms_ua, p_mw, q_mvar, f_mhz = 230_000, 5_000_000, -1_150_000, 12, 49_980


def test_the_log_has_a_row_a_window():
    with Scratch() as path:
        log = WindowLog(path)
        log.add(0, Measured)
        log.add(801, Measured)
        log.close()
        with open(path) as file:
            lines = file.read().split("\n")
    assert lines[0] == "first_sample,samples,v_rms_mv,i_rms_ua,p_mw,q_mvar,f_mhz"
    assert lines[1:] == ["%d,801,230000,5000000,-1150000,12,49980" % first for first in (0, 801)] + [""]
