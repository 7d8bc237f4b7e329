"""The voltage by half cycles: kernels against plain arithmetic, and what HalfCycles makes of the chain's windows."""

import math

from fakes.sine_sampler import SineSampler, calibration
from meter.metrology import half_cycles
from meter.metrology.chain import Chain
from meter.metrology.half_cycles import HalfCycles, join, squares
from meter.metrology.kernel import TURN
from vectors.half_blocks import DIGEST, Case, digest, extremes, found, random_case
from vectors.kernel_blocks import noise

RATE = 8000
V_FULL_UV = 400_000_000


def near(value, wanted, share):
    return abs(value - wanted) <= share * abs(wanted)


def agrees(case):
    halves, running, cycles, least, most = found(*case.run(squares, join))
    assert (halves, running, cycles) == case.expected(), case.name
    if cycles:
        assert (least, most) == (min(cycles), max(cycles)), case.name


def test_sums_of_random_windows_in_uneven_calls():
    for seed in range(24):
        agrees(random_case(seed))


def test_sums_at_the_extremes_of_the_input_range():
    for case in extremes():
        agrees(case)


def test_a_window_cut_anywhere_has_the_same_sums():
    codes = noise(7, 41)
    for halves in (1, 2, 3, 4):
        whole = Case("whole", 0x8000, 41, halves, 5, codes, [41]).run(squares, join)
        for cut in range(42):
            assert Case("cut", 0x8000, 41, halves, 5, codes, [cut, 41 - cut]).run(squares, join) == whole, cut


def test_random_windows_give_the_same_words_on_every_runtime():
    crc = digest(squares, join)
    assert crc == DIGEST, "%#x" % crc


def windows(sampler, seconds, block=280, nominal_mhz=50_000, change=None):
    """Of each window (its samples, [Urms(1/2) in mV], ends of the halves, whether in step, phase at its start)."""
    chain = Chain(sampler.rate, calibration(), 230_000, nominal_mhz)
    rows = []
    done = 0
    while done < seconds * sampler.rate:
        if change:
            change(done / sampler.rate, sampler)
        codes = sampler.block(block)
        start = 0
        while start < block:
            locked, phase = chain.sync.locked, chain.sync.phase
            start += chain.take(codes, start, block - start)
            if chain.complete:
                halves = chain.halves
                values = [halves.volts_mv(halves.cycles[k]) for k in range(halves.count)]
                ends = [halves.ends_at(k) for k in range(halves.count)]
                assert halves.volts_mv(halves.least) == min(values) and halves.volts_mv(halves.most) == max(values)
                assert halves.samples == chain.window.samples == ends[-1]
                rows.append((halves.samples, values, ends, locked, phase))
        done += block
    return rows


def test_every_half_cycle_of_a_sine_has_its_volts():
    for hertz in (45.0, 49.97, 50.0, 51.3, 60.0, 65.9):
        sampler = SineSampler()
        sampler.hertz = hertz
        rows = windows(sampler, 3, nominal_mhz=60_000 if hertz > 55 else 50_000)
        in_step = [row for row in rows if row[3]][4:]
        assert len(in_step) > 4
        for samples, values, ends, _, phase in in_step:
            assert len(values) == 20
            assert abs(phase) < TURN // 90  # it begins at the rising zero crossing
            assert ends == [round((k + 1) * samples / 20 + 1e-9) for k in range(20)]
            for value in values:
                assert near(value, 230_000, 1e-3), (hertz, value)


def test_4_ks_a_second_has_the_same():
    rows = windows(SineSampler(4000), 2)
    for _, values, _, _, _ in rows[4:]:
        assert len(values) == 20 and all(near(value, 230_000, 5e-4) for value in values)


def test_the_first_half_cycle_of_all_is_no_dip():
    for degrees in range(0, 360, 30):
        sampler = SineSampler()
        sampler.phase = math.radians(degrees)
        _, values, _, _, _ = windows(sampler, 0.1)[0]
        assert len(values) == 4 and all(near(value, 230_000, 0.01) for value in values), values


def test_the_search_for_the_mains_sees_no_dip_in_a_voltage_that_is_there():
    """Its halves are those of a guess, so the further off the frequency is, the more they err."""
    cases = (
        (45.0, 50_000, 0.11), (49.5, 50_000, 0.02), (50.0, 50_000, 0.01), (50.5, 50_000, 0.02), (57.0, 60_000, 0.05),
        (60.0, 60_000, 0.01), (60.0, 50_000, 0.09), (65.0, 60_000, 0.08),
    )  # fmt: skip
    for hertz, nominal_mhz, share in cases:
        for degrees in range(0, 360, 30):
            sampler = SineSampler()
            sampler.hertz, sampler.phase = hertz, math.radians(degrees)
            for _, values, _, _, _ in windows(sampler, 1, nominal_mhz=nominal_mhz):
                assert all(near(value, 230_000, share) for value in values), (hertz, degrees, values)


