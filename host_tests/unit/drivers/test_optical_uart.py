"""The optical head's characters on a modelled line: nothing is lost, cut off or waited for with the processor held."""

import machine
from drivers import optical_uart
from drivers.optical_uart import OpticalUart
from soc.hand_time import HandTime


def wired(invert=0):
    """(driver, its UART)."""
    uart = machine.UART(0, baudrate=300, tx=machine.Pin(0), rx=machine.Pin(1))
    return OpticalUart(uart, invert), uart


def all_of(hand, head, count):
    """`count` characters, as a port reads them; what does not come in a minute is lost."""
    heard = b""

    def late():
        assert len(heard) >= count, "only %d of %d" % (len(heard), count)

    hand.at(60_000_000, late)
    while len(heard) < count:
        heard += hand.run(head.read())
    return heard


def test_every_character_at_every_speed_both_ways():
    for baud, bits in ((300, 7), (600, 7), (1200, 7), (2400, 7), (4800, 7), (9600, 7), (300, 8), (9600, 8)):
        with HandTime(optical_uart) as hand:
            head, uart = wired()
            head.set_line(baud, bits)
            text = bytes(range(1 << bits))
            began = hand.us
            hand.run(head.write(text))
            took = hand.us - began
            nominal = len(text) * 10 * 1_000_000 // baud
            assert uart.world_sent == text and uart.txdone() and uart.world_cut == uart.world_blocked_us == 0
            assert nominal <= took < nominal + 6_000, (baud, took - nominal)
            uart.world_say(text)
            assert all_of(hand, head, len(text)) == text and uart.world_errors == []


def test_a_long_answer_leaves_without_a_pause_and_without_holding_the_processor():
    for baud in (300, 9600):
        with HandTime(optical_uart) as hand:
            head, uart = wired()
            head.set_line(baud)
            hand.run(head.write(b"U" * 2000))
            gaps = [uart.world_times[k + 1] - uart.world_times[k] for k in range(1999)]
            assert uart.world_blocked_us == 0
            assert max(gaps) <= 10 * 1_000_000 // baud + 2


def test_the_last_stop_bit_has_left_when_the_speed_changes():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        for baud in (300, 9600, 300, 4800):
            head.set_line(baud)
            hand.run(head.write(b"/QDT5\r\n"))
        assert uart.world_cut == 0 and uart.world_sent == b"/QDT5\r\n" * 4


def test_the_first_character_is_there_25_ms_after_it_came_and_the_next_ones_after_5():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        head.set_line(9600)
        hand.pass_ms(10_000)
        for latest_us in (25_000, 5_000, 5_000):
            began = hand.us
            hand.at(3_000, lambda: uart.world_say(b"x"))
            assert hand.run(head.read()) == b"x"
            assert hand.us - began <= 3_000 + 1_042 + latest_us
            hand.pass_ms(300)


def test_looks_are_seldom_while_nobody_talks():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        looks = []
        ask = uart.any
        uart.any = lambda: looks.append(hand.us) or ask()
        hand.at(10_000_000, lambda: uart.world_say(b"/"))
        hand.run(head.read())
        assert len(looks) < 10_100_000 // 25_000 + 5


def test_what_has_come_while_python_was_busy_is_not_lost():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        head.set_line(9600, 8)
        uart.world_say(bytes(range(250)))
        hand.pass_ms(300)
        assert all_of(hand, head, 250) == bytes(range(250)) and uart.world_lost == 0


def test_an_erase_of_the_flash_leaves_32_characters():
    for baud, lost in ((300, 0), (9600, 218)):
        with HandTime(optical_uart) as hand:
            head, uart = wired()
            head.set_line(baud, 8)
            uart.world_say(bytes(range(250)))
            hand.stall_ms(400)
            heard = all_of(hand, head, 250 - lost)
            assert heard[:12] == bytes(range(12)) and uart.world_lost == lost
            assert lost or heard == bytes(range(250))


def test_what_leaves_during_an_erase_stops_after_the_fifo_and_goes_on():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        head.set_line(9600)
        hand.at(20_000, lambda: hand.stall_ms(400))
        hand.run(head.write(b"0123456789" * 30))
        assert uart.world_sent == b"0123456789" * 30
        gaps = [uart.world_times[k + 1] - uart.world_times[k] for k in range(299)]
        assert 300_000 < max(gaps) < 400_000  # less than the 1.5 s that a reader waits


def test_wrong_parity_comes_like_any_other_a_break_and_a_dark_line_do_not():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        uart.world_say(b"A", parity=1)
        assert hand.run(head.read()) == b"A" and uart.world_errors == ["parity"]
        uart.world_break(500_000)
        uart.world_say(b"B")
        assert hand.run(head.read()) == b"B" and uart.world_errors == ["parity", "break"]


def test_a_head_of_the_other_polarity_is_inverted_at_every_speed():
    with HandTime(optical_uart) as hand:
        head, uart = wired(machine.UART.INV_RX | machine.UART.INV_TX)
        uart.world_inverted = 1
        for baud in (300, 9600):
            head.set_line(baud)
            uart.world_say(b"/?!\r\n")
            assert all_of(hand, head, 5) == b"/?!\r\n"
        assert uart._invert == 3


def test_the_same_line_again_loses_nothing():
    with HandTime(optical_uart) as hand:
        head, uart = wired()
        uart.world_say(b"/")
        hand.pass_ms(50)
        head.set_line(300)
        assert hand.run(head.read()) == b"/"
        uart.world_say(b"?")
        hand.pass_ms(50)
        head.set_line(600)  # another one: what was received at 300 Bd is gone
        assert uart.any() == 0
