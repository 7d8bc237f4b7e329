"""Window sums: the only code that sees every sample.

Fixed point under Viper. No intermediate passes 31 bits, so the boards (32-bit), the unix port (64-bit)
and CPython agree bit for bit. A block holds pairs of uint32, voltage code first; codes are offset binary
of 24 bits. Of the voltage the upper 16 bits count, of the current all 24, as two halves of 12: nothing of
it is rounded away, whether 20 mA flow or 85 A. Viper keeps a function's first two parameters in registers,
so the hot variables are parameters, although every caller passes 0 for them.
"""

# pyright: reportUndefinedVariable=false
# (ptr16 and ptr32 are names of Viper's own)

import micropython
from micropython import const

# Words of the state that `accumulate` works on (array of int32). The first two are set by its owner.
PHASE = const(0)  # reference oscillator at the middle of the next group, in turns / TURN
ADVANCE = const(1)  # its phase from group to group
SUM_V = const(2)
X_LOW = const(3)  # wide sums stand in two words: low half-words and the rest, added apart; X is the current's code
X_HIGH = const(4)
VV_LOW = const(5)  # Σ (v² >> SQUARE_SHIFT)
VV_HIGH = const(6)
VH_LOW = const(7)  # h and l: upper and lower 12 bits of the current's code
VH_HIGH = const(8)
VL_LOW = const(9)
VL_HIGH = const(10)
HH_LOW = const(11)
HH_HIGH = const(12)
HL_LOW = const(13)
HL_HIGH = const(14)
LL_LOW = const(15)
LL_HIGH = const(16)
SINES = const(17)  # Σ of the oscillator's values, to take means out of the correlations
COSINES = const(18)
V_SIN = const(19)  # Σ group's voltages · SINE_SCALE · (1 + sin), / 2**PRODUCT_SHIFT and rounded
V_COS = const(20)
I_SIN = const(21)  # the same of the current's group sums without their lowest 8 bits
I_COS = const(22)
J_SIN = const(23)  # the same of these 8 bits, not shifted
J_COS = const(24)
STATE_WORDS = const(25)

GROUP = const(4)  # pairs added up before they meet the reference oscillator
SQUARE_SHIFT = const(4)
PRODUCT_SHIFT = const(9)
TURN = const(0x40000000)
SINE_POINTS = const(1024)  # a quarter turn more of them stands in the table, for the cosine
SINE_SCALE = const(2047)
MAX_GROUPS = const(512)  # between two readings of the sums


