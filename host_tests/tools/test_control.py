"""`make control` with one simulated meter that counts down a credit: state, orders and top-ups at both ports, and every
refusal as one line."""

import csv
import socket
import threading
import time

import pytest
from click.testing import CliRunner
from clients.meter import Meter
from dlms_cosem.exceptions import CommunicationError

from tools.control import cli
from tools.control.cli import main
from tools.control.network import Network
from tools.logs.cli import LAST, read

CONFIGURATION = ["1-1-000-00-2", "000-01-01-1", "35-0-00-0-00", "000-000-00", "000"]  # JJ: load, credit, any day
CLOSED = "connected; contacts closed, voltage behind them\n"
OPENED = "disconnected by command; contacts open, no voltage behind them\n"
READY = "ready to be reconnected; contacts open, no voltage behind them\n"
SETTINGS = {
    "configuration": CONFIGURATION,
    "maker": "QDt",
    "threshold_high": 20,
    "limit_k1": 11,
    "limit_t3": 300,
    "reconnection": 1,
    "credit_alarm_kwh": 1,
}


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    """With 5 A and eight times as fast: 2.5 Wh a second, rests of 0.6 s; `state`: its directory.

    Its maker's last letter is small, which promises 20 ms to answer in at the optical port (EN 62056-21).
    """
    state = tmp_path_factory.mktemp("meter")
    with Meter(state, SETTINGS, speed=8) as running:
        running.state = state
        yield running


def control(port, *arguments):
    """(exit status, standard output, errors) of a command at a port of a meter."""
    done = CliRunner().invoke(main, [*map(str, arguments), *port])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def network(meter):
    return ["--dlms", "%s:%d" % meter.tcp]


@pytest.fixture(scope="module")
def optical(meter):
    return ["--optical", "%s:%d" % meter.optical]


def state(port):
    status, out, errors = control(port, "state")
    assert (status, errors) == (0, "")
    return dict(csv.reader(out.splitlines()))


def test_a_credit_that_is_used_up_cuts_and_a_top_up_brings_the_supply_back(network):
    assert state(network) | {"owed": ""} == {
        "breaker": "4: connected",
        "contacts": "closed, voltage behind them",
        "last cut": "none",
        "may open it": "load limit, prepayment, prepayment on any day",
        "after a cut": "closes by itself, after too high a load 60 s later",
        "limit in force": "above 22 A after 30 s; above 20 A after 60 s",
        "prepayment": "on",
        "credit": "0.000 kWh",
        "owed": "",
        "last top-up": "none",
        "credit lasts": "nothing bought yet",
        "alarm": "at 1 kWh",
    }
    status, out, _ = control(network, "topup", "0.003")
    assert status == 0 and out.startswith("token 1, the first one\ncredited: 0.003 kWh by token 1 ("), out
    until = time.monotonic() + 30
    while (now := state(network))["breaker"] != "7: cut off: credit used up":
        assert time.monotonic() < until, now
        time.sleep(0.5)
    assert now["last cut"].endswith(", prepayment") and now["credit lasts"] == "used up"
    assert now["alarm"] == "at 1 kWh: credit is low"
    refused = "quadrant: the meter refuses: it is cut off: credit used up; a top-up closes it\n"
    assert control(network, "reconnect") == (1, "", refused)
    status, out, _ = control(network, "topup", "12.5")
    first, _, _, last = out.splitlines(True)
    assert (status, first, last) == (0, "token 2, the next after 1\n", CLOSED)
    assert state(network)["last top-up"] == "12.500 kWh, highest token 2"


def test_a_token_counts_once_and_one_far_ahead_or_a_credit_too_large_is_refused(network):
    assert "credited: 1 kWh by token 40 (" in control(network, "topup", 1, "--token", 40)[1]
    status, out, _ = control(network, "topup", 1, "--token", 40)
    assert (status, out.splitlines()[0]) == (0, "already credited: token 40 has counted before, nothing has changed")
    assert state(network)["last top-up"] == "1.000 kWh, highest token 40"
    assert "credited: 2.25 kWh by token 39 (" in control(network, "topup", "2.25", "--token", 39)[1]
    left = float(state(network)["credit"].removesuffix(" kWh"))
    for token, kwh, why in (
        (10_041, 1, "token 10041 is too far ahead: the highest is 40, and 10000 more are allowed"),
        (7, 1, "token 7 is too old to tell: the highest is 40, and those 32 before it are known"),
        (41, 9_999_999, "the credit would become too large (9999999000 Wh at most)"),
    ):
        assert control(network, "topup", kwh, "--token", token) == (1, "", f"quadrant: the meter refuses: {why}\n")
    after = state(network)
    assert after["last top-up"] == "2.250 kWh, highest token 40"
    assert left - 0.05 < float(after["credit"].removesuffix(" kWh")) <= left


def test_who_hears_no_answer_to_a_top_up_is_told_which_token_to_send_again(network, monkeypatch):
    def lost(*_):
        raise CommunicationError("no answer") from TimeoutError()

    monkeypatch.setattr(Network, "top_up", lost)
    status, out, errors = control(network, "topup", 1)
    assert (status, out) == (2, "token 41, the next after 40\n")
    assert errors.endswith("; send it again with --token 41, it counts once\n") and "no meter answers at" in errors


