"""The picture on 128 × 64 dots: all of a frame is there, in its place, and no two things look the same."""

from drivers.lcd_picture import SHAPES, Picture, segments
from fakes.lcd_bench import drawn, rows

EMPTY = ("", "", "", 0, 0, False, 0, 0, False)
VALUE, FUNCTIONS, LOWER = range(8, 40), range(40, 48), range(48, 64)  # rows


def lit(picture, lines, begin=0, end=128):
    return sum([sum(picture[y][begin:end]) for y in lines])


def frame(**given):
    names = ("value", "ident", "unit", "arrows", "tariff", "triangle", "mains", "signs", "test")
    return drawn(*[given.get(names[k], EMPTY[k]) for k in range(9)])


def test_an_empty_frame_is_dark_and_the_test_has_all_dots():
    assert lit(drawn(*EMPTY), range(64)) == 0
    assert lit(frame(test=True, mains=2), range(64)) == 128 * 64


def test_each_field_keeps_its_rows():
    assert lit(frame(value="88888888.8"), range(8)) == 0
    for value in ("-8888888.8", "261231235959", "CSUM", "162-4A71-0X", "0123456789abcdef" * 4):
        picture = frame(value=value)
        assert lit(picture, VALUE) == lit(picture, range(64)) > 0, value
    picture = frame(ident="0.1.5*128", unit="kvarh")
    assert lit(picture, LOWER) == lit(picture, range(64)) > 0
    signs = frame(arrows=15, tariff=8, triangle=True, mains=1)
    assert lit(signs, range(8)) == lit(signs, range(64)) > 0
    full = frame(value="-8888888.8", ident="0.1.5*128", unit="kvarh", arrows=5, tariff=8, triangle=True, mains=1)
    assert lit(full, FUNCTIONS) == 0
    functions = frame(signs=63)
    assert lit(functions, FUNCTIONS) == lit(functions, range(64)) > 0


def test_identification_and_unit_do_not_meet():
    picture = frame(ident="0.1.5*128", unit="kvarh")
    assert lit(picture, LOWER, 72, 88) == 0
    assert lit(picture, LOWER, 0, 72) > 0
    assert lit(picture, LOWER, 88) > 0


def test_every_arrow_tariff_and_sign_is_told_from_the_others():
    pictures = [frame(arrows=1 << k) for k in range(4)]
    pictures += [frame(arrows=p | q) for p in (1, 2) for q in (4, 8)]
    pictures += [frame(tariff=k) for k in range(9)] + [frame(triangle=True), frame(mains=1)]
    pictures += [frame(signs=k) for k in range(1, 64) if k & 3 != 3]
    for k in range(len(pictures)):
        for other in pictures[:k]:
            assert pictures[k] != other


def test_arrows_point_where_the_energy_goes():
    """A head ends in one dot."""
    assert lit(frame(arrows=1), range(8), 6, 7) == 1 < lit(frame(arrows=1), range(8), 0, 1)
    assert lit(frame(arrows=2), range(8), 0, 1) == 1 < lit(frame(arrows=2), range(8), 6, 7)
    assert lit(frame(arrows=4), range(1), 32, 39) == 1 < lit(frame(arrows=4), range(6, 7), 32, 39)
    assert lit(frame(arrows=8), range(6, 7), 32, 39) == 1 < lit(frame(arrows=8), range(1), 32, 39)


def test_an_open_breaker_leaves_a_gap_before_its_right_contact():
    """The blade ends above the wire, whose row both pictures share at the ends."""
    closed, opened = frame(signs=1), frame(signs=2)
    assert lit(closed, range(44, 45), 0, 16) == 16
    assert lit(opened, range(44, 45), 5, 11) == 0 < lit(opened, range(40, 41), 5, 11)
    assert lit(closed, range(40, 41), 0, 16) == 0


def test_nine_characters_and_a_point_fit_and_stand_at_the_right():
    picture = frame(value="-8888888.8")
    assert lit(picture, VALUE, 0, 2) == 0
    assert lit(picture, VALUE, 114, 126) > 0
    one, two = frame(value="8"), frame(value="18")
    assert [row[114:] for row in one] == [row[114:] for row in two]


def test_points_and_colons_take_no_place():
    plain, pointed = frame(value="12345678"), frame(value="1234567.8")
    differ = [(x, y) for y in range(64) for x in range(128) if plain[y][x] != pointed[y][x]]
    assert len(differ) == 6
    assert [x for x, y in differ if not 110 <= x < 114] == []
    assert segments("12:3") == [(SHAPES["1"], ""), (SHAPES["2"], ":"), (SHAPES["3"], "")]
    assert segments(".5") == [(0, "."), (SHAPES["5"], "")]


def test_shapes_of_digits_and_letters_differ_and_other_letters_have_none():
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert segments("CSUM") is None
    pictures = [frame(value=character) for character in SHAPES]
    for k in range(len(pictures)):
        for other in pictures[:k]:
            assert pictures[k] != other


def test_segments_are_where_seven_segments_are():
    """Middles of a to g in a cell of ten columns and 29 rows."""
    at = ((5, 11), (9, 18), (9, 31), (5, 37), (1, 31), (1, 18), (5, 24))
    for character in SHAPES:
        picture = frame(value=character)
        seen = [picture[y][114 + x] for x, y in at]
        assert seen == [SHAPES[character] >> k & 1 for k in range(7)], character


def test_a_text_longer_than_the_display_is_cut_and_not_an_error():
    whole, longer = frame(value="x" * 64), frame(value="x" * 99)
    assert whole == longer


def test_l1_is_one_block_and_leaves_the_rest_alone():
    dots = bytearray(1024)
    picture = Picture(dots)
    picture.draw("8" * 9, "9.9.9", "kWh", 15, 8, True, 29, False)
    before = bytes(dots)
    picture.mains(True)
    changed = [k for k in range(1024) if dots[k] != before[k]]
    assert changed
    assert {k // 16 for k in changed} == {4}
    picture.mains(False)
    assert dots == before


def test_letters_stretched_are_twice_as_high():
    small, tall = bytearray(1024), bytearray(1024)
    Picture(small)._frame.text("kWh", 0, 0, 1)
    Picture(tall)._text("kWh", 0, 2, 1)
    small, tall = rows(small), rows(tall)
    for y in range(8):
        assert tall[16 + 2 * y][:24] == tall[17 + 2 * y][:24] == small[y][:24]
