"""What the meter sends unasked: to a listener over TCP, and in UI frames to whoever is at the optical head."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from clients.gurux import Reader, managing, refusal
from clients.meter import SECONDS, Meter, free_address, sign_on
from gurux_dlms import GXByteBuffer, GXReplyData
from gurux_dlms.enums import DataType, ErrorCode, InterfaceType
from gurux_dlms.objects import GXDLMSClock
from gurux_dlms.secure import GXDLMSSecureClient

SETUP, SCRIPTS, SCHEDULE = "0.0.25.9.0.255", "0.0.10.0.108.255", "0.0.15.0.4.255"
PUSH_SETUP, SCRIPT_TABLE = 40, 9
AMPERES = 40
ANY_DATE = b"\xff\xff\xff\xff\xff"


@pytest.fixture(scope="module")
def listener():
    with socket.create_server(free_address()) as listening:
        listening.settimeout(SECONDS)
        yield listening


@pytest.fixture(scope="module")
def meter(tmp_path_factory, listener):
    where = "%s:%d" % listener.getsockname()
    with Meter(tmp_path_factory.mktemp("push"), {"push_to": where}, load=AMPERES) as running:
        yield running


@pytest.fixture(scope="module")
def manager(meter):
    with managing(meter) as client:
        yield client


def pushed(listener):
    """All that comes in the next connection."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(SECONDS)
        data = b""
        while more := connection.recv(4096):
            data += more
    return data


def notified(data, kind):
    """The values of a notification, as gurux parses it."""
    client = GXDLMSSecureClient(True, 19, 1, interfaceType=kind)
    reply, notify = GXReplyData(), GXReplyData()
    buffer = GXByteBuffer(data)
    client.getData(buffer, reply, notify)
    assert not buffer.available() and notify.value, data.hex()
    return notify.value


def check_values(values, now=None):
    """Clock, A+, A-, P+, P- as the default push list has them."""
    stamp, imported, exported, power, back = values
    year, month, day, _, hour, minute, second = stamp[0] << 8 | stamp[1], *stamp[2:8]
    told = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    told += timedelta(minutes=int.from_bytes(stamp[9:11], "big", signed=True))
    assert abs(told - (now or datetime.now(UTC))) < timedelta(seconds=60)
    assert 0 <= imported < 1000 and exported == back == 0
    assert power == pytest.approx(230_000 * AMPERES, rel=0.01)  # mW


def test_a_client_has_the_list_pushed(listener, manager):
    for class_id, name in ((PUSH_SETUP, SETUP), (SCRIPT_TABLE, SCRIPTS)):
        manager.call(class_id, name, 1, 1, DataType.UINT16)
        data = pushed(listener)
        assert data[:2] == b"\x00\x01" and int.from_bytes(data[6:8], "big") == len(data) - 8
        assert data[8] == 0x0F  # data-notification
        check_values(notified(data, InterfaceType.WRAPPER))


def test_it_is_pushed_at_the_minute_that_is_set(listener, manager):
    clock = GXDLMSClock("0.0.1.0.0.255")
    manager.read(clock, 3)
    utc = datetime(2027, 2, 1, 6, 29, 58, tzinfo=UTC) + timedelta(minutes=clock.timeZone)
    set_times(manager, (6, 30))
    clock.time = utc
    manager.write(clock, 2)
    check_values(notified(pushed(listener), InterfaceType.WRAPPER), utc + timedelta(seconds=2))
    listener.settimeout(2)
    with pytest.raises(TimeoutError):  # once in that minute
        pushed(listener)
    listener.settimeout(SECONDS)
    set_times(manager)


def set_times(manager, *times):
    """Write the push schedule: (hour, minute) each."""
    buffer = b"".join(b"\x02\x02\x09\x04" + bytes((*at, 0, 0)) + b"\x09\x05" + ANY_DATE for at in times)
    manager.put(22, SCHEDULE, 4, b"\x01" + bytes((len(times),)) + buffer, DataType.ARRAY)
    assert len(manager.get(22, SCHEDULE, 4) or []) == len(times)


def test_without_a_listener_the_meter_says_so_and_goes_on(meter, manager):
    before = manager.get(PUSH_SETUP, SETUP, 3)
    write_destination(manager, b"127.0.0.1:9")
    manager.call(PUSH_SETUP, SETUP, 1, 0)
    meter.wait_for(lambda event: event["ev"] == "note" and event["text"].startswith("push to 127.0.0.1 lost"))
    assert manager.get(1, "0.0.42.0.0.255", 2)
    write_destination(manager, bytes(before[1]))
    for wrong in (b"127.0.0.1", b":1", b"host:0", b"host:65536", b"h h:1"):
        assert refusal(write_destination, manager, wrong) == ErrorCode.OTHER_REASON


def write_destination(manager, to):
    kind = 0 if to else 5  # TCP, or HDLC
    structure = b"\x02\x03\x16" + bytes((kind,)) + b"\x09" + bytes((len(to),)) + to + b"\x16\x00"
    manager.put(PUSH_SETUP, SETUP, 3, structure, DataType.STRUCTURE)


def test_at_the_optical_head_it_comes_in_frames_that_nobody_answers(meter, manager):
    write_destination(manager, b"")
    with socket.create_connection(meter.optical, SECONDS) as head:
        time.sleep(0.2)
        for _ in range(2):
            manager.call(PUSH_SETUP, SETUP, 1, 0)
            data = head.recv(4096)
            while data[-1:] != b"\x7e" or len(data) < 2 or len(data) < (data[1] & 7) << 8 | data[2]:
                data += head.recv(4096)
            assert data[0] == 0x7E and data[5] & 0xEF == 0x03  # UI
            assert data[8:12] == b"\xe6\xe7\x00\x0f"
            assert len(notified(data, InterfaceType.HDLC)) == 5
    with Reader(meter.optical, 18, True, password=b"12345").connect() as client:
        assert client.get(1, "0.0.42.0.0.255", 2)
        client.disconnect()


def test_while_somebody_reads_at_the_optical_head_the_method_fails_for_now(meter, manager):
    write_destination(manager, b"")
    with socket.create_connection(meter.optical, SECONDS) as head:
        assert sign_on(head).startswith(b"/QDT")
        for class_id, name in ((PUSH_SETUP, SETUP), (SCRIPT_TABLE, SCRIPTS)):
            assert refusal(manager.call, class_id, name, 1, 1, DataType.UINT16) == ErrorCode.TEMPORARY_FAILURE
    meter.wait_for(
        lambda event: event["ev"] == "note" and event["text"] == "push lost: its port is busy, or there is none"
    )
