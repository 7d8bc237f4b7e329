"""The fake of `machine.UART`: bits, FIFOs and buffers as on the RP2040, in time that the test moves."""

import machine
from soc.hand_time import HandTime


def uart(**settings):
    return machine.UART(0, tx=machine.Pin(0), rx=machine.Pin(1), **settings)


def test_a_uart_takes_the_time_of_its_characters():
    with HandTime() as hand:
        line = uart(baudrate=300, bits=7, parity=0)
        began = hand.us
        assert line.write(b"/?!\r\n") == 5
        hand.pass_us(5 * 33_333 - 100)
        assert not line.txdone() and line.world_sent == b"/?!\r"
        hand.pass_us(200)
        assert line.txdone() and line.world_sent == b"/?!\r\n"
        assert abs(line.world_times[-1] - began - 166_667) < 3
        assert line.write(bytes(400)) == 288 and line.world_blocked_us == 44_000
        line.init(baudrate=9600)
        assert line.world_cut == 287


def test_what_is_said_is_heard_bit_by_bit():
    with HandTime() as hand:
        for settings in ((300, 7, 0), (9600, 8, None), (4800, 8, 1)):
            line = uart(baudrate=settings[0], bits=settings[1], parity=settings[2])
            text = bytes([k & (1 << settings[1]) - 1 for k in range(100, 200)])
            line.world_say(text)
            hand.pass_us(100 * 1_000_000 // settings[0] * 11)
            assert line.any() == 100 and line.read(60) + line.read() == text and line.read() is None
            assert line.world_errors == []


def test_wrong_parity_is_given_like_any_other_and_a_break_is_not():
    with HandTime() as hand:
        line = uart(baudrate=9600, bits=7, parity=0)
        line.world_say(b"A", parity=1)
        line.world_say(b"\x00", bits=8, parity=0, stop=0)
        line.world_break(5000)
        line.world_say(b"B")
        hand.pass_ms(20)
        assert line.read() == b"AB"
        assert line.world_errors == ["parity", "break", "break"], line.world_errors


def test_7_bits_with_parity_are_seen_as_8_and_a_wrong_speed_as_nonsense():
    with HandTime() as hand:
        line = uart(baudrate=300, bits=8, parity=None)
        line.world_say(b"/?!", bits=7, parity=0)
        hand.pass_ms(200)
        assert line.read() == b"\xaf\x3f\x21"
        line.world_say(b"/?!\r\n" * 9, baud=9600, bits=7, parity=0)
        hand.pass_ms(200)
        assert line.read() not in (None, b"/?!\r\n" * 9)


def test_a_line_of_the_wrong_polarity_is_understood_when_inverted():
    for invert, heard in ((0, False), (machine.UART.INV_RX, True), (machine.UART.INV_TX, False)):
        with HandTime() as hand:
            line = uart(baudrate=9600, invert=invert)
            line.world_inverted = 1
            line.world_say(b"head")
            hand.pass_ms(20)
            assert (line.read() == b"head") == heard, invert


def test_the_fifo_alone_outlasts_a_stall():
    for stalled in (0, 400):
        with HandTime() as hand:
            line = uart(baudrate=9600, rxbuf=256)
            line.world_say(bytes(range(200)))
            if stalled:
                hand.stall_ms(stalled)
            hand.pass_ms(400)
            heard = line.read()
            assert heard == bytes(range(32 if stalled else 200)), heard
            assert line.world_lost == (168 if stalled else 0)


def test_a_full_buffer_leaves_32_in_the_fifo():
    with HandTime() as hand:
        line = uart(baudrate=9600, rxbuf=64)
        line.world_say(bytes(range(120)))
        hand.pass_ms(200)
        assert line.read() + line.read() == bytes(range(96)) and line.world_lost == 24
