"""`make replay --events`: the recording's dips, swells and interruptions on its own time axis."""

import csv

import numpy as np
import pytest
from replay_cases import HERTZ, mains, replay, summary, write
from sag_reference import DIP, of_recording

START = 7.5  # s on the recording's axis


@pytest.fixture
def recording(tmp_path):
    """A dip to 60 % from 1.1 to 1.25 s, and a swell from 1.6 to 1.7 s."""
    t = np.arange(round(2.2 * 4000)) / 4000
    volts, amperes = mains(t, 1900)
    volts = np.where((t >= 1.6) & (t < 1.7), 1.3 * volts, volts)
    path = tmp_path / "recording.csv"
    write(path, t + START, volts, amperes)
    return path, t + START, volts


def test_events_are_those_of_the_waveform(recording, tmp_path):
    path, t, volts = recording
    rows = tmp_path / "events.csv"
    plain = summary(path)
    assert summary(path, "--events", rows) == plain
    with rows.open(newline="") as file:
        found = list(csv.DictReader(file))
    assert list(found[0]) == ["t_start_s", "kind", "duration_s", "extreme_v"]
    wanted, _, _ = of_recording(t, volts, (START + 0.1, START + 1.0))
    assert [row["kind"] for row in found] == ["dip" if event[0] == DIP else "swell" for event in wanted]
    assert [row["kind"] for row in found] == ["dip", "swell"]
    for row, (_, start, lasted, extreme) in zip(found, wanted, strict=True):
        assert abs(float(row["t_start_s"]) - start) <= 0.5 / HERTZ
        assert abs(float(row["duration_s"]) - lasted) <= 0.5 / HERTZ
        assert abs(float(row["extreme_v"]) - extreme) <= 2.3
    assert abs(float(found[0]["t_start_s"]) - START - 1.1) < 0.02


def test_without_an_event_there_is_the_header_only(tmp_path):
    t = np.arange(1200) / 2000
    path, rows = tmp_path / "recording.csv", tmp_path / "events.csv"
    write(path, t, *mains(t, 900))
    summary(path, "--events", rows, "--windows", tmp_path / "windows.csv")
    assert rows.read_text() == "t_start_s,kind,duration_s,extreme_v\n"
    assert len((tmp_path / "windows.csv").read_text().splitlines()) > 2


def test_the_recording_is_not_overwritten(recording):
    path, _, _ = recording
    before = path.read_bytes()
    assert replay(path, "--events", path) == (2, "", f"quadrant: {path}: would overwrite the recording\n")
    assert path.read_bytes() == before


def test_a_table_that_cannot_be_written_is_one_line(recording, tmp_path):
    path, _, _ = recording
    status, out, err = replay(path, "--events", tmp_path / "none" / "events.csv")
    assert (status, out, err) == (2, "", f"quadrant: {tmp_path}/none/events.csv: no such file or directory\n")
