"""A client that nobody here wrote reads all that it may, at every level, over TCP and HDLC, and nothing else."""

import re
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from clients.gurux import Reader, refusal
from clients.meter import Meter, sign_on
from gurux_dlms.enums import DataType, ErrorCode
from gurux_dlms.objects import GXDLMSClock, GXDLMSRegister

AMPERES = 40
LEVELS = {
    "public": {"client": 16},
    "low": {"client": 18, "password": b"12345"},
    "high": {"client": 19, "gmac": True},
    "management": {"client": 1, "gmac": True, "ciphered": True},
}
DENIED = {ErrorCode.READ_WRITE_DENIED}
UNDEFINED = ErrorCode.UNDEFINED_OBJECT
READ, WRITE = 1, 2
# what is changed over the network only: what opens the breaker, and prepayment
BY_NETWORK = [(3, "1.0.130.0.0.255")]
BY_NETWORK += [(1, "1.0.%s.255" % code) for code in ("128.0.11", "130.0.7", "199.4.0", "199.4.1", "199.4.2", "199.4.3")]
COUNTER = {"client": 16}
VIEWS = {}


@pytest.fixture(scope="module")
def meter(tmp_path_factory):
    running = Meter(tmp_path_factory.mktemp("rights"), load=AMPERES)
    running.last_read = 0
    yield running
    assert running.stop()["a_plus_uwh"] >= running.last_read * 1_000_000


def reader(meter, level, hdlc=False, **more):
    """A connected client whose invocation counter is the next that the meter takes, as the meter says."""
    chosen = LEVELS[level]
    if chosen.get("gmac"):
        with Reader(meter.tcp, **COUNTER) as asking:
            asking.connect()
            more["counter"] = asking.get(1, f"0.0.43.1.{5 if level == 'management' else chosen['client'] - 16}.255", 2)
    return Reader(meter.optical if hdlc else meter.tcp, hdlc=hdlc, **chosen, **more)


def everything(client, view):
    """Read every attribute of the view: {(class, name, attribute): value}; what may not be read is refused."""
    values = {}
    for (class_id, name), (attributes, _) in view.items():
        for attribute, mode in attributes.items():
            if mode & READ:
                values[class_id, name, attribute] = client.get(class_id, name, attribute)
            else:
                assert refusal(client.get, class_id, name, attribute) in DENIED, (name, attribute)
    return values


def on_line(view, hdlc):
    """A view over TCP as it is on a line."""
    found = dict(view)
    for thing in BY_NETWORK if hdlc else ():
        if thing in found:
            found[thing] = ({**found[thing][0], 2: READ}, found[thing][1])
    return found


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("hdlc", [False, True], ids=["tcp", "hdlc"])
def test_everything_readable_is_read(meter, level, hdlc):
    with reader(meter, level, hdlc).connect() as client:
        view = client.view()
        values = everything(client, view)
        client.disconnect()
    assert len(view) == {"public": 17, "low": 292, "high": 292, "management": 293}[level]
    assert on_line(VIEWS.setdefault(level, view), hdlc) == view
    for (_, name, attribute), value in values.items():
        if attribute == 1:
            assert ".".join(map(str, value)) == name


def test_values_fit_their_classes(meter):
    with reader(meter, "low").connect() as client:
        things = client.objects()
        assert {(thing.objectType, thing.logicalName) for thing in things} == set(VIEWS["low"])
        for thing in things:
            rights = VIEWS["low"][thing.objectType, thing.logicalName][0]
            for attribute, mode in reversed(rights.items()):  # a scaler before its value, columns before rows
                if mode & READ:
                    client.read(thing, attribute)
        registers = {thing.logicalName: thing for thing in things if isinstance(thing, GXDLMSRegister)}
        client.disconnect()
    assert registers["1.0.32.7.0.255"].value == pytest.approx(230, abs=0.5)
    assert registers["1.0.31.7.0.255"].value == pytest.approx(AMPERES, abs=0.1)
    assert registers["1.0.1.7.0.255"].value == pytest.approx(230 * AMPERES, rel=0.01)
    assert registers["1.0.2.8.0.255"].value == 0


