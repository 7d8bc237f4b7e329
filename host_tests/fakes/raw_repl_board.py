"""The inside of a fake board: runs on MicroPython's unix port what raw_repl.py reads from the host's cable.

Arguments: folder that is the board's flash, folder of the world (what the processor is, its ROMFS partition, its
watchdog), and "main" to run main.py after boot.py. \\x05 goes out when it can be interrupted, \\x04 after these. Then
code comes as a line with its length and the code; what it prints goes out, \\x04, a traceback or nothing, \\x04.
"""

import io
import json
import os
import sys

import vfs

WORLD = "/world/"
RESET = 77  # status with which this process ends to be started anew


class Sys:
    """The module `sys` as code on the board sees it."""

    def __init__(self, about):
        self.implementation = Implementation(about)

    def __getattr__(self, name):
        return getattr(sys, name)


class Implementation:
    def __init__(self, about):
        self.name = "micropython"
        self.version = tuple(about["version"]) + ("",)
        self._machine = about["machine"]
        self._mpy = about["mpy"]


class Machine:
    """The module `machine`: what a reset needs."""

    def reset(self):
        raise SystemExit(RESET)

    def WDT(self, timeout):  # noqa: N802 — MicroPython's name
        """From now on only a reset stops it."""
        with open(WORLD + "watchdog", "w") as file:
            file.write(str(timeout))


class Heap:
    """The module `gc` of a board with a heap of so many bytes."""

    def __init__(self, size):
        self._size = size

    def mem_alloc(self):
        return 7_000

    def mem_free(self):
        return self._size - 7_000


class Flash(bytearray):
    """The ROMFS partition of an RP2040, which is a block device that can be read as memory."""

    BLOCK = 4096

    def ioctl(self, operation, argument):
        if operation == 4:
            return len(self) // self.BLOCK
        if operation == 5:
            return self.BLOCK
        if operation == 6:
            at = argument * self.BLOCK
            self[at : at + self.BLOCK] = b"\xff" * self.BLOCK
        return 0

    def writeblocks(self, block, data, offset=0):
        at = block * self.BLOCK + offset
        assert bytes(memoryview(self)[at : at + len(data)]) == b"\xff" * len(data), "written twice without an erase"
        self[at : at + len(data)] = data
        with open(WORLD + "rom", "wb") as file:
            file.write(self)


class Vfs:
    """The module `vfs` of a port with a ROMFS partition, or without."""

    def __init__(self, rom):
        self._rom = rom

    def rom_ioctl(self, *arguments):
        if self._rom is None or arguments[0] not in (1, 2):
            return -22
        return 1 if arguments[0] == 1 else self._rom

    def __getattr__(self, name):
        return getattr(vfs, name)


def run(code, name, names):
    """Run code; the traceback of what went wrong, as text."""
    try:
        exec(compile(code, name, "exec"), names)
    except SystemExit:
        raise
    except BaseException as fault:
        said = io.StringIO()
        sys.print_exception(fault, said)
        return said.getvalue()
    return ""


def start(name):
    """What MicroPython does with boot.py and main.py."""
    try:
        with open(name) as file:
            code = file.read()
    except OSError:
        return
    print(run(code, name, {"__name__": "__main__"}), end="")


def main(flash, world, boot):
    vfs.umount("/")
    vfs.mount(vfs.VfsPosix(world), "/world")
    vfs.mount(vfs.VfsPosix(flash), "/")
    os.chdir("/")
    with open(WORLD + "about.json") as file:
        about = json.load(file)
    rom = None
    if about["rom"]:
        try:
            with open(WORLD + "rom", "rb") as file:
                rom = Flash(file.read())
        except OSError:
            rom = Flash(b"\xff" * about["rom"])
    sys.path[:] = ["", ".frozen"]
    sys.modules["sys"], sys.modules["machine"], sys.modules["vfs"] = Sys(about), Machine(), Vfs(rom)
    sys.modules["gc"] = Heap(about["heap"])
    names = {"__name__": "__main__"}
    try:
        print("\x05", end="")
        start("boot.py")
        if boot == "main":
            start("main.py")
    except KeyboardInterrupt:  # between two of these
        pass
    print("\x04", end="")
    while True:
        try:
            line = sys.stdin.readline()
            if not line:
                return
            code = sys.stdin.read(int(line))
        except KeyboardInterrupt:  # at the prompt it means nothing
            continue
        print("\x04" + run(code, "<stdin>", names) + "\x04", end="")


main(*sys.argv[1:])
