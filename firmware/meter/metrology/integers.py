"""Integer arithmetic the meter needs and MicroPython has not: square root, angle of a vector, sine table.

Integers because the boards' floats have 24 bits, the PC's 53: only integers give the same numbers everywhere.
"""

from array import array

from meter.metrology.kernel import SINE_POINTS, SINE_SCALE, TURN

_EIGHTH = TURN // 8
# arctan(t) / 2π · TURN for t = 0…1 in 1/2**20: the odd polynomial of Abramowitz & Stegun 4.4.49, |error| ≤ 1e-5 rad
_ARCTAN = (170868419, -56445317, 30784533, -14548491, 3560538)


def isqrt(number, guess):
    """floor(√number) by Newton's method; any `guess` gives the same root, a near one in fewer steps."""
    if number <= 0:
        return 0
    root = guess if guess * guess >= number else number // (guess or 1)
    while True:
        better = (root + number // root) >> 1
        if better >= root:
            return root
        root = better


def bits(number):
    """Bits of `number` ≥ 0, to the next multiple of four above."""
    found = 0
    while number:
        number >>= 4
        found += 4
    return found


def rounded(number, divisor):
    """number / divisor to the nearest integer, halves upwards; divisor > 0."""
    return (2 * number + divisor) // (2 * divisor)


def angle(x, y):
    """Angle of the vector (x, y), counted from the x axis, in 1/TURN turns from -TURN/2 to TURN/2; 0 for (0, 0)."""
    a, b = abs(x), abs(y)
    if a == b:
        first = _EIGHTH if a else 0
    else:
        t = ((b if b < a else a) << 20) // (a if b < a else b)
        square = t * t >> 20
        total = 0
        for k in range(4, -1, -1):
            total = (total * square >> 20) + _ARCTAN[k]
        first = total * t >> 20
        if b > a:
            first = 2 * _EIGHTH - first
    if x < 0:
        first = 4 * _EIGHTH - first
    return -first if y < 0 else first


def wrap(phase):
    """`phase` brought into -TURN/2 … TURN/2 - 1."""
    return ((phase + TURN // 2) & (TURN - 1)) - TURN // 2


def sine_table():
    """SINE_SCALE · (1 + sin) at SINE_POINTS points of a turn and a quarter more, rounded: uint16, for the kernels.

    A quarter is made by Taylor's series in integers of 1/2**30, the rest by symmetry.
    """
    quarter = SINE_POINTS // 4
    table = array("H", bytes(2 * (SINE_POINTS + quarter)))
    for k in range(quarter + 1):
        x = 6746518852 * k // SINE_POINTS  # 2π · 2**30 · k / SINE_POINTS
        term = total = x
        for n in (2, 4, 6, 8, 10, 12):
            term = -(term * x >> 30) * x // (n * (n + 1) << 30)
            total += term
        value = (total * SINE_SCALE + (1 << 29)) >> 30
        for index, sign in ((k, 1), (2 * quarter - k, 1), (2 * quarter + k, -1), (4 * quarter - k, -1)):
            table[index % SINE_POINTS] = SINE_SCALE + sign * value
    for k in range(quarter):
        table[SINE_POINTS + k] = table[k]
    return table
