"""Somebody tries out passwords at the optical port: slowed down after five, counted, logged without filling the log."""

from meter.comms.refusals import Refusals
from meter.logs import event_codes
from optical_bench import ACK, BREAK, IDENT, P0, SIGN_ON, VALUE, Bench, command
from small_meter import StoppedClock

WRONG = command(b"P1", b"(guess)")
RIGHT = command(b"P1", b"(s3cret)")
HOLD_MS = 10_000
REACTION_MS = 200


class Log:
    def __init__(self):
        self.events = []

    def add(self, code, argument, old, new, what=""):
        assert code == event_codes.REFUSED and old == 0
        self.events.append((what, argument, new))


class Attacked(Bench):
    """A reader at a port with the meter's own refusals; `log.events`: (what, client, count)."""

    def __init__(self, **settings):
        Bench.__init__(self, **settings)
        self.clock, self.log = StoppedClock(1_000_000), Log()
        self.guard = self.session._guard = Refusals(self.clock, self.log)

    def asked(self):
        """Signed on, and asked for the password."""
        assert self.ask(SIGN_ON) == IDENT
        assert self.ask(b"\x06051\r\n") == P0

    def guess(self, times=1):
        """Wrong passwords, each answered at once."""
        for _ in range(times):
            self.asked()
            assert self.ask(WRONG) == BREAK
            self.run(300)

    def answer_to(self, block):
        """(what is answered, after how many ms)."""
        self.actions = []
        begin = self.now
        self.send(block)
        said = self.run(HOLD_MS + 1000)
        return said, [at for at, what, _ in self.actions if what == "send"][0] - begin


def test_five_guesses_are_free_and_the_sixth_waits():
    bench = Attacked()
    bench.guess(5)
    assert bench.guard.count == 5
    bench.asked()
    assert bench.answer_to(WRONG) == (BREAK, HOLD_MS + REACTION_MS)
    assert bench.guard.count == 6
    assert bench.ended()


def test_the_right_password_during_an_attack_is_slowed_down_and_works():
    bench = Attacked()
    bench.guess(5)
    bench.asked()
    assert bench.answer_to(RIGHT) == (ACK, HOLD_MS + REACTION_MS)
    assert bench.ask(command(b"R1", b"1.8.0()")) == VALUE
    assert bench.guard.count == 5


def test_an_answer_held_back_is_not_hurried_by_whatever_is_sent_meanwhile():
    for after in (b"\x15", command(b"R1", b"1.8.0()"), b"\x01R1\x021.8.0()\x03\x00", command(b"X9", b"()")):
        bench = Attacked()
        bench.guess(5)
        bench.asked()
        bench.send(RIGHT)
        for _ in range(4):
            assert bench.run(2400) == b"", after
            bench.send(after)
        assert bench.run(HOLD_MS)[:1] == ACK


def test_an_attacker_who_does_not_wait_learns_nothing_in_between():
    bench = Attacked()
    bench.guess(5)
    bench.asked()
    bench.send(WRONG)
    bench.run(500)
    learnt = []
    for _ in range(8):  # what was held is dropped by the new sign-on; the next guesses are not even looked at
        bench.asked()
        learnt.append(bench.ask(RIGHT))
        bench.run(300)
    assert learnt == [BREAK] * 8
    assert bench.guard.count == 6
    bench.run(HOLD_MS)
    bench.asked()
    assert bench.answer_to(RIGHT)[0] == ACK


def test_two_ports_have_one_guard():
    first, second = Attacked(), Attacked()
    second.guard = second.session._guard = first.guard
    second.now = first.now
    first.guess(3)
    second.now = first.now
    second.guess(2)
    first.now = second.now
    first.asked()
    first.send(WRONG)
    first.run(300)
    second.now = first.now
    second.asked()
    assert second.ask(RIGHT) == BREAK
    assert first.guard.count == 6


def test_after_ten_quiet_minutes_guesses_are_free_again():
    bench = Attacked()
    bench.guess(5)
    bench.run(600_000)
    bench.guess(5)
    bench.asked()
    assert bench.answer_to(WRONG)[1] == HOLD_MS + REACTION_MS


def test_an_event_a_minute_at_most_with_the_count():
    bench = Attacked()
    bench.guess(3)
    assert bench.log.events == [("password", 0, 1)]
    bench.clock.seconds += 59
    bench.guess()
    assert len(bench.log.events) == 1
    bench.clock.seconds += 1
    bench.guess()
    assert bench.log.events[1:] == [("password", 0, 5)]


def test_a_clock_that_is_set_back_or_forward_does_not_silence_the_log():
    bench = Attacked()
    for seconds in (1_000_000, 10, 999_999_999, 0):
        bench.clock.seconds = seconds
        before = len(bench.log.events)
        bench.guess()
        assert len(bench.log.events) == before + 1, seconds
        bench.run(600_000)


def test_the_first_refusal_is_logged_even_by_a_clock_that_was_never_set():
    log = Log()
    refusals = Refusals(StoppedClock(0), log)
    refusals.refused(0)
    refusals.log("tag", 18)
    assert log.events == [("tag", 18, 1)]


def test_only_a_password_that_was_tried_counts():
    bench = Attacked()
    bench.asked()
    assert bench.ask(RIGHT[:-1] + b"\x00") != BREAK  # damaged on its way
    assert bench.ask(command(b"R1", b"1.8.0()")) != VALUE  # no password yet
    assert bench.ask(RIGHT) == ACK
    bench.ask(BREAK)
    assert (bench.guard.count, bench.log.events) == (0, [])
