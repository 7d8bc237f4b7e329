"""The models of display controllers see what a person would see, and what the data sheets forbid."""

from chips.ssd1306 import Ssd1306
from chips.st7567 import St7567
from drivers.ssd1306_lcd import SET_UP as OLED_SET_UP
from drivers.st7567_lcd import SET_UP as GLASS_SET_UP
from soc.i2c import Nack

CORNER = [(0, 0), (1, 0), (0, 2)]  # x, y of an L lying in the first corner


def oled(*more):
    """Set up, the L at its top left, then the commands `more`, each of which is written in its place."""
    chip = Ssd1306()
    chip.write(OLED_SET_UP + b"\xaf" + b"".join(more))
    for page in range(8):
        chip.write(bytes([0x00, 0xB0 | page, 0x00, 0x10]))
        chip.write(b"\x40" + bytes(128))
    chip.write(b"\x80\xb0\x80\x00\x80\x10\x40\x05\x01")
    return chip


def glass(*more):
    chip = St7567()
    chip.reset(0)
    chip.reset(1)
    chip.select(0)
    command(chip, GLASS_SET_UP + b"\xaf" + b"".join(more))
    for page in range(8):
        command(chip, bytes([0xB0 | page, 0x10, 0x00]))
        data(chip, bytes(132))
    command(chip, b"\xb0\x10\x00")
    data(chip, b"\x05\x01")
    return chip


def command(chip, given):
    chip.a0(0)
    chip.transfer(given)


def data(chip, given):
    chip.a0(1)
    chip.transfer(given)


def seen(chip):
    picture = chip.picture()
    return sorted([(x, y) for y in range(64) for x in range(128) if picture[y][x]])


def corner(across, down):
    return sorted([(127 - x if across else x, 63 - y if down else y) for x, y in CORNER])


def test_the_oled_shows_wrong_directions_and_wiring():
    assert seen(oled()) == corner(False, False)
    assert seen(oled(b"\xa0")) == corner(True, False)
    assert seen(oled(b"\xc0")) == corner(False, True)
    assert seen(oled(b"\xd3\x08")) == sorted([(x, y + 8) for x, y in CORNER])
    assert seen(oled(b"\x48")) == sorted([(x, y + 56) for x, y in CORNER])
    assert seen(oled(b"\xda\x02")) != corner(False, False)
    assert seen(oled(b"\xda\x32")) != corner(False, False)
    assert len(seen(oled(b"\xa5"))) == 128 * 64
    assert len(seen(oled(b"\xa7"))) == 128 * 64 - 3


def test_the_oled_is_dark_when_off_or_without_its_pump():
    assert seen(oled(b"\xae")) == []
    chip = oled(b"\x8d\x10\xae\xaf")
    assert seen(chip) == []
    assert chip.faults == ["on without its charge pump"]
    chip = oled()
    chip.reset()
    assert seen(chip) == []
    assert chip.mode == 2


def test_its_memory_holds_anything_after_power_up_and_a_reset_leaves_it():
    chip = Ssd1306()
    assert len(set(chip.memory)) > 100
    before = bytes(chip.memory)
    chip.reset()
    assert chip.memory == before


def test_the_oled_rolls_over_as_its_addressing_says():
    chip = oled()
    chip.write(b"\x00\xb3\x0f\x17")
    chip.write(b"\x40\x11\x22")  # column 127, then 0 of the same page
    chip.write(b"\x00\x20\x00\x21\x7e\x7f\x22\x06\x07")
    chip.write(b"\x40\x01\x02\x03\x04\x05")  # two columns of two pages, and over
    chip.write(b"\x00\x20\x01\x21\x00\x01\x22\x06\x07")
    chip.write(b"\x40\x06\x07\x08")
    column = lambda page, at: chip.memory[128 * page + 127 - at]  # noqa: E731
    assert [column(3, 127), column(3, 0)] == [0x11, 0x22]
    assert [column(6, 126), column(6, 127), column(7, 126), column(7, 127)] == [5, 2, 3, 4]
    assert [column(6, 0), column(7, 0), column(6, 1)] == [6, 7, 8]
    assert chip.faults == []


