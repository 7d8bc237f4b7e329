"""The firmware itself, squeezed: it passes its own tests on the interpreter that the boards run."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.build.squeeze import squeeze

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
RUNNER = TESTS / "run_on_micropython.py"
FOLDERS = (ROOT / "firmware", ROOT / "boards" / "sim")
ROOMS = ("clock/*", "registers/*", "panel/*", "comms/test_objects_values*", "comms/test_hdlc*", "storage/test_log*")
FAULTY = "from meter.clock.calendar import to_seconds\ndef test_a():\n    to_seconds(2000, 13, 1, 0, 0, 0)\n"


def program():
    return {
        str(path.relative_to(folder)): path.read_text() for folder in FOLDERS for path in sorted(folder.rglob("*.py"))
    }


def run(tree, files):
    """What MicroPython says of test files, with the firmware of a tree."""
    search = [str(tree), *map(str, (TESTS, TESTS / "fakes")), ".frozen"]
    return subprocess.run(
        [os.environ.get("MICROPYTHON") or str(Path(sys.executable).with_name("micropython")), "-X", "heapsize=32M"]
        + [str(RUNNER), *map(str, files)],
        env={**os.environ, "MICROPYPATH": ":".join(search)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=120,
    ).stdout


def written(tree, texts):
    for place, text in texts.items():
        path = tree / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="module")
def squeezed(tmp_path_factory):
    """(the firmware squeezed as tests of ROOMS can use it, these tests); made once, for it takes seconds."""
    files = sorted(path for room in ROOMS for path in (TESTS / "unit").glob(room + ".py"))
    users = [*files, *TESTS.glob("*.py"), *(TESTS / "fakes").glob("*.py")]
    tree = tmp_path_factory.mktemp("squeezed")
    written(tree, squeeze(program(), [*[path.read_text() for path in users], FAULTY]))
    return tree, files


def test_the_squeezed_firmware_passes_its_tests(squeezed):
    said = run(*squeezed)
    assert said.rstrip().endswith(" passed, 0 failed"), said
    assert int(said.split()[-4]) > 100


def test_an_error_is_reported_in_the_line_where_it_is_in_the_source(squeezed, tmp_path):
    user = tmp_path / "test_a.py"
    user.write_text(FAULTY)
    written(tmp_path / "own", program())
    lines = [
        [line.replace(str(tree), "") for line in run(tree, [user]).splitlines() if "calendar" in line]
        for tree in (tmp_path / "own", squeezed[0])
    ]
    # functions are called otherwise
    assert [line.rpartition(",")[0] for line in lines[0]] == [line.rpartition(",")[0] for line in lines[1]] != []


def test_every_statement_of_the_firmware_stays_in_its_line():
    sources = program()
    for place, text in squeeze(sources).items():
        before, after = [
            {statement.lineno for statement in ast.walk(ast.parse(source)) if isinstance(statement, ast.stmt)}
            for source in (sources[place], text)
        ]
        assert before == after, place


def test_no_import_is_left_of_something_that_is_gone():
    made = squeeze(program())
    trees = {
        place.removesuffix(".py").removesuffix("/__init__").replace("/", "."): ast.parse(text)
        for place, text in made.items()
    }
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in trees:
                there = {getattr(name, "id", getattr(name, "name", None)) for name in ast.walk(trees[node.module])}
                there |= {
                    alias.asname or alias.name
                    for n in ast.walk(trees[node.module])
                    if isinstance(n, ast.ImportFrom)
                    for alias in n.names
                }
                for alias in node.names:
                    assert alias.name in there or f"{node.module}.{alias.name}" in trees, f"{module}: {alias.name}"
