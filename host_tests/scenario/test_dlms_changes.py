"""The management client changes the meter, reading clients cannot, and the event log tells what was done."""

from datetime import UTC, datetime, timedelta

import pytest
from clients.gurux import Reader, managing, refusal
from clients.meter import Meter
from gurux_dlms.enums import DataType, ErrorCode
from gurux_dlms.objects import GXDLMSClock

EVENTS, STOPS = "1.0.99.98.2.255", "1.0.98.1.0.255"
SCRIPTS, LIST, CLOCK = "0.0.10.0.1.255", "1.0.199.2.1.255", "0.0.1.0.0.255"
STOP_NOW = "1.0.0.1.5.128"
CLOCK_SET, SETTING, BILLING = 3, 5, 6
PROFILE, SCRIPT_TABLE, DATA = 7, 9, 1
NEW_TIME = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    with Meter(tmp_path_factory.mktemp("changes")) as running:
        yield running


@pytest.fixture(scope="module")
def manager(meter):
    with managing(meter) as client:
        yield client


def events(client, code):
    """Argument, what, old and new of the events of a kind, the oldest first."""
    return [row[2:] for row in client.get(PROFILE, EVENTS, 2) if row[1] == code]


def now(client):
    clock = GXDLMSClock(CLOCK)
    client.read(clock, 2)
    return clock.time.value.astimezone(UTC)


def test_the_clock_is_set_and_the_event_says_from_when_to_when(manager):
    before = now(manager)
    clock = GXDLMSClock(CLOCK)
    clock.time = NEW_TIME
    manager.write(clock, 2)
    assert timedelta(0) <= now(manager) - NEW_TIME < timedelta(seconds=5)
    _, _, old, new = events(manager, CLOCK_SET)[-1]
    assert len(old) == len(new) == 12
    assert (new[0] << 8 | new[1], new[2], new[3]) == (2027, 3, 1)
    assert (old[0] << 8 | old[1], old[2]) == (before.year, before.month)


def test_the_clock_is_shifted(manager):
    before = now(manager)
    manager.call(8, CLOCK, 6, -600, DataType.INT16)
    shifted = now(manager) - before + timedelta(seconds=600)
    assert timedelta(0) <= shifted < timedelta(seconds=5)
    assert refusal(manager.call, 8, CLOCK, 6, 901, DataType.INT16) == ErrorCode.OTHER_REASON


@pytest.mark.parametrize("octets", ["07EB021D0100000000000000", "07EBFFFF0100000000000000", "07EB0301FF19000000800000"])
def test_a_time_that_cannot_be_is_refused(manager, octets):
    before = now(manager)
    assert refusal(manager.put, 8, CLOCK, 2, bytes.fromhex(octets), DataType.OCTET_STRING) == ErrorCode.OTHER_REASON
    assert timedelta(0) <= now(manager) - before < timedelta(seconds=5)


def test_a_display_list_is_changed(manager):
    assert "1.8.0,2.8.0" in manager.get(DATA, LIST, 2)
    manager.put(DATA, LIST, 2, "1.8.0,32.7.0", DataType.STRING)
    assert manager.get(DATA, LIST, 2) == "1.8.0,32.7.0"
    _, what, _, new = events(manager, SETTING)[-1]
    assert what == "automatic" and new.startswith("1.8.0")
    for wrong in ("9.9.9", "", "1.8.0,", ",".join(["1.8.0"] * 17)):
        assert refusal(manager.put, DATA, LIST, 2, wrong, DataType.STRING) == ErrorCode.OTHER_REASON, wrong
    assert refusal(manager.put, DATA, LIST, 2, 5, DataType.UINT8) == ErrorCode.UNMATCHED_TYPE
    assert manager.get(DATA, LIST, 2) == "1.8.0,32.7.0"


def test_billing_is_stopped_in_each_way(manager):
    made = manager.get(PROFILE, STOPS, 7)
    manager.call(PROFILE, STOPS, 2)
    assert manager.get(PROFILE, STOPS, 7) == made + 1
    manager.call(SCRIPT_TABLE, SCRIPTS, 1, 1, DataType.UINT16)
    assert manager.get(PROFILE, STOPS, 7) == made + 2
    manager.put(DATA, STOP_NOW, 2, 1, DataType.UINT8)
    assert manager.get(PROFILE, STOPS, 7) == made + 3
    assert [new for *_, new in events(manager, BILLING)][-3:] == [made + 1, made + 2, made + 3]
    assert refusal(manager.call, SCRIPT_TABLE, SCRIPTS, 1, 2, DataType.UINT16) is not None
    assert refusal(manager.put, DATA, STOP_NOW, 2, 2, DataType.UINT8) == ErrorCode.OTHER_REASON
    assert len(manager.get(PROFILE, STOPS, 2)) == made + 3


def test_a_reading_client_can_do_nothing_of_this(meter, manager):
    before = manager.get(PROFILE, EVENTS, 7), manager.get(PROFILE, STOPS, 7), manager.get(DATA, LIST, 2)
    for proof in ({"password": b"12345"}, {"gmac": True, "counter": 1000}):
        with Reader(meter.optical, 18, True, **proof).connect() as client:
            assert refusal(client.put, 8, CLOCK, 2, bytes(12), DataType.OCTET_STRING) == "exception"
            assert refusal(client.put, DATA, LIST, 2, "1.8.0", DataType.STRING) == "exception"
            assert refusal(client.put, DATA, STOP_NOW, 2, 1, DataType.UINT8) == "exception"
            for class_id, name, method in (
                (8, CLOCK, 3),
                (8, CLOCK, 6),
                (PROFILE, STOPS, 2),
                (SCRIPT_TABLE, SCRIPTS, 1),
            ):
                assert refusal(client.call, class_id, name, method, 1) == ErrorCode.READ_WRITE_DENIED, name
            client.disconnect()
    assert (manager.get(PROFILE, EVENTS, 7), manager.get(PROFILE, STOPS, 7), manager.get(DATA, LIST, 2)) == before
