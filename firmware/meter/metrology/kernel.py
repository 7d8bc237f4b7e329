"""Window sums: the only code that sees every sample.

Fixed point under Viper. No intermediate passes 31 bits, so the boards (32-bit), the unix port (64-bit)
and CPython agree bit for bit. A block is `count` pairs of uint32, voltage code first; codes are offset
binary of at most 24 bits. Viper keeps a function's first two parameters in registers, so the hot
variables are parameters, although every caller passes 0 for them.
"""

# pyright: reportUndefinedVariable=false
# (ptr16 and ptr32 are names of Viper's own)

import micropython
from micropython import const

# Words of the state that `accumulate` works on (array of int32). The first seven are set by its owner.
V_ZERO = const(0)  # code of zero volts, of zero amperes
I_ZERO = const(1)
V_SHIFT = const(2)  # codes are shifted right to MAGNITUDE bits and sign
I_SHIFT = const(3)
GROUP = const(4)  # pairs added up before they meet the reference oscillator, 1 to 8
STEP = const(5)  # reference oscillator: phase per sample and phase of the next sample, in turns / TURN
PHASE = const(6)
SUM_V = const(7)
SUM_I = const(8)
VV_LOW = const(9)  # sums of products stand in two words: low half-words and the rest, added apart
VV_HIGH = const(10)
II_LOW = const(11)
II_HIGH = const(12)
VI_LOW = const(13)
VI_HIGH = const(14)
V_SIN = const(15)  # correlation with SINE_SCALE · (1 + sin) and SINE_SCALE · (1 + cos), / 2**PRODUCT_SHIFT
V_COS = const(16)
I_SIN = const(17)
I_COS = const(18)
STATE_WORDS = const(19)

MAGNITUDE = const(13)
TURN = const(0x40000000)
SINE_POINTS = const(1024)
SINE_SCALE = const(4096)
PRODUCT_SHIFT = const(8)
MAX_PAIRS = const(2048)  # between two readings of the sums


@micropython.viper
def accumulate(v: int, i: int, codes: ptr32, start: int, count: int, state: ptr32, sine: ptr16):
    """Add `count` pairs of `codes`, from pair `start`, to the sums in `state`.

    codes: uint32 pairs; state: int32[STATE_WORDS]; sine: uint16[SINE_POINTS], SINE_SCALE · (1 + sin).
    v, i:  pass 0.
    Bound: with zeros within 1/16 of full scale of the middle, |v| and |i| stay below 2**13 + 2**9 = 8 704.
           A group of 8 adds 8 · 8 704² < 2**30. The low words grow by less than 2**16 a group, the
           correlations by 8 · 8 704 · 8 192 >> 8 < 2**21.1 a group of 8, so MAX_PAIRS keep every sum below 2**30.
    """
    at = ptr32(int(codes) + (start << 3))
    left = count
    v_zero = state[V_ZERO]
    i_zero = state[I_ZERO]
    v_shift = state[V_SHIFT]
    i_shift = state[I_SHIFT]
    group = state[GROUP]
    step = state[STEP]
    phase = state[PHASE]
    sum_v = state[SUM_V]
    sum_i = state[SUM_I]
    vv_low = state[VV_LOW]
    vv_high = state[VV_HIGH]
    ii_low = state[II_LOW]
    ii_high = state[II_HIGH]
    vi_low = state[VI_LOW]
    vi_high = state[VI_HIGH]
    v_sin = state[V_SIN]
    v_cos = state[V_COS]
    i_sin = state[I_SIN]
    i_cos = state[I_COS]
    while left:
        n = group
        if n > left:
            n = left
        left -= n
        middle = (phase + ((n - 1) * step >> 1)) & 0x3FFFFFFF  # TURN - 1
        phase = (phase + n * step) & 0x3FFFFFFF
        group_v = 0
        group_i = 0
        vv = 0
        ii = 0
        vi = 0
        while n:
            v = (at[0] - v_zero) >> v_shift
            i = (at[1] - i_zero) >> i_shift
            group_v += v
            group_i += i
            vv += v * v
            vi += v * i
            ii += i * i
            at = ptr32(int(at) + 8)
            n -= 1
        sum_v += group_v
        sum_i += group_i
        vv_low += vv & 0xFFFF
        vv_high += vv >> 16
        ii_low += ii & 0xFFFF
        ii_high += ii >> 16
        vi_low += vi & 0xFFFF
        vi_high += vi >> 16
        v = sine[middle >> 20]
        i = sine[((middle >> 20) + 256) & 1023]  # a quarter turn on: the cosine
        v_sin += group_v * v >> PRODUCT_SHIFT
        v_cos += group_v * i >> PRODUCT_SHIFT
        i_sin += group_i * v >> PRODUCT_SHIFT
        i_cos += group_i * i >> PRODUCT_SHIFT
    state[PHASE] = phase
    state[SUM_V] = sum_v
    state[SUM_I] = sum_i
    state[VV_LOW] = vv_low
    state[VV_HIGH] = vv_high
    state[II_LOW] = ii_low
    state[II_HIGH] = ii_high
    state[VI_LOW] = vi_low
    state[VI_HIGH] = vi_high
    state[V_SIN] = v_sin
    state[V_COS] = v_cos
    state[I_SIN] = i_sin
    state[I_COS] = i_cos


@micropython.viper
def peak(x: int, bits: int, codes: ptr32, count: int, zero: int) -> int:
    """A number with the bit length of the largest |current code - zero| of a block, for choosing I_SHIFT.

    codes: uint32 pairs, `count` of them; zero: code of zero amperes; x, bits: pass 0.
    Four pairs a turn: this too runs on every sample.
    """
    at = ptr32(int(codes) + 4)
    left = count
    while left > 3:
        x = at[0] - zero
        bits |= x ^ (x >> 31)
        x = at[2] - zero
        bits |= x ^ (x >> 31)
        x = at[4] - zero
        bits |= x ^ (x >> 31)
        x = at[6] - zero
        bits |= x ^ (x >> 31)
        at = ptr32(int(at) + 32)
        left -= 4
    while left:
        x = at[0] - zero
        bits |= x ^ (x >> 31)
        at = ptr32(int(at) + 8)
        left -= 1
    return bits
