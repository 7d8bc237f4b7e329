"""The procedure on the real measuring chain: what is found, what is kept, and that a refusal changes nothing."""

import math

from fakes.bench_parts import Memory
from fakes.refused import refusal
from fakes.sine_sampler import SineSampler, calibration
from meter.config.calibrator import Calibrator
from meter.metrology.calibration import SIZE
from meter.metrology.chain import Chain
from meter.storage.journal import Journal

NOON = 826_200_540  # 2026-03-07 12:09:00
TEN_CYCLES = 1600  # samples: a block that may be repeated without a jump
RECORD = SIZE + 8

# What is wrong with the front end: gains, delay, crosstalk (in phase with the voltage, and behind it), drift
V_GAIN, I_GAIN = 1.02, 0.97
LATE_NS = 3000
SIEMENS, SIEMENS_BEHIND = 0.8e-6, 0.5e-6
V_DRIFT, I_DRIFT = 20e-6, -50e-6


class Seal:
    def __init__(self):
        self.is_closed = False

    def closed(self):
        return self.is_closed


class Clock:
    def __init__(self):
        self.now = (NOON, True)

    def utc(self):
        return self.now


class Thermometer:
    def __init__(self):
        self.mc = 25_000

    def read(self):
        return self.mc


class Bench:
    """A meter with the errors above before a source. `memory`: of another life of it."""

    def __init__(self, memory=None):
        self.memory = memory or Memory(2 * RECORD)
        self.nominal = calibration()
        self.chain = Chain(8000, self.nominal, 230_000, 50_000)
        self.quantities = self.chain.quantities
        self.seal, self.clock, self.thermometer = Seal(), Clock(), Thermometer()
        self.notes = []
        self.calibrator = Calibrator(
            self.quantities,
            self.nominal,
            Journal(self.memory, 0, SIZE, 2),
            self.seal,
            self.clock,
            self.thermometer,
            2300,
            self.notes.append,
        )
        self.window = self.chain.window
        self.watts = 0.0

    def load(self, amps, lag=0.0, celsius=25.0, volts=230.0):
        """What the source gives; the reference for P is `watts`."""
        self.thermometer.mc = round(celsius * 1000)
        warmer = celsius - 25
        i_gain = I_GAIN * (1 + I_DRIFT * warmer)
        angle = math.radians(lag - 360e-9 * 50 * LATE_NS)
        along = i_gain * amps * math.cos(angle) + volts * SIEMENS
        behind = i_gain * amps * math.sin(angle) + volts * SIEMENS_BEHIND
        sampler = SineSampler()
        sampler.volts = volts * V_GAIN * (1 + V_DRIFT * warmer)
        sampler.amps = math.sqrt(along * along + behind * behind)
        sampler.lag = math.degrees(math.atan2(behind, along))
        self._codes = sampler.block(TEN_CYCLES)
        self.watts = volts * amps * math.cos(math.radians(lag))
        return self

    def play(self, windows):
        """Let so many windows pass."""
        while windows > 0:
            start = 0
            while start < TEN_CYCLES:
                start += self.chain.take(self._codes, start, TEN_CYCLES - start)
                if self.chain.complete:
                    self.calibrator.step(self.window)
                    windows -= 1

    def run(self, request):
        """The text with which the request ends; measuring takes 1 s twice."""
        self.calibrator.write(request + " seconds=1")
        self.play(10)
        return self.calibrator.read()

    def calibration(self):
        return self.quantities.calibration

    def state(self):
        """All that a refusal must leave as it was: values in use (those of temperature too), and the record."""
        q = self.quantities
        return q.calibration.pack(), q.v_full_uv, q.i_full_na, q._noise, bytes(self.memory.bytes)


def settled(*load, **more):
    """A Bench before a load (Ib where none is told), in step with its frequency."""
    bench = Bench().load(*(load or (5.0,)), **more)
    bench.play(8)
    return bench


def gained():
    """A Bench whose gain step is done."""
    bench = settled()
    assert bench.run("gain u=230 p=1150").startswith("GAIN DONE")
    return bench


def near(value, wanted, share):
    return abs(value - wanted) <= share * abs(wanted)


def calibrated():
    """A Bench taken through the whole procedure, and how each step ended."""
    bench = settled()
    said = [bench.run("gain u=230 i=5 p=1150")]
    for request, load in (
        ("phase p=575", (5.0, 60.0)),
        ("offset p=57.5 q=0", (0.25,)),
        ("gain u=230 p=1150", (5.0,)),
        ("temperature u=230 p=1150", (5.0, 0.0, 60.0)),
    ):
        bench.load(*load)
        bench.play(2)
        said.append(bench.run(request))
    return bench, said


