"""The event log: every event has its row, its text and its place, whatever the memory does."""

from fakes.plain_board import new_meter, told
from meter.config import defaults
from meter.logs import event_codes, events

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
FORMS = ("text", "seconds", "number", "-")


def constants():
    return [name for name in dir(event_codes) if name[0] != "_" and name.upper() == name]


def payload(code, argument=0, what=b"", old=b"", new=b""):
    """A record as events.py describes it."""
    return bytes((code, argument)) + b"".join(
        [field + bytes(size - len(field)) for field, size in ((what, 18), (old, 12), (new, 12))]
    )


def test_every_code_has_a_row_in_the_table_and_no_two_are_the_same():
    codes = [getattr(event_codes, name) for name in constants()]
    assert len(codes) > 15 and len(set(codes)) == len(codes)
    said = []
    for code in codes:
        assert 0 < code < 256, code
        form, text = event_codes.about(code)
        assert form in FORMS and text and not text.startswith("event "), code
        said.append(text)
    assert len(set(said)) == len(said)
    rows = [row for row in event_codes._TABLE.split("\n") if row]
    assert sorted([int(row.split(" ")[0]) for row in rows]) == sorted(codes)


def test_events_read_as_a_person_says_them():
    for record, wanted in (
        (payload(1, 0, b"", b"0.1.0", b"B0F57365"), "firmware start: 0.1.0 -> B0F57365"),
        (
            payload(3, 0, b"", (FIRST).to_bytes(4, "little"), (FIRST + 61).to_bytes(4, "little")),
            "clock set: 2026-01-01 00:00:00 -> 2026-01-01 00:01:01",
        ),
        (payload(4, 2, b"", b"000-01-01-1", b"000-15-04-3"), "configuration 2: 000-01-01-1 -> 000-15-04-3"),
        (payload(5, 0, b"129.0.0", b"1", b"2"), "setting 129.0.0: 1 -> 2"),
        (payload(6, 2, b"", b"", b"\x07"), "billing stop 2: 0 -> 7"),
        (payload(16), "cover opened"),
        (payload(20, 3), "magnetic field 3"),
        (payload(200, 0, b"", b"\x01\x02", b"\xff\xff\xff\xff"), "event 200: 513 -> 4294967295"),
    ):
        assert len(record) == events.SIZE
        assert events.text(record) == wanted


def test_an_event_is_kept_told_and_read_back_with_its_time():
    meter = new_meter()
    meter.board.clock.seconds += 77
    meter.events.add(event_codes.SETTING, 3, "old", "new", what="1.2.3")
    meter.events.add(event_codes.PROFILE, 5, 300, 900, time=FIRST + 1)
    found = [(time,) + events.fields(record) for _, time, record in meter.events.log.read(0, 100)][-2:]
    assert found == [(FIRST + 77, 5, 3, "1.2.3", "old", "new"), (FIRST + 1, 7, 5, "", 300, 900)]
    assert meter.board.console.notes[-2:] == ["setting 3 1.2.3: old -> new", "load profile set up anew 5: 300 -> 900"]


def test_texts_that_are_too_long_are_cut_and_numbers_have_32_bits():
    meter = new_meter()
    meter.events.add(event_codes.SETTING, 0, "123456789012345", "", what="abcdefghijklmnopqrst")
    meter.events.add(event_codes.BILLING, 0, (1 << 32) + 5, -1)
    assert told(meter)[-2:] == ["setting abcdefghijklmnopqr: 123456789012 -> ", "billing stop: 5 -> 4294967295"]


def test_the_event_of_a_setting_names_it_and_no_other():
    names = list(defaults.names())
    long = [name for name in names if len(name) > events.WHAT]
    assert "over_voltage_back_v" in long and "over_voltage_back_s" in long
    meter = new_meter()
    for name in long:
        meter.commands.configure(name, defaults.limits(name)[1])
        said, _, value = told(meter)[-1].partition(": ")
        head, mark, tail = said[len("setting ") :].partition("~")
        assert mark and len(head + mark + tail) == events.WHAT, said
        assert [other for other in names if other.startswith(head) and other.endswith(tail)] == [name]
        assert value == "%d -> %d" % (defaults.default(name), defaults.limits(name)[1])
    meter.commands.configure("power_threshold_w", 5)
    assert told(meter)[-1] == "setting power_threshold_w: 99000 -> 5"


def test_the_newest_200_are_kept_at_least():
    meter = new_meter()
    for k in range(400):
        meter.events.add(event_codes.BILLING, 0, 0, k)
    found = told(meter)
    assert 200 <= len(found) < 300
    assert found[-200:] == ["billing stop: 0 -> %d" % k for k in range(200, 400)]


def test_an_event_that_the_memory_does_not_take_is_told_and_counted():
    meter = new_meter()
    before = told(meter)
    meter.board.memory.left = 0
    meter.events.add(event_codes.COVER_OPEN)
    assert meter.events.lost == 1
    assert meter.board.console.notes[-1] == "cover opened"
    meter.board.memory.left = None
    assert told(meter) == before
    meter.events.add(event_codes.COVER_CLOSED)
    assert told(meter) == before + ["cover closed"]
