"""Mode D0: the readout comes by itself at its period and its speed, and never in anybody's way."""

from hdlc_bench import frame
from meter.comms.iec62056_21 import cyclic
from meter.comms.iec62056_21.cyclic import LISTEN_MS, Cyclic
from meter.comms.iec62056_21.on_demand import OnDemand
from meter.comms.optical_session import OpticalSession
from optical_bench import ACK, BREAK, P0, READOUT_CODES, SIGN_ON, answer, command
from session_bench import CLIENT, IDENT, SERVER, Optical

SNRM, DISC, UA = 0x93, 0x53, 0x73
AT_300 = ("line", 300)
BLOCK = answer(b"0.0.1(12345678)\r\n1.8.0(0001234.56*kWh)\r\n2.8.0(0000000.00*kWh)\r\n1.0.0(01050201075012)\r\n!\r\n")
PERIOD = 5000


class Sending(Optical):
    """An optical port with mode D0; `frames`: (ms, speed, characters) of what came by itself."""

    def __init__(self, period=1, speed=3, echo=False, sending_ms=0):
        Optical.__init__(self, echo)
        self.cyclic = Cyclic(self.settings, self.meter.bank, READOUT_CODES, period, speed)
        self.session = OpticalSession(self.iec, self.dlms, self.cyclic)
        self.sending_ms = sending_ms
        self.frames = []
        self.begun = self.now

    def _carry_out(self, action):
        if action[0] == "send" and self.cyclic.busy():
            self.frames.append((self.now - self.begun, self.line[0], bytes(action[1])))
            Optical._carry_out(self, action)
            self.now += self.sending_ms  # as the port's edge waits for the last character
            return b""
        return Optical._carry_out(self, action)

    def came(self):
        """When frames have come since the last look."""
        times = [ms for ms, _, _ in self.frames]
        self.frames = []
        return times


def said(speed):
    return b"/QDT%d162JxC\r\n" % speed + BLOCK


def test_identification_and_readout_come_at_the_period_and_the_line_is_set_for_them():
    for speed, baud in ((0, 300), (1, 600), (2, 1200), (3, 2400), (4, 4800), (5, 9600)):
        bench = Sending(speed=speed)
        bench.run(4 * PERIOD + 100)
        assert bench.frames == [(k * PERIOD, baud, said(speed)) for k in (1, 2, 3, 4)]
        assert bench.lines() == [("line", baud), AT_300] * 4
        assert bench.session.idle() and bench.session.quiet()


def test_the_period_counts_in_five_seconds_up_to_a_day():
    bench = Sending(period=17_280)
    bench.run(86_399_000)
    assert bench.came() == []
    bench.run(86_401_000)
    assert bench.came() == [86_400_000, 2 * 86_400_000]


def test_the_modules_it_needs_are_dropped_after_each():
    import sys

    bench = Sending()
    bench.run(PERIOD)
    assert bench.came() == [PERIOD]
    for name in cyclic._MODULES:
        assert "meter.comms.iec62056_21." + name not in sys.modules


def test_a_sign_on_between_two_of_them_works_and_none_disturbs_the_visit():
    bench = Sending(period=1)
    bench.run(4900)
    bench.heard(b"/?", 300, 7)
    bench.run(200)  # one was due
    bench.heard(b"!\r\n", 300, 7)
    assert bench.run(300) == IDENT
    for request, expected in ((b"\x06051\r\n", P0), (command(b"P1", b"(s3cret)"), ACK)):
        bench.heard(request, bench.line[0], 7)
        assert bench.run(300) == expected
    bench.run(6 * PERIOD)
    assert bench.came() == [] and bench.line == (9600, 7)
    bench.heard(BREAK, 9600, 7)
    bench.run(PERIOD + 500)
    assert len(bench.came()) == 1 and bench.line == (300, 7)


def test_a_mode_a_readout_and_hdlc_leave_it_out_and_none_is_made_up_for():
    bench = Sending()
    bench.run(4500)
    bench.heard(SIGN_ON, 300, 7)
    assert bench.run(3000) == IDENT + BLOCK
    assert bench.came() == []
    bench.run(9000)
    assert bench.came() == [2 * PERIOD, 3 * PERIOD]
    bench = Sending()
    bench.connect()
    bench.run(15_000)
    assert bench.came() == []
    assert bench.answers(DISC, UA)
    bench.run(20_000)
    assert all(ms % PERIOD == 0 for ms in bench.came())
    assert bench.line == (300, 7) and bench.dlms.visitors == 0
    bench = Sending()
    bench.run(4990)
    bench.send(b"\x55")  # light that may have been a frame: the meter listens at HDLC's speed
    bench.run(2900)
    assert bench.came() == [] and bench.line == (9600, 8)


