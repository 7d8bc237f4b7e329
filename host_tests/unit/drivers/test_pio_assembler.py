"""The fake assembler makes the words of RP2040 datasheet 3.4; both interpreters."""

# the language of the PIO
# ruff: noqa: F821

from pio_assembler import EXECCTRL, SHIFTCTRL, WORDS, PIOASMError, asm_pio, asm_pio_encode

# from the tables of 3.4.2 to 3.4.10, and words that the datasheet and the SDK's listings print
ENCODINGS = (
    ("nop()", 0xA042),
    ("wait(1, gpio, 5)", 0x2085),
    ("wait(0, gpio, 31)", 0x201F),
    ("wait(1, pin, 0)", 0x20A0),
    ("wait(0, pin, 3)", 0x2023),
    ("wait(1, irq, 4)", 0x20C4),
    ("wait(1, irq, rel(2))", 0x20D2),
    ("in_(pins, 1)", 0x4001),
    ("in_(null, 32)", 0x4060),
    ("in_(isr, 8)", 0x40C8),
    ("in_(osr, 5)", 0x40E5),
    ("out(pins, 1)", 0x6001),
    ("out(x, 32)", 0x6020),
    ("out(null, 2)", 0x6062),
    ("out(pindirs, 1)", 0x6081),
    ("out(pc, 5)", 0x60A5),
    ("out(isr, 29)", 0x60DD),
    ("out(exec, 16)", 0x60F0),
    ("push()", 0x8020),
    ("push(block)", 0x8020),
    ("push(noblock)", 0x8000),
    ("push(iffull)", 0x8060),
    ("push(iffull, noblock)", 0x8040),
    ("pull()", 0x80A0),
    ("pull(block)", 0x80A0),
    ("pull(noblock)", 0x8080),
    ("pull(ifempty, noblock)", 0x80C0),
    ("mov(x, y)", 0xA022),
    ("mov(y, isr)", 0xA046),
    ("mov(x, invert(null))", 0xA02B),
    ("mov(osr, reverse(x))", 0xA0F1),
    ("mov(pins, x)", 0xA001),
    ("mov(exec, osr)", 0xA087),
    ("mov(pc, y)", 0xA0A2),
    ("mov(x, status)", 0xA025),
    ("irq(4)", 0xC004),
    ("irq(clear, 1)", 0xC041),
    ("irq(block, rel(0))", 0xC030),
    ("set(pins, 1)", 0xE001),
    ("set(pindirs, 1)", 0xE081),
    ("set(x, 31)", 0xE03F),
    ("set(y, 7)", 0xE047),
)


def test_each_instruction_has_its_word():
    for text, word in ENCODINGS:
        assert asm_pio_encode(text, 0) == word, "%s: %04x" % (text, asm_pio_encode(text, 0))


def test_delay_and_side_set_share_five_bits():
    assert asm_pio_encode("nop()[31]", 0) == 0xBF42
    assert asm_pio_encode("nop().side(1)[15]", 1) == 0xBF42
    assert asm_pio_encode("nop().side(2)[1]", 2) == 0xB142
    # optional: the uppermost bit says that there is one
    assert asm_pio_encode("nop()[7]", 2, True) == 0xA742
    assert asm_pio_encode("nop().side(1)[7]", 2, True) == 0xBF42
    refused("nop()[32]", 0, "delay too large")
    refused("nop()[16]", 1, "delay too large")
    refused("nop().side(2)", 1, "sideset too large")
    refused("nop().side(0)", 0, "no sideset")
    refused("out(x, 33)", 0, "invalid bit count 33")
    refused("in_(x, 0)", 0, "invalid bit count 0")


def refused(text, side_bits, said):
    try:
        asm_pio_encode(text, side_bits)
    except PIOASMError as error:
        assert said in str(error)
    else:
        raise AssertionError("%s: accepted" % text)


def test_jumps_wrap_and_labels():
    @asm_pio(sideset_init=2)
    def program():
        set(x, 3).side(0)
        wrap_target()
        label("again")
        jmp(x_dec, "again").side(1)[2]
        jmp(not_osre, "end").side(0)
        wrap()
        label("end")
        jmp("again").side(0)

    assert list(program[WORDS]) == [0xE023, 0x1241, 0x00E3, 0x0001]
    assert program[EXECCTRL] == 2 << 12 | 1 << 7


def test_a_program_without_wrap_wraps_at_its_ends_and_optional_side_set_is_found_out():
    @asm_pio(sideset_init=(2, 2), side_pindir=True)
    def program():
        nop().side(3)
        nop()[3]

    assert list(program[WORDS]) == [0xBC42, 0xA342]
    assert program[EXECCTRL] == 1 << 30 | 1 << 29 | 1 << 12


def test_shift_options_are_where_the_register_has_them():
    @asm_pio(in_shiftdir=1, out_shiftdir=1, autopush=True, autopull=True, push_thresh=24, pull_thresh=32, fifo_join=2)
    def program():
        nop()

    assert program[SHIFTCTRL] == 1 << 31 | 24 << 20 | 0xF << 16


def test_a_program_cannot_use_the_names_of_its_module_and_these_come_back():
    for broken, said in (
        (lambda: jmp("nowhere"), "unknown label nowhere"),
        (lambda: word(len(ENCODINGS)), "ENCODINGS"),
    ):
        try:
            asm_pio()(broken)
        except (PIOASMError, NameError) as error:
            assert said in str(error), error
        else:
            raise AssertionError("assembled")
    assert len(ENCODINGS) == 42


def test_a_label_given_twice_is_refused():
    def program():
        label("a")
        nop()
        label("a")

    try:
        asm_pio()(program)
    except PIOASMError as error:
        assert "duplicate label a" in str(error)
    else:
        raise AssertionError("assembled")
