"""Whole runs of the bench against a fake meter: what is printed where, and with which exit status."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from tools.bench import child, cli, session, world
from tools.bench.child import ROOT, Child
from tools.bench.plain import Headless

TIMED = ("--speed", "max", "--seconds", "3")
KEYS = [
    *("v_rms_mv", "i_rms_ua", "p_mw", "q_mvar", "s_mva", "pf_milli", "f_mhz"),
    *("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh"),
    *("pulses", "windows", "samples", "lost_samples", "seconds_milli"),
]

# a world that has said hello and sends the head of a block
HELLO = """
import json, struct, sys, world
options = dict(world.OPTIONS)
options.update(json.loads("".join(sys.argv[1:])))
pipe = open(options["pipe"], "wb", buffering=0)
world.send(pipe, world.World(options).hello(), 0)
pipe.write(struct.pack(world.HEADER, 0, 320, 320))
"""


class Running:
    """A bench in the background, its standard output and error in pipes."""

    def __init__(self, bench, *arguments):
        command = [sys.executable, "-m", "tools.bench", "--state", str(bench.state), *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout and self.process.stderr
        self.out, self.err = self.process.stdout, self.process.stderr

    def finish(self, number):
        """Send signal `number`; what it then wrote to its outputs, and its exit status."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return out, err, self.process.returncode


def test_headless_prints_the_summary_and_nothing_else(bench):
    result = bench.run("--headless", *TIMED)
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert list(summary) == KEYS
    assert summary["seconds_milli"] == 3000
    assert result.stderr == f"registers saved in {bench.state}\n"


def test_plain_text_tells_events_and_values_and_ends_with_the_summary(bench):
    result = bench.run(*TIMED)
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert list(json.loads(lines[-1])) == KEYS
    assert lines[-2] == f"registers saved in {bench.state}"
    assert any(line.split() == ["0:00:01", "kettle", "on"] for line in lines)
    values = next(line for line in lines if "LCD" in line)
    for shown in ("1.8.0", "0000000.0 kWh", "+P+Q", "T1", "230.00 V", "8.0000 A", "+1614.8 W", "+882.1 var"):
        assert shown in values


def test_long_options_reach_a_real_micropython_whole(tmp_path, monkeypatch):
    script = tmp_path / "main.py"
    script.write_text(
        "import json, sys\n"
        "options = json.loads(''.join(sys.argv[2:]))\n"
        "print(json.dumps({'ev': 'error', 'text': options['state']}))\n"
    )
    monkeypatch.setattr(child, "POWER", script)
    state = str(tmp_path.joinpath(*["ø" * 100] * 5))
    result = CliRunner().invoke(cli.main, ["--headless", "--state", state])
    assert result.stderr == f"quadrant: {state}\n"


def test_the_world_plays_the_scenario_and_its_file_does_not_outlive_the_run(bench, tmp_path, monkeypatch):
    script = tmp_path / "world.py"
    script.write_text(
        "import json, sys\n"
        "track = json.loads(''.join(sys.argv[1:]))['track']\n"
        "print(json.dumps({'ev': 'error', 'text': track + ' ' + open(track).read()}))\n"
    )
    monkeypatch.setenv("MICROPYTHON", str(Path(sys.executable).with_name("micropython")))
    monkeypatch.setattr(world, "WORLD", script)
    (tmp_path / "day.txt").write_text("7 press long\n")
    result = bench.run("--headless", "--scenario", str(tmp_path / "day.txt"))
    path, _, track = result.stderr.removeprefix("quadrant: ").partition(" ")
    assert track.endswith('[7000, "press", true]\n')
    assert not Path(path).exists()


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--scenario", "0 mains hertz=70", "day.txt:1: mains: hertz=70 is not within 45 and 65"),
        ("--harmonics", "1:3", "harmonics: order 1 is not within 2 and 40"),
    ],
)
def test_what_cannot_be_played_is_one_line_and_status_2(bench, tmp_path, option, text, told):
    file = tmp_path / "day.txt"
    file.write_text(text)
    result = bench.run("--headless", *TIMED, option, str(file) if option == "--scenario" else text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.removeprefix(f"quadrant: {tmp_path}/").removeprefix("quadrant: ") == told + "\n"


def test_an_error_event_becomes_one_line_and_status_2(bench, monkeypatch):
    monkeypatch.setenv("FAKE_METER", "refuse")
    result = bench.run(*TIMED)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "quadrant: scenario line 3: unknown key 'wats'\n"


def test_a_busy_port_is_told_in_one_line(bench):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        result = bench.run("--headless", *TIMED, "--optical", address)
    assert result.exit_code == 2
    assert address in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "way, told",
    [
        ("crash", "MemoryError: allocating 512 bytes"),
        ("mute", "ended without a summary"),
        ("7", "ended with status 7"),
    ],
)
def test_a_failing_firmware_is_status_1_with_what_it_said(bench, monkeypatch, way, told):
    monkeypatch.setenv("FAKE_METER", way)
    result = bench.run("--headless", *TIMED)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert told in result.stderr


