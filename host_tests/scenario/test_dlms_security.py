"""Wrong passwords, wrong keys, replayed messages, new keys: what somebody would try, and what must outlast a cut."""

import socket
import time

import pytest
from clients.gurux import AUTHENTICATION, ENCRYPTION, Reader, refusal
from clients.meter import Meter, sign_on
from gurux_dlms import GXDLMSException, GXDLMSExceptionResponse
from gurux_dlms.enums import DataType, ErrorCode
from gurux_dlms.objects import GXDLMSSecuritySetup

MASTER = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
NEW_KEY = bytes(range(0x40, 0x50))
WRONG = bytes(16)
OLD_KEYS, NEW_KEYS = (ENCRYPTION, AUTHENTICATION), (NEW_KEY, AUTHENTICATION)
MANAGER = {"client": 1, "gmac": True, "ciphered": True}
EVENTS = "1.0.99.98.2.255"
REFUSED = 38
FREE = 5  # failures: from then on, answers are held back
HELD_S = 10
PASSWORD_MODE = b"\x06051\r\n"
WRONG_PASSWORD = b"\x01P1\x02(11111111)\x03\x61"


def accepted(meter, client=1):
    """The lowest invocation counter that the meter still takes from a client, as anybody may read it."""
    with Reader(meter.tcp, 16).connect() as public:
        return public.get(1, f"0.0.43.1.{5 if client == 1 else client - 16}.255", 2)


def attempt(meter, hdlc=False, **who):
    """(how it was refused or None, seconds it took) of an association that may fail."""
    began = time.monotonic()
    with Reader(meter.optical if hdlc else meter.tcp, hdlc=hdlc, **who) as client:
        client.socket.settimeout(2 * HELD_S)
        try:
            client.connect().disconnect()
        except (GXDLMSException, GXDLMSExceptionResponse) as refused:
            return refused, time.monotonic() - began
        return None, time.monotonic() - began


def refusals(client):
    """(client, what, count) of the refusals that are logged."""
    return [(row[2], row[3], row[5]) for row in client.get(7, EVENTS, 2) if row[1] == REFUSED]


def transfer(client, *keys):
    """Give the meter (kind, wrapped key)s."""
    setup = GXDLMSSecuritySetup()
    setup.version = 0
    return client.invoke(setup.globalKeyTransfer(client.client, MASTER, keys))


@pytest.fixture
def state(tmp_path):
    return tmp_path


def test_a_new_key_works_at_once_and_after_every_cut_and_the_old_one_never_again(state):
    meter = Meter(state)
    with Reader(meter.tcp, **MANAGER).connect() as client:
        transfer(client, (0, NEW_KEY))
        assert client.get(1, "0.0.42.0.0.255", 2)[:3] == b"QDT"  # an association keeps the key that it began with
        client.disconnect()
        used = client.client.ciphering.invocationCounter
        counters = [client.meter_counter]
    seen = accepted(meter)
    assert seen == used
    assert attempt(meter, **MANAGER, keys=OLD_KEYS, counter=seen)[0]
    assert accepted(meter) == seen  # what was not proved moves nothing
    assert attempt(meter, **MANAGER, keys=NEW_KEYS, counter=seen)[0] is None
    seen = accepted(meter)
    meter.kill()

    meter = Meter(state)
    assert accepted(meter) == seen
    assert attempt(meter, **MANAGER, keys=NEW_KEYS, counter=seen - 1)[0]
    assert attempt(meter, **MANAGER, keys=OLD_KEYS, counter=seen)[0]
    with Reader(meter.optical, hdlc=True, **MANAGER, keys=NEW_KEYS, counter=seen).connect() as client:
        counters.append(client.meter_counter)
        client.disconnect()
    assert 1 < counters[0] < counters[1]  # the meter's own goes on too
    seen = accepted(meter)
    meter.stop()

    meter = Meter(state)
    assert accepted(meter) == seen
    assert attempt(meter, **MANAGER, keys=NEW_KEYS, counter=seen)[0] is None
    meter.stop()


