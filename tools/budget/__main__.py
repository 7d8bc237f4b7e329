"""`make budget BOARD=name`: heap, C stack and flash of a board, and what its firmware takes; fails above the budget."""

import sys
from collections.abc import Iterator

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.bench.process import InterpreterError
from tools.budget import heap, limits, stack
from tools.budget.limits import Budget, Figures
from tools.budget.program import BudgetError, Program
from tools.build.boards import ROOT, find
from tools.build.tree import MOST, build, size
from tools.cycles.build import BuildError

LARGEST = 8  # modules that are told
WANTED = 96 * 1024  # bytes of heap that should be free in a session


@click.command(cls=OneLine)
@click.argument("board")
@click.option("--accept", is_flag=True, help="Make what is found the budget.")
def main(board: str, accept: bool) -> int:
    """Measure what the firmware of BOARD takes."""
    try:
        place = find(board)
        program = Program.of(place)
        taken, depths = heap.measure(program), stack.measure(program)
        found = limits.figures(taken, depths)
        if accept:
            limits.accepted(limits.path_of(place), found)
        budget = limits.read(limits.path_of(place))
        for line in (*heap_lines(taken, budget), *stack_lines(depths, budget)):
            say(line)
        flash = size(build(place, ROOT / "build" / board))
        say(f"flash: {flash} bytes of {MOST} for the tree of files")
        return _judge(board, budget, found)
    except (BudgetError, BuildError, InterpreterError) as error:
        raise click.ClickException(str(error)) from None


def heap_lines(taken: heap.Heap, budget: Budget) -> Iterator[str]:
    room = budget.has["heap"]
    for case in heap.CASES:
        idle, busy = taken.idle(case), taken.most(case, heap.SESSION)
        left = "as wanted" if room - busy >= WANTED else f"less than {WANTED // 1024} KiB"
        yield (
            f"heap, {case}: {_kib(idle)} idle, {_kib(busy)} in a session that reads the profile; of {_kib(room)} are "
            f"free {_kib(room - idle)} and {_kib(room - busy)} KiB, {left}"
        )
        for other, more in limits.others(budget):
            yield f"  on a {other}, which has {_kib(more)}: {_kib(more - idle)} and {_kib(more - busy)} KiB"
        for visit in (heap.START, heap.MODE_C, heap.REGISTER):
            most = taken.most(case, visit)
            yield f"  at most {_kib(most)} for {visit}, {_kib(room - most)} KiB free"
        yield "  " + ", ".join(f"{name} {_kib(bytes_)}" for name, bytes_ in taken.steps[case].items())
    largest = sorted(taken.modules.items(), key=lambda item: -item[1][0])[:LARGEST]
    said = ", ".join(f"{name} {files} ({rom})" for name, (files, rom) in largest)
    yield f"largest modules, bytes in files (romfs): {said}"


def stack_lines(depths: dict[str, stack.Depth], budget: Budget) -> Iterator[str]:
    room = budget.has["stack"] - budget.has["interrupts"]
    for stage, depth in depths.items():
        over = f", {depth.size - room} more than there are" if depth.size > room else ""
        yield f"C stack, {stage}: {depth.size} bytes of {room}, {depth.imports} imports{over}"
        yield "  " + " > ".join(depth.chain)


def _kib(count: int) -> str:
    return f"{count / 1024:.1f}"


def _judge(board: str, budget: Budget, found: Figures) -> int:
    wrong = list(budget.exceeded(found))
    for line in wrong:
        print(f"budget of {board}: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
