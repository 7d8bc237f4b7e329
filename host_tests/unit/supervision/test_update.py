"""Firmware update as a client sees it: blocks in, verified in steps, activated, confirmed or rolled back, all cuts."""

import hashlib

from drivers.firmware_slots import BACK, KEPT, OWN, STARTS, TRIAL
from fakes.image_bytes import image, romfs
from fakes.plain_board import board, run, told
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import (
    HARDWARE_FAULT,
    OTHER_REASON,
    READ_WRITE_DENIED,
    SCOPE_VIOLATED,
    TEMPORARY_FAILURE,
    TYPE_UNMATCHED,
    Refused,
)
from meter.comms.cosem.objects.image_activation import ImageActivation
from meter.comms.cosem.objects.image_transfer import ImageTransfer
from meter.meter import Meter

NAME = b"\x00\x00\x2c\x00\x00\xff"
DONE = None
TREE = (("main.mpy", b"M\x06" + bytes(1800)), ("meter", (("app.mpy", b"a" * 900),)))
NOTHING, INITIATED, CHECKING, GOOD, BAD, STARTING, RUNNING, FAILED = range(8)


def given(*values):
    return axdr.Structure(values)


def client(meter):
    return ImageTransfer(NAME, meter)


def result(call, *arguments):
    try:
        return call(*arguments)
    except Refused as refusal:
        return refusal.result


def act(meter, method, value=0):
    return result(client(meter).act, method, value, None)


def attribute(meter, number):
    return axdr.whole(client(meter).get(number, None, None))


def status(meter):
    return attribute(meter, 6)


