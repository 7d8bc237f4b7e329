"""A whole meter with any voltage at it: what it tells, counts and keeps, in windows of any length."""

from fakes.plain_board import board, codes, new_meter, run, value
from fakes.volts import codes_of, events, outages, supply
from meter.logs import marks as m
from meter.logs.profile import values
from meter.meter import Meter
from meter.quality import occurrences as o
from meter.quality.outages import restore, start
from meter.quality.quality import Quality
from meter.quality.records import of_record
from meter.registers import status
from meter.stores import Stores

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC, a Thursday
DAY = 86_400
MONDAY = FIRST + 4 * DAY


def counts(meter):
    """{number: count} of those that are not zero."""
    found = meter.quality.counts
    return {k: found[k] for k in range(len(found)) if found[k]}


def at(seconds, **given):
    given.setdefault("configuration", codes())
    return Meter(board(given, seconds))


def test_a_quiet_supply_tells_nothing_and_its_ten_minutes_are_counted():
    meter = new_meter()
    supply(meter, 3600, 230)
    assert events(meter) == [] and outages(meter) == []
    assert counts(meter) == {o.WINDOWS: 6} and meter.quality.tens == 360
    assert meter.quality.lost == 0


def test_windows_of_any_length_make_the_same_counts():
    for ms, tens in ((40, 1), (200, 2), (1000, 2), (10_000, 2), (60_000, 2)):  # the shortest are many: ten minutes do
        meter = new_meter()
        supply(meter, 600 * tens + 1, 206, ms)  # a second may run over
        assert counts(meter) == {o.WINDOWS: tens, o.BELOW_10: tens, o.UNDER: tens}, ms
        assert [row[:2] for row in events(meter, FIRST) if row[1] < 2] == [(0, 0), (600, 0)][:tens], ms
    for ms in (600_000, 3_600_000):
        meter = new_meter()
        supply(meter, 7200, 206, ms)
        assert counts(meter)[o.BELOW_10] == 7200_000 // ms


def test_ten_minutes_begin_with_the_clocks():
    meter = at(FIRST + 301)
    supply(meter, 299, 200)
    assert counts(meter) == {o.LEFT_OUT: 1}, "half of them"
    supply(meter, 599, 200)
    assert counts(meter) == {o.LEFT_OUT: 1}
    supply(meter, 1, 200)
    assert counts(meter) == {o.LEFT_OUT: 1, o.WINDOWS: 1, o.BELOW_10: 1, o.UNDER: 1}


def test_an_excursion_and_a_mean_of_the_voltage_are_told_with_their_times():
    meter = new_meter()
    supply(meter, 100, 230)
    supply(meter, 3, 254)
    supply(meter, 2, 256)
    supply(meter, 495, 240)
    supply(meter, 600, 254)
    supply(meter, 10, 230)
    assert events(meter, FIRST) == [
        (101, 8, 0, 0, 2540, 0),
        (104, 3, 0, 5000, 2560, 0),
        (106, 9, 0, 5000, 2400, 0),
        (601, 8, 0, 0, 2540, 0),
        (600, 1, 254_000, 0, 2540, 2540),
        (601, 3, 0, 600_000, 2540, 0),
        (1201, 9, 0, 600_000, 2300, 0),
    ]
    assert counts(meter)[o.OVER] == 1 and counts(meter)[o.ABOVE_10] == 1


def test_windows_of_the_mean_follow_their_setting():
    meter = new_meter(mean_s=10, high_mean_v=240)
    supply(meter, 40, 241)
    assert [row[:2] for row in events(meter, FIRST)] == [(0, 1), (10, 1), (20, 1), (30, 1)]
    assert counts(meter) == {o.OVER: 4}
    supply(meter, 560, 241)
    assert counts(meter)[o.WINDOWS] == 1


def test_a_board_for_another_voltage_has_its_limits_in_proportion():
    parts = board()
    parts.nominal_mv = 115_000
    meter = Meter(parts)
    supply(meter, 600, 103.5)
    assert events(meter) == []
    supply(meter, 2, 103)
    assert codes_of(meter) == [6]


