"""A running meter sends its readout by itself; the PyPI client `iec62056-21` reads it, and signs on in between."""

import functools
import operator
import socket
import time

import pytest
from clients.optical import listening, receive, receive_block
from iec62056_21 import messages
from iec62056_21.client import Iec6205621Client
from iec62056_21.transports import TcpTransport

PERIOD = 5  # seconds
SECONDS = 12  # for anything that should come


@pytest.fixture(scope="module")
def address():
    """(host, port) of the optical head of a meter with mode D0."""
    with listening("--set", "mode_select=2", "--set", "d0_period=1") as where:
        yield where


def readout(connection):
    """(when its first character came, identification, data) of the next readout, read by the client's own parsers."""
    connection.settimeout(SECONDS)
    said = connection.recv(1)
    came = time.monotonic()
    said += receive(connection, b"\r\n")
    block = receive_block(connection)
    assert functools.reduce(operator.xor, block[1:-1]) == block[-1]
    message = messages.ReadoutDataMessage.from_bytes(block)
    found = [data_set for line in message.data_block.data_lines for data_set in line.data_sets]
    return came, said, {data_set.address: (data_set.value, data_set.unit) for data_set in found}


def test_readouts_come_at_the_period_and_a_sign_on_in_between_works(address):
    with socket.create_connection(address) as connection:
        found = [readout(connection) for _ in range(2)]
    for _, said, values in found:
        assert said == b"/QDT3QUADRANT-1\r\n"
        assert values["0.0.1"] == ("00000000", None) and values["1.8.0"][1] == "kWh" and len(values) > 30
        assert values["32.7.0"][1] == "V" and 229 < float(values["32.7.0"][0]) < 231
    assert abs(found[1][0] - found[0][0] - PERIOD) < 1
    client = Iec6205621Client(TcpTransport(address=address, timeout=SECONDS))
    client.REACTION_TIME = 0
    client.connect()
    try:
        answer = client.standard_readout()
    finally:
        client.disconnect()
    assert client.switchover_baudrate == 9600
    assert {data_set.address for data_set in answer.data} == set(found[0][2])
    with socket.create_connection(address) as connection:
        again = readout(connection)
    assert again[1:2] == found[0][1:2] and set(again[2]) == set(found[0][2])
