"""The PyPI client `iec62056-21` reads and programs the meter over TCP, and raw characters go where it cannot."""

import re
import socket
import time
from contextlib import contextmanager

import pytest
from clients.optical import listening, receive, receive_block
from iec62056_21 import exceptions, messages
from iec62056_21.client import Iec6205621Client
from iec62056_21.transports import TcpTransport

PASSWORD = "00000000"
SECONDS = 5  # for anything that should come
ACK, NAK = "\x06", b"\x15"
BREAK = b"\x01B0\x03\x71"
SIGN_ON = b"/?!\r\n"


@pytest.fixture(scope="module")
def address():
    """(host, port) of a running meter's optical head."""
    with listening() as where:
        yield where


class Refused(exceptions.Iec6205621Exception):
    """The meter answered with an error message."""


class ErrorParser(exceptions.Iec6206521BaseErrorParser):
    """Errors are data sets without an address whose value begins with ER (EN 62056-21)."""

    def check_for_errors(self, answer_response):
        for data_set in answer_response.data:
            if data_set.address is None and data_set.value.startswith("ER"):
                raise Refused(data_set.value)


def password_message(password):
    """The client's own `send_password` builds a data set without its address argument and raises TypeError (0.0.2)."""
    return messages.CommandMessage("P", 1, messages.DataSet(address="", value=password))


class Reader(Iec6205621Client):
    """The client, with what its release leaves out, and without its pauses: the meter keeps its own."""

    REACTION_TIME = 0

    def send_password(self, password=None):
        self.transport.send(password_message(password or self.password).to_bytes())

    def sign_in(self):
        """Programming mode with its password accepted."""
        request = self.access_programming_mode()
        assert (request.command, request.command_type) == ("P", 0)
        self.send_password()
        assert self._recv_ack() == ACK

    def command(self, command, command_type, address, value):
        """Any other command; the answer is left unread."""
        data_set = messages.DataSet(address=address, value=value)
        self.transport.send(messages.CommandMessage(command, command_type, data_set).to_bytes())


@contextmanager
def reader(address, kind=Reader):
    """A connected client."""
    client = kind(TcpTransport(address=address, timeout=SECONDS), password=PASSWORD, error_parser_class=ErrorParser)
    client.connect()
    try:
        yield client
    finally:
        client.disconnect()


@contextmanager
def characters(address):
    with socket.create_connection(address, timeout=SECONDS) as connection:
        yield connection


def values(response):
    return {data_set.address: (data_set.value, data_set.unit) for data_set in response.data}


def test_standard_readout(address):
    with reader(address, Iec6205621Client) as client:
        read = values(client.standard_readout())
        assert client.manufacturer_id == "QDT"
        assert client.switchover_baudrate == 9600
    assert re.fullmatch(r"\d{7}\.\d\d", read["1.8.0"][0])
    assert read["1.8.0"][1] == "kWh"
    assert re.fullmatch(r"\d{8}", read["0.0.1"][0])
    assert re.fullmatch(r"0[01]\d{12}", read["1.0.0"][0])


def test_a_meter_answers_to_its_number_only(address):
    with characters(address) as connection:
        connection.sendall(b"/?99999999!\r\n")
        connection.settimeout(0.6)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_programming_mode(address):
    with reader(address) as client:
        client.sign_in()
        assert client.read_single_value("1.8.0").unit == "kWh"
        for tariff in ("3", "1"):
            client.write_single_value("129.0.0", tariff)
            assert client.read_single_value("129.0.0").value == tariff
        client.send_break()
        assert len(values(client.standard_readout())) > 3  # on the same connection


def test_the_clock_is_set_and_read(address):
    with reader(address) as client:
        client.sign_in()
        client.command("W", 5, "1.0.0", "0260314150900")
        assert client._recv_ack() == ACK
        client.command("R", 5, "1.0.0", "")
        assert client.read_response().data[0].value.startswith("0126031415090")
        client.command("W", 5, "1.0.0", "0260229150900")
        with pytest.raises(Refused, match="ER05 DATE DAY 29"):
            client.read_response()
        client.send_break()


def test_errors_are_said_and_the_session_goes_on(address):
    with reader(address) as client:
        client.sign_in()
        with pytest.raises(Refused, match="ER03 UNKNOWN REGISTER"):
            client.read_single_value("9.9.9")
        client.command("W", 1, "1.8.0", "0")
        with pytest.raises(Refused, match="ER07 NOT WRITABLE"):
            client.read_response()
        assert client.read_single_value("0.0.1").address == "0.0.1"
        client.send_break()


def test_a_wrong_password_is_answered_by_a_break(address):
    with reader(address) as client:
        client.access_programming_mode()
        client.send_password("11111111")
        assert receive_block(client.transport.socket) == BREAK
        client.sign_in()
        client.send_break()


def test_a_reader_that_vanishes_leaves_nothing_to_the_next(address):
    for unfinished in (b"", b"\x01W1\x02129.0"):
        with reader(address) as client:
            client.sign_in()
            client.transport.send(unfinished)
        with reader(address) as client:
            client.access_programming_mode()
            with pytest.raises(Refused, match="ER02 PASSWORD FIRST"):
                client.read_single_value("1.8.0")
            client.sign_in()


def test_a_bad_check_character_and_repeats(address):
    with characters(address) as connection:
        connection.sendall(SIGN_ON)
        identification = receive(connection, b"\r\n")
        connection.sendall(NAK)
        assert receive(connection, b"\r\n") == identification
        connection.sendall(b"\x06051\r\n")
        assert receive_block(connection) == b"\x01P0\x02()\x03\x60"
        connection.sendall(password_message(PASSWORD).to_bytes()[:-1] + b"\x00")
        assert connection.recv(1) == NAK
        connection.sendall(password_message(PASSWORD).to_bytes())
        assert connection.recv(1) == ACK.encode()
        connection.sendall(messages.CommandMessage.for_single_read("0.0.1").to_bytes())
        block = receive_block(connection)
        connection.sendall(NAK)
        assert receive_block(connection) == block


def test_mode_a_with_a_head_that_echoes(address):
    with characters(address) as connection:
        connection.sendall(b"\x00" * 20 + SIGN_ON)
        identification = receive(connection, b"\r\n")
        signed_on = time.monotonic()
        for char in identification:
            connection.sendall(bytes((char,)))
        readout = receive_block(connection)
        assert 1.6 < time.monotonic() - signed_on < 2.5  # Tt 1.7 s
        connection.sendall(readout)
        connection.sendall(SIGN_ON)
        assert receive(connection, b"\r\n") == identification
        assert b"1.8.0(" in readout
