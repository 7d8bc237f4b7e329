"""A bus that a chip holds is clocked free, and one that stays held is reported."""

import machine
from drivers import i2c_bus
from soc.hand_time import HandTime


def test_a_chip_that_was_cut_off_while_sending_is_clocked_free():
    for held in range(14):
        with HandTime(i2c_bus):
            machine.Pin.world_reset()
            clock, data = machine.Pin(5), machine.Pin(4)
            left = [held]
            data.world_drive(0 if held else None)

            def clocked(level, left=left, data=data):
                if level == 0:
                    left[0] -= 1
                    if left[0] == 0:
                        data.world_drive(None)

            clock.world_watch = clocked
            # the tenth falling edge is that of the stop condition
            assert i2c_bus.clear(5, 4) == (held <= 10), held
            assert data.world_levels[-2:] == [0, 1] and clock.value() == 1


def test_a_line_that_is_short_to_ground_is_reported():
    with HandTime(i2c_bus):
        machine.Pin.world_reset()
        machine.Pin(4).world_drive(0)
        assert i2c_bus.clear(5, 4) is False
