"""Budgets: what is measured becomes a board's bytes, and a limit that is passed is named with its figure."""

import ast
import functools
import shutil

import pytest
from meter.comms.port import HEADROOM

from tools.budget import heap, limits, stack
from tools.budget import program as programs
from tools.budget.limits import Budget
from tools.budget.program import BudgetError, Program
from tools.build.boards import find

BOARD = "pico_classroom"
# a 32-bit unix port (1.25, i386) with the same program, step by step: here, there (bytes in files, in a ROMFS), buffers
SEEN = {
    "modules of the board": ((40_096, 26_368), (27_984, 14_656), 0),
    "the board": ((38_144, 38_144), (34_608, 34_608), 22_208),
    "modules of the meter": ((113_248, 72_032), (76_400, 39_616), 0),
    "the meter": ((60_512, 42_496), (38_816, 23_584), 0),
    "a session": ((83_904, 54_016), (58_832, 31_536), 0),
}


@functools.cache
def program():
    return Program.of(find(BOARD))


def test_bytes_of_a_board_are_those_of_a_32_bit_interpreter():
    found = [heap.board_bytes(*here, buffers) for here, _, buffers in SEEN.values()]
    for case in (0, 1):
        for taken, (_, there, _) in zip(found, SEEN.values(), strict=True):
            assert taken[case] == pytest.approx(there[case], rel=0.1)
        whole = sum(there[case] for _, there, _ in SEEN.values())
        assert sum(taken[case] for taken in found) == pytest.approx(whole, rel=0.05)


def test_what_is_measured_does_not_depend_on_where_the_project_lies(tmp_path, monkeypatch):
    names = program().modules[:40]
    here = programs.run(program(), heap.SCRIPT, "modules", *names, rom=True)
    elsewhere = tmp_path / ("x" * 100)
    shutil.copytree(programs.HERE, elsewhere)
    monkeypatch.setattr(programs, "HERE", elsewhere)
    assert programs.run(program(), heap.SCRIPT, "modules", *names, rom=True) == here


def test_of_names_the_text_stays_and_the_tables_shrink():
    assert heap.names_bytes((100, 400), (300, 1600)) == 200 + round(heap.NAMES * 1000)


def test_native_code_is_that_of_the_board():
    code = heap.native(program())
    assert {"meter.metrology.kernel", "meter.comms.hdlc.fcs", "drivers.rp2040_codes"} <= set(code)
    assert all(64 < size < 4096 for size in code.values())


def test_native_code_of_an_esp32_is_not_in_the_heap():
    there = Program.of(find("esp32_i2s"))
    assert heap.native(there) == {}
    code = heap.code_sizes(there)
    assert {"meter.metrology.kernel", "drivers.i2s_codes"} <= set(code)
    assert all(64 < size < 4096 for size in code.values())


def test_the_heap_is_measured_by_where_the_code_is_and_what_goes_on():
    found = heap.measure(program())
    for case in heap.CASES:
        idle = found.idle(case)
        visits = [found.most(case, visit) for visit in heap.VISITS]
        assert 60_000 < idle < min(visits) and max(visits) == found.most(case, heap.SESSION), case
    for what in (found.idle, *(functools.partial(found.most, visit=visit) for visit in heap.VISITS)):
        assert what(heap.FROZEN) < what(heap.ROMFS) < what(heap.LIGHT) < what(heap.FILES)
    there = limits.figures(found, {})["heap"]
    assert there["files, light, at the start"] == found.most(heap.LIGHT, heap.START)
    assert len(there) == len(heap.CASES) * (1 + len(heap.VISITS))
    # with all functions and a session, on a stock Pico 2
    ((_, larger),) = limits.others(limits.read(limits.path_of(find(BOARD))))
    assert larger - found.most(heap.FILES, heap.SESSION) > 96 * 1024
    # without some, on a stock Pico
    assert found.most(heap.LIGHT, heap.REGISTER) + HEADROOM < limits.HAS["heap"]


def test_every_function_looks_at_the_stack_first():
    text = '"""Doc."""\n\n\nasync def a():\n    """Doc."""\n    global b\n    b = 1\n\n\n'
    text += "@micropython.viper\ndef fast(x: int):\n    pass\n"
    tree = ast.parse(stack.watched(text, "m"))
    _, module, plain, viper = tree.body
    assert ast.unparse(module) == "here('m')"
    assert [ast.unparse(line) for line in plain.body[1:3]] == ["global b", "here('m:4 a')"]
    assert "here" not in ast.unparse(viper)


def test_the_stack_is_seen_in_every_stage_and_grows_with_imports():
    depths = stack.measure(program())
    dlms = {f"{what} over {port}" for what in ("DLMS", "changes") for port in ("HDLC", "TCP")}
    assert set(depths) == {"start", "metering", "mode C", *dlms}
    for stage, depth in depths.items():
        assert 4000 < depth.size < 14_000, stage
        assert len(depth.chain) > 5
    costs = {"base": 800, "call": 400, "import": 5000}
    assert stack.board_bytes(800, 0, costs) == stack.BASE
    assert stack.board_bytes(800 + 5000 + 800, 1, costs) == stack.BASE + stack.IMPORT + 2 * stack.CALL


def test_what_is_above_its_budget_is_named():
    budget = Budget({}, {"heap": {"idle": 100}})
    assert list(budget.exceeded({"heap": {"idle": 100}})) == []
    found = {"heap": {"idle": 101}, "stack": {"start": 5}}
    assert list(budget.exceeded(found)) == [
        "heap: idle takes 101 bytes, 1 more than its budget of 100",
        "stack: start takes 5 bytes and has no budget",
    ]


def test_accepted_figures_become_the_budget_and_what_the_board_has_stays(tmp_path):
    path = tmp_path / "board" / limits.NAME
    path.parent.mkdir()
    with pytest.raises(BudgetError, match="--accept"):
        limits.read(path)
    limits.accepted(path, {"heap": {"idle": 1000}})
    assert limits.read(path) == Budget(limits.HAS, {"heap": {"idle": 1024}})
    path.write_text(path.read_text().replace(str(limits.HAS["heap"]), "123456"))
    limits.accepted(path, {"heap": {"idle": 2000}})
    assert limits.read(path) == Budget({**limits.HAS, "heap": 123_456}, {"heap": {"idle": 2048}})
    path.write_text("{}")
    with pytest.raises(BudgetError, match="board/budget.json"):
        limits.read(path)
