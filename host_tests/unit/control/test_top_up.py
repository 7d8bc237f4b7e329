"""Top-ups: each credited exactly once, whatever is sent again and whatever a cut tears; and what is refused."""

from fakes.eeprom import Eeprom, Fram
from fakes.prepaid import Prepaid, prepaid
from fakes.refused import refusal
from meter.control.prepayment import SIZE
from meter.control.tokens import LAST
from meter.logs import event_codes as codes


def send(made, text):
    assert made.paid.write("top_up", text)


def test_a_top_up_adds_and_says_so():
    made = prepaid("1")
    made.use(300)
    send(made, "17 12.5")
    assert made.paid.countdown() == 13_200 and made.paid.last_top_up == 12_500
    assert made.told == [(codes.TOP_UP, "17", "700", "13200")]


def test_kilowatt_hours_have_up_to_three_decimals():
    for text, wh in (("1", 1000), ("0.001", 1), ("0.1", 100), ("00012.34", 12_340), ("12.345", 12_345)):
        made = prepaid("1")
        send(made, "2 " + text)
        assert made.paid.last_top_up == wh and made.paid.countdown() == 1000 + wh


def test_what_is_no_message_is_refused_and_changes_nothing():
    made = prepaid("1")
    for text in (
        "", " ", "2", "2 ", " 2", "2  1", "2 1 ", "2 1.", "2 .5", "2 1.2345", "2 -1", "2 +1", "2 1,5", "2 1e3", "-2 1",
        "2.0 1", "x 1", "2 x", "2 1 1", "2\t1", "2 1\n", "2 " + 23 * "1", "\u0662 1", "2 \u0661",
    ):  # fmt: skip
        made.told = []
        assert refusal(send, made, text) == "NOT TOKEN KWH", text
        assert made.told == [(codes.TOKEN_REFUSED, "NOT TOKEN KWH", text, "")]
    assert made.paid.countdown() == 1000


def test_a_token_that_has_come_is_done_and_not_credited_again():
    made = prepaid("1")
    for text in ("5 2", "5 2", "5 9", "1 1", "3 1", "3 1", "5 2"):
        send(made, text)
    assert made.paid.countdown() == 4000 and made.paid.last_top_up == 1000
    assert made.codes() == [codes.TOP_UP] + 3 * [codes.TOKEN_AGAIN] + [codes.TOP_UP] + 2 * [codes.TOKEN_AGAIN]
    made.start()
    for token in (5, 3, 1):
        made.top_up(token, "1")
    assert made.paid.countdown() == 4000


def test_a_token_too_old_to_tell_is_refused():
    made = prepaid("1")
    made.top_up(100, "1")
    assert refusal(made.top_up, 67, "1") == "TOKEN TOO OLD"
    assert made.told[-1] == (codes.TOKEN_REFUSED, "TOKEN TOO OLD", "67 1", "")
    made.top_up(68, "1")
    assert made.paid.countdown() == 3000


def test_tokens_have_a_range():
    made = prepaid("1")
    for token in (0, LAST + 1, 10**12):
        assert refusal(made.top_up, token, "1") == "TOKEN 1 TO 4294967295"
    assert refusal(made.top_up, LAST, "1") == "TOKEN TOO FAR AHEAD"
    made.top_up(10_001, "1")
    assert made.paid.countdown() == 2000


def test_the_credit_has_the_digits_of_the_display():
    for codes_1, most in (("1-1-000-00-2", 9_999_999_000), ("2-1-000-00-2", 999_999_900)):
        configuration = [codes_1, "000-01-01-1", "00-0-00-0-00", "000-000-00", "000"]
        made = prepaid("0.5", configuration=configuration)
        too_much = most - 500 + 1
        assert refusal(made.top_up, 2, "%d.%03d" % divmod(too_much, 1000)) == "1 TO %d Wh" % most
        assert made.paid.countdown() == 500
        made.top_up(2, "%d.%03d" % divmod(too_much - 1, 1000))  # the token refused was not used up
        assert made.paid.countdown() == most
        assert refusal(made.top_up, 3, "0.001") == "1 TO %d Wh" % most
        assert refusal(made.top_up, 3, "0") == "1 TO %d Wh" % most
        made.use(10)
        made.top_up(3, "0.01")
        made.correct(1)
        made.correct(most)
        assert refusal(made.correct, most + 1) == refusal(made.correct, 0) == "1 TO %d Wh" % most
        assert made.paid.countdown() == most


