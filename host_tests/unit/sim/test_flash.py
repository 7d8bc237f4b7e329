"""The simulated flash keeps what it was given, wears, and stalls the processor as long as a real one."""

import os
import time

from flash import BLOCK, Flash


class Board:
    """A state directory, removed afterwards; `stalls` of all the flash's lives."""

    def __init__(self):
        self.path = "/tmp/quadrant-test-%d" % time.time_ns()
        os.mkdir(self.path)
        self.stalls = []

    def flash(self):
        return Flash(self.path, self.stalls.append)

    def close(self):
        os.remove(self.path + "/flash.bin")
        os.rmdir(self.path)


def read(flash, block, offset, count):
    buffer = bytearray(count)
    flash.readblocks(block, buffer, offset)
    return bytes(buffer)


def test_what_was_programmed_is_there_at_once_for_the_next_process():
    board = Board()
    flash = board.flash()
    flash.ioctl(6, 3)
    flash.writeblocks(3, b"abcdef", 100)
    again = board.flash()  # the other one was not closed: its process has been killed
    assert read(again, 3, 98, 10) == b"\xff\xffabcdef\xff\xff"
    board.close()


def test_it_says_how_large_it_is_and_takes_little_room_when_new():
    board = Board()
    flash = board.flash()
    assert flash.ioctl(4, 0) * flash.ioctl(5, 0) == 1_310_720
    assert os.stat(board.path + "/flash.bin")[6] == 1_310_720
    board.close()


def test_erasing_empties_one_block_counts_and_takes_45_ms_every_50th_time_400():
    board = Board()
    flash = board.flash()
    for block in (4, 5, 6):
        flash.ioctl(6, block)
        flash.writeblocks(block, b"\x00" * BLOCK, 0)
    assert board.stalls == [45, 8] * 3
    del board.stalls[:]
    for _ in range(47):
        flash.ioctl(6, 5)
    assert board.stalls == [45] * 46 + [400]
    assert (flash.erases[4], flash.erases[5], flash.erases[6], flash.erases[7]) == (1, 48, 1, 0)
    assert read(flash, 4, BLOCK - 2, 2) + read(flash, 6, 0, 2) == b"\x00" * 4
    assert read(flash, 5, 0, BLOCK) == b"\xff" * BLOCK
    board.close()


def test_programming_takes_half_a_millisecond_a_page_and_none_is_forgotten():
    board = Board()
    flash = board.flash()
    for k in range(9):
        flash.writeblocks(0, b"x" * 64, 64 * k)
    flash.writeblocks(0, b"x" * 257, 1024)
    assert sum(board.stalls) == 5  # eleven pages; half a millisecond is kept for the next
    flash.writeblocks(0, b"x", 2048)
    assert sum(board.stalls) == 6
    board.close()
