"""`make cycles`: its lines, its budget, and that the sums from C which it compares with are the same sums."""

import functools
import re
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from meter.metrology import kernel
from vectors.emulated import KERNEL
from vectors.kernel_blocks import extremes, random_case, sine
from vectors.kernel_reference import found, values

from tools.cycles import build, recipes

ROOT = Path(__file__).parents[2]
C_SOURCE = ROOT / "tools/cycles/kernel.c"
BUDGET = 250  # cycles per sample pair that the every-window kernel may take
TABLE = sine()
has_gcc = pytest.mark.skipif(not shutil.which(build.GCC), reason=f"{build.GCC} is not installed")


def cycles(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tools.cycles", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        **environment,
    )


@functools.cache
def everything():
    return cycles()


@functools.cache
def alone(file):
    """What is printed for one kernel: a second run of it would say the same."""
    return cycles(file).stdout.splitlines()


def test_the_every_window_kernel_comes_first_and_keeps_its_budget():
    done = everything()
    print(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    figure = re.fullmatch(r"accumulate (\d+\.\d) cycles/sample", lines[0])
    assert figure, lines[0]
    assert 0 < float(figure[1]) <= BUDGET
    shares = [line for line in lines if line.startswith("share")]
    assert len(shares) == 1
    assert re.fullmatch(
        r"share of an RP2040 at 125 MHz: [\d.]+ % at 4 kS/s, [\d.]+ % at 8 kS/s;"
        r" at 48 MHz: [\d.]+ % at 4 kS/s, [\d.]+ % at 8 kS/s",
        shares[0],
    )


def test_the_share_of_the_processor_is_cycles_times_rate_over_clock():
    """A kernel that does not run in every window counts with what it takes on average."""
    lines = everything().stdout.splitlines()
    per_sample = 0
    for line in lines[: lines.index(next(line for line in lines if line.startswith("share")))]:
        figure = re.fullmatch(r"\w+ (\d+\.\d) cycles/sample(?:, in one window of (\d))?", line)
        assert figure, line
        per_sample += float(figure[1]) / int(figure[2] or 1)
    (found,) = [re.findall(r"([\d.]+) %", line) for line in lines if line.startswith("share")]
    for share, clock, rate in zip(found, (125, 125, 48, 48), (4000, 8000) * 2, strict=True):
        assert abs(float(share) - 100 * per_sample * rate / (clock * 1e6)) < 0.02, lines


def test_every_kernel_can_be_measured_alone():
    lines = everything().stdout.splitlines()
    for file in recipes.FILES:
        assert alone(file)[0] in lines


def test_a_frame_comes_last_and_only_with_everything():
    lines = everything().stdout.splitlines()[-4:]
    print(*lines, sep="\n")
    for size, (costs, line) in zip((128, 512), (lines[:2], lines[2:]), strict=True):
        figures = re.fullmatch(
            rf"HDLC frame of up to {size} octets, ciphered profile, at 125 MHz about (\d+) ms: bytecode (\d+\.\d) "
            r"\((\d+) turns of 1301 cycles\), kernels (\d+\.\d), sweeps of the heap (\d+\.\d) \(\d+\.\d KiB taken\)",
            costs,
        )
        assert figures, costs
        total, bytecode, turns, kernels, sweeps = map(float, figures.groups())
        assert abs(total - bytecode - kernels - sweeps) < 1
        assert abs(turns * 1301 / 125_000 - bytecode) < 0.1
        figures = re.fullmatch(r"a line of 9600 Bd, window 1: (\d+) ms a frame with .*, busy (\d+) % of the time", line)
        assert figures, line
        on_line, busy = map(float, figures.groups())
        assert 0.9 * size / 0.96 < on_line < 1.3 * size / 0.96 and abs(busy - 100 * on_line / (on_line + total)) < 1
    assert alone(KERNEL) and not [line for line in alone(KERNEL) if "HDLC" in line]


@has_gcc
def test_both_ways_to_write_it_in_c_are_set_beside_viper():
    first, *_, same, plain = alone(KERNEL)
    viper = float(first.split()[1])
    for line, way in ((same, "the same steps"), (plain, "plain 64-bit sums")):
        figures = re.fullmatch(
            rf"from C \(gcc \S+ -O2 .*\): accumulate, {way} (\d+\.\d) cycles/sample, Viper (\d\.\d\d) times that", line
        )
        assert figures, line
        assert abs(viper / float(figures[1]) - float(figures[2])) < 0.01


@has_gcc
def test_the_same_steps_in_c_give_the_same_state_words():
    core = build.c(C_SOURCE, ["accumulate"])["accumulate"]

    def accumulate(_v, _x, codes, start, groups, state, table):
        state[:] = array("i", core.c(codes, start, groups, state, table).buffers[1])

    for case in [*[random_case(seed, 60) for seed in range(20)], *extremes(9)]:
        assert case.run(accumulate, TABLE) == case.run(kernel.accumulate, TABLE), case.name


@has_gcc
def test_plain_sums_in_c_are_exact_and_those_that_the_kernel_splits():
    """Σv, Σx, Σv·x, Σx² to the last bit; Σv² and the correlations to what the kernel rounds away."""
    core = build.c(C_SOURCE, ["accumulate_plain"])["accumulate_plain"]
    for case in [*[random_case(seed, 60) for seed in range(10)], *extremes(9)]:
        sums = array("q", [0] * 9)
        oscillator = array("i", [case.state[kernel.PHASE], case.state[kernel.ADVANCE], 0, 0])
        pairs = []
        for start, groups in case.calls:
            after = core.c(case.codes, start, groups, sums, oscillator, TABLE).buffers
            sums, oscillator = array("q", after[1]), array("i", after[2])
            pairs += values(case.codes, start, 4 * groups)
        v, x, vv, vx, xx, *correlations = sums
        exact = [sum(column) for column in zip(*[(v, x, v * v, v * x, x * x) for v, x in pairs], strict=True)]
        assert [v, x, vv, vx, xx] == exact, case.name
        phase, (sum_v, sines, cosines), wide, parts = found(case.run(kernel.accumulate, TABLE))
        sum_x, vv_16, vh, vl, hh, hl, ll = wide
        assert [phase, sines, cosines] == [oscillator[0], *oscillator[2:]], case.name
        assert [v, x, vx, xx] == [sum_v, sum_x, vh * 4096 + vl, hh * 4096**2 + 2 * hl * 4096 + ll], case.name
        assert 0 <= vv - 16 * vv_16 <= 15 * len(pairs), case.name
        v_sin, v_cos, i_sin, i_cos, j_sin, j_cos = parts
        joined = (512 * v_sin, 512 * v_cos, 512 * 256 * i_sin + j_sin, 512 * 256 * i_cos + j_cos)
        half = 256 * len(pairs) // 4
        for plain, split, error in zip(correlations, joined, (half, half, 256 * half, 256 * half), strict=True):
            assert abs(plain - split) <= error, case.name


def test_without_a_c_compiler_one_line_says_so(tmp_path):
    done = cycles(KERNEL, env={"PATH": str(tmp_path)})  # of one kernel: the frames that else follow take their time
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if "from C" in line] == [
        "from C: arm-none-eabi-gcc is not installed"
    ]


def test_a_kernel_that_nobody_knows_how_to_call_is_an_error(tmp_path):
    source = tmp_path / "another.py"
    source.write_text("import micropython\n\n\n@micropython.viper\ndef another(x: int) -> int:\n    return x\n")
    for files in ([source], [KERNEL, source]):
        done = cycles(*files)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr == "cycles: kernel another: no recipe in tools/cycles/recipes.py to call it by\n"


def test_errors_are_one_line(tmp_path):
    (tmp_path / "wrong.py").write_text("def f(:\n")
    (tmp_path / "plain.py").write_text("x = 1\n")
    for name in ("wrong.py", "plain.py", "missing.py"):
        done = cycles(tmp_path / name)
        assert done.returncode == 1
        assert done.stdout == ""
        assert re.fullmatch(r"cycles: [^\n]+\n", done.stderr), done.stderr
