"""`python -m tools.cycles.ghash`: what AES-GCM's own kernels cost on a Cortex-M0+, a block and a frame at a time."""

import sys
from array import array
from pathlib import Path

from tools.cycles import build
from tools.cycles.core import Core, CoreFault
from tools.cycles.mpy import MpyError
from tools.cycles.timing import TimingError

SECURITY = Path(__file__).parents[2] / "firmware/meter/comms/cosem/security"
CLOCKS_MHZ = (125, 48)
FRAME = 128  # bytes of cipher text
KNOWN = 17  # of additional data: security control and authentication key
TABLE_WORDS = 85


def cores() -> dict[str, Core]:
    """The kernels by name: absorb (GHASH), _fill (counter blocks), _add (key stream)."""
    return {**build.viper(SECURITY / "ghash.py"), **build.viper(SECURITY / "gcm.py")}


def block_cycles(kernels: dict[str, Core]) -> float:
    """Cycles of GHASH for a block of 16 bytes, without what a call costs."""
    words = array("I", [0x5A5A5A5] * TABLE_WORDS)
    data = bytes(range(160))
    few, many = (kernels["absorb"].viper(0, 0, words, data, 0, blocks).cycles for blocks in (1, 10))
    return (many - few) / 9


def frame_cycles(kernels: dict[str, Core]) -> int:
    """Cycles of all kernels for a frame of FRAME bytes: its blocks, those of KNOWN bytes, and the one of the sizes."""
    words = array("I", [0x5A5A5A5] * TABLE_WORDS)
    data = bytearray(FRAME)
    calls = [("absorb", (0, 0, words, data, 0, blocks)) for blocks in (KNOWN // 16, 1, FRAME // 16, 1)]
    calls += [("_fill", (data, bytes(12), 2, FRAME // 16)), ("_add", (data, 0, bytearray(FRAME), FRAME))]
    return sum(kernels[name].viper(*arguments).cycles for name, arguments in calls)


def main() -> int:
    """Print the report; 1 and one line if it cannot be made."""
    try:
        kernels = cores()
        frame = frame_cycles(kernels)
        print(f"GHASH {block_cycles(kernels):.0f} cycles a block of 16 bytes")
        times = ", ".join(f"{frame / clock / 1000:.2f} ms at {clock} MHz" for clock in CLOCKS_MHZ)
        print(f"a frame of {FRAME} bytes without AES: {frame} cycles, {times}")
    except (build.BuildError, CoreFault, MpyError, TimingError, OSError) as error:
        print(f"cycles: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