def test_rapid_changes_within_the_band_are_counted_at_5_percent():
    meter = new_meter()
    for volts in (230, 241.5, 230.1, 241.5, 253, 241.4, 253.5, 241, 207, 218.5):
        supply(meter, 1, volts)
    # 230 → 241.5, 241.5 → 253, 253 → 241.4, 241 → 207, 207 → 218.5; not 241.5 → 230.1, nor to or from 253.5
    assert counts(meter) == {o.RAPID: 5 + 0}


def test_frequency_is_counted_in_tens_of_seconds():
    meter = new_meter()
    supply(meter, 60, 230, 200, 49_400)
    supply(meter, 30, 230, 200, 52_100)
    supply(meter, 30, 230, 200, 0)
    assert counts(meter) == {1: 6, 2: 3, 4: 3, 6: 3} and meter.quality.tens == 9


def test_distortion_is_counted_by_ten_minutes_and_that_of_a_current_only_where_there_is_one():
    for amps, wanted in ((5_000_000, [o.WINDOWS, o.THD_V, o.THD_I]), (200_000, [o.WINDOWS, o.THD_V])):
        meter = new_meter()
        harmonics = meter.chain.harmonics
        harmonics.volts[1], harmonics.amps[1] = 230_000, amps
        harmonics.thd_v = harmonics.thd_i = 801
        supply(meter, 600, 230)
        harmonics.thd_v = harmonics.thd_i = 799
        supply(meter, 600, 230)
        assert sorted(counts(meter)) == wanted and counts(meter)[o.THD_V] == 1


def test_an_outage_is_longer_than_its_time():
    meter = new_meter()
    supply(meter, 10, 230, 200)
    supply(meter, 1, 100, 200)
    supply(meter, 10, 230, 200)
    assert outages(meter) == [], "of exactly a second"
    supply(meter, 2, 159.9, 200)
    supply(meter, 10, 230, 200)
    assert outages(meter, FIRST) == [(21, 4, 0), (23, 5, 2)]
    assert [row for row in events(meter, FIRST) if row[1] in (4, 5)] == [(21, 4, 0, 0, 0, 0), (23, 5, 0, 2000, 0, 0)]
    assert counts(meter)[o.SHORT] == 1
    supply(meter, 60, 160, 200)
    assert len(outages(meter)) == 2, "the level itself is not below it"


def test_an_outage_ends_at_the_hysteresis():
    meter = new_meter()
    supply(meter, 5, 100)
    supply(meter, 5, 164.5)
    assert len(outages(meter)) == 1
    supply(meter, 1, 164.6)
    assert outages(meter, FIRST)[1] == (10, 5, 10)


def test_three_minutes_part_short_from_long_interruptions():
    meter = new_meter()
    supply(meter, 180, 0)
    supply(meter, 20, 230)
    supply(meter, 181, 0)
    supply(meter, 20, 230)
    assert [row[2] for row in outages(meter)] == [0, 180, 0, 181]
    assert (counts(meter)[o.SHORT], counts(meter)[o.LONG]) == (1, 1)


def test_the_settings_of_an_outage_are_in_force_at_once():
    meter = new_meter(outage_s=0)
    supply(meter, 1, 159, 200)
    assert len(outages(meter)) == 1
    meter = new_meter()
    meter.commands.write("199.7.4", "50", 1)
    meter.commands.write("199.7.5", "30", 1)
    assert (meter.settings.outage_v, meter.settings.outage_s, meter.restart) == (50, 30, False)
    supply(meter, 30, 40)
    supply(meter, 30, 60)
    assert outages(meter) == []
    supply(meter, 31, 40)
    assert outages(meter, FIRST) == [(60, 4, 0)]


def test_a_supply_that_was_away_is_an_outage_from_when_it_went_to_when_it_is_back():
    meter = new_meter()
    supply(meter, 100, 230)
    meter.close()
    meter.board.clock.seconds += 3000
    meter = Meter(meter.board)
    assert outages(meter, FIRST) == [(100, 4, 0)], "its end is known when there is a voltage"
    supply(meter, 1, 230)
    assert outages(meter, FIRST) == [(100, 4, 0), (3100, 5, 3000)]
    assert events(meter, FIRST) == [(100, 4, 0, 0, 0, 0), (3100, 5, 0, 3_000_000, 0, 0)]
    assert counts(meter)[o.LONG] == 1
    meter.close()
    meter.board.clock.seconds += 1
    meter = Meter(meter.board)
    supply(meter, 1, 230)
    assert len(outages(meter)) == 2, "not longer than a second"
    assert (counts(meter)[o.LONG], counts(meter)[o.SHORT]) == (1, 1)


