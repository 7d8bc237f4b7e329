"""The exchanges of reference/vectors (dlms-hdlc-4.1, 4.2 and generated) with a meter that has the original's codes.

Requests are those octet for octet, and so are the answers as far as they hold no values of another meter.
"""

import socket
import struct
from datetime import UTC, datetime, timedelta

import pytest
from clients.meter import Meter, filled

LAST = datetime(2013, 10, 25, 12, 30, tzinfo=UTC)  # of the 59 quarters of the day, which begins at 22:00 UTC
FILLED, ASKED = 96, 59
ZONE = timedelta(hours=1)

SNRM_16 = "7E A0 20 03 21 93 7D D9 81 80 14 05 02 02 00 06 02 02 00 07 04 00 00 00 01 08 04 00 00 00 01 6F EF 7E"
UA_16 = "7E A0 20 21 03 73 73 98 81 80 14 05 02 02 00 06 02 00 80 07 04 00 00 00 01 08 04 00 00 00 01 19 D4 7E"
AARQ_16 = (
    "7E A0 2B 03 21 10 FB AF E6 E6 00 60 1D A1 09 06 07 60 85 74 05 08 01 01 "
    "BE 10 04 0E 01 00 00 00 06 5F 1F 04 00 00 18 1D FF FF 5F AF 7E"
)
AARE_16 = (
    "7E A0 37 21 03 30 6C 7C E6 E7 00 61 29 A1 09 06 07 60 85 74 05 08 01 01 A2 03 02 01 00 A3 05 A1 03 02 01 00 "
    "BE 10 04 0E 08 00 06 5F 1F 04 00 00 10 10 00 7D 00 07 7D EE 7E"
)
GET_NUMBER = "7E A0 19 03 21 32 6F D8 E6 E6 00 C0 01 81 00 01 01 01 00 00 01 FF 02 00 A8 E3 7E"
DISC_16, GONE_16 = "7E A0 07 03 21 53 03 C7 7E", "7E A0 07 21 03 73 01 40 7E"

SNRM_18 = "7E A0 20 21 25 93 9E 08 81 80 14 05 02 02 00 06 02 02 00 07 04 00 00 00 01 08 04 00 00 00 01 6F EF 7E"
UA_18 = "7E A0 20 25 21 73 91 EB 81 80 14 05 02 02 00 06 02 00 80 07 04 00 00 00 01 08 04 00 00 00 01 19 D4 7E"
AARQ_18 = (
    "7E A0 41 21 25 10 52 3B E6 E6 00 60 33 A1 09 06 07 60 85 74 05 08 01 01 8A 02 07 80 8B 07 60 85 74 05 08 02 01 "
    "AC 07 80 05 31 32 33 34 35 BE 10 04 0E 01 00 00 00 06 5F 1F 04 00 00 FE 1F FF FF 0C FF 7E"
)
AARE_18 = (
    "7E A0 37 25 21 30 8E 0F E6 E7 00 61 29 A1 09 06 07 60 85 74 05 08 01 01 A2 03 02 01 00 A3 05 A1 03 02 01 00 "
    "BE 10 04 0E 08 00 06 5F 1F 04 00 00 10 1C 00 7D 00 07 4D 99 7E"
)
GET_RANGE = (
    "7E A0 4C 21 25 32 CD B2 E6 E6 00 C0 01 81 00 07 01 01 63 01 00 FF 02 01 01 02 04 02 04 12 00 08 "
    "09 06 00 01 01 00 00 FF 0F 02 12 00 00 09 0C 07 DD 0A 19 FF 00 00 00 00 80 00 80 "
    "09 0C 07 DD 0A 1A FF 00 00 00 00 80 00 80 01 00 2F 84 7E"
)
GET_NEXT_1 = "7E A0 13 21 25 54 12 D3 E6 E6 00 C0 02 81 00 00 00 01 73 7F 7E"
DISC_18, GONE_18 = "7E A0 07 21 25 53 E0 16 7E", "7E A0 07 25 21 73 E3 33 7E"