def send(meter, data, first=0, last=None, name=b"new"):
    """Initiate (unless it goes on) and blocks."""
    block = attribute(meter, 2)
    if not first:
        assert act(meter, 1, given(name, len(data))) is DONE
    for k in range(first, -(-len(data) // block) if last is None else last):
        assert act(meter, 2, given(k, data[k * block : (k + 1) * block])) is DONE


def wait(meter, seconds=20):
    for _ in range(seconds):
        run(meter, 1, 100, step=1)


def verified(meter, data):
    send(meter, data)
    assert act(meter, 3) == TEMPORARY_FAILURE and status(meter) == CHECKING
    assert act(meter, 3) == TEMPORARY_FAILURE
    wait(meter)
    return status(meter)


def started(old):
    """The board after a start with its boot code: installs, counts, and runs one or the other application."""
    firmware = old.board.firmware
    while firmware.install():
        pass
    firmware.start()
    return Meter(old.board)


def events(meter):
    return [text for text in told(meter) if text.startswith("firmware ") and not text.startswith("firmware start")]


def test_a_meter_that_has_never_been_updated_says_so():
    meter = Meter(board())
    assert [attribute(meter, k) for k in range(2, 8)] == [512, [], 0, True, NOTHING, []]
    assert act(meter, 2, given(0, b"x")) == OTHER_REASON
    assert act(meter, 3) == act(meter, 4) == OTHER_REASON
    assert result(client(meter).get, 2, (1, None), None) == SCOPE_VIOLATED
    assert events(meter) == []


def test_blocks_come_in_order_and_may_come_again():
    meter = Meter(board())
    data = bytes([k * 7 % 251 for k in range(3 * 512 + 100)])
    send(meter, data, last=2)
    assert attribute(meter, 3) == [True, True, False, False]
    assert (attribute(meter, 4), status(meter)) == (2, INITIATED)
    assert act(meter, 2, given(1, data[512:1024])) is DONE
    assert act(meter, 2, given(1, data[:512])) == OTHER_REASON
    assert act(meter, 2, given(3, data[1536:])) == TEMPORARY_FAILURE
    for number, block in ((4, b"x"), (2, data[:511]), (2, data[:513]), (2, b"")):
        assert act(meter, 2, given(number, block)) == OTHER_REASON
    for wrong in (
        None,
        5,
        given(2),
        given("2", b""),
        given(2, "text"),
        given(2, None),
        [2, data[:512]],
        given(-1, b""),
    ):
        assert act(meter, 2, wrong) == TYPE_UNMATCHED
    send(meter, data, first=2)
    assert attribute(meter, 3) == [True] * 4
    assert attribute(meter, 4) == 4
    assert act(meter, 2, given(3, data[1536:])) is DONE
    assert meter.board.logs.content["imdata"] == data


def test_the_bit_string_is_as_the_standard_has_it_for_every_number_of_blocks():
    meter = Meter(board())
    data = bytes(20 * 512)
    assert act(meter, 1, given(b"", len(data))) is DONE
    for k in range(21):
        bits = client(meter).get(3, None, None)
        assert bits == b"\x04\x14" + (((1 << k) - 1) << 24 - k).to_bytes(3, "big"), k
        if k < 20:
            assert act(meter, 2, given(k, bytes(512))) is DONE


def test_the_original_profile_has_blocks_that_fit_into_its_frames():
    meter = Meter(board({"dlms_codes": 1}))
    assert attribute(meter, 2) == 64
    assert verified(meter, image(TREE)) == GOOD


def audited(meter):
    """(well, not) of both status words."""
    a, b = meter.status.a, meter.status.b
    assert a >> 27 & 3 == b & 3
    return bool(b & 1), bool(b & 2)


def test_what_cannot_be_an_image_is_refused_before_anything_is_stored():
    meter = Meter(board())
    send(meter, bytes(600), last=1)
    before = dict(meter.board.logs.content)
    for size in (0, 64, 262_145, 0xFFFFFFFF):
        assert act(meter, 1, given(b"big", size)) == OTHER_REASON
    assert act(meter, 1, given(bytes(33), 1000)) == OTHER_REASON
    for wrong in (None, given(b"x"), given(b"x", -1), given(b"x", "9"), given("x", 100), given(b"x", True)):
        assert act(meter, 1, wrong) == TYPE_UNMATCHED
    assert dict(meter.board.logs.content) == before
    assert act(meter, 3, b"") == act(meter, 4, None) == TYPE_UNMATCHED


def test_a_good_image_is_verified_activated_and_confirmed():
    meter = Meter(board())
    data = image(TREE)
    assert verified(meter, data) == GOOD
    assert act(meter, 3) is DONE
    assert attribute(meter, 7) == [[len(data), b"new", hashlib.sha256(romfs(TREE)).digest()]]
    assert act(meter, 4) is DONE
    assert status(meter) == STARTING and not meter.update.leaving
    assert act(meter, 1, given(b"again", 1000)) == TEMPORARY_FAILURE
    wait(meter, 3)
    assert meter.update.leaving
    meter.close()
    meter = started(meter)
    assert meter.board.firmware._partition.content == romfs(TREE)
    assert meter.board.firmware.found() == (TRIAL, "2.0.0", "0.1.0")
    assert status(meter) == STARTING
    wait(meter, 59)
    assert meter.board.firmware.found()[0] == TRIAL
    wait(meter, 1)
    assert meter.board.firmware.found() == (KEPT, "2.0.0", "0.1.0")
    assert status(meter) == RUNNING
    assert "imdata" not in meter.board.logs.content
    for _ in range(5):
        meter.close()
        meter = started(meter)
        assert meter.board.firmware.start()
    assert events(meter) == ["firmware verified: 0.1.0 -> 2.0.0", "firmware activated: 0.1.0 -> 2.0.0"]
    assert audited(meter) == (True, False)


def test_an_application_that_is_never_confirmed_gets_three_starts():
    meter = Meter(board())
    assert verified(meter, image(TREE)) == GOOD
    assert act(meter, 4) is DONE
    firmware = meter.board.firmware
    assert firmware.install() and not firmware.install()
    assert [firmware.start() for _ in range(STARTS + 2)] == [True] * STARTS + [False] * 2
    assert firmware.found() == (BACK, "2.0.0", "0.1.0")
    meter = Meter(meter.board)
    assert status(meter) == FAILED
    assert events(meter)[-1] == "firmware rolled back: 2.0.0 -> 0.1.0"
    assert audited(meter) == (False, True)
    assert firmware.found()[0] == OWN
    assert not firmware.start()
    assert len(events(Meter(meter.board))) == 2
    assert verified(meter, image(TREE)) == GOOD  # and it can be tried again


def test_an_application_that_crashes_is_taken_back_at_once():
    meter = Meter(board())
    verified(meter, image(TREE))
    act(meter, 4)
    firmware = meter.board.firmware
    firmware.install()
    assert firmware.start() and firmware.fail() and not firmware.fail()
    assert not firmware.start()


def test_bad_images_are_refused_with_an_event_and_nothing_changes():
    sealed = image((("meter", (("metrology", (("kernel.mpy", b"k"),)),)),))
    whole = image(TREE)
    for data, why in (
        (whole[:-1] + b"\x01", "hash"),
        (sealed, "sealed part"),
        (image(TREE, magic=b"MIDI"), "format"),
        (whole + bytes(64), "length"),
        (image(TREE, interface=99), "interface"),
        (image(TREE, code=0x1306), "processor"),
    ):
        meter = Meter(board())
        send(meter, data)
        first = act(meter, 3)
        assert first == (TEMPORARY_FAILURE if why in ("hash", "sealed part") else OTHER_REASON)
        wait(meter)
        assert status(meter) == BAD and attribute(meter, 7) == []
        version, arrow, new = events(meter)[0].rpartition(" -> ")
        assert new == why and version == "firmware refused: " + ("2.0.0" if first == TEMPORARY_FAILURE else "")
        assert act(meter, 4) == OTHER_REASON
        assert meter.board.firmware.found()[0] == OWN and not meter.board.firmware.staged()
        assert verified(meter, whole) == GOOD


def test_half_an_image_is_not_looked_at():
    meter = Meter(board())
    send(meter, image(TREE), last=2)
    assert act(meter, 3) == OTHER_REASON
    assert act(meter, 4) == OTHER_REASON
    assert events(meter) == ["firmware refused:  -> length"]
    assert audited(meter) == (False, True)
    assert attribute(meter, 4) == 2
    send(meter, image(TREE), first=2)
    assert act(meter, 3) == TEMPORARY_FAILURE
    wait(meter)
    assert status(meter) == GOOD


def test_an_image_that_is_changed_in_flash_after_it_was_verified_does_not_run():
    meter = Meter(board())
    verified(meter, image(TREE))
    content = meter.board.logs.content
    content["imdata"] = content["imdata"][:-1] + b"\x00"
    assert act(meter, 4) is DONE
    meter = started(meter)
    assert status(meter) == FAILED and meter.board.firmware.found()[0] == OWN


def test_transfer_can_be_switched_off_and_that_is_kept():
    meter = Meter(board())
    assert result(client(meter).set, 5, 0, None) == TYPE_UNMATCHED
    assert result(client(meter).set, 6, True, None) == READ_WRITE_DENIED
    client(meter).set(5, False, None)
    meter = Meter(meter.board)
    assert attribute(meter, 5) is False
    for method, value in ((1, given(b"x", 900)), (2, given(0, b"x")), (3, 0), (4, 0)):
        assert act(meter, method, value) == READ_WRITE_DENIED
    client(meter).set(5, True, None)
    assert attribute(meter, 5) is True


def test_a_supply_cut_at_every_change_of_the_flash_leaves_a_transfer_that_can_go_on():
    data = image(TREE)
    changes = 1
    while True:
        meter = Meter(board())
        logs = meter.board.logs
        act(meter, 1, given(b"old", 1024))
        act(meter, 2, given(0, bytes(512)))
        logs.left = changes
        cut = act(meter, 1, given(b"new", len(data)))
        for k in range(-(-len(data) // 512)):
            cut = cut or act(meter, 2, given(k, data[k * 512 : k * 512 + 512]))
        logs.left = None
        meter = Meter(meter.board)
        if cut:
            assert cut == HARDWARE_FAULT
            first = attribute(meter, 4)
            if attribute(meter, 6) == NOTHING or logs.content["imhead"][7:10] == b"old":
                first = 0
            send(meter, data, first=first)
        assert act(meter, 3) == TEMPORARY_FAILURE
        wait(meter, 5)
        assert status(meter) == GOOD
        if not cut:
            break
        changes += 1
    assert changes > 8


def test_a_supply_cut_at_every_step_of_the_installation_does_no_harm():
    cuts = 0
    while True:
        meter = Meter(board())
        assert verified(meter, image(TREE)) == GOOD
        assert act(meter, 4) is DONE
        firmware = meter.board.firmware
        firmware._partition.left = cuts
        try:
            firmware.install()
            done = True
        except KeyboardInterrupt:
            done = False
        firmware._partition.left = None
        assert done or firmware.install()
        assert firmware.start() and firmware._partition.content == romfs(TREE)
        if done:
            break
        cuts += 1
    assert cuts > 6


def test_a_flash_that_does_not_take_it_is_a_hardware_fault_and_the_meter_goes_on():
    meter = Meter(board())
    meter.board.logs.left = 0
    assert act(meter, 1, given(b"new", 900)) == HARDWARE_FAULT
    meter.board.logs.left = None
    send(meter, image(TREE))
    act(meter, 3)
    meter.board.logs.left = 0
    wait(meter, 5)
    assert status(meter) == INITIATED and meter.flash_faults > 0
    meter.board.logs.left = None
    assert act(meter, 3) == TEMPORARY_FAILURE
    wait(meter, 5)
    assert status(meter) == GOOD


def schedule(meter):
    return ImageActivation(b"\x00\x00\x0f\x00\x02\xff", meter)


def test_an_image_is_activated_at_a_time_that_survives_a_supply_cut():
    meter = Meter(board())
    assert axdr.whole(schedule(meter).get(4, None, None)) == []
    verified(meter, image(TREE))
    when = [given(b"\x03\x00\x00\x00", b"\x07\xea\x01\x01\xff")]  # 2026-01-01 03:00 in normal time
    schedule(meter).set(4, when, None)
    meter = Meter(meter.board)
    assert axdr.whole(schedule(meter).get(4, None, None)) == [[b"\x03\x00\x00\x00", b"\x07\xea\x01\x01\x04"]]
    zone = meter.settings.zone_hours
    run(meter, (3 - zone) * 3600 - 180, 100)
    assert status(meter) == GOOD
    run(meter, 180, 100)
    assert status(meter) == STARTING and meter.update.due == 0
    assert Meter(meter.board).update.due == 0


def test_times_that_cannot_be_are_refused():
    meter = Meter(board())
    for value, wanted in (
        ([given(b"\x18\x00\x00\x00", b"\x07\xea\x01\x01\xff")], OTHER_REASON),
        ([given(b"\x03\x00\x00\x00", b"\xff\xff\x01\x01\xff")], OTHER_REASON),
        ([given(b"\x03\x00\x00\x00", b"\x07\xea\xff\xff\xff")], OTHER_REASON),
        ([given(b"\x03\x00\x00", b"\x07\xea\x01\x01\xff")], TYPE_UNMATCHED),
        ([given(3, 4)], TYPE_UNMATCHED),
        ([given(b"\x03\x00\x00\x00", b"\x07\xea\x01\x01\xff")] * 2, TYPE_UNMATCHED),
        (None, TYPE_UNMATCHED),
    ):
        assert result(schedule(meter).set, 4, value, None) == wanted
    assert meter.update.due == 0
    schedule(meter).set(4, [], None)


def test_a_scheduled_activation_without_a_verified_image_is_told():
    meter = Meter(board())
    schedule(meter).set(4, [given(b"\x01\x05\x00\x00", b"\x07\xea\x01\x01\xff")], None)
    run(meter, 7200, 100)
    assert events(meter) == ["firmware refused:  -> not verified"]
    assert not meter.update.leaving