def test_a_world_that_dies_is_told_with_its_last_words(tmp_path, monkeypatch):
    """At the start, and on the way: after the hello and 2560 bytes of the first block of 40 ms."""
    script = tmp_path / "dying.py"
    monkeypatch.setattr(world, "WORLD", script)
    for ending, told in (
        ("raise MemoryError('no room')", "MemoryError: no room"),
        ("import os; os.system('kill -9 $PPID')", "the simulated world was killed by signal 9"),
    ):
        for beginning in ("", HELLO + "pipe.write(bytes(2560))\n"):
            script.write_text(beginning + ending + "\n")
            result = CliRunner().invoke(cli.main, ["--headless", "--state", str(tmp_path / "state"), *TIMED])
            assert (result.exit_code, result.stdout) == (1, "")
            assert told in result.stderr


def test_an_incomplete_event_is_a_failure_of_the_firmware(bench, monkeypatch):
    monkeypatch.setenv("FAKE_METER", "odd")
    result = bench.run(*TIMED)
    assert result.exit_code == 1
    assert "not a proper event" in result.stderr and "'ident'" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_with_the_registers_saved(bench, number):
    running = Running(bench)
    assert "LCD" in running.out.readline()
    out, err, status = running.finish(number)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == f"registers saved in {bench.state}"
    assert "A+ 0.000" in out.splitlines()[-2]
    assert bench.received()["eof"] is True


def test_a_meter_that_does_not_end_is_given_up_and_said_so(bench, monkeypatch):
    monkeypatch.setenv("FAKE_METER", "deaf")
    monkeypatch.setattr(session, "PATIENCE", 0.3)
    request, bell = socket.socketpair()
    request.send(b"stop")
    with closing(Child({"speed": 0, "seconds": 1, "optical": None, "live": True})) as meter, request, bell:
        outcome = session.Session(meter, Headless(), None, bell).run()
    assert outcome.status is None
    assert "did not end in time" in cli.ending(outcome.status)


def test_a_reader_that_leaves_ends_it_without_complaint(bench):
    running = Running(bench, "--speed", "4")
    assert running.out.readline()
    running.out.close()
    assert running.err.read() == ""
    assert running.process.wait(10) == 0
    assert bench.received()["eof"] is True


def test_a_temporary_state_directory_does_not_outlive_the_run(bench, tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tools.bench", "--headless", *TIMED]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0
    assert "temporary" in done.stderr
    assert list(tmp_path.glob("quadrant-*")) == []


def test_the_optical_head_is_offered_as_a_pseudo_terminal(bench):
    running = Running(bench, "--headless", "--optical", "pty")
    announcement = running.err.readline().split()
    assert announcement[0] == "optical:"
    client = os.open(announcement[1], os.O_RDWR | os.O_NOCTTY)
    assert os.read(client, 64) == b"/QDT4\\fake\r\n"
    os.close(client)
    out, _, status = running.finish(signal.SIGTERM)
    assert status == 0
    assert list(json.loads(out)) == KEYS
