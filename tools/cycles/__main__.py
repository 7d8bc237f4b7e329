"""`python -m tools.cycles [kernel.py …]`: what each kernel costs on a Cortex-M0+, beside the same sums from C.

Runs the machine code that mpy-cross makes for the RP2040 in an emulated core with ARM's cycle counts (timing.py). Where
no kernel is named, what a window costs and a frame of a DLMS reading comes after them (window.py, frame.py).
"""

import sys
from pathlib import Path

from tools.bench.process import InterpreterError
from tools.cycles import build, frame, recipes, window
from tools.cycles.core import CoreFault
from tools.cycles.mpy import MpyError
from tools.cycles.timing import TimingError

C_SOURCE = Path(__file__).with_name("kernel.c")
CLOCKS_MHZ = (125, 48)


def measure(files: list[Path]) -> dict[str, tuple[float, dict[str, int]]]:
    """Of each Viper kernel in `files`, in order: cycles per pair of samples, and the constants it was called with.

    These are the constants of its own file before those of the first of recipes.FILES.
    """
    found = {}
    shared = recipes.constants(recipes.FILES[0].read_text(encoding="utf-8"))
    for file in files:
        const = {**shared, **recipes.constants(file.read_text(encoding="utf-8"))}
        for name, core in build.viper(file).items():
            result = core.viper(*recipes.REGISTERS, *recipes.recipe(name).arguments(const))
            found[name] = result.cycles / recipes.BLOCK, const
    return found


def compare(measured):
    """Lines that set the same sums compiled from C beside the measured ones."""
    version = build.gcc_version()
    if not version:
        yield f"from C: {build.GCC} is not installed"
        return
    how = f"gcc {version} {' '.join(build.FLAGS[:2])}"
    for name, (viper, const) in measured.items():
        functions = recipes.recipe(name).in_c
        cores = build.c(C_SOURCE, [function.name for function in functions]) if functions else {}
        for function in functions:
            cycles = cores[function.name].c(*function.arguments(const)).cycles / recipes.BLOCK
            what = f"{name}, {function.way} {cycles:.1f} cycles/sample"
            yield f"from C ({how}): {what}, Viper {viper / cycles:.2f} times that"


def average(measured) -> float:
    """Cycles of all kernels for a pair; those that do not run in every window with what they take on average."""
    return sum(per_sample / recipes.recipe(name).every for name, (per_sample, _) in measured.items())


def share(measured):
    """One line: how much of the processor all kernels together take, for each clock and rate."""
    cycles = average(measured)
    parts = []
    for clock in CLOCKS_MHZ:
        at = [f"{cycles * rate / clock / 1e4:.2f} % at {rate // 1000} kS/s" for rate in recipes.RATES]
        parts.append(f"{clock} MHz: {', '.join(at)}")
    return "share of an RP2040 at " + "; at ".join(parts)


def report(files: list[Path]):
    """The lines to print for the kernels in `files`."""
    measured = measure(files)
    for name, (cycles, _) in measured.items():
        every = recipes.recipe(name).every
        yield f"{name} {cycles:.1f} cycles/sample" + (f", in one window of {every}" if every > 1 else "")
    yield share(measured)
    yield from compare(measured)


def rest():
    """Lines on what is mostly Python: a window, and a frame of a DLMS reading."""
    cycles = frame.kernel_cycles()
    frames = [(said, frame.estimate(size, said, cycles)) for size in frame.SIZES for said in (frame.reading(size),)]
    yield from window.report(average(measure(list(recipes.FILES))), frames[0][1])
    for said, found in frames:
        yield from frame.lines(said, found)


FAULTS = (
    build.BuildError, recipes.UnknownKernel, frame.FrameError, InterpreterError, CoreFault, MpyError, TimingError,
    SyntaxError, OSError,
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print the report; 1 and one line if it cannot be made."""
    try:
        for line in report([Path(argument) for argument in arguments] or list(recipes.FILES)):
            print(line)
        if not arguments:
            for line in rest():
                print(line)
    except FAULTS as error:
        print(f"cycles: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