def test_a_debt_leaves_room_for_more():
    made = prepaid("1")
    made.use(2_000_000)
    made.top_up(2, "9999999")
    assert made.paid.countdown() == 9_999_999_000 - 1_999_000


def test_while_prepayment_is_off_nothing_is_taken():
    made = Prepaid()
    assert refusal(made.top_up, 1, "1") == refusal(made.correct, 5) == "PREPAYMENT OFF"
    assert made.codes() == [codes.TOKEN_REFUSED]
    made.step()
    made.top_up(1, "1")
    assert made.paid.countdown() == 1000


def test_a_correction_sets_the_countdown_and_leaves_tokens_and_last_top_up():
    made = prepaid("3")
    made.use(500)
    for wh in (7000, 20):
        made.told = []
        before = made.paid.countdown()
        made.correct(wh)
        assert made.paid.countdown() == wh and made.told == [(codes.CREDIT_SET, "", str(before), str(wh))]
    assert made.paid.last_top_up == 3000 and made.paid.highest == 1
    for text in ("", "-1", "1.5", "1 ", "x", 30 * "1"):
        assert refusal(made.correct, text) == "NOT A NUMBER"


def test_what_is_owed_no_correction_takes_away():
    made = prepaid("1")
    made.use(1700)
    made.step()
    assert refusal(made.correct, 5000) == "700 Wh OWED" and made.paid.owed() == 700
    made.top_up(2, "0.7")
    assert made.paid.exhausted
    made.correct(5000)
    assert made.paid.countdown() == 5000 and not made.paid.exhausted


def test_what_the_memory_does_not_take_has_never_come():
    made = prepaid("1")
    made.use(1500)
    made.step()
    before = made.paid.pack()
    made.memory.left = 3
    assert refusal(made.top_up, 2, "5") == "MEMORY FAULT"
    assert made.paid.pack() == before and made.paid.cut
    made.memory.left = None
    made.step()
    made.start()
    assert made.paid.pack() == before
    made.top_up(2, "5")
    assert made.paid.countdown() == 4500


def memories():
    for place in range(4):  # of the ring that the top-up comes to lie in
        yield Fram(1024), place
        yield Eeprom(1024, 64), place
        yield Eeprom(1024, 128), place


def test_a_cut_at_every_byte_of_a_top_up_credits_it_exactly_once():
    """The supply goes; the meter comes back, and the sender, who heard nothing, sends it again. Twice."""
    whole = cuts = 0
    for memory, place in memories():
        made = prepaid("1", memory=memory)
        for token in range(place):
            made.top_up(2 + token, "1")
        made.use(400)
        wanted = made.paid.balance() + 2500
        before, wear = bytes(memory.bytes), list(memory.wear)
        for left in range(SIZE + 8 + 1):
            memory.left = left
            try:
                made.top_up(50, "2.5")
            except ValueError as error:
                assert str(error) == "MEMORY FAULT" and left < SIZE + 8
            memory.left = None
            made.start()
            found = made.paid.balance()
            assert found in (wanted, wanted - 2500), (left, found)
            whole += found == wanted
            made.top_up(50, "2.5")
            assert made.paid.balance() == wanted and made.paid.last_top_up == 2500, left
            made.start()
            made.top_up(50, "2.5")
            assert made.paid.balance() == wanted, left
            cuts += 1
            memory.bytes[:] = before
            for page in range(len(wear)):
                memory.wear[page] = wear[page]
            made.start()
        assert made.paid.balance() == wanted - 2500
    assert whole >= 12 and cuts == 12 * (SIZE + 9)


def test_a_cut_at_every_byte_of_a_correction_leaves_the_old_or_the_new_credit():
    for memory, _ in memories():
        made = prepaid("1", memory=memory)
        made.use(1)
        before = bytes(memory.bytes)
        for left in range(SIZE + 8):
            memory.left = left
            assert refusal(made.correct, 5000) == "MEMORY FAULT"
            memory.left = None
            made.start()
            assert made.paid.countdown() in (999, 5000) and made.paid.highest == 1
            memory.bytes[:] = before
            made.start()
