"""The fakes of `machine` that the drivers are tested with: pins, buses, timers, in time that the test moves."""

import errno

import machine
from soc import world
from soc.hand_time import PERIOD, HandTime
from soc.i2c import Nack


def refused(kind, call):
    """What the error of this kind says, its errno if it has one."""
    try:
        call()
    except kind as error:
        return error.args[0] if error.args else ""
    raise AssertionError("done")


def test_a_pin_is_one_object_and_being_wired_twice_is_noticed():
    machine.Pin.world_reset()
    first = machine.Pin(3, machine.Pin.OUT, value=1)
    assert machine.Pin(3) is first and first.value() == 1
    assert machine.Pin.world_twice == []
    machine.Pin(3, machine.Pin.IN)
    assert machine.Pin.world_twice == [3]
    assert refused(ValueError, lambda: machine.Pin(30)) == "invalid pin"
    assert "GP23" in refused(ValueError, lambda: machine.Pin(23))


def test_levels_come_from_outside_then_from_the_pull():
    machine.Pin.world_reset()
    up, floating = machine.Pin(2, machine.Pin.IN, machine.Pin.PULL_UP), machine.Pin(3, machine.Pin.IN)
    assert (up.value(), floating.value()) == (1, 0)
    up.world_drive(0)
    assert up.value() == 0
    up.world_drive(None)
    assert up.value() == 1
    line = machine.Pin(4, machine.Pin.OPEN_DRAIN, machine.Pin.PULL_UP, value=1)
    line.world_drive(0)
    assert line.value() == 0
    line.world_drive(None)
    line(0)
    assert line() == 0 and line.world_levels == [1, 0]


def test_edges_while_interrupts_are_off_are_handled_once_afterwards():
    machine.Pin.world_reset()
    seen = []
    pin = machine.Pin(2, machine.Pin.IN, machine.Pin.PULL_UP)
    pin.irq(handler=lambda pin: seen.append(pin.value()), trigger=machine.Pin.IRQ_FALLING)
    with HandTime() as hand:
        for k in range(6):
            hand.at(1000 * k, lambda: pin.world_drive(1 - pin.value()))
        hand.pass_ms(1)
        assert seen == [0]
        hand.stall_ms(10)
        assert seen == [0, 1] and not world.masked


class Chip:
    """Keeps what it is told; does not acknowledge byte `nack`."""

    def __init__(self, nack=None):
        self.nack = nack
        self.heard = []

    def write(self, data):
        self.heard.append(data)
        if self.nack is not None and self.nack <= len(data):
            raise Nack(self.nack)

    def read(self, count):
        return bytes(range(count))

    def stopped(self):
        self.heard.append("stop")


def test_i2c_takes_its_time_and_says_what_is_not_acknowledged():
    with HandTime() as hand:
        machine.I2C.world_chips.clear()
        bus = machine.I2C(0, sda=machine.Pin(4), scl=machine.Pin(5), freq=400_000)
        chip = machine.I2C.world_chips[0x50] = Chip()
        began = hand.us
        bus.writeto_mem(0x50, 0x1234, b"ab", addrsize=16)
        assert bus.readfrom_mem(0x50, 7, 3) == b"\0\1\2"
        assert chip.heard == [b"\x12\x34ab", "stop", b"\x07"]
        assert hand.us - began == 113 + 45 + 90  # 5, 2 and 4 bytes of 22.5 µs
        assert bus.scan() == [0x50]
        assert refused(OSError, lambda: bus.writeto(0x51, b"x")) == errno.EIO
        assert refused(OSError, lambda: bus.writeto(0x51, b"")) == errno.ENODEV
        assert refused(OSError, lambda: bus.readfrom(0x51, 1)) == errno.EIO
        machine.I2C.world_chips[0x51] = Chip(nack=2)
        assert refused(OSError, lambda: bus.writeto(0x51, b"xyz")) == errno.EIO
        assert refused(ValueError, lambda: machine.I2C(1, sda=machine.Pin(4), scl=machine.Pin(5))) == "bad SDA pin"
        machine.I2C.world_stuck = True
        began = hand.us
        assert refused(OSError, lambda: bus.readfrom(0x50, 1)) == errno.ETIMEDOUT
        assert hand.us - began == 50_000
        machine.I2C.world_stuck = False


def test_timers_fire_in_time_and_a_stopped_one_does_not():
    with HandTime() as hand:
        fired = []
        timer = machine.Timer(-1)
        timer.init(mode=machine.Timer.PERIODIC, period=10, callback=lambda _: fired.append(hand.us))
        began = hand.us
        hand.pass_ms(35)
        assert fired == [began + 10_000, began + 20_000, began + 30_000]
        timer.init(mode=machine.Timer.ONE_SHOT, period=3, callback=lambda _: fired.append(0))
        timer.deinit()
        hand.pass_ms(50)
        assert len(fired) == 3


def test_the_watchdog_bites_who_forgets_it():
    with HandTime() as hand:
        dog = machine.WDT(timeout=100)
        hand.pass_ms(99)
        dog.feed()
        assert dog.world_bites == 0
        hand.pass_ms(101)
        dog.feed()
        assert dog.world_bites == 1 and dog.world_longest_us == 101_000
        assert "8388" in refused(ValueError, lambda: machine.WDT(timeout=8389))


def test_ticks_wrap_as_on_a_board():
    hand = HandTime()
    early = hand.ticks_us()
    hand.pass_us(2_000_000)
    late = hand.ticks_us()
    assert (
        late < early < PERIOD and hand.ticks_diff(late, early) == 2_000_000 and hand.ticks_add(early, 2_000_000) == late
    )


def test_real_time_only_grows():
    first = world.now_us()
    assert first <= world.now_us()
