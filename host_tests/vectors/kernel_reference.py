"""What `accumulate` must give, in plain arithmetic on unbounded integers: no shifts, masks or half-words.

Written from the meaning of the sums, not from the kernel; for CPython and MicroPython. Squares are divided by 16 and
rounded down, products with the oscillator are divided by 512 and rounded to the nearest, halves up.
"""

from meter.metrology import kernel

# Sums that stand in one word, in the order of `expected`, and those whose high word follows the low one
NARROW = (kernel.SUM_V, kernel.SINES, kernel.COSINES)
WIDE = (kernel.X_LOW, kernel.VV_LOW, kernel.VH_LOW, kernel.VL_LOW, kernel.HH_LOW, kernel.HL_LOW, kernel.LL_LOW)
CORRELATIONS = (kernel.V_SIN, kernel.V_COS, kernel.I_SIN, kernel.I_COS, kernel.J_SIN, kernel.J_COS)


def found(state):
    """(phase, narrow sums, wide sums, correlations) that state words hold."""
    return (
        state[kernel.PHASE],
        [state[k] for k in NARROW],
        [state[low + 1] * 65536 + state[low] for low in WIDE],
        [state[k] for k in CORRELATIONS],
    )


def values(codes, first, count):
    """(v, x) of `count` pairs: the voltage's upper 16 bits from the middle of the range, the current's code."""
    return [(codes[2 * k] // 256 - 32768, codes[2 * k + 1]) for k in range(first, first + count)]


def expected(case, table):
    """The same four things as the calls of `case` must leave them."""
    phase, narrow, wide, correlations = found(case.state)
    advance = case.state[kernel.ADVANCE]
    for start, groups in case.calls:
        for group in range(groups):
            pairs = values(case.codes, start + 4 * group, 4)
            point = phase * kernel.SINE_POINTS // kernel.TURN
            s, c = table[point], table[point + kernel.SINE_POINTS // 4]
            v, x = sum([v for v, _ in pairs]), sum([x for _, x in pairs])
            add(narrow, (v, s, c))
            for v_k, x_k in pairs:
                high, low = x_k // 4096, x_k % 4096
                add(wide, (x_k, v_k * v_k // 16, v_k * high, v_k * low, high * high, high * low, low * low))
            upper, lower = x // 256, x % 256
            rounded = [(product + 256) // 512 for product in (v * s, v * c, upper * s, upper * c)]
            add(correlations, rounded + [lower * s, lower * c])
            phase = (phase + advance) % kernel.TURN
    return phase, narrow, wide, correlations


def add(sums, terms):
    for k, term in enumerate(terms):
        sums[k] += term