DM_18 = "7E A0 07 25 21 1F 89 9A 7E"
RR_18 = "7E A0 07 21 25 31 F4 56 7E"
SNRM_19 = "7E A0 07 21 27 93 5C E3 7E"
SNRM_TWO = "7E A0 08 20 41 25 93 0D 05 7E"
SNRM_FOUR = "7E A0 0A 00 20 00 41 25 93 94 D0 7E"
GET_A14 = "7E A0 19 21 25 32 8C 09 E6 E6 00 C0 01 81 00 03 01 01 01 08 00 FF 02 00 E2 3A 7E"
GET_UNIT = "7E A0 19 21 25 54 BC 0F E6 E6 00 C0 01 81 00 03 01 01 01 08 00 FF 03 00 3A 23 7E"
UNIT = "7E A0 16 25 21 74 46 98 E6 E7 00 C4 01 81 00 02 02 0F 00 16 1E 90 B1 7E"
SET_CLOCK = (
    "7E A0 27 21 25 76 1C EF E6 E6 00 C1 01 81 00 08 00 01 01 00 00 FF 02 00 "
    "09 0C 07 E8 03 1F 07 01 3B 32 00 80 00 00 10 53 7E"
)
CLOCK_IS_SET = "7E A0 10 25 21 96 C0 17 E6 E7 00 C5 01 81 00 36 CF 7E"
GET_ENTRIES = (
    "7E A0 2C 21 25 98 79 21 E6 E6 00 C0 01 81 00 07 01 01 63 01 00 FF 02 01 02 02 04 06 00 00 00 01 06 00 00 00 03 "
    "12 00 02 12 00 04 07 33 7E"
)
DENIED = "7E A0 10 25 21 96 C0 17 E6 E7 00 C5 01 81 03 AD FD 7E"
UNDEFINED = "7E A0 11 25 21 96 7B 0B E6 E7 00 C4 01 81 01 04 BA F0 7E"
REJECTED = (
    "7E A0 25 25 21 30 59 F5 E6 E7 00 61 17 A1 09 06 07 60 85 74 05 08 01 01 "
    "A2 03 02 01 01 A3 05 A1 03 02 01 0D AE 4F 7E"
)


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    state = tmp_path_factory.mktemp("vectors")
    with Meter(state, {"dlms_codes": 1, "meter_number": 12345679}, **filled(state, LAST, FILLED)) as running:
        yield running


@pytest.fixture
def head(meter):
    with socket.create_connection(meter.optical, 10) as connection:
        yield connection


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


def check_sequence(data):
    """CRC-16/X-25, bit by bit."""
    crc = 0xFFFF
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return struct.pack("<H", crc ^ 0xFFFF)


def frame(control, apdu, address=b"\x21\x25", llc=b"\xe6\xe6\x00"):
    """An I frame, by default from client 18 to server 16."""
    information = llc + apdu
    header = struct.pack(">H", 0xA000 | 2 + len(address) + 1 + 2 + len(information) + 2) + address + bytes((control,))
    body = header + check_sequence(header) + information
    return b"\x7e" + body + check_sequence(body) + b"\x7e"


def answered(control, apdu, address=b"\x25\x21"):
    return frame(control, apdu, address, b"\xe6\xe7\x00")


def ask(head, request):
    """The one frame that answers a request, which is text or octets."""
    head.sendall(octets(request) if isinstance(request, str) else request)
    received = b""
    while len(received) < 3 or len(received) < (struct.unpack_from(">H", received, 1)[0] & 0x7FF) + 2:
        more = head.recv(4096)
        assert more, received.hex(" ")
        received += more
    assert received[:1] == received[-1:] == b"\x7e"
    return received


def same(received, expected):
    expected = octets(expected) if isinstance(expected, str) else expected
    assert received.hex(" ") == expected.hex(" ")


def associated(head):
    same(ask(head, SNRM_18), UA_18)
    same(ask(head, AARQ_18), AARE_18)


def row(k):
    """Row k of fill_quarters in the original's form."""
    time = LAST - (FILLED - 1 - k) * timedelta(minutes=15) + ZONE
    marks = k & 0x1FC7
    stamp = struct.pack(
        ">HBBBBBBBHB", time.year, time.month, time.day, time.isoweekday(), time.hour, time.minute, 0, 255, 0x8000, 0
    )
    return b"\x02\x08\x09\x0c" + stamp + struct.pack(
        ">BHBIBBBIBIBIBI", 18, 0, 6, marks, 15, 1, 6, 7 * k, 6, 11 * k, 6, 13 * k, 6, 0xFFFFFFFF - k
    )  # fmt: skip


def test_the_meter_number_is_read_by_anybody(head):
    same(ask(head, SNRM_16), UA_16)
    same(ask(head, AARQ_16), AARE_16)
    same(ask(head, GET_NUMBER), answered(0x52, octets("C4 01 81 00 06 00 BC 61 4F"), b"\x21\x03"))
    same(ask(head, DISC_16), GONE_16)