def test_the_procedure_finds_every_error_and_the_meter_is_right_everywhere():
    bench, said = calibrated()
    assert [text.split(":")[0] for text in said] == [
        "GAIN DONE",
        "PHASE DONE",
        "OFFSET DONE",
        "GAIN DONE",
        "TEMPERATURE DONE",
    ], said
    found = bench.calibration()
    assert near(found.v_full_uv, 400e6 / V_GAIN, 1e-5) and near(found.i_full_na, 150e9 / I_GAIN, 2e-5)
    assert abs(found.delay_ns - LATE_NS) < 100, found.delay_ns
    # the first gain step has taken a twentieth of it for gain: what is left of it at Imin is 0.004 %
    assert near(found.conductance_ps, SIEMENS / I_GAIN * 1e12, 0.06), found.conductance_ps
    assert near(found.susceptance_ps, SIEMENS_BEHIND / I_GAIN * 1e12, 0.1), found.susceptance_ps
    assert near(found.v_ppb, -V_DRIFT * 1e9, 0.03) and near(found.i_ppb, -I_DRIFT * 1e9, 0.03)
    for load in ((5.0,), (5.0, 60.0), (0.25,), (0.25, 60.0), (-5.0, 60.0), (5.0, 0.0, 60.0), (5.0, 60.0, 0.0)):
        bench.load(*load)
        bench.quantities.tune(bench.thermometer.mc)
        bench.play(2)
        assert near(bench.window.p_mw, bench.watts * 1000, 1e-4), (load, bench.window.p_mw, bench.watts)
        assert near(bench.window.v_rms_mv, 230_000, 2e-5), (load, bench.window.v_rms_mv)
        assert near(bench.window.i_rms_ua, abs(load[0]) * 1e6, 1e-4), (load, bench.window.i_rms_ua)


def test_each_step_is_kept_with_date_temperature_and_errors():
    bench, said = calibrated()
    steps = bench.calibration().steps
    assert sorted(steps) == ["gain", "offset", "phase", "temperature"]
    for step, mc, wanted, within in (
        ("phase", 25_000, -1632, 60),  # √3 · 0.054°
        ("offset", 25_000, 740, 60),  # 0.8 µS · 230 V of 0.25 A
        ("temperature", 60_000, -1050, 60),  # 35 K · 30 ppm
    ):
        seconds, at_mc, found, left = steps[step]
        assert (seconds, at_mc) == (NOON, mc) and abs(abs(found) - abs(wanted)) < within and abs(left) <= 10, steps
    assert bench.calibrator.report("temperature") == "2026-03-07 12:09 +60.00 C " + said[4][18:]
    assert bench.calibrator.report("noise") == "NEVER"
    assert bench.notes[-1] == "calibration: " + said[4]


def test_a_restart_finds_the_calibration():
    bench, _ = calibrated()
    again = Bench(bench.memory)
    assert again.calibration().pack() == bench.calibration().pack()
    assert again.calibrator.report("gain") == bench.calibrator.report("gain")
    assert (again.calibrator.read(), again.calibrator.damaged) == ("READY", False)
    assert again.nominal.pack() == calibration().pack()


def test_an_error_in_percent_does_what_the_reading_does():
    one, other = gained(), settled()
    error = 100 * (V_GAIN * I_GAIN * (1 + 230 * SIEMENS / 5 / I_GAIN) - 1)
    text = other.run("gain u=230 error=%.6f" % error)
    assert text.startswith("GAIN DONE: -1.05") and text.endswith(" -> +0.0000 %"), text
    assert near(one.calibration().i_full_na, other.calibration().i_full_na, 2e-6)
    one.load(5.0, 60.0)
    other.load(5.0, 60.0)
    one.play(2)
    other.play(2)
    one.run("phase p=575")
    other.run("phase error=%.4f" % (one.calibration().steps["phase"][2] / 1e4))
    assert abs(one.calibration().delay_ns - other.calibration().delay_ns) < 5


def test_gain_from_current_alone():
    bench = settled()
    assert bench.run("gain u=230 i=5").endswith("-> +0.0000 %")
    assert near(bench.calibration().v_full_uv, 400e6 / V_GAIN, 1e-5)
    bench.play(1)
    assert near(bench.window.i_rms_ua, 5e6, 1e-5)


