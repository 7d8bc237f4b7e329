"""Where the simulated board starts: `micropython power.py IMAGE OPTION …`.

IMAGE is its ROM, a ROMFS with the compiled firmware (tools/bench/rom.py). It is the first thing in the heap, which is
made so much larger for it; the code in it is run where it lies. So is another application, where one is to be started.
"""

import gc
import sys

import vfs

WORDS = 2  # a board's in one of this computer: the same things take so many times the bytes


class Collector:
    """`gc` as a board's firmware has it: what it allows to be taken between two sweeps are a board's bytes."""

    collect, mem_alloc, mem_free = gc.collect, gc.mem_alloc, gc.mem_free
    _threshold = gc.threshold

    def threshold(size):
        Collector._threshold(WORDS * size if size > 0 else size)


sys.modules["gc"] = Collector

with open(sys.argv.pop(1), "rb") as file:
    rom = vfs.VfsRom(file.read())
vfs.mount(rom, "/rom")
del file
sys.path[:] = ["/rom", ".frozen"]  # .frozen carries asyncio

import boot_choice  # noqa: E402

boot_choice.run(sys.argv[1:])  # until the board is switched off
