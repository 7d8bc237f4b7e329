"""Blocks and their check characters, against dialogues known as bytes (IEC 62056-21, clause 6)."""

from meter.comms.iec62056_21.frames import BREAK, bcc, command, data, data_set, error, identification, split


def octets(text):
    return bytes(int(pair, 16) for pair in text.split())


# Blocks with the check character that belongs to them.
BLOCKS = (
    "01 50 30 02 28 29 03 60",
    "01 50 31 02 28 31 32 33 34 35 29 03 50",
    "01 52 35 02 31 2E 30 2E 30 28 29 03 56",
    "02 31 2E 30 2E 30 28 30 31 30 35 30 32 30 31 30 37 35 30 31 32 29 03 35",
    "01 57 35 02 31 2E 30 2E 30 28 30 30 35 30 33 32 31 30 37 33 38 30 30 29 03 6A",
    "01 57 35 02 31 2E 30 2E 30 28 31 30 35 30 33 32 31 30 30 33 38 30 30 29 03 6C",
    "01 52 31 02 31 33 31 2E 30 2E 33 28 29 03 53",
    "02 31 33 31 2E 30 2E 33 28 31 29 03 03",
    "01 57 31 02 31 33 31 2E 30 2E 33 28 30 29 03 66",
    "01 42 30 03 71",
    "02 28 45 52 52 4F 52 29 03 5A",
)


def test_the_check_character_of_known_blocks():
    for text in BLOCKS:
        block = octets(text)
        assert bcc(block[:-1]) == block[-1], text


def test_the_parity_bit_is_no_part_of_it():
    wire = octets("81 50 B1 82 28 B1 B2 33 B4 35 A9 03 50")
    assert bcc(bytes(c & 0x7F for c in wire[:-1])) == 0x50


def test_blocks_are_built_as_known():
    assert command(b"P0", b"") == octets(BLOCKS[0])
    assert command(b"R1", b"")[:4] == b"\x01R1\x02"
    assert data(b"1.0.0(01050201075012)") == octets(BLOCKS[3])
    assert data(b"131.0.3(1)") == octets(BLOCKS[7])
    assert octets(BLOCKS[9]) == BREAK
    assert error("ERROR") == octets(BLOCKS[10])


def test_an_error_has_32_characters_at_most_and_no_reserved_one():
    block = error("ER07 (a*b)/c! " + "x" * 60)
    text = block[1:-2]
    assert len(text) == 32
    assert text == b"(ER07  a b  c  " + b"x" * 16 + b")"
    assert error("ER07 \n\xe6")[1:-2] == b"(ER07    )"  # two bytes in UTF-8


def test_a_data_set_has_a_unit_only_where_there_is_one():
    assert data_set("1.8.0", "0001234.56", "kWh") == b"1.8.0(0001234.56*kWh)"
    assert data_set("0.0.1", "12345678") == b"0.0.1(12345678)"


def test_a_data_set_is_taken_apart():
    assert split(b"1.8.0()") == ("1.8.0", "")
    assert split(b"129.0.0(2)") == ("129.0.0", "2")
    assert split(b"(secret)") == ("", "secret")
    assert split(b"1.8.0(1*kWh)") == ("1.8.0", "1*kWh")


def test_what_is_no_single_data_set_is_none():
    for text in (
        b"",
        b"1.8.0",
        b"1.8.0(",
        b"1.8.0)",
        b")(",
        b"()x",
        b"a(b)(c)",
        b"a((b)",
        b"a(b))",
        b"a(\x00)",
        b"a(\x7f)",
        b"\r\na(b)",
    ):
        assert split(text) is None, text


def test_the_identification_names_maker_speed_and_type():
    assert identification("QDT", "5", "6841138BN143002") == octets(
        "2F 51 44 54 35 36 38 34 31 31 33 38 42 4E 31 34 33 30 30 32 0D 0A"
    )
