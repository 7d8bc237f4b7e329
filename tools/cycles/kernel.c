/* The sums of firmware/meter/metrology/kernel.py in C, to see what Viper costs: same steps, same state words. */

#include <stdint.h>

enum {
    V_ZERO, I_ZERO, V_SHIFT, I_SHIFT, GROUP, STEP, PHASE, SUM_V, SUM_I, VV_LOW, VV_HIGH, II_LOW, II_HIGH,
    VI_LOW, VI_HIGH, V_SIN, V_COS, I_SIN, I_COS
};

#define TURN_MASK 0x3fffffff
#define PRODUCT_SHIFT 8

void accumulate(const uint32_t *codes, int32_t start, int32_t count, int32_t *state, const uint16_t *sine)
{
    const uint32_t *at = codes + 2 * start;
    const int32_t v_zero = state[V_ZERO], i_zero = state[I_ZERO];
    const int32_t v_shift = state[V_SHIFT], i_shift = state[I_SHIFT];
    const int32_t step = state[STEP];
    int32_t phase = state[PHASE];

    while (count) {
        int32_t n = state[GROUP] < count ? state[GROUP] : count;
        const int32_t middle = (phase + ((n - 1) * step >> 1)) & TURN_MASK;
        int32_t group_v = 0, group_i = 0, vv = 0, ii = 0, vi = 0;

        count -= n;
        phase = (phase + n * step) & TURN_MASK;
        do {
            const int32_t v = (int32_t)(at[0] - v_zero) >> v_shift;
            const int32_t i = (int32_t)(at[1] - i_zero) >> i_shift;
            group_v += v;
            group_i += i;
            vv += v * v;
            vi += v * i;
            ii += i * i;
            at += 2;
        } while (--n);
        const int32_t sin = sine[middle >> 20], cos = sine[((middle >> 20) + 256) & 1023];
        state[SUM_V] += group_v;
        state[SUM_I] += group_i;
        state[VV_LOW] += vv & 0xffff;
        state[VV_HIGH] += vv >> 16;
        state[II_LOW] += ii & 0xffff;
        state[II_HIGH] += ii >> 16;
        state[VI_LOW] += vi & 0xffff;
        state[VI_HIGH] += vi >> 16;
        state[V_SIN] += group_v * sin >> PRODUCT_SHIFT;
        state[V_COS] += group_v * cos >> PRODUCT_SHIFT;
        state[I_SIN] += group_i * sin >> PRODUCT_SHIFT;
        state[I_COS] += group_i * cos >> PRODUCT_SHIFT;
    }
    state[PHASE] = phase;
}

int32_t peak(const uint32_t *codes, int32_t count, int32_t zero)
{
    int32_t bits = 0;

    for (int32_t k = 0; k < count; k++) {
        const int32_t x = codes[2 * k + 1] - zero;
        bits |= x ^ (x >> 31);
    }
    return bits;
}