@micropython.viper
def accumulate(v: int, x: int, codes: ptr32, start: int, groups: int, state: ptr32, sine: ptr16):
    """Add `groups` · GROUP pairs of `codes`, from pair `start`, to the sums in `state`.

    codes: uint32 pairs below 2**24; state: int32[STATE_WORDS]; sine: uint16[SINE_POINTS · 5 / 4],
    SINE_SCALE · (1 + sin).  v, x: pass 0.
    Bound: -2**15 ≤ v < 2**15 and 0 ≤ h, l < 2**12. In four groups |Σ v·h| and |Σ v·l| ≤ 16 · 2**15 · 4095
           < 2**31; Σ v²/16 ≤ 2**30, Σ h·h, Σ h·l, Σ l·l and Σ x < 2**28. Each fold adds less than 2**16 to
           a word. |Σ v| of a group ≤ 2**17 and Σ x < 2**26 meet an oscillator of 12 bits: products < 2**30,
           shifted < 2**21, so MAX_GROUPS keep every word below 2**30.
    """
    at = ptr32(int(codes) + (start << 3))
    phase = state[PHASE]
    advance = state[ADVANCE]
    sum_v = state[SUM_V]
    x_low = state[X_LOW]
    x_high = state[X_HIGH]
    vv_low = state[VV_LOW]
    vv_high = state[VV_HIGH]
    vh_low = state[VH_LOW]
    vh_high = state[VH_HIGH]
    vl_low = state[VL_LOW]
    vl_high = state[VL_HIGH]
    hh_low = state[HH_LOW]
    hh_high = state[HH_HIGH]
    hl_low = state[HL_LOW]
    hl_high = state[HL_HIGH]
    ll_low = state[LL_LOW]
    ll_high = state[LL_HIGH]
    sines = state[SINES]
    cosines = state[COSINES]
    v_sin = state[V_SIN]
    v_cos = state[V_COS]
    i_sin = state[I_SIN]
    i_cos = state[I_COS]
    j_sin = state[J_SIN]
    j_cos = state[J_COS]
    while groups:
        n = 4
        if n > groups:
            n = groups
        groups -= n
        sum_x = 0
        vv = 0
        vh = 0
        vl = 0
        hh = 0
        hl = 0
        ll = 0
        while n:
            # Unrolled: a turn's overhead is a quarter of a sample's work. A product of two registers costs
            # two cycles, a square five: so squares are taken of two variables that hold the same.
            v = (at[0] >> 8) - 0x8000
            x = v
            vv = (v * x >> SQUARE_SHIFT) + vv
            group_v = v
            x = at[1]
            group_x = x
            low = x & 0xFFF
            x >>= 12
            vh = v * x + vh
            vl = v * low + vl
            v = x
            hh = v * x + hh
            v = low
            hl = v * x + hl
            x = v
            ll = v * x + ll

            v = (at[2] >> 8) - 0x8000
            x = v
            vv = (v * x >> SQUARE_SHIFT) + vv
            group_v = v + group_v
            x = at[3]
            group_x = x + group_x
            low = x & 0xFFF
            x >>= 12
            vh = v * x + vh
            vl = v * low + vl
            v = x
            hh = v * x + hh
            v = low
            hl = v * x + hl
            x = v
            ll = v * x + ll

            v = (at[4] >> 8) - 0x8000
            x = v
            vv = (v * x >> SQUARE_SHIFT) + vv
            group_v = v + group_v
            x = at[5]
            group_x = x + group_x
            low = x & 0xFFF
            x >>= 12
            vh = v * x + vh
            vl = v * low + vl
            v = x
            hh = v * x + hh
            v = low
            hl = v * x + hl
            x = v
            ll = v * x + ll

            v = (at[6] >> 8) - 0x8000
            x = v
            vv = (v * x >> SQUARE_SHIFT) + vv
            group_v = v + group_v
            x = at[7]
            group_x = x + group_x
            low = x & 0xFFF
            x >>= 12
            vh = v * x + vh
            vl = v * low + vl
            v = x
            hh = v * x + hh
            v = low
            hl = v * x + hl
            x = v
            ll = v * x + ll

            at = ptr32(int(at) + 32)
            sum_v = group_v + sum_v
            sum_x = group_x + sum_x
            v = phase >> 20
            phase = (phase + advance) & 0x3FFFFFFF  # TURN - 1
            x = sine[v]
            v = sine[v + 256]  # a quarter turn on: the cosine
            sines = x + sines
            cosines = v + cosines
            v_sin = (x * group_v + 256 >> PRODUCT_SHIFT) + v_sin
            v_cos = (v * group_v + 256 >> PRODUCT_SHIFT) + v_cos
            group_v = group_x >> 8
            i_sin = (x * group_v + 256 >> PRODUCT_SHIFT) + i_sin
            i_cos = (v * group_v + 256 >> PRODUCT_SHIFT) + i_cos
            group_v = group_x & 0xFF
            j_sin = x * group_v + j_sin
            j_cos = v * group_v + j_cos
            n -= 1
        x_low = (sum_x & 0xFFFF) + x_low
        x_high = (sum_x >> 16) + x_high
        vv_low = (vv & 0xFFFF) + vv_low
        vv_high = (vv >> 16) + vv_high
        vh_low = (vh & 0xFFFF) + vh_low
        vh_high = (vh >> 16) + vh_high
        vl_low = (vl & 0xFFFF) + vl_low
        vl_high = (vl >> 16) + vl_high
        hh_low = (hh & 0xFFFF) + hh_low
        hh_high = (hh >> 16) + hh_high
        hl_low = (hl & 0xFFFF) + hl_low
        hl_high = (hl >> 16) + hl_high
        ll_low = (ll & 0xFFFF) + ll_low
        ll_high = (ll >> 16) + ll_high
    state[PHASE] = phase
    state[SUM_V] = sum_v
    state[X_LOW] = x_low
    state[X_HIGH] = x_high
    state[VV_LOW] = vv_low
    state[VV_HIGH] = vv_high
    state[VH_LOW] = vh_low
    state[VH_HIGH] = vh_high
    state[VL_LOW] = vl_low
    state[VL_HIGH] = vl_high
    state[HH_LOW] = hh_low
    state[HH_HIGH] = hh_high
    state[HL_LOW] = hl_low
    state[HL_HIGH] = hl_high
    state[LL_LOW] = ll_low
    state[LL_HIGH] = ll_high
    state[SINES] = sines
    state[COSINES] = cosines
    state[V_SIN] = v_sin
    state[V_COS] = v_cos
    state[I_SIN] = i_sin
    state[I_COS] = i_cos
    state[J_SIN] = j_sin
    state[J_COS] = j_cos
