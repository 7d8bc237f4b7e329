"""One optical head, two protocols: mode E of EN 62056-21, HDLC at once, mode C again, and clients that vanish."""

import socket
import time

import pytest
from clients.gurux import Reader, refusal
from clients.meter import Meter, sign_on
from gurux_dlms.enums import ErrorCode

READING = {"client": 18, "hdlc": True, "password": b"12345"}
IDENTIFICATION = rb"/QDT5\2QUADRANT-1" + b"\r\n"
SELECT_HDLC = b"\x06252\r\n"
LISTENING_S = 3.5  # after HDLC the meter waits at its speed for whoever comes next, then it is back at 300 Bd
DEVICE_NAME = "0.0.42.0.0.255"


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    with Meter(tmp_path_factory.mktemp("mode_e"), {"hdlc_inactivity_s": 2}) as running:
        yield running


@pytest.fixture
def head(meter):
    with socket.create_connection(meter.optical) as connection:
        yield connection


def hand_over(head):
    """Sign on and choose HDLC: the meter says the choice back."""
    assert sign_on(head) == IDENTIFICATION
    assert sign_on(head, b"\r\n", SELECT_HDLC) == SELECT_HDLC


def read(line, **who):
    """An association on a line that is there, and a value."""
    client = Reader(line, **(who or READING)).connect()
    assert bytes(client.get(1, DEVICE_NAME, 2)).startswith(b"QDT")
    return client


def readout(head):
    assert sign_on(head) == IDENTIFICATION
    assert b"1.8.0(" in sign_on(head, b"!\r\n\x03", b"\x06050\r\n")
    head.recv(1)


def test_mode_e_then_mode_c_on_the_same_line(head):
    hand_over(head)
    read(head).disconnect()
    time.sleep(LISTENING_S)
    readout(head)


def test_clients_in_turn_at_once_after_each_other(head):
    public, manager = {"client": 16, "hdlc": True}, {"client": 1, "gmac": True, "ciphered": True, "hdlc": True}
    for who in (READING, public, READING | {"client": 19}, manager):
        read(head, **who).disconnect()


def test_one_that_vanishes_leaves_the_port_to_the_next(meter):
    with socket.create_connection(meter.optical) as line:
        read(line)
    with socket.create_connection(meter.optical) as line:
        read(line, client=16, hdlc=True).disconnect()
    with socket.create_connection(meter.optical) as line:
        hand_over(line)
    with socket.create_connection(meter.optical) as line:
        readout(line)
    with socket.create_connection(meter.optical) as line:
        hand_over(line)
        read(line)
    with socket.create_connection(meter.optical) as line:
        readout(line)


def test_one_that_falls_silent_loses_its_link_and_the_line_is_free(head):
    """The line stays, as a head on a meter does; hdlc_inactivity_s is 2 here."""
    read(head)
    time.sleep(6)
    readout(head)
    read(head).disconnect()


def test_while_one_is_connected_another_does_not_get_in(head):
    connected = read(head)
    other = Reader(head, 19, True, password=b"12345")
    assert refusal(other.connect) == ErrorCode.DISCONNECT_MODE
    assert bytes(connected.get(1, DEVICE_NAME, 2)).startswith(b"QDT")
    connected.disconnect()
