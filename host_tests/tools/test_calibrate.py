"""The calibration through the optical port: the demonstration from end to end, and every refusal as one line."""

import os
import re
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tools.bench.optical import PseudoTerminal
from tools.calibrate import procedure
from tools.calibrate.lines import Serial
from tools.calibrate.reader import NoMeterError, RefusedError, visit
from tools.calibrate.simulated import Simulated
from tools.calibrate.stages import stages

ROOT = Path(__file__).parents[2]
LOADS = {stage.name: stage for stage in stages()}
ERRORS = re.compile(r"│ ([^│]+?) +│ .* │ +([+-][\d.]+) % │ .* │ +([+-][\d.]+) % │")


def run(module, *arguments):
    command = [sys.executable, "-m", f"tools.calibrate{module}", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_the_demonstration_leaves_errors_of_thousandths_where_there_were_percents():
    done = run(".demo", "--lot", 5)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = ERRORS.findall(done.stdout)
    assert len(rows) == 6, done.stdout
    assert max(abs(float(before)) for _, before, _ in rows) > 0.5
    assert max(abs(float(after)) for _, _, after in rows) < 0.02, done.stdout
    assert done.stdout.count(" DONE: ") == 7


@pytest.fixture
def board(tmp_path):
    return Simulated(tmp_path, "ideal", 3)


def refused(board, stage, request):
    with pytest.raises(RefusedError) as caught:
        board.calibrate(stage, request, lambda done, total: None)
    return str(caught.value)


def test_what_the_meter_refuses_changes_nothing(board, tmp_path):
    gain = LOADS["gain"]
    assert refused(board, replace(gain, events="0 load bench amps=5"), "gain p=1150") == "ER07 SEAL CLOSED"
    assert refused(board, gain, "gain u=230 p=1300 seconds=1") == "GAIN REFUSED: CORRECTION ABOVE 10 %"
    assert refused(board, gain, "phase p=575") == "ER07 GAIN STEP FIRST"
    assert refused(board, gain, "gain p=1e3") == "ER07 NO NUMBER 1e3"
    assert refused(board, LOADS["phase"], "gain u=230 p=575 seconds=1").startswith("GAIN REFUSED: POWER FACTOR 0.")
    assert not (tmp_path / "fram.bin").read_bytes()[512:1346].strip(b"\0")
    with board.running(LOADS["gain"].events) as address, visit(address, "0" * 8) as head:
        assert [head.read(f"199.1.{k}") for k in range(1, 6)] == ["NEVER"] * 5


def test_a_step_is_kept_with_date_temperature_and_errors(board):
    asked = procedure.request("gain", {"u": 230.0, "p": LOADS["gain"].watts, "seconds": 2})
    assert board.calibrate(LOADS["gain"], asked, lambda done, total: None).startswith("GAIN DONE: ")
    with board.running(LOADS["gain"].events) as address, visit(address, "0" * 8) as head:
        kept = head.read("199.1.1")
        assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d \+25\.00 C [+-]\d\.\d{4} -> [+-]0\.000\d %", kept), kept
        assert head.read("199.0.0") == "READY"


def test_a_wrong_password_is_refused(board):
    with board.running(LOADS["gain"].events) as address:
        with pytest.raises(RefusedError, match="wrong password"), visit(address, "11111111"):
            pass
        done = run("", address, "gain", "p=1150", "--password", "12345678")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "quadrant: wrong password\n"


def test_nobody_at_the_port_is_one_line_and_status_2():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for address in (f"127.0.0.1:{port}", "/dev/no-such-line"):
        done = run("", address, "gain", "p=1150")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert done.stderr.startswith(f"quadrant: no meter at {address}: "), done.stderr
    with pytest.raises(NoMeterError):
        visit(f"127.0.0.1:{port}", "0" * 8).__enter__()


def test_counted_pulses_are_a_power():
    assert procedure.watts(25, 10_000, 7.826) == pytest.approx(1150.0, rel=1e-4)
    done = run("", "127.0.0.1:1", "gain", "--pulses", 5, "--constant", 1000)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--over is missing" in done.stderr


def test_a_step_from_the_command_line_with_counted_pulses(board):
    with board.running(LOADS["gain"].events) as address:
        counted = ("--pulses", 23, "--constant", 1000, "--over", 72)
        done = run("", address, "gain", "u=230", "seconds=2", *counted)
        assert (done.returncode, done.stderr) == (0, "reference: 1150.000000 W from 23 pulses\n"), done.stderr
        assert re.fullmatch(r"GAIN DONE: [+-]\d\.\d{4} -> [+-]0\.000\d %\n", done.stdout)
        done = run("", address, "gain", "u=230", "p=1300", "seconds=1")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "quadrant: GAIN REFUSED: CORRECTION ABOVE 10 %\n"


def test_the_stages_are_those_of_the_scenario():
    assert list(LOADS) == ["gain", "phase", "offset", "noise", "temperature"]
    assert [round(stage.watts, 6) for stage in LOADS.values()] == [1150, 575, 57.5, 0, 1150]
    assert [round(stage.vars, 3) for stage in LOADS.values()] == [0, 995.929, 0, 0, 0]
    assert [(stage.start, stage.celsius) for stage in LOADS.values()][-2:] == [(360, 25), (480, 60)]
    assert LOADS["noise"].events.splitlines()[0] == "0 seal open"


@pytest.mark.parametrize("echo", [True, False])
def test_an_optical_head_that_echoes_is_understood_and_one_that_does_not(echo):
    """The answer begins with the character that the question begins with."""
    terminal = PseudoTerminal()
    os.set_blocking(terminal.master, True)

    def head():
        asked = b""
        while not asked.endswith(b"\n"):
            asked += os.read(terminal.master, 64)
        os.write(terminal.master, (asked if echo else b"") + b"/QDT5QUADRANT-1\r\n")

    line = Serial(terminal.path, 1)
    answering = threading.Thread(target=head)
    answering.start()
    try:
        line.connect()
        line.send(b"/?!\r\n")
        answering.join()
        assert line.simple_read(b"/", b"\n") == b"/QDT5QUADRANT-1\r\n"
        assert line.recv(1) == b""
        line.switch_baudrate(9600)
        assert line.port.baudrate == 9600
    finally:
        line.disconnect()
        terminal.handed_over()
        terminal.close()
