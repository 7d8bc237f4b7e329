"""A day of the whole meter on a board's real drivers, over the models of its chips: `day.py BOARD SECONDS`.

On MicroPython; exits with 1. Time passes only where somebody waits. A second meter on plain parts (day_twin.py) is
given the same samples: every window, register, record and pulse must be the same. The flash keeps the processor for
0.4 s whenever something is written to it, once a minute at least.
"""

# MicroPython's and the fakes'
# pyright: reportMissingImports=false, reportAttributeAccessIssue=false

import sys
import time

BOARD, SECONDS = sys.argv[1], float(sys.argv[2])
TESTS = __file__.rsplit("/", 2)[0]
sys.path[:0] = [TESTS + folder for folder in ("/fakes/pico", "/fakes", "/../boards/" + BOARD)]
real_time = time.time

from soc import waited_time  # noqa: E402

waited_time.install()

import asyncio  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import time  # noqa: E402
from asyncio import core  # noqa: E402

import day_load  # noqa: E402
import machine  # noqa: E402
import vfs  # noqa: E402
from chips.relay import HoldRelay  # noqa: E402
from day_twin import Different  # noqa: E402
from day_watch import SUPPLY, Day, Flash  # noqa: E402
from drivers.littlefs_files import LittlefsFiles  # noqa: E402
from meter import app  # noqa: E402

START = 820_540_800  # 2026-01-01 00:00:00 UTC
SEED = 7
STEPS_US = (45_000, 20_000, 45_000, 5_000, 40_000)  # how long other tasks keep the processor
BLOCKS = 160  # of flash
RELAY = 10, 11, 3  # its coil, its feedback, the voltage behind it
CLOSED = (13, 15, 22)  # pins of the contacts at covers and seal
# periods of 5 minutes; the rest as it is delivered
CODES = ["1-1-018-00-1", "000-01-01-1", "00-0-01-0-00", "000-000-00", "000"]
SETTINGS = json.dumps({"configuration": CODES, "analysis_period_s": 300})

hand = time.hand


def busy():
    """Let time pass where all wait, in steps of any length: Python is never as quick as it wants to be."""
    step = 0

    def wait_io_event(ms):
        nonlocal step
        if ms > 0:
            step = (step + 1) % len(STEPS_US)
            hand.pass_us(STEPS_US[step])

    core._io_queue.wait_io_event = wait_io_event


def mounted():
    """The Flash, with a file system on it, where the board finds its files."""
    flash = Flash(BLOCKS)
    vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash, readsize=64, progsize=64, lookahead=40), "/ram")
    os.chdir("/ram")
    LittlefsFiles().write("settings.json", SETTINGS)
    return flash


def front():
    """Put the loads before the converter of BOARD; (tables of codes for the second meter, `ahead` of a Day)."""
    if BOARD == "pico_classroom":
        raw, straight = day_load.classroom()
        from adc_registers import converter

        converter.world_fill = day_load.Play(raw, SEED).fill
        return straight, lambda first: 0
    import ads131m02_fast
    from day_frames import HEAD, PlayPort
    from drivers.ads131m02_frames import SAMPLING

    frames, codes = day_load.isolated(ads131m02_fast.DIVIDER, ads131m02_fast.SHUNT, SAMPLING)
    PlayPort.play = day_load.Play(frames, SEED)
    port = ads131m02_fast.install(lambda ns: (0.0, 0.0), PlayPort)
    return codes, lambda first: first + port.made - HEAD


def life():
    """What a meter finds in a day, in one line. Raises Different."""
    flash = mounted()
    codes, ahead = front()
    for number, level in ((SUPPLY, 1),) + tuple([(number, 0) for number in CLOSED]):
        machine.Pin(number).world_drive(level)
    HoldRelay(*map(machine.Pin, RELAY))
    from board import make

    board = make()
    board.clock.set(START)
    set_us = hand.us
    day = Day(board, SECONDS, flash, SETTINGS, day_load.Play(codes, SEED), ahead)
    busy()
    asyncio.run(app.run(board))
    hand.pass_us(2_000_000)  # the last pulses
    day.collect()
    day.chips(START + (hand.us - set_us) // 1_000_000)
    return day.said() + ", %d stalls of the flash" % flash.stalls


def main():
    began = real_time()
    try:
        said = life()
    except Different as wrong:
        print("FAILED:", wrong)
        return 1
    print("%s, %s: all equal; %d × real time" % (BOARD, said, SECONDS / (real_time() - began)))
    return 0


sys.exit(main())