def test_energy_that_flows_back_calibrates_too():
    bench = settled(-5.0)
    assert bench.run("gain u=230 p=-1150").startswith("GAIN DONE")
    bench.load(-5.0, 60.0)
    bench.play(2)
    assert bench.run("phase p=-575").startswith("PHASE DONE")
    assert abs(bench.calibration().delay_ns - LATE_NS) < 300


def test_noise_is_found_anew_each_time():
    bench = gained()
    bench.load(0.0)
    bench.play(2)
    for _ in range(2):
        # what crosstalk leaves of a current without a load is as good as noise
        text = bench.run("noise")
        wanted = round(230e6 * math.sqrt(SIEMENS * SIEMENS + SIEMENS_BEHIND * SIEMENS_BEHIND) / I_GAIN)
        found, left = text[12:-3].split(" -> ")
        assert text.startswith("NOISE DONE: ") and abs(int(found) - wanted) <= 3 and int(left) < 20, text
        assert bench.calibration().noise_na == int(found) * 1000


def test_progress_is_told():
    bench = settled()
    bench.calibrator.write("gain u=230 p=1150")
    assert bench.calibrator.read() == "GAIN 0 OF 200"
    bench.play(3)
    assert bench.calibrator.read() == "GAIN 3 OF 200"
    assert refusal(bench.calibrator.write, "noise") == "BUSY"
    bench.play(100)
    assert bench.calibrator.read() == "GAIN 103 OF 200"
    assert bytes(bench.memory.bytes) == bytes(2 * RECORD)


def test_requests_that_cannot_be_are_refused_at_once():
    bench = settled()
    before = bench.state()
    for request, said in (
        ("", "NO STEP "),
        (" ", "NO STEP "),
        ("gains p=1150", "NO STEP gains"),
        ("phase p=575", "GAIN STEP FIRST"),
        ("offset error=1", "GAIN STEP FIRST"),
        ("temperature p=1150", "GAIN STEP FIRST"),
        ("gain", "REFERENCE MISSING"),
        ("gain u=230", "REFERENCE MISSING"),
        ("gain p=1150 error=1", "P AND ERROR GIVEN"),
        ("gain error=10.1", "CORRECTION ABOVE 10 %"),
        ("gain error=-100", "CORRECTION ABOVE 10 %"),
        ("gain x=3", "NO KEY x"),
        ("gain p=1 p=1", "TWICE p"),
        ("gain 1150", "NO KEY 1150"),
        ("gain p=1150 seconds=0.9", "SECONDS: 1 TO 3600"),
        ("gain p=1150 seconds=3601", "SECONDS: 1 TO 3600"),
        ("gain p=1150 seconds=-5", "SECONDS: 1 TO 3600"),
    ):
        assert refusal(bench.calibrator.write, request) == said, request
    for number in ("", "-", "+", ".5", "--5", "1e3", "1,5", "1.2.3", "1234567", "nan", "5V", "1.00000x", "\u0665"):
        assert refusal(bench.calibrator.write, "gain p=" + number) == "NO NUMBER " + number
    bench.seal.is_closed = True
    assert refusal(bench.calibrator.write, "gain p=1150") == "SEAL CLOSED"
    bench.seal.is_closed = False
    bench.clock.now = (0, False)
    assert refusal(bench.calibrator.write, "gain p=1150") == "CLOCK NOT SET"
    assert (bench.state(), bench.calibrator.read()) == (before, "READY")
    assert refusal(gained().calibrator.write, "phase i=5") == "REFERENCE MISSING"


def close_the_seal(bench):
    bench.seal.is_closed = True


def warm_up(bench):
    bench.thermometer.mc += 1250


