"""Integer arithmetic against the floats of the interpreter it runs on."""

import math

from meter.metrology.integers import angle, bits, isqrt, rounded, sine_table, wrap
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


def test_bits_are_enough_for_the_number_and_at_most_three_too_many():
    assert bits(0) == 0
    for exact in range(1, 61):
        for number in (1 << exact - 1, (1 << exact) - 1):
            assert bits(number) % 4 == 0 and exact <= bits(number) < exact + 4, (number, bits(number))


def test_rounded_is_the_nearest_integer_and_takes_halves_upwards():
    for divisor in (1, 2, 3, 4, 5, 1000, 1001):
        for number in range(-2 * divisor - 3, 2 * divisor + 4):
            twice = 2 * (rounded(number, divisor) * divisor - number)
            assert -divisor < twice <= divisor, (number, divisor, rounded(number, divisor))
    assert [rounded(number, 2) for number in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
    assert rounded(10**17 + 5, 10) == 10**16 + 1


def test_the_sine_table_is_the_rounded_sine_of_a_turn_and_a_quarter():
    table = sine_table()
    assert len(table) == 1280 == SINE_POINTS * 5 // 4
    for k in range(len(table)):
        exact = SINE_SCALE * (1 + math.sin(2 * math.pi * k / SINE_POINTS))
        assert abs(table[k] - exact) <= 0.51, (k, table[k], exact)


def test_the_sine_table_is_symmetric_to_the_last_bit():
    table = sine_table()
    half = SINE_POINTS // 2
    for k in range(half):
        assert table[k] + table[k + half] == 2 * SINE_SCALE, k
        assert table[k] == table[half - k], k
    assert table[SINE_POINTS:] == table[: SINE_POINTS // 4]
    assert (min(table), max(table)) == (0, 2 * SINE_SCALE)
