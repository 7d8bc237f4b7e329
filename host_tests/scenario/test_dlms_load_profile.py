"""Two months of a load profile of four quadrants, read by range and by entry, over TCP and HDLC, row for row."""

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from clients.gurux import Reader, refusal
from clients.meter import Meter, filled
from clients.raw import LOAD_PROFILE, Raw
from gurux_dlms.enums import ErrorCode
from gurux_dlms.objects import GXDLMSClock, GXDLMSProfileGeneric

END = datetime(2026, 11, 1, tzinfo=UTC)
ROWS = 61 * 96
QUARTER = timedelta(minutes=15)
INVALID = 1 << 11
NAME = "1.0.99.1.0.255"
BIG, SMALL = {}, {"pdu": 200, "info": 128}


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    state = tmp_path_factory.mktemp("profile")
    with Meter(state, **filled(state, END, ROWS)) as running:
        yield running


def expected(k):
    """Row k as it was filled in: time, LoggerStatus, DataQuality, A+, A-, R+, R-."""
    marks = k & 0x1FC7
    return [END - (ROWS - 1 - k) * QUARTER, 0, marks, 7 * k, 11 * k, 13 * k, 0xFFFFFFFF - k]


def time_of(octets):
    """UTC of twelve octets; bit 0 of the status must say what DataQuality says of the clock."""
    year, month, day, weekday, hour, minute, second = octets[0] << 8 | octets[1], *octets[2:8]
    local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    assert local.isoweekday() == weekday
    return local + timedelta(minutes=int.from_bytes(octets[9:11], "big", signed=True))


def decoded(row):
    assert row[0][11] == bool(row[2] & INVALID)
    return [time_of(row[0]), *row[1:]]


def connected(meter, hdlc, sizes):
    return Reader(meter.optical if hdlc else meter.tcp, 18, hdlc, password=b"12345", **sizes).connect()


def profile():
    made = GXDLMSProfileGeneric(NAME)
    made.sortObject = GXDLMSClock("0.0.1.0.0.255")
    return made


def range_of(client, first, last):
    """Values of the rows that end in a span of time, without the client's own idea of columns."""
    return client.invoke(client.client.readRowsByRange(profile(), first, last)).value


def entries_of(client, first, count):
    return client.invoke(client.client.readRowsByEntry(profile(), first, count)).value


@pytest.mark.parametrize("hdlc", [False, True], ids=["tcp", "hdlc"])
def test_the_whole_profile_by_entry(meter, hdlc):
    with connected(meter, hdlc, BIG) as client:
        rows = entries_of(client, 1, ROWS)
        assert client.get(7, NAME, 7) == ROWS
        client.disconnect()
    assert len(rows) == ROWS
    for k, row in enumerate(rows):
        assert decoded(row) == expected(k)


@pytest.mark.parametrize("hdlc", [False, True], ids=["tcp", "hdlc"])
def test_the_whole_profile_by_range(meter, hdlc):
    with connected(meter, hdlc, BIG) as client:
        rows = range_of(client, END - (ROWS - 1) * QUARTER, END)
        client.disconnect()
    assert [decoded(row) for row in rows] == [expected(k) for k in range(ROWS)]


def test_the_whole_profile_without_selection(meter):
    with connected(meter, False, BIG) as client:
        rows = client.get(7, NAME, 2)
        client.disconnect()
    assert [decoded(row) for row in rows] == [expected(k) for k in range(ROWS)]


@pytest.mark.parametrize("hdlc", [False, True], ids=["tcp", "hdlc"])
def test_parts_of_it_in_small_pieces(meter, hdlc):
    with connected(meter, hdlc, SMALL) as client:
        for first, count in ((1, 1), (ROWS, 1), (17, 100), (ROWS - 9, 10), (2000, 7)):
            rows = entries_of(client, first, count)
            assert [decoded(row) for row in rows] == [expected(k) for k in range(first - 1, first - 1 + count)]
        for first, count in ((0, 1), (ROWS - 1, 1), (95, 96), (3000, 5)):
            begin = END - (ROWS - 1 - first) * QUARTER
            rows = range_of(client, begin, begin + (count - 1) * QUARTER)
            assert [decoded(row) for row in rows] == [expected(k) for k in range(first, first + count)]
            inside = range_of(client, begin - timedelta(seconds=899), begin + (count - 1) * QUARTER)
            assert [decoded(row) for row in inside] == [expected(k) for k in range(first, first + count)]
        assert not range_of(client, END - 5 * QUARTER + timedelta(seconds=1), END - 4 * QUARTER - timedelta(seconds=1))
        assert not range_of(client, END, END - QUARTER)
        assert not range_of(client, datetime(2030, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
        client.disconnect()


def test_columns_can_be_chosen(meter):
    """The clock and A-, as a reader asks for them who knows the columns."""
    with connected(meter, False, BIG) as client:
        known = profile()
        client.read(known, 3)
        wanted = [known.captureObjects[0], known.captureObjects[4]]
        request = client.client.readRowsByRange(known, END - QUARTER, END, wanted)
        rows = client.invoke(request).value
        assert [[time_of(row[0]), *row[1:]] for row in rows] == [[expected(k)[0], 11 * k] for k in (ROWS - 2, ROWS - 1)]
        other = [(GXDLMSClock("0.0.1.0.1.255"), known.captureObjects[0][1])]
        asked = client.client.readRowsByRange(known, END, END, other)
        assert refusal(client.invoke, asked) == ErrorCode.ACCESS_VIOLATED
        client.disconnect()


def test_it_is_read_fast(meter):
    """About 600 kB/s on two idle cores; a busy machine may take its share, ten times slower is a fault."""
    with closing(Raw(meter.tcp)) as client:
        began = time.monotonic()
        data = client.get(7, LOAD_PROFILE, 2)
        took = time.monotonic() - began
    assert len(data) == 44 * ROWS + 4
    print(f"{len(data) / took / 1000:.0f} kB/s")
    assert len(data) / took > 60_000


def test_one_visitor_after_the_other_finds_the_same_meter(meter):
    for _ in range(100):
        with closing(Raw(meter.tcp)) as client:
            assert client.get(7, LOAD_PROFILE, 7) == b"\x06" + ROWS.to_bytes(4, "big")
    assert not meter.faults()