def test_what_happens_while_it_measures_refuses_the_step_and_changes_nothing():
    more, less, dead, half = (5.2,), (4.95,), (5.0, 0.0, 25.0, 0.0), (5.0, 0.0, 25.0, 225.0)
    for step, after, happens, said in (
        ("gain u=230 p=1150", 3, close_the_seal, "SEAL CLOSED"),
        ("gain u=230 p=1150", 8, close_the_seal, "SEAL CLOSED"),
        ("gain u=230 p=1150", 3, more, "POWER NOT STEADY"),
        ("gain u=230 p=1150", 7, more, "POWER NOT STEADY"),
        ("gain u=230 p=1150", 3, half, "VOLTAGE NOT STEADY"),
        ("gain u=230 p=1150", 3, dead, "NO VOLTAGE"),
        ("gain u=230 p=1150", 8, dead, "NO VOLTAGE"),
        ("gain u=230 p=1150", 3, warm_up, "TEMPERATURE NOT STEADY"),
        ("gain u=230 p=1150", 8, warm_up, "TEMPERATURE NOT STEADY"),
        ("offset p=1150.2", 5, less, "WORSE AFTERWARDS"),
        ("gain u=230 p=1300", 0, None, "CORRECTION ABOVE 10 %"),
        ("gain u=230 p=0", 0, None, "REFERENCE ZERO"),
        ("gain u=260 p=1150", 0, None, "CORRECTION ABOVE 10 %"),
        ("phase p=1150", 0, None, "POWER FACTOR 0.999"),
        ("temperature p=1150", 0, None, "LESS THAN 10 K FROM GAIN STEP"),
        ("noise", 0, None, "LOAD CONNECTED"),
    ):
        bench = Bench(Memory(2 * RECORD))
        bench.memory.bytes[:] = GAINED.memory.bytes
        bench = Bench(bench.memory).load(5.0)
        bench.play(8)
        bench.quantities.tune(25_000)
        before = bench.state()
        bench.calibrator.write(step + " seconds=1")
        bench.play(after)
        if callable(happens):
            happens(bench)
        elif happens:
            bench.load(*happens)
        bench.play(11 - after)
        name = step.split()[0].upper()
        assert bench.calibrator.read() == "%s REFUSED: %s" % (name, said), (step, bench.calibrator.read())
        assert bench.notes == ["calibration: " + bench.calibrator.read()]
        bench.quantities.tune(25_000)
        assert bench.state() == before, (step, said)


def test_after_a_refusal_the_drift_is_taken_out_as_before():
    bench, _ = calibrated()
    bench.quantities.tune(60_000)
    before = bench.state()
    assert bench.run("noise") == "NOISE REFUSED: LOAD CONNECTED"
    assert bench.state() == before


def test_a_memory_that_fails_refuses_the_step():
    bench = gained()
    before = bench.state()[:4]
    bench.memory.left = 20
    assert bench.run("gain u=230 p=1149") == "GAIN REFUSED: MEMORY FAULT"
    assert bench.state()[:4] == before
    assert Bench(bench.memory).calibration().pack() == before[0]


def cut_off(left):
    """The calibration found after a restart when the supply fails `left` bytes into a step's record."""
    memory = Memory(2 * RECORD)
    memory.bytes[:] = GAINED.memory.bytes
    bench = Bench(memory)
    bench.calibrator.write("gain p=1149.9 seconds=1")
    memory.left = left
    for _ in range(10):
        bench.calibrator.step(GAINED.window)
    memory.left = None
    again = Bench(memory)
    assert not again.calibrator.damaged, left
    return again.calibration().pack()


def test_a_cut_at_every_byte_of_the_record_leaves_the_old_or_the_new_one():
    old, new = GAINED.calibration().pack(), cut_off(None)
    found = [cut_off(left) for left in range(RECORD + 1)]
    # what a record ends with may be there already, so the cut that first makes no difference is not its last byte
    first = found.index(new)
    assert RECORD // 2 < first <= RECORD
    assert found == first * [old] + (RECORD + 1 - first) * [new] and old != new


def test_a_torn_record_is_not_missed_when_there_is_another():
    for place in (0, 1):
        memory = Memory(2 * RECORD)
        memory.bytes[:] = GAINED.memory.bytes
        bench = Bench(memory).load(5.0)
        bench.play(8)
        bench.run("gain u=230 p=1150")
        memory.bytes[place * RECORD + 50] ^= 1
        again = Bench(memory)
        assert not again.calibrator.damaged and "gain" in again.calibration().steps


def test_without_a_whole_record_the_board_s_own_values_hold_and_it_is_told():
    memory = Memory(2 * RECORD)
    memory.bytes[:] = GAINED.memory.bytes
    memory.bytes[50] ^= 1
    bench = Bench(memory)
    assert bench.calibrator.damaged
    assert bench.calibration().pack() == bench.nominal.pack()


def test_a_record_of_another_layout_is_told_and_not_used():
    memory = Memory(2 * RECORD)
    journal = Journal(memory, 0, SIZE, 2)
    journal.load()
    journal.save(b"\x07" + bytes(SIZE - 1))
    bench = Bench(memory)
    assert bench.calibrator.damaged
    assert bench.notes == ["calibration record: %d bytes, version 7" % SIZE]
    assert bench.calibration().pack() == bench.nominal.pack()


GAINED = gained()
