"""Pushes: once in each minute of push_at whatever the clock does, to where push_to says, never at metering's cost."""

from dlms_meter import new_meter, taken
from hdlc_bench import split
from meter.comms.push import Pusher

DAY, HOUR, MINUTE = 86_400, 3600, 60
MIDNIGHT = 820_540_800  # 2026-01-01 00:00 normal time


class Scheduled:
    """What the schedule needs of a meter; `pushes`: the seconds of each."""

    def __init__(self, *times):
        self.settings = self.clock = self
        self.push_at = times
        self.seconds = MIDNIGHT
        self.pushes = []
        self.push = None
        self.pusher = Pusher(self, self, None, None, None)

    def normal(self):
        return self.seconds, True

    def context(self):
        self.pushes.append(self.seconds)

    def run(self, seconds, step=10):
        """Windows of `step` seconds; the moments of pushes meanwhile, from midnight on."""
        self.pushes = []
        for _ in range(seconds // step):
            self.seconds += step
            self.pusher.step()
        return [moment - MIDNIGHT for moment in self.pushes]


def test_every_time_of_the_day_comes_once_a_day():
    bench = Scheduled("00:10", "06:00", "23:59")
    assert bench.run(2 * DAY) == [600, 21_600, 86_340, DAY + 600, DAY + 21_600, DAY + 86_340]


def test_short_windows_push_once_a_minute():
    bench = Scheduled("00:01", "00:02")
    assert bench.run(300, 1) == [60, 120]


def test_nothing_is_pushed_without_a_time():
    assert Scheduled().run(DAY) == []


def test_the_minute_of_the_start_is_left_to_the_meter_before():
    bench = Scheduled("00:00")
    assert bench.run(DAY - 10) == []
    assert bench.run(20) == [DAY]


def test_a_clock_set_forward_jumps_over_a_push():
    bench = Scheduled("00:10", "00:20")
    bench.run(300)
    bench.seconds += 10 * MINUTE
    assert bench.run(HOUR) == [20 * MINUTE]


def test_a_clock_set_forward_into_the_minute_pushes():
    bench = Scheduled("00:10")
    bench.run(300)
    bench.seconds = MIDNIGHT + 10 * MINUTE + 20
    assert bench.run(HOUR) == [10 * MINUTE + 30]


def test_a_minute_that_the_clock_goes_back_to_has_no_second_push():
    for back in range(0, 200, 10):
        bench = Scheduled("00:10")
        assert bench.run(11 * MINUTE) == [10 * MINUTE]
        bench.seconds -= back
        assert bench.run(HOUR) == [], back


def test_a_clock_that_was_a_day_ahead_pushes_on_the_right_day_too():
    bench = Scheduled("00:10")
    bench.seconds += DAY
    assert bench.run(11 * MINUTE) == [DAY + 10 * MINUTE]
    bench.seconds -= DAY
    bench.seconds -= 5 * MINUTE
    assert bench.run(HOUR) == [10 * MINUTE]


def test_times_that_are_set_later_are_kept_from_the_next_minute_on():
    bench = Scheduled()
    bench.run(9 * MINUTE + 50)
    bench.push_at = ("00:10", "00:11")
    assert bench.run(5 * MINUTE) == [11 * MINUTE]
    bench.push_at = ("00:20",)
    assert bench.run(10 * MINUTE) == [20 * MINUTE]


def notification(apdu, count):
    """Of an unconfirmed DataNotification with that number: its five values, checked as far as their types."""
    assert apdu[:1] == b"\x0f" and apdu[1:5] == count.to_bytes(4, "big")
    assert apdu[5] == 12 and apdu[6:10] == b"\x07\xea\x01\x01"  # 2026-01-01
    assert apdu[18:20] == b"\x02\x05"
    body = apdu[20:]
    assert body[:2] == b"\x09\x0c" and body[2:14] == apdu[6:18]
    return body[14:]


def test_with_a_destination_a_push_goes_in_the_wrapper():
    meter, optical, network = new_meter(push_to="collector.example:4059")
    for count in (1, 2):
        assert meter.pusher.push()
        ((what, (host, port, frame)),) = taken(network)
        assert (what, host, port) == ("push", "collector.example", 4059)
        assert bytes(frame[:6]) == b"\x00\x01\x00\x01\x00\x13"
        assert int.from_bytes(frame[6:8], "big") == len(frame) - 8
        assert len(notification(bytes(frame[8:]), count)) == 4 * 5
    assert taken(optical) == []
    assert optical.idle() and network.idle() and meter.pusher._dlms._visitors == 0


def test_the_second_push_before_the_first_has_left_is_not_taken():
    meter, _, network = new_meter(push_to="10.0.0.1:1")
    assert meter.pusher.push() and not meter.pusher.push()
    assert len(taken(network)) == 1
    assert meter.pusher._dlms._visitors == 0


def test_without_a_destination_a_push_goes_to_the_optical_port():
    meter, optical, network = new_meter()
    assert meter.pusher.push()
    actions = taken(optical)
    assert actions[0] == ("line8", 9600)
    ((_, frame),) = actions[1:]
    more, destination, source, control, information = split(frame)
    assert (more, destination, control & 0xEF) == (False, b"\x27", 0x03)
    assert information[:3] == b"\xe6\xe7\x00"
    assert len(notification(information[3:], 1)) == 4 * 5
    assert taken(network) == []
    optical.poll(0)
    optical.poll(3000)
    assert taken(optical) == [("line", 300)] and meter.pusher._dlms._visitors == 0


def test_a_reader_at_the_optical_port_is_not_disturbed():
    meter, optical, _ = new_meter()
    optical.receive(b"/?!\r\n", 10)
    assert not meter.pusher.push()
    assert meter.pusher._dlms._visitors == 0
    optical.poll(300)
    assert taken(optical)[0][1][:4] == b"/QDT"


def test_a_client_hears_that_nothing_will_be_sent():
    from meter.comms.cosem.errors import TEMPORARY_FAILURE, Refused

    meter, _, network = new_meter(push_to="host:1")
    dlms = meter.pusher._dlms
    context = dlms.context()
    for busy in (False, True):
        try:
            context.push()
        except Refused as refusal:
            assert busy and refusal.result == TEMPORARY_FAILURE
        else:
            assert not busy
        assert ("push lost: its port is busy, or there is none" in meter.board.console.notes) == busy
    assert len(taken(network)) == 1 and dlms._visitors == 1
    dlms.release()


def test_pushes_that_fail_for_want_of_memory_or_a_chip_do_not_stop_the_metering():
    for failure in (MemoryError, OSError):
        meter, _, network = new_meter(push_to="host:1")

        def fail(where, failure=failure):
            raise failure

        network.push = fail
        assert meter.pusher.push() is False
        assert meter.pusher._dlms._visitors == 0
        assert ("DLMS: no memory to push" in meter.board.console.notes) == (failure is MemoryError)
    meter, _, network = new_meter(push_to="host:1")
    memory = meter.board.memory
    whole = memory.read

    def broken(address, count):
        raise OSError(5)

    memory.read = broken
    assert meter.pusher.push() is False
    assert meter.board.console.notes[-1] == "DLMS: memory fault"
    memory.read = whole
    assert meter.pusher.push()


def test_a_push_at_its_minute_by_a_metering_meter():
    from fakes.plain_board import run

    meter, _, network = new_meter(
        push_to="host:1",
        push_at=["01:02"],
        configuration=["1-1-000-00-2", "000-01-01-1", "00-0-00-0-00", "000-000-00", "000"],
    )
    pushed = 0
    for _ in range(70):
        run(meter, 60, 1000)
        pushed += len(taken(network))
    assert pushed == 1
