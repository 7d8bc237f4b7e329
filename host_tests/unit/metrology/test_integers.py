"""Integer arithmetic against the floats of the interpreter it runs on."""

import math

from meter.metrology.integers import angle, isqrt, sine_table, wrap
from meter.metrology.kernel import SINE_POINTS, SINE_SCALE, TURN


def test_isqrt_is_the_floor_of_the_root_whatever_the_guess():
    for number in (0, 1, 2, 3, 4, 15, 16, 17, 10**6 - 1, 10**6, 2**59 - 1, 2**60):
        for guess in (0, 1, 7, 1000, 2**30, 2**40):
            root = isqrt(number, guess)
            assert root * root <= number < (root + 1) * (root + 1), (number, guess, root)


def test_angle_is_right_to_two_hundred_thousandths_of_a_radian_all_around():
    for degrees in range(-179, 180):
        x = round(1e6 * math.cos(math.radians(degrees)))
        y = round(1e6 * math.sin(math.radians(degrees)))
        assert abs(angle(x, y) * 2 * math.pi / TURN - math.radians(degrees)) < 2e-5, degrees
    assert angle(0, 0) == 0
    assert angle(-5, 0) == TURN // 2
    assert angle(0, -3) == -TURN // 4


def test_wrap_brings_a_phase_between_minus_and_plus_half_a_turn():
    assert wrap(TURN + 5) == 5
    assert wrap(-TURN - 5) == -5
    assert wrap(TURN // 2) == -TURN // 2


def test_the_sine_table_is_the_rounded_sine():
    table = sine_table()
    for k in range(SINE_POINTS):
        exact = SINE_SCALE * (1 + math.sin(2 * math.pi * k / SINE_POINTS))
        assert abs(table[k] - exact) <= 0.51, (k, table[k], exact)
