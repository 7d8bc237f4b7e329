/* The sums of firmware/meter/metrology/kernel.py in C, to see what Viper costs. */

#include <stdint.h>

enum {
    PHASE, ADVANCE, SUM_V, X_LOW, X_HIGH, VV_LOW, VV_HIGH, VH_LOW, VH_HIGH, VL_LOW, VL_HIGH, HH_LOW, HH_HIGH,
    HL_LOW, HL_HIGH, LL_LOW, LL_HIGH, SINES, COSINES, V_SIN, V_COS, I_SIN, I_COS, J_SIN, J_COS
};

#define TURN_MASK 0x3fffffff
#define GROUP 4
#define FOLD 4
#define SQUARE_SHIFT 4
#define PRODUCT_SHIFT 9
#define HALF (1 << (PRODUCT_SHIFT - 1))

/* The kernel's own steps: same state words, no intermediate beyond 31 bits. */
void accumulate(const uint32_t *codes, int32_t start, int32_t groups, int32_t *state, const uint16_t *sine)
{
    const uint32_t *at = codes + 2 * start;
    const int32_t advance = state[ADVANCE];
    int32_t phase = state[PHASE];

    while (groups) {
        int32_t n = groups < FOLD ? groups : FOLD;
        int32_t sum_x = 0, vv = 0, vh = 0, vl = 0, hh = 0, hl = 0, ll = 0;

        groups -= n;
        do {
            int32_t group_v = 0, group_x = 0;
#pragma GCC unroll 4 /* as the kernel is */
            for (int k = 0; k < GROUP; k++) {
                const int32_t v = (int32_t)(at[0] >> 8) - 0x8000;
                const int32_t x = at[1], h = x >> 12, l = x & 0xfff;
                vv += v * v >> SQUARE_SHIFT;
                vh += v * h;
                vl += v * l;
                hh += h * h;
                hl += h * l;
                ll += l * l;
                group_v += v;
                group_x += x;
                at += 2;
            }
            const int32_t sin = sine[phase >> 20], cos = sine[(phase >> 20) + 256];
            const int32_t upper = group_x >> 8, lower = group_x & 0xff;
            phase = (phase + advance) & TURN_MASK;
            sum_x += group_x;
            state[SUM_V] += group_v;
            state[SINES] += sin;
            state[COSINES] += cos;
            state[V_SIN] += (sin * group_v + HALF) >> PRODUCT_SHIFT;
            state[V_COS] += (cos * group_v + HALF) >> PRODUCT_SHIFT;
            state[I_SIN] += (sin * upper + HALF) >> PRODUCT_SHIFT;
            state[I_COS] += (cos * upper + HALF) >> PRODUCT_SHIFT;
            state[J_SIN] += sin * lower;
            state[J_COS] += cos * lower;
        } while (--n);
        state[X_LOW] += sum_x & 0xffff;
        state[X_HIGH] += sum_x >> 16;
        state[VV_LOW] += vv & 0xffff;
        state[VV_HIGH] += vv >> 16;
        state[VH_LOW] += vh & 0xffff;
        state[VH_HIGH] += vh >> 16;
        state[VL_LOW] += vl & 0xffff;
        state[VL_HIGH] += vl >> 16;
        state[HH_LOW] += hh & 0xffff;
        state[HH_HIGH] += hh >> 16;
        state[HL_LOW] += hl & 0xffff;
        state[HL_HIGH] += hl >> 16;
        state[LL_LOW] += ll & 0xffff;
        state[LL_HIGH] += ll >> 16;
    }
    state[PHASE] = phase;
}

struct sums {
    int64_t v, x, vv, vx, xx, v_sin, v_cos, x_sin, x_cos;
};

struct oscillator {
    int32_t phase, advance, sines, cosines;
};

/* What a person would write who has 64 bits: the same sums, exact, nothing split and nothing shifted away.
   Products are 64 bits wide where 32 do not hold them: v has 16, x 24, the oscillator 12. */
void accumulate_plain(const uint32_t *codes, int32_t start, int32_t groups, struct sums *sums,
                      struct oscillator *oscillator, const uint16_t *sine)
{
    const uint32_t *at = codes + 2 * start;

    while (groups--) {
        int32_t group_v = 0, group_x = 0;

#pragma GCC unroll 4
        for (int k = 0; k < GROUP; k++) {
            const int32_t v = (int32_t)(at[0] >> 8) - 0x8000;
            const int32_t x = at[1];
            sums->vv += v * v;
            sums->vx += (int64_t)v * x;
            sums->xx += (int64_t)x * x;
            group_v += v;
            group_x += x;
            at += 2;
        }
        const int32_t sin = sine[oscillator->phase >> 20], cos = sine[(oscillator->phase >> 20) + 256];
        oscillator->phase = (oscillator->phase + oscillator->advance) & TURN_MASK;
        oscillator->sines += sin;
        oscillator->cosines += cos;
        sums->v += group_v;
        sums->x += group_x;
        sums->v_sin += sin * group_v;
        sums->v_cos += cos * group_v;
        sums->x_sin += (int64_t)sin * group_x;
        sums->x_cos += (int64_t)cos * group_x;
    }
}
