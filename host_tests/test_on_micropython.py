"""Every unit test file once more, on MicroPython's unix port: the interpreter that the boards run.

The firmware is compiled before, as for a board: a test that makes many meters would compile much of it for each.
"""

import os
import subprocess
from pathlib import Path

import pytest
from compiled import firmware

from tools.bench.process import interpreter

TESTS = Path(__file__).parent
ROOT = TESTS.parent
RUNNER = TESTS / "run_on_micropython.py"
FILES = sorted(str(path.relative_to(TESTS)) for path in (TESTS / "unit").rglob("test_*.py"))
# As on CPython: MicroPython finds its own `micropython` before the stand-in in fakes (there is a test below).
FOLDERS = ("boards/sim", "host_tests", "host_tests/fakes", "host_tests/fakes/pico")
SECONDS = 120


def run(*files):
    """The finished runner, output and errors in one text."""
    search = [firmware(), *(str(ROOT / folder) for folder in FOLDERS), ".frozen"]
    return subprocess.run(
        [interpreter(), "-X", "heapsize=32M", str(RUNNER), *map(str, files)],
        env={**os.environ, "MICROPYPATH": ":".join(search)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=SECONDS,
    )


def passed_all(done):
    return done.returncode == 0 and done.stdout.rstrip().endswith(" passed, 0 failed")


@pytest.mark.parametrize("file", FILES)
def test_file(file):
    done = run(TESTS / file)
    print(done.stdout)
    assert passed_all(done), f"exit status {done.returncode}:\n{done.stdout}"


def test_viper_is_the_real_one(tmp_path):
    """The stand-in would refuse this integer, a machine word wraps it round."""
    file = tmp_path / "test_viper.py"
    file.write_text(
        "import micropython\n"
        "@micropython.viper\n"
        "def f(x: int) -> int:\n"
        "    return x\n"
        "def test_f():\n"
        "    assert f(5 + (1 << 64)) == 5\n"
    )
    done = run(file)
    assert passed_all(done), done.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def test_a():\n    assert 1 == 2, 'one is not two'\n", "one is not two"),
        ("def test_a():\n    import sys\n    sys.exit(0)\n", "SystemExit"),
        ("def test_a(tmp_path):\n    pass\n", "TypeError"),
        ("import no_such_module\ndef test_a():\n    pass\n", "no_such_module"),
        ("def test_a(:\n", "SyntaxError"),
        ("def helper():\n    pass\n", "has no tests"),
    ],
)
def test_the_runner_reports_a_file_that_is_not_in_order(tmp_path, source, said):
    file = tmp_path / "test_bad.py"
    file.write_text(source)
    done = run(file)
    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert said in done.stdout
    assert done.stdout.rstrip().endswith("1 failed")


def test_the_runner_fails_without_a_file():
    assert run().returncode == 1


def test_a_failure_does_not_hide_behind_a_file_of_the_same_name(tmp_path):
    for folder, body in (("good", "pass"), ("bad", "assert False, 'the second of the name'")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "test_twin.py").write_text(f"def test_{folder}():\n    {body}\n")
    done = run(tmp_path / "good/test_twin.py", tmp_path / "bad/test_twin.py")
    assert done.returncode == 1
    assert "test_good" in done.stdout
    assert "the second of the name" in done.stdout
    assert done.stdout.rstrip().endswith("1 passed, 1 failed")


def test_a_traceback_names_file_and_line(tmp_path):
    file = tmp_path / "test_bad.py"
    file.write_text("def test_a():\n    x = 1\n    assert x == 2\n")
    assert f'File "{file}", line 3, in test_a' in run(file).stdout