def test_an_interruption_too_short_for_the_log_that_resets_the_meter_is_counted_once():
    meter = new_meter()
    supply(meter, 10, 230)
    for k in range(3):
        meter.close()
        meter = Meter(meter.board)
        assert counts(meter)[o.SHORT] == k + 1, "within a second of the clock"
    meter = Meter(meter.board, planned=True)
    meter.board.reset_cause = "watchdog"
    meter = Meter(meter.board)
    assert counts(meter)[o.SHORT] == 3 and outages(meter) == []
    supply(meter, 2, 100)
    meter.close()
    meter = Meter(meter.board)
    assert counts(meter)[o.SHORT] == 3, "an outage goes on"
    supply(meter, 2, 230)
    assert counts(meter)[o.SHORT] == 4
    for away, short, long in ((170, 1, 0), (500, 0, 1)):
        meter = new_meter(outage_s=600)
        supply(meter, 10, 230)
        meter.close()
        meter.board.clock.seconds += away
        meter = Meter(meter.board)
        assert [meter.quality.counts[k] for k in (o.SHORT, o.LONG)] == [short, long] and outages(meter) == []


def test_an_outage_goes_on_when_the_meter_loses_its_supply_in_it():
    meter = new_meter()
    supply(meter, 100, 230)
    supply(meter, 5, 100)
    meter.close()
    for _ in range(2):
        meter.board.clock.seconds += 500
        meter = Meter(meter.board)
    supply(meter, 10, 100)
    supply(meter, 10, 230)
    assert outages(meter, FIRST) == [(100, 4, 0), (1115, 5, 1015)]
    assert counts(meter)[o.LONG] == 1


def test_what_is_no_outage():
    meter = new_meter()
    assert outages(meter) == [], "a new meter"
    supply(meter, 100, 230)
    meter.board.clock.seconds += 100
    meter = Meter(meter.board, planned=True)
    supply(meter, 1, 230)
    assert outages(meter) == [], "set up anew"
    meter.board.clock.seconds += 100
    meter.board.reset_cause = "watchdog"
    meter = Meter(meter.board)
    supply(meter, 1, 230)
    assert outages(meter) == [], "a reset"
    meter.step(0, 200_000)
    meter.step(0, 2_000_000)
    assert outages(meter) == [] and codes_of(meter) == [], "a converter that fails"


def test_after_an_outage_that_the_clock_did_not_survive_nothing_tells_its_length():
    meter = new_meter()
    supply(meter, 100, 230)
    meter.close()
    meter.board.clock.seconds, meter.board.clock.valid = 0, False
    meter = Meter(meter.board)
    supply(meter, 1, 230)
    assert outages(meter, FIRST) == [(100, 4, 0), (100, 5, 0)]
    assert not {o.SHORT, o.LONG} & set(counts(meter))


def test_an_outage_that_the_meter_saw_begin_and_the_clock_did_not_survive_is_not_counted_the_next_one_is():
    meter = new_meter()
    supply(meter, 100, 230)
    supply(meter, 5, 100)
    meter.close()
    meter.board.clock.seconds, meter.board.clock.valid = 0, False
    meter = Meter(meter.board)
    supply(meter, 10, 230)
    assert [code for _, code, _ in outages(meter, FIRST)] == [4, 5]
    assert not {o.SHORT, o.LONG} & set(counts(meter))
    supply(meter, 5, 100)
    supply(meter, 5, 230)
    assert counts(meter)[o.SHORT] == 1