def test_clock_and_energy_are_those_of_the_meter(meter):
    def readout():
        with socket.create_connection(meter.optical) as head:
            assert sign_on(head) == rb"/QDT5\2QUADRANT-1" + b"\r\n"
            block = sign_on(head, b"!\r\n\x03", b"\x06050\r\n").decode()
        (energy,) = re.findall(r"1\.8\.0\((\d+\.\d+)\*kWh\)", block)
        return float(energy)

    before = readout()
    with reader(meter, "low").connect() as client:
        energy, clock = GXDLMSRegister("1.0.1.8.0.255"), GXDLMSClock("0.0.1.0.0.255")
        client.read(energy, 3)
        client.read(energy, 2)
        client.read(clock, 2)
        client.read(clock, 3)
        client.disconnect()
    assert before - 0.01 < energy.value / 1000 < readout() + 0.01 and energy.value > 0
    meter.last_read = energy.value
    assert clock.time.value.utcoffset() == timedelta(minutes=-clock.timeZone)
    assert abs(clock.time.value.astimezone(UTC) - datetime.now(UTC)) < timedelta(seconds=60)


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_not_in_the_view_is_not_there(meter, level):
    with reader(meter, level).connect() as client:
        view = VIEWS[level]
        hidden = set(VIEWS["management"]) - set(view)
        tried = set()
        for class_id, name in hidden:
            assert refusal(client.get, class_id, name, 2) == UNDEFINED, name
            assert refusal(client.get, class_id, name, 1) == UNDEFINED, name
        for (class_id, name), (attributes, _) in view.items():
            assert refusal(client.get, class_id, name, max(attributes) + 1) == UNDEFINED, name
            if class_id not in tried:
                assert refusal(client.get, class_id, name, 127) == UNDEFINED, name
                tried.add(class_id)
            if class_id != 15:
                assert refusal(client.get, 15, name, 2) == ErrorCode.INCONSISTENT_CLASS, name
        assert refusal(client.get, 3, "1.0.9.9.9.255", 2) == UNDEFINED
        client.disconnect()


@pytest.mark.parametrize("level", ["public", "low", "high"])
def test_readers_change_nothing(meter, level):
    """They have no SET; the one that has ACTION needs it for its proof only."""
    with reader(meter, level).connect() as client:
        for (class_id, name), (attributes, methods) in VIEWS[level].items():
            assert not any(mode & WRITE for mode in attributes.values()), name
            assert refusal(client.put, class_id, name, 2) == "exception"
            for method, mode in methods.items():
                refused = refusal(client.call, class_id, name, method)
                if level == "public":
                    assert refused == "exception"
                elif (class_id, name, method) != (15, "0.0.40.0.0.255", 1):
                    assert not mode and refused in DENIED, (name, method)
        client.disconnect()


def test_management_writes_what_its_view_says(meter):
    """null-data fits nothing that can be written, so nothing is changed here."""
    with reader(meter, "management").connect() as client:
        writable = 0
        for (class_id, name), (attributes, methods) in VIEWS["management"].items():
            for attribute, mode in attributes.items():
                refused = refusal(client.put, class_id, name, attribute)
                writable += bool(mode & WRITE)
                assert refused == (ErrorCode.UNMATCHED_TYPE if mode & WRITE else ErrorCode.READ_WRITE_DENIED), name
            assert refusal(client.put, class_id, name, 100) == UNDEFINED
            assert refusal(client.call, class_id, name, max(methods, default=0) + 1) == UNDEFINED, name
            assert all(methods.values()), name
        assert writable > 20
        assert refusal(client.put, 8, "0.0.1.0.0.255", 2, b"\x07\xea\x02\x1e" + bytes(8), DataType.OCTET_STRING)
        client.disconnect()


@pytest.mark.parametrize("hdlc", [False, True], ids=["tcp", "hdlc"])
def test_a_list_is_read_at_once(meter, hdlc):
    with reader(meter, "low", hdlc).connect() as client:
        pairs = [(GXDLMSRegister(f"1.0.{c}.8.0.255"), 2) for c in (1, 2, 3, 4, 5, 6, 7, 8)]
        client.read_list(pairs)
        one = GXDLMSRegister("1.0.1.8.0.255")
        client.read(one, 2)
        client.disconnect()
    assert 0 < pairs[0][0].value <= one.value < pairs[0][0].value + 20 and pairs[1][0].value == 0


@pytest.mark.parametrize("level", ["low", "management"])
def test_a_client_with_little_memory_reads_the_same(meter, level):
    for hdlc, sizes in ((False, {"pdu": 64}), (True, {"pdu": 64, "info": 128}), (True, {"info": 128})):
        with reader(meter, level, hdlc, **sizes).connect() as client:
            assert client.view() == on_line(VIEWS[level], hdlc)
            assert client.get(7, "1.0.99.1.0.255", 3)[0][0] == 8
            client.disconnect()


def test_the_next_client_finds_the_head_as_it_was(meter):
    time.sleep(0.1)
    with socket.create_connection(meter.optical) as head:
        assert sign_on(head).startswith(b"/QDT5")
