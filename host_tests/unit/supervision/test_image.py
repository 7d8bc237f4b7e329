"""An image is looked through in small steps, and everything that is wrong with one is found."""

from fakes.image_bytes import CODE, PLAIN, entries, image, number, record, romfs
from meter.supervision.image import Check, ImageError


def looked_through(data, code=CODE, interface=1, size=None):
    """(version, steps) of a good one, or the text of what is wrong."""
    most = 0

    def read(offset, count):
        nonlocal most
        most = max(most, count)
        return data[offset : offset + count]

    try:
        check = Check(read, len(data) if size is None else size, code, interface)
        steps = 1
        while not check.step():
            steps += 1
            assert steps < 5000
    except ImageError as wrong:
        assert len(str(wrong)) <= 12
        return str(wrong)
    assert most <= 512
    return check.version, steps


def test_a_good_image_is_good():
    assert looked_through(image())[0] == "2.0.0"
    big = (("main.mpy", b"m" * 40_000), ("drivers", (("lcd.mpy", b"d" * 70),)), ("meter", ()))
    version, steps = looked_through(image(big))
    assert version == "2.0.0" and steps > 80


def test_every_flipped_bit_is_found():
    data = image()
    for at in range(len(data)):
        for bit in (1, 128):
            wrong = data[:at] + bytes((data[at] ^ bit,)) + data[at + 1 :]
            assert looked_through(wrong) in ("format", "hash"), at


def test_every_shortened_or_longer_image_is_refused():
    data = image()
    for end in range(len(data)):
        assert looked_through(data[:end]) in ("format", "length")
    assert looked_through(data + b"\x00") == "length"
    assert looked_through(data[:-600], size=len(data)) == "length"


def test_what_was_made_for_something_else_is_refused():
    assert looked_through(image(), code=0x1306) == "processor"
    assert looked_through(image(interface=2)) == "interface"
    assert looked_through(image(interface=1), interface=2)[0] == "2.0.0"
    assert looked_through(image(magic=b"QDTX")) == "format"
    assert looked_through(image(form=2)) == "format"
    assert looked_through(image(version=b"")) == "version"
    assert looked_through(image(version=b"2 0")) == "version"
    assert looked_through(image(digest=bytes(32))) == "hash"


def test_nothing_of_the_sealed_room_can_be_in_it():
    kernel = (("kernel.mpy", b"k"),)
    for inside in (
        (("metrology", kernel),),
        (("metrology", ()),),
        (("metrology.mpy", b"k"),),
        (("metrology.py", b"k"),),
        (("panel", ()), ("metrology", kernel)),
    ):
        assert looked_through(image((("main.mpy", b""), ("meter", inside)))) == "sealed part"
    assert looked_through(image((("meter", (("panel", (("metrology", kernel),)),)),)))[0] == "2.0.0"


def test_nothing_can_take_the_place_of_the_boards_own_files():
    for tree in (
        (("board.mpy", b""),),
        (("main.py", b""),),
        (("asyncio", ()),),
        (("meter.mpy", b""),),
        (("slots.mpy", b""),),
    ):
        assert looked_through(image(tree)) == "foreign file"
    for name in ("..", ".", "../meter", "a/b", "meter/metrology", "x" * 41):
        assert looked_through(image((("meter", ((name, ()),)),))) == "files"
    assert looked_through(image(((b"\xff\xfe", b""),))) == "files"


def test_a_file_system_that_does_not_fit_together_is_refused():
    good = entries(PLAIN)
    pointer = record(5, number(5) + b"a.mpy" + record(3, number(4) + number(1 << 28)))
    for inside in (
        good[:-1],
        good + b"\x05",
        good + b"\x85\x80\x80\x80\x80\x80\x01",
        record(5, number(90) + b"a.mpy"),
        record(5, number(5) + b"a.mpy" + number(2) + number(50) + b"x"),
        record(5, b""),
        record(5, number(0) + record(2, b"")),
        pointer,
        record(4, number(5) + b"meter" + pointer),
        record(4, number(5) + b"meter" + b"\x04\xff"),
    ):
        whole = b"\xd2\xcd\x31" + number(len(inside)) + inside
        assert looked_through(image(whole)) in ("files", "foreign file"), inside
    deep = (("a.mpy", b""),)
    for _ in range(9):
        deep = (("meter", deep),)
    assert looked_through(image(deep)) == "files"
    assert looked_through(image(b"\xd2\xcd\x32" + romfs(PLAIN)[3:])) == "files"
    assert looked_through(image(romfs(PLAIN) + b"\x00\x00")) == "files"
    assert looked_through(image(b"")) == "files"
