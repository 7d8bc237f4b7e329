"""`python -m tools.cycles [kernel.py]`: what each kernel costs on a Cortex-M0+, beside the same sums from C.

Runs the machine code that mpy-cross makes for the RP2040 in an emulated core with ARM's cycle counts (timing.py).
"""

import sys
from pathlib import Path

from tools.cycles import build, recipes
from tools.cycles.core import CoreFault
from tools.cycles.mpy import MpyError
from tools.cycles.timing import TimingError

ROOT = Path(__file__).parents[2]
KERNEL = ROOT / "firmware/meter/metrology/kernel.py"
C_SOURCE = Path(__file__).with_name("kernel.c")
CLOCKS_MHZ = (125, 48)


def measure(kernels, const, rate) -> dict[str, float]:
    """Cycles per pair of samples of each Viper kernel, the one that every window needs first."""
    order = sorted(kernels, key=lambda name: list(recipes.RECIPES).index(name) if name in recipes.RECIPES else -1)
    return {
        name: kernels[name].viper(*recipes.REGISTERS, *recipes.arguments(name, const, rate)).cycles / recipes.BLOCK
        for name in order
    }


def compare(viper, const, rate):
    """Lines that set the same sums compiled from C beside the measured ones."""
    version = build.gcc_version()
    if not version:
        yield f"from C: {build.GCC} is not installed"
        return
    how = f"gcc {version} {' '.join(build.FLAGS[:2])}"
    for name, core in build.c(C_SOURCE, list(viper)).items():
        cycles = core.c(*recipes.arguments(name, const, rate)).cycles / recipes.BLOCK
        ratio = viper[name] / cycles
        yield f"from C ({how}): {name} {cycles:.1f} cycles/sample, Viper {ratio:.1f} times that"


def share(measured):
    """One line: how much of the processor all kernels together take, for each clock and rate."""
    parts = []
    for clock in CLOCKS_MHZ:
        at = [
            f"{sum(cycles.values()) * rate.samples_per_second / clock / 1e4:.2f} % at {rate}"
            for rate, cycles in measured.items()
        ]
        parts.append(f"{clock} MHz: {', '.join(at)}")
    return "share of an RP2040 at " + "; at ".join(parts)


def report(source: Path):
    """The lines to print for the kernels in `source`."""
    kernels = build.viper(source)
    const = recipes.constants(source.read_text(encoding="utf-8"))
    measured = {rate: measure(kernels, const, rate) for rate in recipes.RATES}
    first, second = recipes.RATES
    for name, cycles in measured[first].items():
        yield f"{name} {cycles:.1f} cycles/sample"
    both = ", ".join(f"{name} {cycles:.1f}" for name, cycles in measured[second].items())
    yield f"at {second} (group {second.group}): {both} cycles/sample"
    yield share(measured)
    yield from compare(measured[first], const, first)


def main(arguments: list[str]) -> int:
    """Print the report; 1 and one line if it cannot be made."""
    try:
        for line in report(Path(arguments[0]) if arguments else KERNEL):
            print(line)
    except (build.BuildError, recipes.UnknownKernel, CoreFault, MpyError, TimingError, OSError) as error:
        print(f"cycles: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
