"""What a frame of a ciphered profile read costs on a Cortex-M0+, and how busy that leaves a line of 9600 Bd.

An estimate, for the interpreter cannot be run here as a board has it: a reading is timed on the PC (profile_read.py).
- The kernels are taken out of it with their time on the PC, and come in with their cycles in the emulated core.
- All else is the interpreter, or compiled from C as that is (AES, struct). It is expressed in turns of a loop in
  bytecode, a multiply-add, each of which takes TURN cycles. Whether other work scales alike was looked into: where this
  loop gave 171 times the PC's time, three of MicroPython's own benchmarks (bm_nqueens, bm_fannkuch, core_yield_from;
  scores of a Pico: pull request 14182 of micropython/micropython) gave 205, 174 and 130 times.
- The heap is swept after each frame, in SWEEP_MS, while the client has the line (comms/port.py): what is longer than
  what the client sends counts; and whenever an answer takes loading.VISITED bytes, which is more than any does.

Not in it: a board's UART and flash, the port's tasks, and the metering that goes on.
"""

import json
import os
import subprocess
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench.process import ROOT, interpreter
from tools.cycles import build, ghash

TURN = 1301  # cycles of an RP2040: MicroPython 1.28, memory without wait states
SWEEP_MS = 19  # gc.collect on a Pico with 120 KB in use
CLOCK_MHZ = 125
BAUD = 9600
BITS = 10  # of a character: 8N1
SIZES = (128, 512)
HEAP = "heapsize=8M"
SCRIPT = Path(__file__).with_name("profile_read.py")
SEARCH = ("firmware", "boards/sim", "host_tests", "host_tests/fakes")
FCS = ROOT / "firmware/meter/comms/hdlc/fcs.py"
FEW, MANY = 4, 60  # of the two calls by which a kernel is measured


class FrameError(RuntimeError):
    """The reading could not be done."""


@dataclass(frozen=True)
class Frame:
    """Milliseconds for one frame of the meter; line: those of its octets, and of what the client sends for it."""

    size: int
    bytecode: float
    kernels: float
    sweeps: float
    line: float

    @property
    def total(self) -> float:
        """Of the meter."""
        return self.bytecode + self.kernels + self.sweeps

    @property
    def busy(self) -> float:
        """Part of the time in which octets are on the line: with a window of 1 it waits while the meter works."""
        return self.line / (self.line + self.total)


def kernel_cycles() -> dict[str, float]:
    """Cycles of each kernel for one octet, or block of 16 octets."""
    cores = {**ghash.cores(), **build.viper(FCS)}
    words, data = array("I", bytes(4 * ghash.TABLE_WORDS)), bytes(range(256)) * 4
    calls = {
        "register": (0xFFFF, 0, data, 0),
        "absorb": (0, 0, words, data, 0),
        "_fill": (data, bytes(12), 2),
        "_add": (data, 0, bytes(len(data))),
    }
    found = {}
    for name, arguments in calls.items():
        few, many = (cores[name].viper(*arguments, count).cycles for count in (FEW, MANY))
        found[name] = (many - few) / (MANY - FEW)
    return found


def reading(size: int) -> dict[str, Any]:
    """What profile_read.py says of fields of `size` octets. Raises FrameError, InterpreterError."""
    search = ":".join([*(str(ROOT / folder) for folder in SEARCH), ".frozen"])
    command = [interpreter(), "-X", HEAP, str(SCRIPT), str(size)]
    done = subprocess.run(command, env={**os.environ, "MICROPYPATH": search}, capture_output=True, text=True)
    if done.returncode:
        raise FrameError(f"profile_read.py: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def estimate(size: int, said: Mapping[str, Any], cycles: Mapping[str, float]) -> Frame:
    """A frame with up to `size` octets of information, from a reading of them and the kernels' cycles."""
    frames, work = said["frames"], said["work"]
    plain = said["took"] - sum(work[name] * said["kernels"][name] for name in cycles)
    kernels = sum(work[name] * cycles[name] for name in cycles)
    client = said["heard"] * BITS / BAUD * 1000 / frames
    return Frame(
        size,
        plain / said["turn"] * TURN / CLOCK_MHZ / 1000 / frames,
        kernels / CLOCK_MHZ / 1000 / frames,
        said["heap"] / frames // said["sweep"] * SWEEP_MS + max(0, SWEEP_MS - client),
        (said["heard"] + said["said"]) * BITS / BAUD * 1000 / frames,
    )


def lines(said: Mapping[str, Any], frame: Frame) -> Iterator[str]:
    """The lines to print for a reading and what was estimated of it."""
    turns = frame.bytecode * CLOCK_MHZ * 1000 / TURN
    taken = said["heap"] / said["frames"] / 1024
    yield (
        f"HDLC frame of up to {frame.size} octets, ciphered profile, at {CLOCK_MHZ} MHz about {frame.total:.0f} ms: "
        f"bytecode {frame.bytecode:.1f} ({turns:.0f} turns of {TURN} cycles), kernels {frame.kernels:.1f}, "
        f"sweeps of the heap {frame.sweeps:.1f} ({taken:.1f} KiB taken)"
    )
    yield (
        f"a line of {BAUD} Bd, window 1: {frame.line:.0f} ms a frame with what the client sends for it, "
        f"busy {100 * frame.busy:.0f} % of the time"
    )