def test_its_echo_and_whatever_comes_meanwhile_are_not_listened_to():
    for noise in (b"\x55", b"\x7e\xa0", SIGN_ON, frame(SERVER, CLIENT, SNRM)):
        bench = Sending(echo=True)
        real = bench._carry_out

        def carry_out(action, bench=bench, real=real, noise=noise):
            bench.send(noise) if bench.cyclic.busy() else None
            return real(action)

        bench._carry_out = carry_out
        assert bench.run(2 * PERIOD + 1000) == b""
        assert bench.came() == [PERIOD, 2 * PERIOD] and bench.dlms.visitors == 0
        assert bench.lines() == [("line", 2400), AT_300] * 2
        bench.heard(SIGN_ON, 300, 7)
        assert bench.run(300) == IDENT


def test_one_that_takes_longer_than_its_period_leaves_time_to_sign_on():
    for sending_ms in (4200, 4999, 5000, 7500, 33_000):
        bench = Sending(speed=0, sending_ms=sending_ms)
        bench.run(20 * PERIOD)
        times = bench.came()
        assert times[0] == PERIOD
        for k in range(1, len(times)):
            pause = times[k] - times[k - 1] - sending_ms
            assert LISTEN_MS <= pause < LISTEN_MS + PERIOD and times[k] % PERIOD == 0, sending_ms
        bench.run(PERIOD)
        bench.heard(SIGN_ON, 300, 7)
        bench.run(300)
        assert not bench.session.idle()


def test_a_meter_is_not_set_up_anew_while_the_line_is_at_another_speed():
    bench = Sending()
    bench.session.poll(bench.now)
    bench.now += PERIOD
    assert bench.session.idle()
    for _ in range(3):
        bench.session.poll(bench.now)
        assert not bench.session.idle()
        bench._carry_out(bench.session.take())
    bench.session.poll(bench.now)
    assert bench.session.idle() and bench.line == (300, 7)


def test_a_listener_that_goes_in_the_middle_leaves_the_line_as_it_was():
    for taken in range(4):
        bench = Sending()
        bench.session.poll(bench.now)
        bench.now += PERIOD
        bench.session.poll(bench.now)
        for _ in range(taken):
            bench._carry_out(bench.session.take())
        bench.session.hang_up(bench.now)
        bench.run(100)
        assert bench.line == (300, 7), taken
        assert len(bench.frames) == (1 if taken > 1 else 0)
        bench.heard(SIGN_ON, 300, 7)
        assert bench.run(300) == IDENT, taken


def test_a_push_waits_for_nobody_and_neither_does_it():
    bench = Sending()
    bench.session.poll(bench.now)
    bench.now += PERIOD
    bench.session.poll(bench.now)
    assert not bench.session.notify(19, 1, b"\x0f")
    bench.run(4900)
    assert bench.session.notify(19, 1, b"\x0f")
    bench.run(200)
    assert bench.came() == [PERIOD]


def test_without_memory_one_is_left_out():
    bench = Sending()
    real = bench.meter.bank.get

    def fail(code):
        raise MemoryError

    bench.meter.bank.get = fail
    bench.run(PERIOD + 100)
    bench.meter.bank.get = real
    bench.run(PERIOD)
    assert bench.came() == [2 * PERIOD] and bench.line == (300, 7)


def test_where_no_mode_is_selected_a_sign_on_is_nothing_and_hdlc_is_served():
    bench = Optical()
    bench.session = OpticalSession(OnDemand(None), bench.dlms)
    for _ in range(3):
        bench.heard(SIGN_ON, 300, 7)
        assert bench.run(5000) == b"" and bench.session.idle()
        for octet in SIGN_ON:
            bench.heard(bytes((octet,)), 300, 7)
            assert bench.run(33) == b""
        bench.run(7000)
        bench.connect()
        assert bench.answers(DISC, UA)
        bench.run(3000)
        assert bench.line == (300, 7) and bench.dlms.visitors == 0
