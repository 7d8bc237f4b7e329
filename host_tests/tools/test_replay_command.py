"""`make replay` as a person meets it: one JSON object, a clear line for whatever goes wrong, nothing else."""

import json

import numpy as np
import pytest
from replay_cases import mains, replay, summary, write

KEYS = [
    *("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz"),
    *("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh"),
    *("pulses", "windows", "samples", "lost_samples", "seconds_milli"),
]


@pytest.fixture
def recording(tmp_path):
    t = np.arange(1000) / 2000
    path = tmp_path / "recording.csv"
    write(path, t, *mains(t, 900))
    return path


def test_it_prints_one_object_of_integers(recording):
    status, out, err = replay(recording)
    assert (status, err, out.count("\n")) == (0, "", 1)
    numbers = json.loads(out)
    assert list(numbers) == KEYS
    assert all(type(number) is int for number in numbers.values())
    assert numbers["lost_samples"] == 0
    assert numbers["samples"] == 3996
    assert numbers["seconds_milli"] == 499


def test_the_summary_is_that_of_the_last_complete_window(recording, tmp_path):
    rows = tmp_path / "windows.csv"
    numbers = summary(recording, "--windows", rows)
    lines = rows.read_text().splitlines()
    assert lines[0] == "t_start_s,t_end_s,samples,v_rms_mv,i_rms_ua,p_mw,q_mvar,f_mhz"
    complete = lines[-2].split(",")  # the recording ends amid the window after it
    assert [str(numbers[key]) for key in ("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "f_mhz")] == complete[3:]


def test_the_noise_is_that_of_the_seed(recording):
    runs = [summary(recording, "--front-end", "ads131m02", "--seed", seed) for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]


def test_what_clips_is_said_and_measured_clipped(tmp_path):
    t = np.arange(1000) / 2000
    volts, amperes = mains(t, 900)
    path = tmp_path / "recording.csv"
    write(path, t, 10 * volts, amperes)
    status, out, err = replay(path)
    assert status == 0
    assert err.startswith(f"quadrant: {path}:2: ")
    assert err.count("\n") == 1
    assert 0 < json.loads(out)["v_rms_mv"] < 1_500_000


def test_the_recording_is_not_overwritten(recording):
    before = recording.read_bytes()
    status, out, err = replay(recording, "--windows", recording)
    assert (status, out, err) == (2, "", f"quadrant: {recording}: would overwrite the recording\n")
    assert recording.read_bytes() == before


def test_a_table_that_cannot_be_written_is_one_line(recording, tmp_path):
    status, out, err = replay(recording, "--windows", tmp_path / "none" / "windows.csv")
    assert (status, out, err) == (2, "", f"quadrant: {tmp_path}/none/windows.csv: no such file or directory\n")


def test_a_missing_interpreter_is_one_line(recording, monkeypatch):
    monkeypatch.setenv("MICROPYTHON", "/no/micropython")
    status, out, err = replay(recording)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("quadrant: /no/micropython (MICROPYTHON) cannot be run")


ASKED = "[ $1 = -c ] && echo 2054 && exit"  # what compiled files it takes: those of the unix port


def test_a_firmware_that_fails_is_a_failure(recording, tmp_path, monkeypatch):
    broken = tmp_path / "micropython"
    broken.write_text(f"#!/bin/sh\n{ASKED}\ncase $3 in *power.py) echo MemoryError;; esac\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("MICROPYTHON", str(broken))
    assert replay(recording) == (1, "", "MemoryError\nquadrant: the meter firmware failed, see above\n")


def test_a_board_that_refuses_says_so(recording, tmp_path, monkeypatch):
    refusing = tmp_path / "micropython"
    refusing.write_text(f"#!/bin/sh\n{ASKED}\n" + 'echo \'{"ev": "error", "text": "no room"}\'\nexit 2\n')
    refusing.chmod(0o755)
    monkeypatch.setenv("MICROPYTHON", str(refusing))
    assert replay(recording) == (2, "", "quadrant: no room\n")