def test_keys_that_are_wrapped_wrongly_or_are_none_change_nothing(state):
    meter = Meter(state)
    with Reader(meter.tcp, **MANAGER).connect() as client:
        setup = GXDLMSSecuritySetup()
        wrong = setup.globalKeyTransfer(client.client, WRONG, [(0, NEW_KEY)])
        assert refusal(client.invoke, wrong) == ErrorCode.OTHER_REASON
        assert refusal(transfer, client, (1, NEW_KEY)) == ErrorCode.OTHER_REASON  # broadcast: there is none
        assert refusal(transfer, client, (0, NEW_KEY), (0, NEW_KEY)) == ErrorCode.UNMATCHED_TYPE
        assert refusal(client.call, 64, "0.0.43.0.0.255", 2, b"", DataType.OCTET_STRING) == ErrorCode.UNMATCHED_TYPE
        client.disconnect()
        following = client.client.ciphering.invocationCounter
    assert attempt(meter, **MANAGER, counter=following)[0] is None
    meter.stop()


def test_no_message_of_a_session_is_taken_twice(state):
    meter = Meter(state)
    with Reader(meter.tcp, **MANAGER).connect() as client:
        client.put(1, "1.0.0.1.5.128", 2, 1, DataType.UINT8)  # a billing stop
        client.call(7, "1.0.98.1.0.255", 2)  # another one
        sent = list(client.sent)
        client.disconnect()
        following = client.client.ciphering.invocationCounter
    association, *later = sent
    assert len(sent) < FREE and following == accepted(meter)
    with socket.create_connection(meter.tcp) as again:
        again.sendall(association)
        assert b"\xa2\x03\x02\x01\x01" in again.recv(1000)  # association result: rejected
    with Reader(meter.tcp, **MANAGER, counter=following).connect() as client:
        for k, message in enumerate(later):
            client.socket.sendall(message)
            answer = client.socket.recv(100)
            assert answer[8:11] == b"\xd8\x01\x06", (k, answer)  # exception response: invocation counter error
            assert int.from_bytes(answer[11:15], "big") > following
        assert client.get(7, "1.0.98.1.0.255", 7) == 2
        assert refusals(client)[0][1:] == ("replay", 1)
        client.disconnect()
    meter.stop()


def test_a_changed_octet_is_no_message(state):
    meter = Meter(state)
    with Reader(meter.tcp, **MANAGER).connect() as client:
        (request,) = client.client.method(GXDLMSSecuritySetup(), 1, 3, DataType.ENUM)
        for place in (-1, -13, -14):  # tag, and what it protects
            changed = bytearray(request)
            changed[place] ^= 1
            client.socket.sendall(changed)
            assert client.socket.recv(100)[8:11] == b"\xd8\x01\x05", place  # deciphering error
        assert client.get(64, "0.0.43.0.0.255", 2) == 3
        assert refusals(client) == [(1, "tag", 1)]  # the log has other uses than a line for each
        client.disconnect()
    meter.stop()


def test_who_guesses_is_counted_and_slowed_down_over_all_ports_together(state):
    meter = Meter(state)
    attempts = (
        {"client": 18, "password": b"54321"},
        {"client": 19, "password": b"54321", "hdlc": True},
        {"client": 18, "gmac": True, "keys": (WRONG, AUTHENTICATION), "counter": 1},
        MANAGER | {"keys": (ENCRYPTION, WRONG), "counter": 1},
    )
    for who in attempts:
        refused, took = attempt(meter, **who)
        assert refused and took < 2, who
    with socket.create_connection(meter.optical) as head:
        sign_on(head)
        sign_on(head, b")\x03\x60", PASSWORD_MODE)
        assert sign_on(head, b"\x71", WRONG_PASSWORD) == b"\x01B0\x03\x71"
    with Reader(meter.tcp, 16).connect() as public:  # who needs no password is not held up
        assert public.get(1, "0.0.42.0.0.255", 2)
    with Reader(meter.tcp, 20, password=b"12345") as held:  # the right password, as slowly as a wrong one
        held.socket.settimeout(2 * HELD_S)
        began = time.monotonic()
        held.socket.sendall(held.client.aarqRequest()[0])
        time.sleep(1)  # the port rests for a while when a client has gone
        refused, took = attempt(meter, client=19, password=b"12345", hdlc=True)
        assert refused and took < 2, took  # while one is held back, others do not get in at all
        assert b"\xa2\x03\x02\x01\x00" in held.socket.recv(1000)
        assert HELD_S - 0.5 < time.monotonic() - began < HELD_S + 2
    assert accepted(meter) == accepted(meter, 18) == 0
    meter.stop()