def test_the_clock_set_leaves_out_the_ten_minutes_that_it_cuts():
    for change in (DAY, 400, -400, -DAY):
        meter = at(FIRST + 2 * DAY)
        supply(meter, 300, 230, 10_000)
        meter.commands.set_clock(FIRST + 2 * DAY + 300 + change, 1)
        supply(meter, 1500, 230, 10_000)
        found = counts(meter)
        assert found[o.LEFT_OUT] == 2 and found[o.WINDOWS] == (1 if change == 400 else 2), (change, found)
        assert events(meter) == [] and outages(meter) == []


def test_a_clock_that_stands_still_stops_no_second():
    meter = new_meter()
    for _ in range(20):
        meter.window.samples, meter.window.v_rms_mv = 1000, 260_000
        meter.step(0)
    assert codes_of(meter) == [8] and counts(meter) == {}
    assert meter.quality.excursion.ms == 20_000


def test_an_interruption_flags_its_ten_minutes():
    meter = new_meter()
    supply(meter, 300, 230)
    supply(meter, 5, 11)
    supply(meter, 895, 230)
    found = counts(meter)
    assert (found[o.LEFT_OUT], found[o.WINDOWS], found[o.SHORT]) == (1, 1, 1) and o.BELOW_10 not in found


def test_a_low_voltage_is_none_however_low():
    meter = new_meter()
    supply(meter, 600, 150)
    found = counts(meter)
    assert (found[o.WINDOWS], found[o.BELOW_10], found[o.BELOW_15], found[o.UNDER]) == (1, 1, 1, 1)


def test_periods_of_the_profiles_are_marked_once_it_has_lasted():
    meter = new_meter(deviation_s=60, power_fault_s=30)
    supply(meter, 840, 230)
    supply(meter, 59, 254)
    assert not meter.quality.over
    supply(meter, 2, 254)
    assert meter.quality.over and not meter.quality.under
    supply(meter, 299, 230)
    supply(meter, 61, 206)
    assert meter.quality.under
    supply(meter, 539, 230)
    supply(meter, 29, 100)
    assert not meter.quality.missing and not meter.quality.over
    supply(meter, 1, 100)
    assert meter.quality.missing
    supply(meter, 870, 230)
    assert not meter.quality.missing
    found = [values(payload)[0] for _, _, payload in meter.load.log.read(0, 10)]
    assert found == [m.OVER, m.OVER | m.UNDER, m.OUTAGE]
    assert [values(payload)[0] for _, _, payload in meter.analysis.log.read(0, 10)] == found


def test_what_the_supervision_says_is_beside_it():
    meter = new_meter(deviation_s=1)
    meter.recorder.marks = m.LEGAL
    supply(meter, 900, 254)
    ((_, _, payload),) = meter.load.log.read(0, 10)
    assert values(payload)[0] == m.LEGAL | m.OVER and meter.recorder.marks == m.LEGAL


def test_counters_are_stored_each_week_and_kept_through_cuts():
    meter = at(MONDAY - 1200)
    supply(meter, 1190, 206, 10_000)
    assert counts(meter)[o.BELOW_10] == 1
    meter.close()
    meter = Meter(meter.board)
    assert counts(meter)[o.BELOW_10] == 1, "kept at the cut"
    supply(meter, 10, 206, 10_000)
    ((_, time, payload),) = meter.quality.occurrences.read(0, 10)
    found, tens, since = of_record(payload)
    assert (time, since) == (MONDAY, MONDAY - 1200)
    assert (found[o.BELOW_10], found[o.LEFT_OUT], tens) == (1, 1, 120)
    assert counts(meter) == {}
    meter.board.clock.seconds += 8 * DAY
    meter = Meter(meter.board)
    assert meter.quality.occurrences.next == 2, "the week that ended without supply"


def test_the_period_of_the_store_follows_its_setting():
    for kind, records in ((0, 5), (1, 1), (2, 0)):  # a Monday is among them, the end of a month is not
        meter = at(FIRST, occurrences_stored=kind)
        run(meter, 5 * DAY + 7200, 0, 0, 3600)
        assert meter.quality.occurrences.next == records, kind


def test_counts_are_kept_every_hour():
    meter = at(FIRST)
    supply(meter, 1200, 206, 10_000)
    again = Meter(meter.board)  # a cut without a warning
    assert o.BELOW_10 not in counts(again)
    supply(again, 3600, 206, 10_000)
    assert counts(Meter(again.board))[o.BELOW_10] == 4


