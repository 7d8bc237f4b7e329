"""What a frame costs: the reading is a whole one, its work is counted, and the estimate is the sum that it says."""

import functools

import pytest

from tools.bench.process import ROOT
from tools.cycles import frame, window

ROWS, ROW = 192, 44  # two days of quarters; octets
HEAD, TAG = 12, 12  # of a block; of a ciphered APDU
OVERHEAD = 11  # octets of a frame besides its information field
CLIENTS = 9  # shortest frame of a client


@functools.cache
def reading(size):
    return frame.reading(size)


@pytest.mark.parametrize("size", frame.SIZES)
def test_all_of_the_profile_is_read_in_frames_of_the_size(size):
    said = reading(size)
    data = ROWS * ROW + 3
    assert said["size"] == data
    ciphered = data + said["blocks"] * (HEAD + 7 + TAG)
    assert ciphered < said["said"] <= said["frames"] * (size + OVERHEAD)
    assert said["frames"] >= said["said"] / (size + OVERHEAD)
    assert (said["frames"] == said["blocks"]) == (size == 512)
    assert said["heard"] > said["frames"] * CLIENTS


@pytest.mark.parametrize("size", frame.SIZES)
def test_the_work_of_the_kernels_is_what_the_octets_are(size):
    said = reading(size)
    work = said["work"]
    octets = said["heard"] + said["said"]
    assert 0.95 * octets < work["register"] < 1.2 * octets  # heads are checked twice
    blocks = said["size"] + said["blocks"] * HEAD
    assert blocks < work["_add"] < blocks + said["blocks"] * 30  # the requests are deciphered too
    assert work["_add"] / 16 < work["_fill"] < work["_add"] / 16 + 2 * said["blocks"]
    assert work["_fill"] + 4 * said["blocks"] < work["absorb"] < work["_fill"] + 8 * said["blocks"]  # known, sizes


def test_the_estimate_is_the_sum_of_its_parts():
    kernels = {"register": 0.002, "absorb": 0.1}
    said = {"took": 1000, "turn": 0.05, "kernels": kernels, "work": {"register": 10_000, "absorb": 800}, "frames": 10}
    said |= {"heap": 163_840, "sweep": 8192, "heard": 100, "said": 1340}
    found = frame.estimate(128, said, {"register": 70, "absorb": 4000})
    assert found.bytecode == pytest.approx((1000 - 20 - 80) / 0.05 * 1301 / 125e3 / 10)
    assert found.kernels == pytest.approx((10_000 * 70 + 800 * 4000) / 125e3 / 10)
    assert found.sweeps == pytest.approx(19 * 2 + 19 - 100 * 10 / 9.6 / 10)  # while the client has the line
    assert found.line == pytest.approx(150)
    assert found.busy == pytest.approx(150 / (150 + found.total))


def test_kernels_have_the_prices_that_they_have_alone():
    cycles = frame.kernel_cycles()
    assert 60 < cycles["register"] <= 75 and 3500 < cycles["absorb"] < 4100
    assert 300 < cycles["_fill"] < 600 and 40 < cycles["_add"] < 80


def test_a_reading_that_fails_says_why(monkeypatch, tmp_path):
    script = tmp_path / "broken.py"
    script.write_text("raise RuntimeError('not associated')\n")
    monkeypatch.setattr(frame, "SCRIPT", script)
    with pytest.raises(frame.FrameError, match="not associated"):
        frame.reading(128)


def test_a_window_is_the_sum_of_its_parts_and_a_client_adds_to_it():
    parts = {"a window's end": 3000, "step": 6000, "watch": 1000, "accumulate": 500}
    said = {"windows": 100, "turn": 0.05, "parts": parts}
    found = window.milliseconds(said)
    assert set(found) == {"a window's end", "step", "watch"}
    assert found["step"] == pytest.approx(60 / 0.05 * 1301 / 125e3)
    alone = window.load(20, 8, None)
    assert alone == pytest.approx((20 + 8 + 19 / 10) / 200)
    client = frame.Frame(128, 10, 1, 9, 180)
    assert window.load(20, 8, client) == pytest.approx(alone + 20 / 200)


def test_windows_are_timed_by_parts_that_fit_into_the_whole():
    said = window.timed()
    parts = said["parts"]
    steps = sum(took for name, took in parts.items() if name not in (window.END, window.STEP, *window.KERNELS))
    assert 0 < steps < 1.1 * parts["step"]
    assert parts["accumulate"] > parts["correlate"] > 0
    assert 0 < said["taken"] / said["windows"] < 4096


def test_app_sweeps_as_often_as_the_estimate_has_it():
    assert f"\nSWEEP = {window.SWEEP}  " in (ROOT / "firmware/meter/app.py").read_text(encoding="utf-8")
