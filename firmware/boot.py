"""Runs before main.py: installs firmware that was staged, counts trials, and chooses between the two applications.

An application on trial that hangs or ends is reset by the watchdog, and after three starts the board's own is back.
"""

import sys

sys.path[:] = ["", ".frozen"]  # the board's own, whatever lies in the partition

import machine  # noqa: E402
import vfs  # noqa: E402
from drivers.firmware_slots import TRIAL, FirmwareSlots, enter, leave  # noqa: E402
from drivers.littlefs_files import LittlefsFiles, LogFiles  # noqa: E402
from drivers.rom_partition import RomPartition  # noqa: E402

WATCHDOG_MS = 8000  # as the boards have it; RP2040: 8388 at most


def choose():
    """What is imported from here on comes out of the one or the other."""
    partition = RomPartition(getattr(vfs, "rom_ioctl", None))
    slots = FirmwareSlots(partition, LittlefsFiles(), LogFiles("log/"), sys.implementation._mpy)
    if slots.install():
        machine.reset()
    if not slots.start():
        leave()
        return
    if slots.found()[0] == TRIAL:
        machine.WDT(timeout=WATCHDOG_MS)
    import meter
    import meter.metrology  # the board's own

    try:
        vfs.umount("/rom")  # where MicroPython may have mounted it
    except OSError:
        pass
    enter(meter, vfs.VfsRom(partition.memory), ["", ".frozen"])  # pyright: ignore[reportAttributeAccessIssue]


choose()