def test_without_voltage_halves_are_those_of_the_nominal_frequency():
    sampler = SineSampler()
    sampler.volts = 0.0
    for nominal_mhz, count in ((50_000, 20), (60_000, 24)):
        rows = windows(sampler, 1, nominal_mhz=nominal_mhz)
        for samples, values, ends, _, _ in rows[1:]:
            assert samples == 1600 and len(values) == count
            assert ends == [(2 * (k + 1) * 1600 + count) // (2 * count) for k in range(count)]
            assert values == [0] * count


def test_the_last_half_of_a_window_goes_with_the_first_of_the_next():
    def change(second, sampler):
        sampler.volts = 230.0 if second < 1.8 else 115.0

    sampler = SineSampler()
    sampler.phase = 0.0
    rows = windows(sampler, 2.6, block=80, change=change)
    at, values = 0, []
    for samples, found_here, ends, _, _ in rows:
        values += [(at + end, value) for end, value in zip(ends, found_here)]
        at += samples
    # steps happen at a zero crossing: one value is of a half cycle each
    mixed = [value for end, value in values if end == round(1.8 * RATE) + 80]
    assert near(mixed[0], math.sqrt((230_000**2 + 115_000**2) / 2), 2e-3), mixed
    for end, value in values:
        if end > 1000 and end != round(1.8 * RATE) + 80:
            assert near(value, 230_000 if end <= 1.8 * RATE else 115_000, 2e-3), (end, value)


def test_the_size_of_blocks_does_not_matter():
    rows = windows(SineSampler(), 1, block=280)
    for block in (1, 7, 79, 1601):
        other = windows(SineSampler(), 1, block=block)
        for (samples, values, ends, _, _), (wanted, others, at, _, _) in zip(other[:6], rows):
            assert (samples, ends) == (wanted, at), block
            assert all(abs(value - same) <= 5 for value, same in zip(values, others)), block


def test_an_offset_of_the_converter_is_taken_out():
    """15 V, as much as an eighth of the voltage's root mean square can hide."""
    sampler = SineSampler()
    sampler.v_harmonics = ((0, 15.0 / 230 / math.sqrt(2), 90.0),)

    def change(second, sampler):
        if second >= 1.5:
            sampler.volts = 0.001
            sampler.v_harmonics = ((0, 15.0 / 0.001 / math.sqrt(2), 90.0),)

    rows = windows(sampler, 3, change=change)
    assert all(near(value, 230_000, 1e-3) for value in rows[5][1])
    for _, values, _, _, _ in rows[-5:-2]:
        assert max(values) < 300, values
    # a window that the voltage left amid a cycle has a mean, which is no offset
    assert all(row[1][-1] < 300 for row in rows[-7:]), rows[-7:]


def test_an_offset_is_found_without_voltage_at_the_start():
    sampler = SineSampler()
    sampler.volts = 0.001
    sampler.v_harmonics = ((0, 15.0 / 0.001 / math.sqrt(2), 90.0),)
    rows = windows(sampler, 1)
    assert all(max(values) < 300 for _, values, _, _, _ in rows[3:])


def test_volts_and_sums_are_each_others_inverse():
    chain = Chain(RATE, calibration(), 230_000, 50_000)
    codes = SineSampler().block(RATE)
    start = 0
    while start < 2000:
        start += chain.take(codes, start, 2000 - start)
    halves = chain.halves
    for volts_mv in (500, 11_500, 184_000, 230_000, 276_000, 322_000):
        assert near(halves.volts_mv(halves.sum_of(volts_mv)), volts_mv, 3e-3 if volts_mv < 1000 else 2e-4)
    assert halves.sum_of(0) == 0 and halves.volts_mv(0) == 0
    assert halves.sum_of(184_000) < halves.least <= halves.most < halves.sum_of(276_000)


def test_a_window_that_ends_early_has_the_halves_that_are_complete():
    for pairs, count in ((0, 0), (1, 0), (79, 0), (80, 1), (239, 2), (320, 4)):
        halves = HalfCycles(RATE)
        halves.start(320, TURN // 160, False)
        codes = SineSampler().block(320)
        halves.add(codes, 0, pairs)
        halves.close(pairs, 0, V_FULL_UV)
        assert (halves.count, halves.samples) == (count, pairs)
        if count:
            assert near(halves.volts_mv(halves.least), 230_000, 0.05)
        # and what comes after it does not see what was left over
        halves.start(320, TURN // 160, False)
        halves.add(codes, 0, 320)
        halves.close(320, 0, V_FULL_UV)
        assert halves.count == 4 and near(halves.volts_mv(halves.least), 230_000, 0.01)


def test_a_half_is_kept_at_the_scale_of_windows_of_another_frequency():
    halves = HalfCycles(RATE)
    codes = SineSampler().block(1600)
    halves.start(1600, TURN // 160, True)
    halves.add(codes, 0, 1600)
    halves.close(1600, 0, V_FULL_UV)
    sampler = SineSampler()
    sampler.hertz = 65.0
    halves.start(1231, 65 * TURN // RATE, True)
    halves.add(sampler.block(1231), 0, 1231)
    halves.close(1231, 0, V_FULL_UV)
    assert halves.count == 20
    assert near(halves.volts_mv(halves.cycles[0]), 230_000, 0.02), halves.volts_mv(halves.cycles[0])


def test_no_plan_of_a_window_is_beyond_the_state():
    for length in (2, 80, 267, 320, 400, 1600, 1818):
        for hertz in (44, 50, 60, 66, 400):
            halves = HalfCycles(RATE)
            halves.start(length, hertz * TURN // RATE, True)
            codes = noise(3, length)
            halves.add(codes, 0, length)
            halves.close(length, 0, V_FULL_UV)
            assert 1 <= halves.count <= half_cycles.MAX_HALVES
            assert halves.ends_at(halves.count - 1) == length
