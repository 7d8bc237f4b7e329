"""Recordings that are refused, each with one line that says where and why, and those that are not."""

import numpy as np
import pytest
from click.testing import CliRunner

from tools.replay.cli import main
from tools.replay.recording import read

HEADER = "time_s,voltage_v,current_a"


def rows(count=400, step=0.0005, start=0.0):
    return [f"{start + k * step:.7f},{300 * (-1) ** k},{k / 100}" for k in range(count)]


def text(lines):
    return "\n".join(lines) + "\n"


def refused(path):
    """The one line that the command says about the file `path`."""
    result = CliRunner().invoke(main, [str(path)])
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", "")
    return line


def changed(line, content):
    """A good file in which line number `line` is `content`."""
    lines = [HEADER, *rows()]
    lines[line - 1] = content
    return text(lines)


GAP = text([HEADER, *rows()[:100], *rows()[101:]])
BAD = {
    "empty": ("", "1: the file is empty"),
    "only blank lines": ("\n \n", "1: the file is empty"),
    "only a comment": ("# made by a recorder\n", "1: no header time_s,voltage_v,current_a"),
    "no header": (text(rows()), "1: the header is not time_s,voltage_v,current_a"),
    "another header": (changed(1, "time_s,current_a,voltage_v"), "1: the header is not time_s,voltage_v,current_a"),
    "short header": (changed(1, "time_s,voltage_v"), "1: the header is not time_s,voltage_v,current_a"),
    "comment among the rows": (changed(7, "# here"), "7: 1 column, the header has 3"),
    "a row too short": (changed(123, "0.0605,1.0"), "123: 2 columns, the header has 3"),
    "a row too long": (changed(123, "0.0605,1.0,2.0,3.0"), "123: 4 columns, the header has 3"),
    "decimal commas": (changed(2, "0,0000,1,0,2,0"), "2: 6 columns, the header has 3"),
    "a blank line inside": (changed(50, ""), "50: 1 column, the header has 3"),
    "a word": (changed(123, "0.0605,high,2.0"), "123: voltage_v is no number: 'high'"),
    "an empty field": (changed(123, "0.0605,1.0,"), "123: current_a is no number: ''"),
    "grouped digits": (changed(123, "0.0605,1_0,2.0"), "123: voltage_v is no number: '1_0'"),
    "bytes that are no text": (changed(123, "0.0605,\udcff,2.0"), "123: voltage_v is no number: '\ufffd'"),
    "NaN": (changed(123, "0.0605,1.0,nan"), "123: current_a is nan"),
    "infinity": (changed(123, "0.0605,-inf,2.0"), "123: voltage_v is -inf"),
    "infinity by exponent": (changed(123, "0.0605,1e999,2.0"), "123: voltage_v is inf"),
    "absurd": (changed(123, "0.0605,1e99,2.0"), "123: voltage_v is 1e+99"),
    "time of NaN": (changed(123, "nan,1.0,2.0"), "123: time_s is nan"),
    "time goes back": (changed(123, "0.0300,1.0,2.0"), "123: time does not go on from the row before"),
    "time stands": (changed(123, "0.0600,1.0,2.0"), "123: time does not go on from the row before"),
    "a sample is missing": (GAP, "102: a gap: 1 ms after the row before, elsewhere 0.5 ms"),
    "an uneven step": (changed(123, "0.0603,1.0,2.0"), "123: 0.3 ms after the row before, elsewhere 0.5 ms"),
    "the rate creeps": (
        text([HEADER, *rows(200), *rows(200, 0.00053, 0.1)]),
        "202: the rate changes",
    ),
    "only a header": (HEADER + "\n", "1: too few rows for a waveform"),
    "one row": (text([HEADER, *rows(1)]), "2: too few rows for a waveform"),
    "too short": (text([HEADER, *rows(199)]), "200: only 0.0995 s, at least 0.1 s needed"),
    "too slow": (
        text([HEADER, *rows(400, 0.00101)]),
        "3: 990.099 samples a second, from 1000 to 100000 can be replayed",
    ),
    "too fast": (
        text([HEADER, *rows(40000, 0.0000099)]),
        "3: 101010 samples a second, from 1000 to 100000 can be replayed",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_line_and_reason(tmp_path, name):
    content, reason = BAD[name]
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode(errors="surrogateescape"))
    assert refused(path) == f"quadrant: {path}:{reason}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    assert refused(tmp_path / "none.csv") == f"quadrant: {tmp_path}/none.csv: no such file or directory"
    assert refused(tmp_path) == f"quadrant: {tmp_path}: is a directory"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "quadrant: Missing argument 'RECORDING'."),
        (["x.csv", "--rate", "5000"], "quadrant: Invalid value for '--rate': '5000' is not one of '4000', '8000'."),
        (["x.csv", "--seed", "-1"], "quadrant: Invalid value for '--seed': -1 is not in the range 0<=x<=2147483647."),
    ],
)
def test_a_bad_option_is_one_line(arguments, said):
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said + "\n")


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(text([HEADER, *rows(2000, start=7.5)]))
    recording = read(path)
    assert (recording.start, recording.first_line, len(recording.volts)) == (7.5, 2, 2000)
    assert abs(recording.rate - 2000) < 1e-6
    assert abs(recording.duration - 0.9995) < 1e-9
    assert recording.volts[:3].tolist() == [300, -300, 300]
    assert recording.amperes[:3].tolist() == [0, 0.01, 0.02]


def test_what_spreadsheets_and_recorders_add_does_no_harm(tmp_path):
    path = tmp_path / "file.csv"
    lines = ["# made by", "#", "time_s, voltage_v ,current_a,note", *(row + ",hello" for row in rows()), "", " "]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    recording = read(path)
    assert (len(recording.volts), recording.first_line) == (400, 4)


@pytest.mark.parametrize(
    ("rate", "decimals"), [(1000, 3), (2400, 5), (2400, 7), (10000, 4), (44100, 6), (96000, 6), (100000, 5)]
)
def test_rounded_times_are_no_gaps(tmp_path, rate, decimals):
    path = tmp_path / "file.csv"
    path.write_text(text([HEADER, *(f"{k / rate:.{decimals}f},1,2" for k in range(rate))]))
    assert abs(read(path).rate / rate - 1) < 1e-4


def test_values_beyond_full_scale_are_named_but_kept(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(text([HEADER, *rows(300), "0.15,-301,3.01"]))
    recording = read(path)
    assert list(recording.beyond(301, 3.01)) == []
    assert list(recording.beyond(300, 2.985)) == [
        f"{path}:302: -301 V is beyond the front end's 300 V, clipped in 1 of 301 rows",
        f"{path}:301: 2.99 A is beyond the front end's 2.985 A, clipped in 2 of 301 rows",
    ]
    assert np.abs(recording.volts).max() == 301
