"""What `accumulate` and `peak` must give, in plain arithmetic on unbounded integers: no shifts, masks or halves.

Written from the meaning of the sums, not from the kernel; for CPython and MicroPython.
"""

from meter.metrology import kernel

PLAIN = (kernel.SUM_V, kernel.SUM_I)
PRODUCTS = (kernel.VV_LOW, kernel.II_LOW, kernel.VI_LOW)  # each with its high word behind it
CORRELATIONS = (kernel.V_SIN, kernel.V_COS, kernel.I_SIN, kernel.I_COS)


def found(state):
    """(phase, [Σv, Σi], [Σv², Σi², Σvi], [four correlations]) that state words hold."""
    return (
        state[kernel.PHASE],
        [state[k] for k in PLAIN],
        [state[low + 1] * 65536 + state[low] for low in PRODUCTS],
        [state[k] for k in CORRELATIONS],
    )


def expected(case, table):
    """The same four things as the calls of `case` must leave them."""
    settings = case.state
    group, step = settings[kernel.GROUP], settings[kernel.STEP]
    phase, plain, products, correlations = found(settings)
    for start, count in case.calls:
        pairs = []
        for k in range(start, start + count):
            v = (case.codes[2 * k] - settings[kernel.V_ZERO]) // 2 ** settings[kernel.V_SHIFT]
            i = (case.codes[2 * k + 1] - settings[kernel.I_ZERO]) // 2 ** settings[kernel.I_SHIFT]
            pairs.append((v, i))
        add(plain, (sum([v for v, _ in pairs]), sum([i for _, i in pairs])))
        add(products, (sum([v * v for v, _ in pairs]), sum([i * i for _, i in pairs]), sum([v * i for v, i in pairs])))
        for first in range(0, count, group):
            part = pairs[first : first + group]
            middle = (phase + (len(part) - 1) * step // 2) % kernel.TURN
            point = middle * kernel.SINE_POINTS // kernel.TURN
            s = table[point]
            c = table[(point + kernel.SINE_POINTS // 4) % kernel.SINE_POINTS]
            v, i = sum([v for v, _ in part]), sum([i for _, i in part])
            add(correlations, [x // 2**kernel.PRODUCT_SHIFT for x in (v * s, v * c, i * s, i * c)])
            phase = (phase + len(part) * step) % kernel.TURN
    return phase, plain, products, correlations


def add(sums, terms):
    for k, term in enumerate(terms):
        sums[k] += term


def bit_length(x):
    """Bits of x ≥ 0 (int.bit_length is missing on some ports)."""
    bits = 0
    while x >= 2**bits:
        bits += 1
    return bits


def expected_peak(codes, count, zero):
    """Bits of the largest current; a negative one counts as its complement (-4096 needs 12, 4096 needs 13)."""
    currents = [codes[2 * k + 1] - zero for k in range(count)]
    return max([bit_length(x if x >= 0 else -1 - x) for x in currents] + [0])