def test_a_day_of_the_load_profile_comes_in_blocks_that_end_with_a_row(head):
    associated(head)
    rows = [row(k) for k in range(FILLED - ASKED, FILLED)]
    assert {len(each) for each in rows} == {46}
    requests = [octets(GET_RANGE), octets(GET_NEXT_1)]
    data = b"".join(rows)
    blocks = [b"\x01" + bytes((ASKED,)) + data[:460]] + [data[at : at + 460] for at in range(460, len(data), 460)]
    assert [len(block) for block in blocks] == [462, 460, 460, 460, 460, 414]
    for k, block in enumerate(blocks):
        sent = 0x10 | (k + 1 & 7) << 1 | (k + 1 & 7) << 5
        request = requests[k] if k < 2 else frame(sent, octets("C0 02 81") + struct.pack(">I", k))
        assert request[5] == sent
        last = k == len(blocks) - 1
        head_of_block = octets("C4 02 81") + struct.pack(">BIBBH", last, k + 1, 0, 0x82, len(block))
        same(ask(head, request), answered(0x10 | (k + 1 & 7) << 1 | (k + 2 & 7) << 5, head_of_block + block))
    same(ask(head, DISC_18), GONE_18)


def test_a_register_its_unit_and_the_clock(head):
    associated(head)
    value = ask(head, GET_A14)
    assert len(value) == 23 and value[11:16] == octets("C4 01 81 00 06")
    same(value, answered(0x52, value[11:20]))
    same(ask(head, GET_UNIT), UNIT)
    same(ask(head, SET_CLOCK), CLOCK_IS_SET)
    get_time = octets("C0 01 81 00 08 00 01 01 00 00 FF 02 00")
    time = ask(head, frame(0x98, get_time))[17:]
    assert time[:6] == octets("07 E8 03 1F 07 01") and time[6] == 59 and 50 <= time[7] <= 55
    same(ask(head, DISC_18), GONE_18)


def test_entries_and_columns_are_counted_the_way_of_the_original(head):
    """The rows of request 4 of the generated ones, the newest being 0, and columns 2 to 4: status, quality, format."""
    associated(head)
    ask(head, GET_A14)
    ask(head, GET_UNIT)
    ask(head, frame(0x76, octets("C0 01 81 00 08 00 01 01 00 00 FF 02 00")))
    answer = ask(head, GET_ENTRIES)[11:-3]
    assert answer[:6] == octets("C4 01 81 00 01 03")
    assert len(answer) == 6 + 3 * 12
    for at in range(6, len(answer), 12):
        assert (
            answer[at : at + 3] == octets("02 03 12")
            and answer[at + 5] == 6
            and answer[at + 10 : at + 12] == b"\x0f\x01"
        )
    same(ask(head, DISC_18), GONE_18)


def test_refusals(head):
    associated(head)
    ask(head, GET_A14)
    ask(head, GET_UNIT)
    same(ask(head, frame(0x76, octets("C1 01 81 00 03 01 01 01 08 00 FF 02 00 06 00 00 00 00"))), DENIED)
    same(
        ask(head, frame(0x98, octets("C0 01 81 00 03 01 01 09 09 09 FF 02 00"))),
        answered(0xB8, octets("C4 01 81 01 04")),
    )
    same(ask(head, DISC_18), GONE_18)
    same(ask(head, RR_18), DM_18)
    same(ask(head, SNRM_18), UA_18)
    same(ask(head, octets(AARQ_18)[:5] + wrong_password(octets(AARQ_18))), REJECTED)


def wrong_password(request):
    """What follows the addresses of `request` with 12346 for 12345, under a check sequence of its own."""
    body = request[1:-3].replace(b"12345", b"12346")
    return (body + check_sequence(body) + b"\x7e")[4:]


def test_an_object_that_is_not_there(head):
    associated(head)
    ask(head, GET_A14)
    ask(head, GET_UNIT)
    same(ask(head, frame(0x76, octets("C0 01 81 00 03 01 01 09 09 09 FF 02 00"))), UNDEFINED)
    same(ask(head, DISC_18), GONE_18)


def test_addresses_of_every_length_and_a_client_without_parameters(head):
    limits = octets(UA_18)[8:-3]
    for request, addresses in ((SNRM_19, "27 21"), (SNRM_TWO, "25 20 41"), (SNRM_FOUR, "25 00 20 00 41")):
        answer = ask(head, request)
        at = 3 + len(octets(addresses))
        assert answer[3:at] == octets(addresses) and answer[at] == 0x73
        parameters = answer[at + 3 : -3]
        assert parameters[:3] == limits[:3] and parameters[9:] == limits[9:]  # windows are 1
        assert check_sequence(answer[1:-3]) == answer[-3:-1]
        client, server = octets(addresses)[:1], octets(addresses)[1:]
        same(ask(head, short(server + client, 0x53)), short(client + server, 0x73))  # DISC, UA


def short(addresses, control):
    """A frame without information."""
    body = bytes((0xA0, 5 + len(addresses))) + addresses + bytes((control,))
    return b"\x7e" + body + check_sequence(body) + b"\x7e"


def test_supervision(head):
    associated(head)
    same(ask(head, RR_18), short(b"\x25\x21", 0x31))
    same(ask(head, DISC_18), GONE_18)