def test_the_breaker_follows_at_both_ports_and_says_why_where_it_does_not(network, optical, meter):
    assert control(optical, "disconnect")[:2] == (0, OPENED)
    assert control(network, "disconnect")[:2] == (0, "it was disconnected already\n" + OPENED)
    assert control(network, "reconnect", "--ready") == (0, READY, "")
    assert control(optical, "reconnect", "--ready") == (0, READY, "")
    assert control(network, "reconnect")[:2] == (0, CLOSED)
    refused = "quadrant: the meter refuses: it is connected; nothing has opened it"
    assert control(network, "reconnect") == (1, "", refused + "\n")
    assert control(optical, "reconnect") == (1, "", refused + " (ER07 NOT IN STATE 4)\n")
    by_network, by_head = state(network), state(optical)
    assert by_network.pop("last cut").endswith(", command")
    assert by_head | {"credit": ""} == by_network | {"credit": ""}
    columns, rows = read(meter.state, "cuts", 0, LAST)
    assert columns == ["state", "before", "cause", "load", "feedback"]
    assert [row[1:4] for row in rows[-3:]] == [
        ["disconnected by command", "connected", "command"],
        ["ready to be reconnected", "disconnected by command", "command"],
        ["connected", "ready to be reconnected", "command"],
    ]


class Contacts:
    """A port of a breaker that is told to open, with what it says of its contacts from one question to the next."""

    def __init__(self, *feedbacks):
        self._feedbacks = list(feedbacks)

    def number(self, code):
        return self._feedbacks.pop(0) if code == "128.0.18" else 1


def test_contacts_that_rest_are_waited_for_and_those_that_stick_are_told(monkeypatch, capsys):
    monkeypatch.setattr(cli, "TOLD_S", -1)
    assert cli.settle(Contacts(0x39 | 0x40, 0x39 | 0x40, 0x38)) == 0
    assert capsys.readouterr() == (OPENED, "the contacts rest for 5 s between two moves …\n")
    assert cli.settle(Contacts(0x39 | 0xC0)) == 1
    assert capsys.readouterr().out == "disconnected by command; contacts do not follow, should be open\n"
    monkeypatch.setattr(cli, "MOVED_S", 0)
    assert cli.settle(Contacts(0x39 | 0x40)) == 1
    assert capsys.readouterr().out == "disconnected by command; contacts moving, soon open\n"


def test_who_is_not_let_in_and_who_finds_no_meter_is_told_so(network, optical):
    key = "00" * 16
    wrong = "quadrant: the meter refuses: wrong keys (--encryption-key, --authentication-key)\n"
    assert control(network, "state", "--encryption-key", key) == (1, "", wrong)
    assert control(network, "topup", 1, "--authentication-key", key) == (1, "", wrong)
    assert control(optical, "disconnect", "--password", "1") == (1, "", "quadrant: the meter refuses: wrong password\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = "127.0.0.1:%d" % server.getsockname()[1]
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        status, out, errors = control(["--dlms", nobody], "state")
        assert (status, out) == (2, "") and errors.startswith(f"quadrant: no meter at {nobody}: ")
    gone = f"quadrant: no meter at {nobody}: connection refused\n"
    assert control(["--dlms", nobody], "topup", 1) == (2, "", gone)
    assert control(["--optical", nobody], "state") == (2, "", gone)


@pytest.mark.parametrize(
    "arguments",
    [("topup", "0"), ("topup", "1e3"), ("topup", "-1"), ("topup", "1.0001"), ("topup", "1", "--token", "0"), ("topup",),
     ("state", "--dlms", "4059"), ("state", "--encryption-key", "0"), ("open",)],
)  # fmt: skip
def test_what_cannot_be_is_one_line_and_status_2(arguments):
    status, out, errors = control([], *arguments)
    assert (status, out, errors.count("\n")) == (2, "", 1) and errors.startswith("quadrant: ")


def test_the_originals_codes_are_understood_and_what_a_meter_does_not_have_is_told(tmp_path):
    with Meter(tmp_path, {"dlms_codes": 1}, speed=8) as running:
        port = ["--dlms", "%s:%d" % running.tcp]
        assert control(port, "disconnect")[0] == 0
        found = state(port)
        assert found["last cut"].endswith(", command") and found["prepayment"] == "off"
        assert found["may open it"] == "command and button only" and found["limit in force"] == "none"
        off = "quadrant: the meter refuses: prepayment is off, for JJ of configuration 3 is without 2\n"
        assert control(port, "topup", 1) == (1, "", off)


def test_a_meter_without_a_breaker_says_so(tmp_path):
    with Meter(tmp_path, {"type_number": "686-18BK433010"}) as running:
        for port in (["--dlms", "%s:%d" % running.tcp], ["--optical", "%s:%d" % running.optical]):
            assert control(port, "state") == (1, "", "quadrant: the meter refuses: it has no breaker\n")
