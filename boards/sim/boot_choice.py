"""The simulated board's boot code: installs what was staged, counts trials, and starts one of the two applications."""

import json
import sys

import slots
import vfs
from drivers.firmware_slots import FirmwareSlots, enter, leave
from drivers.littlefs_files import LittlefsFiles, LogFiles


def run(arguments):
    """Run an application until the board is switched off; arguments: as wiring.wire has them."""
    state = json.loads("".join(arguments) or "{}").get("state") or "."
    partition = slots.Partition(state)
    files = LittlefsFiles(state + "/files/")
    choice = FirmwareSlots(partition, files, LogFiles("/flash/log/"), sys.implementation._mpy)
    if choice.staged():
        import flash

        flash.mount(flash.Flash(state, lambda ms: None), "/flash")
        choice.install()
        sys.exit(slots.ANEW)
    if choice.start():
        _start_other(choice, partition)
    else:
        leave()
        import main  # noqa: F401


def _start_other(choice, partition):
    """An application on trial that ends with an error is not started again."""
    import meter
    import meter.metrology  # the ROM's

    with open(partition.path, "rb") as file:
        enter(meter, vfs.VfsRom(file.read()), ["/rom", ".frozen"])
    try:
        import main  # noqa: F401
    except Exception:
        if not choice.fail():
            raise
        if slots.running:
            slots.running.tell()
        sys.exit(slots.ANEW)