def test_logs_that_take_nothing_stop_no_metering_and_are_told():
    meter = new_meter()
    supply(meter, 100, 230)
    meter.board.memory.left = 0
    supply(meter, 5, 150)
    supply(meter, 5, 260)
    lost = meter.quality.lost
    assert lost >= 6 and meter.hours.milliseconds() == 110_000
    meter.board.memory.left = None
    supply(meter, 2, 230)
    assert meter.status.word >> 1 & 1, "MEMORY"


def test_a_meter_without_its_memory_measures_all_the_same():
    parts = board()

    def silent(address, count):
        raise OSError(5)

    whole, parts.memory.read = parts.memory.read, silent
    meter = Meter(parts)
    assert not meter.known
    supply(meter, 1200, 206, 10_000)
    assert meter.quality.counts[o.BELOW_10] == 2
    assert value(meter, "134.0.12") == 253  # a setting
    try:
        value(meter, "133.0.9")
    except OSError:
        pass
    else:
        raise AssertionError("shown")
    parts.memory.read = whole


def test_a_full_heap_loses_an_event_and_no_metering():
    meter = new_meter()
    supply(meter, 600 - 2, 206)
    real = meter.quality._report

    def full(now):
        raise MemoryError

    meter.quality._report = full
    supply(meter, 10, 206)
    assert meter.quality.lost == 10 and o.BELOW_10 not in counts(meter) and meter.hours.milliseconds() == 608_000
    meter.quality._report = real
    supply(meter, 1, 206)
    assert counts(meter)[o.BELOW_10] == 1, "a second later"


class Dips:
    """Stands in for dips.py: an event a call, as `plan` has them."""

    def __init__(self):
        self.dip_count = self.swell_count = 0
        self.flagged = False
        self.finished = []

    def step(self, halves, now, ms):
        self.flagged = False

    def taken(self):
        found, self.finished = self.finished, []
        return found


def test_what_half_cycles_tell_is_logged_with_depth_and_duration_and_counted():
    meter = new_meter()
    dips = meter.quality.dips = Dips()
    meter.chain.halves = None
    supply(meter, 10, 230)
    dips.finished = [(1, FIRST + 9, 370, 120, 100_040), (2, FIRST + 3, 0, 6_500, 280_000), (4, FIRST, 990, 20, 900)]
    dips.dip_count, dips.swell_count = 2, 1
    supply(meter, 2, 230)
    assert events(meter, FIRST) == [(9, 10, 0, 120, 0, 1000), (3, 11, 0, 6500, 2800, 0), (0, 12, 0, 20, 0, 9)]
    assert counts(meter) == {o.DIPS: 2, o.SWELLS: 1}


class Timed(Dips):
    """`ends`: ms since FIRST at which the windows have ended, as it was told."""

    def __init__(self):
        Dips.__init__(self)
        self.ends = []

    def step(self, halves, now, ms):
        assert 0 <= ms < 1000
        self.ends.append((now - FIRST) * 1000 + ms)


def test_a_clock_of_whole_seconds_and_the_samples_tell_when_a_window_has_ended():
    """To half a window, from the first second that the clock has ended; before that to a second."""
    for ms in (200, 193, 40, 320):
        for phase in range(0, 1000, 37):
            meter = new_meter()
            dips = meter.quality.dips = Timed()
            truth = []
            for k in range(1, 60):
                truth.append(phase + k * ms)
                meter.board.clock.seconds = FIRST + truth[-1] // 1000
                meter.window.samples, meter.window.v_rms_mv = ms, 230_000
                meter.step(0)
            for told, end in zip(dips.ends, truth):
                off = abs(told - end)
                assert off <= ms // 2 + 1 or (off <= 1000 and end < 1000 + ms), (ms, phase, told, end)


class Flagging(Dips):
    """Every window is flagged from `since` to `until`."""

    def step(self, halves, now, ms):
        self.flagged = FIRST + self.since < now <= FIRST + self.until


