"""A test station: the front end of a board and the meter's measuring chain, fed by an ideal source.

Reads a job a line on standard input and answers it with a line on standard output, both JSON. What a job applies is a
dictionary: volts and amps (components as `Waveform` takes them), hertz, celsius, periods. tools/accuracy has the jobs.
"""

import json
import sys

from converter import Converter
from design import nominal
from meter.metrology import adjustment
from meter.metrology.adjustment import Reference
from meter.metrology.average import Average
from meter.metrology.chain import Chain
from meter.metrology.energy import UJ_PER_WH, Energy
from meter.metrology.limits import Refused
from models import FrontEnd
from parts import Thermometer
from waveform import Waveform

RATE = 8000  # samples/s
NOMINAL_MV = 230_000
NOMINAL_MHZ = 50_000
CUTOFF_MW = 2300  # 10 mA at nominal voltage, as the firmware's settings have it
BLOCK = 320  # pairs
SETTLING = 8  # windows after a change that do not count: 1.6 s


class Station:
    """A meter with the front end `name`, measuring with the calibration record `record` (None: the design's values).

    seed: of the noise.
    """

    def __init__(self, name, record, periods, seed):
        self._front = FrontEnd(name, RATE)
        self.nominal = nominal(self._front)
        calibration = self.nominal.copy()
        if record:
            calibration.unpack(record)
        self._waveform = Waveform(RATE, self._front, periods)
        self._converter = Converter(self._waveform, self._front, seed, BLOCK)
        self._chain = Chain(RATE, calibration, NOMINAL_MV, NOMINAL_MHZ)
        self.quantities = self._chain.quantities
        self._thermometer = Thermometer()
        self._start = self._count = 0  # what of the block is not taken yet

    def apply(self, settings):
        """Make `settings` what the source gives; the temperature in m°C as the meter reads it."""
        self._waveform.set_hertz(settings["hertz"])
        self._waveform.set_voltage(settings["volts"])
        self._waveform.set_current(settings["amps"])
        self._waveform.set_temperature(settings["celsius"])
        self._thermometer.put(settings["celsius"])
        return self._thermometer.read()

    def window(self):
        """The next window."""
        chain = self._chain
        while True:
            if self._start == self._count:
                self._count = self._converter.read(BLOCK)
                self._start = 0
            self._start += chain.take(self._converter.codes, self._start, self._count - self._start)
            if chain.complete:
                return chain.window


def calibrate(job):
    """The record that the steps of a calibration leave behind, each a dictionary: step, windows, reference, and source.

    Raises Refused, ValueError.
    """
    station = Station(job["board"], None, 1, job["seed"])
    quantities = station.quantities
    for step in job["steps"]:
        at_mc = station.apply(step["source"])
        quantities.adopt(adjustment.measuring(step["step"], quantities.calibration))
        quantities.tune(at_mc)
        for _ in range(SETTLING):
            station.window()
        average = Average(step["windows"], CUTOFF_MW)
        while not average.complete:
            average.add(station.window())
        reference = Reference(**step["reference"])
        new = adjustment.corrected(step["step"], quantities.calibration, station.nominal, average, reference, at_mc)
        quantities.adopt(new)
    return {"record": quantities.calibration.pack().hex()}


def measure(job):
    """What the registers gained in `windows` windows (µJ, import positive), samples, Σ squares of mV and µA a window.

    The record is that of `calibrate`.
    """
    station = Station(job["board"], bytes.fromhex(job["record"]), job["source"]["periods"], job["seed"])
    station.quantities.tune(station.apply(job["source"]))
    energy = Energy(CUTOFF_MW)
    for _ in range(SETTLING):
        energy.add(station.window())
    active, reactive = _registers(energy)
    samples = volts = amps = 0
    for _ in range(job["windows"]):
        window = station.window()
        energy.add(window)
        samples += window.samples
        volts += window.v_rms_mv * window.v_rms_mv
        amps += window.i_rms_ua * window.i_rms_ua
    after, reactive_after = _registers(energy)
    return {
        "active_uj": after - active,
        "reactive_uj": reactive_after - reactive,
        "samples": samples,
        "v_squares": volts,
        "i_squares": amps,
    }


def _registers(energy):
    """(A+ minus A-, R+ minus R-) in µJ."""
    one, two, three, four = [_uj(register) for register in energy.r]
    return _uj(energy.a_plus) - _uj(energy.a_minus), one + two - three - four


def _uj(register):
    return register.wh * UJ_PER_WH + register.uj


def main():
    """Answer jobs until there are no more."""
    work = {"calibrate": calibrate, "measure": measure}
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        job = json.loads(line)
        try:
            answer = work[job["kind"]](job)
        except (Refused, ValueError) as why:
            answer = {"error": str(why)}
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
