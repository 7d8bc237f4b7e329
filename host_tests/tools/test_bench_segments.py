"""Seven-segment characters: which dots are lit, read as a person would."""

from tools.bench.segments import LIT, UNLIT, Canvas, Size, cells, draw, draw_unit, unit_width

TINY = Size(width=3, height=5, stroke=1, gap=2, joined=True)
BIG = Size(width=8, height=14, stroke=2, gap=4)


def lit(canvas):
    return ["".join("#" if dot == LIT else "." for dot in row) for row in canvas.dots]


def picture(text, size=TINY, count=1):
    canvas = Canvas(size.across(count), size.height)
    draw(canvas, 0, 0, size, text, count)
    return lit(canvas)


def test_digits_have_the_shapes_everybody_knows():
    assert picture("1") == ["..#..", "..#..", "..#..", "..#..", "..#.."]
    assert picture("2") == ["###..", "..#..", "###..", "#....", "###.."]
    assert picture("4") == ["#.#..", "#.#..", "###..", "..#..", "..#.."]
    assert picture("7") == ["###..", "..#..", "..#..", "..#..", "..#.."]
    assert picture("8") == ["###..", "#.#..", "###..", "#.#..", "###.."]


def test_all_digits_differ():
    for size in (TINY, BIG):
        assert len({tuple(picture(digit, size)) for digit in "0123456789-"}) == 11


def test_segments_of_large_digits_do_not_touch_at_the_corners():
    rows = picture("8", BIG)
    assert rows[0] == ".######....."
    assert rows[1] == "#.####.#...."
    assert rows[6] == ".######....." and rows[7] == ".######....."
    assert rows == rows[::-1]


def test_unlit_segments_are_there_but_not_lit():
    canvas = Canvas(TINY.across(1), TINY.height)
    draw(canvas, 0, 0, TINY, "", 1)
    assert not any(LIT in row for row in canvas.dots)
    assert sum(row.count(UNLIT) for row in canvas.dots) == 13 + 1  # the eight and its point


def test_text_stands_to_the_right():
    assert picture("1", count=2) == [".......#..", ".......#..", ".......#..", ".......#..", ".......#.."]


def test_a_point_belongs_to_the_digit_before_it():
    assert len(cells("0001234.5")) == 8
    assert [mark for _, mark in cells("1.8.0")] == [".", ".", ""]
    assert [mark for _, mark in cells("12:34")] == ["", ":", "", ""]
    assert len(cells(".5")) == 2
    assert picture("1.")[4] == "..##." and picture("1:").count("..##.") == 2


def test_letters_may_be_small_and_unknown_characters_are_a_low_bar():
    assert cells("csum") == cells("CSUM")
    assert picture("§") == picture("_")


def test_unit_letters_are_drawn_side_by_side():
    canvas = Canvas(unit_width("kWh"), 5)
    draw_unit(canvas, 0, 0, "kWh")
    assert lit(canvas) == [
        "#...#...#.#...",
        "#...#...#.#...",
        "#.#.#.#.#.##..",
        "##..##.##.#.#.",
        "#.#.#...#.#.#.",
    ]