def test_what_its_data_sheet_forbids_is_a_fault():
    for given, text in (
        (b"\x00\xd8\x00", "command d8"),
        (b"\x00\xa8\x05", "a8 05"),
        (b"\x00\xdb\x40", "db 40"),
        (b"\x00\x20\x03", "20 03"),
        (b"\x00\x20\x00\xb0", "b0: only for page addressing"),
        (b"\x00\x21\x00\x7f", "21 00 7f"),
        (b"\x01\xe3", "control byte 01"),
        (b"\x00\x2f\x40\x40", ""),
    ):
        chip = oled()
        chip.write(given)
        assert (chip.faults[:1] or [""])[0] == text, chip.faults
    chip = oled(b"\x2f")
    assert "written while it scrolls" in chip.faults


def test_an_oled_that_goes_deaf_keeps_what_came_before():
    chip = oled()
    chip.deaf_after = 3
    try:
        chip.write(b"\x40\x77\x77\x77")
    except Nack as nack:
        assert nack.at == 3
    else:
        raise AssertionError("acknowledged")
    assert [chip.memory[127 - k] for k in range(5)] == [5, 1, 0x77, 0, 0]  # address, control byte and one


def test_a_command_waits_for_its_argument_over_the_end_of_a_transaction():
    chip = oled()
    chip.write(b"\x00\x81")
    chip.write(b"\x00\x33\xae")
    assert (chip.contrast, chip.on) == (0x33, False)


def test_the_glass_shows_wrong_directions():
    assert seen(glass()) == corner(False, False)
    assert seen(glass(b"\xa1")) == sorted([(131 - x, y) for x, y in CORNER if 131 - x < 128])
    assert seen(glass(b"\xc0")) == corner(False, True)
    assert seen(glass(b"\x48")) == sorted([(x, y + 56) for x, y in CORNER])
    assert len(seen(glass(b"\xa5"))) == 128 * 64
    assert len(seen(glass(b"\xa7"))) == 128 * 64 - 3


def test_the_glass_needs_its_voltages():
    for more in (b"\xae", b"\xa3", b"\x2e", b"\x20", b"\x27\x81\x3f"):
        assert seen(glass(more)) == [], more
    assert glass().v0_mv() == 8490
    assert glass(b"\x27\x81\x3f").v0_mv() == 13_200  # what four times 3.3 V give


def test_the_glass_hears_only_when_selected_and_not_held_in_reset():
    chip = glass()
    chip.select(1)
    command(chip, b"\xae")
    assert chip.on
    chip.select(0)
    chip.reset(0)
    command(chip, b"\xaf")
    chip.reset(1)
    assert not chip.on


def test_what_the_glass_does_not_know_is_a_fault():
    for given, text in (
        (b"\xfe", "command fe"),
        (b"\x81\x40", "command 81 40"),
        (b"\xb9", "command b9"),
        (b"\xee", "command ee"),
    ):
        chip = glass()
        command(chip, given)
        assert chip.faults == [text]
    chip = glass()
    command(chip, b"\x18\x03")
    data(chip, b"\x01\x02")
    assert chip.faults == ["column 132"]
    fresh = St7567()
    fresh.select(0)
    command(fresh, b"\xe3")
    assert fresh.faults == ["used without a reset"]


def test_read_modify_write_and_the_soft_reset_of_the_glass():
    chip = glass()
    command(chip, b"\xb2\x10\x05\xe0")
    data(chip, b"\x01\x02")
    command(chip, b"\xee")
    assert chip.column == 5
    command(chip, b"\x81\x3f\xe2")
    assert (chip.page, chip.column, chip.contrast, chip.on) == (0, 0, 32, True)
