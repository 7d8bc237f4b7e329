"""`make cycles`: its lines, its budget, and that the sums from C which it compares with are the same sums."""

import re
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

from meter.metrology import kernel
from vectors.emulated import KERNEL
from vectors.kernel_blocks import random_case, sine

from tools.cycles import build

ROOT = Path(__file__).parents[2]
BUDGET = 400  # cycles per sample pair that the every-window kernel may take


def cycles(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tools.cycles", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        **environment,
    )


def test_the_every_window_kernel_comes_first_and_keeps_its_budget():
    done = cycles()
    print(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for name, line in zip(("accumulate", "peak"), lines, strict=False):
        figure = re.fullmatch(name + r" (\d+\.\d) cycles/sample", line)
        assert figure, line
        assert 0 < float(figure[1]) <= BUDGET
    assert re.fullmatch(r"at 8 kS/s \(group 8\): accumulate \d+\.\d, peak \d+\.\d cycles/sample", lines[2])
    assert re.fullmatch(
        r"share of an RP2040 at 125 MHz: [\d.]+ % at 4 kS/s, [\d.]+ % at 8 kS/s;"
        r" at 48 MHz: [\d.]+ % at 4 kS/s, [\d.]+ % at 8 kS/s",
        lines[3],
    )


def test_the_same_sums_come_out_of_c_where_a_compiler_is_installed():
    last = cycles().stdout.splitlines()[-1]
    if not shutil.which(build.GCC):
        assert last == "from C: arm-none-eabi-gcc is not installed"
        return
    assert re.fullmatch(r"from C \(gcc \S+ -O2 .*\): peak \d+\.\d cycles/sample, Viper \d+\.\d times that", last)
    cores = build.c(ROOT / "tools/cycles/kernel.c", ["accumulate", "peak"])
    table = sine()
    for seed in range(5):
        case = random_case(seed, 300)
        state = array("i", case.state)
        for start, count in case.calls:
            state = array("i", cores["accumulate"].c(case.codes, start, count, state, table).buffers[1])
        assert state == case.run(kernel.accumulate, table)
        zero = state[kernel.I_ZERO]
        assert cores["peak"].c(case.codes, 300, zero).value == kernel.peak(0, 0, case.codes, 300, zero)


def test_without_a_c_compiler_one_line_says_so(tmp_path):
    done = cycles(env={"PATH": str(tmp_path)})
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "from C: arm-none-eabi-gcc is not installed"


def test_a_kernel_that_nobody_knows_how_to_call_is_an_error(tmp_path):
    source = tmp_path / "kernel.py"
    extra = "\n\n@micropython.viper\ndef another(x: int) -> int:\n    return x\n"
    source.write_text(KERNEL.read_text() + extra)
    done = cycles(source)
    assert done.returncode == 1
    assert done.stderr == "cycles: kernel another: no recipe in tools/cycles/recipes.py to call it by\n"


def test_errors_are_one_line(tmp_path):
    (tmp_path / "wrong.py").write_text("def f(:\n")
    (tmp_path / "plain.py").write_text("x = 1\n")
    for name in ("wrong.py", "plain.py", "missing.py"):
        done = cycles(tmp_path / name)
        assert done.returncode == 1
        assert done.stdout == ""
        assert re.fullmatch(r"cycles: [^\n]+\n", done.stderr), done.stderr
