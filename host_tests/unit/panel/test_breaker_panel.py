"""A whole meter's panel and its breaker: what a customer at the button sees and does."""

from fakes.plain_board import board, codes
from meter.meter import Meter

LIMITED = codes(third="01-0-00-0-00")


class Button:
    """A push button; `short`: pushes until taken, `held`: ms."""

    short = 0
    held = 0

    def pushes(self):
        short, self.short = self.short, 0
        return short

    def held_ms(self):
        return self.held


class Bench:
    def __init__(self, **given):
        given = dict(given, configuration=LIMITED, manual=["1.8.0", "dcon"])
        self.board = board(given)
        self.button = self.board.button = Button()
        self.meter = Meter(self.board)
        self.windows(60)  # past the start

    def windows(self, count, held=False):
        """So many of 200 ms; what the value, the signs and the red LED were after each, changes only."""
        seen = []
        window = self.meter.window
        for k in range(count):
            self.button.held = 200 * (k + 1) if held else 0
            if k % 5 == 4:
                self.board.clock.seconds += 1
            window.samples, window.v_rms_mv, window.i_rms_ua = 200, 230_000, 0
            self.meter.step(0)
            frame = self.board.lcd.frame
            now = frame[0], frame[7], self.board.red_led.on
            if seen[-1:] != [now]:
                seen.append(now)
        self.button.held = 0
        return seen

    def push(self, count):
        self.button.short = count
        return self.windows(2)[-1]


def test_a_hold_on_the_breakers_view_opens_and_one_on_another_closes():
    bench = Bench()
    assert bench.push(2) == ("dCon", 1, False)
    seen = bench.windows(32, held=True)
    assert [value for value, _, _ in seen][:7] == ["dCon", "-----", "----", "---", "--", "-", "dCon"]
    assert seen[-1] == ("dCon", 2, True) and bench.meter.control.state == 11
    assert bench.windows(30)[-1] == ("dCon", 2, True)  # steady: opened by hand
    assert bench.push(1)[0] == "0000000"
    assert bench.windows(32, held=True)[-1] == ("0000000", 1, False)
    assert bench.meter.control.state == 4 and bench.board.relay.moves == [False, True]


def test_the_led_flashes_once_it_is_released_and_the_button_closes():
    bench = Bench()
    bench.meter.commands.write("128.0.0", "1", 2)
    assert bench.windows(30)[-1][1:] == (2, True)
    bench.meter.commands.write("128.0.0", "2", 2)
    lit = [on for _, _, on in bench.windows(50)]
    assert len(lit) >= 19 and set(lit) == {True, False}
    bench.windows(32, held=True)
    assert bench.meter.control.closed and bench.windows(3)[-1][1:] == (1, False)


def test_a_hold_changes_nothing_that_was_opened_from_afar():
    bench = Bench()
    bench.meter.commands.write("128.0.0", "1", 2)
    bench.windows(30)
    bench.windows(32, held=True)
    assert bench.meter.control.state == 1 and not bench.board.relay.closed()