def test_flagged_windows_leave_their_ten_minutes_out_but_not_a_level_that_stays():
    meter = new_meter()
    dips = meter.quality.dips = Flagging()
    meter.chain.halves = None
    dips.since, dips.until = 300, 301
    supply(meter, 600, 230)
    assert counts(meter) == {o.LEFT_OUT: 1}
    dips.since, dips.until = 600, 1200
    supply(meter, 600, 180)
    assert counts(meter)[o.BELOW_15] == 1 and counts(meter)[o.UNDER] == 1


def test_a_cut_at_any_byte_of_a_store_neither_loses_nor_doubles_a_count():
    """The week ends: the record, then what is kept. The supply goes at every byte of both."""
    meter = at(MONDAY - 1800)
    supply(meter, 1790, 206, 10_000)
    meter.quality.save()
    memory = meter.board.memory
    good, kept = bytes(memory.bytes), meter.quality.counts
    meter.board.clock.seconds = MONDAY
    outcomes = set()
    left = 0
    while True:
        memory.bytes[:] = good
        stores = Stores(meter.board, meter.settings)
        quality = Quality(meter, stores)
        restore(quality, meter)
        assert quality.counts == kept
        memory.left = left
        o.count(quality.counts, o.BELOW_10)
        if o.stored(quality, meter, MONDAY):
            quality.save()
        whole = memory.left > 0
        memory.left = None
        again = Quality(meter, Stores(meter.board, meter.settings))
        start(again, meter, False)
        ((_, time, payload),) = again.occurrences.read(0, 10)
        assert time == MONDAY and again.since == MONDAY, left
        assert not any(again.counts), left
        outcomes.add(of_record(payload)[0][o.BELOW_10])
        if whole:
            break
        left += 1
    assert left > 150 and outcomes == {2, 3}


def test_a_torn_journal_gives_the_state_before_or_the_new_one():
    meter = at(FIRST)
    supply(meter, 1200, 206, 10_000)
    meter.quality.save()
    good = bytes(meter.board.memory.bytes)
    o.count(meter.quality.counts, o.RAPID)
    found = set()
    for left in range(130):
        meter.board.memory.bytes[:] = good
        meter.quality.journal.load()
        meter.board.memory.left = left
        meter.quality.save()
        meter.board.memory.left = None
        again = Quality(meter, Journals(meter))
        restore(again, meter)
        assert again.counts[o.BELOW_10] == 2
        found.add(again.counts[o.RAPID])
    assert found == {0, 1}


class Journals:
    """The stores of a meter's Quality."""

    def __init__(self, meter):
        self.quality = meter.quality.journal
        self.voltage, self.outages = meter.quality.voltage, meter.quality.outages
        self.occurrences = meter.quality.occurrences


def test_registers_are_the_counters_and_the_limits():
    meter = new_meter()
    supply(meter, 600, 254)
    assert (value(meter, "133.0.11"), value(meter, "133.0.9"), value(meter, "134.0.12")) == (1, 0, 253)
    assert meter.bank.get("133.0.13") is None and meter.bank.get("133.0.22") is None
    meter.commands.write("134.0.12", "250", 1)
    assert meter.settings.high_v == 250 and not meter.restart
    for code, text in (("134.0.12", "232"), ("134.0.13", "228"), ("199.7.3", "9"), ("199.7.7", "3"), ("134.0.14", "x")):
        try:
            meter.commands.write(code, text, 1)
        except Exception as refusal:
            assert "must be" in str(refusal) or "NOT A NUMBER" in str(refusal), refusal
        else:
            raise AssertionError(code)


def test_the_status_word_says_what_has_lasted_long_enough():
    meter = new_meter()
    told = meter.status
    told.acknowledge(0)
    supply(meter, 700, 254)
    assert told.b >> status.B_OVERVOLTAGE - status.B & 1 and not told.b >> status.B_UNDERVOLTAGE - status.B & 1
    assert told.a >> status.A_QUALITY_LOG - status.A & 1
    supply(meter, 60, 230)
    told.acknowledge(0)
    assert not told.b >> status.B_OVERVOLTAGE - status.B & 1
    supply(meter, 300, 100)
    assert told.b >> status.B_POWER_FAIL - status.B & 1
