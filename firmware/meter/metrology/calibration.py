"""What the codes of one meter are worth: the front end's scale, and what the calibration has found of its errors.

Legally relevant, like the registers: kept as one record with the date, temperature and errors of each step.
"""

import struct

STEPS = ("gain", "phase", "offset", "noise", "temperature")  # of the procedure, in adjustment.py
_VALUES = (
    "v_full_uv", "i_full_na", "delay_ns", "conductance_ps", "susceptance_ps", "noise_na", "v_ppb", "i_ppb", "at_mc",
)  # fmt: skip
_VERSION = 1
_FORMAT = "<B%dq" % len(_VALUES) + len(STEPS) * "Iiii"
SIZE = struct.calcsize(_FORMAT)
_NEVER = (0, 0, 0, 0)  # stands for a step that has not been done: no clock says 0


class Calibration:
    """Integers only.

    v_full_uv, i_full_na: µV and nA at the terminals at full scale, 2**23 codes from the middle;
    delay_ns: how much later than the voltage the current is sampled (negative: earlier);
    conductance_ps, susceptance_ps: crosstalk, the current in phase with the voltage, and a quarter turn behind it,
    that is measured without a load, in picosiemens; noise_na: noise of the current channel, rms a sample;
    v_ppb, i_ppb: growth of full scale in 1e-9 a kelvin; at_mc: temperature at which v_full_uv and i_full_na hold, m°C;
    sinc: order of the converter's decimation filter, of which harmonics see the droop (0: none).
    steps: {name of STEPS: (seconds since 2000, m°C, error found, error left)} of what has been done; errors in ppm of
    the reference, of the noise step in µA.
    """

    def __init__(self, v_full_uv, i_full_na, delay_ns=0, sinc=0):
        self.v_full_uv = v_full_uv
        self.i_full_na = i_full_na
        self.delay_ns = delay_ns
        self.sinc = sinc
        self.conductance_ps = self.susceptance_ps = self.noise_na = 0
        self.v_ppb = self.i_ppb = 0
        self.at_mc = 25_000
        self.steps = {}

    def copy(self):
        """Another one like it, to be changed."""
        other = Calibration(0, 0, 0, self.sinc)
        for name in _VALUES:
            setattr(other, name, getattr(self, name))
        other.steps.update(self.steps)
        return other

    def pack(self):
        """The record of SIZE bytes."""
        fields = [getattr(self, name) for name in _VALUES]
        for step in STEPS:
            fields.extend(self.steps.get(step, _NEVER))
        return struct.pack(_FORMAT, _VERSION, *fields)

    def unpack(self, record):
        """Take a record's values. Raises ValueError for a layout this firmware does not know."""
        if len(record) != SIZE or record[0] != _VERSION:
            raise ValueError("calibration record: %d bytes, version %d" % (len(record), record[0] if record else 0))
        fields = struct.unpack(_FORMAT, record)
        for k, name in enumerate(_VALUES):
            setattr(self, name, fields[1 + k])
        self.steps = {}
        for k, step in enumerate(STEPS):
            first = 1 + len(_VALUES) + 4 * k
            if fields[first]:
                self.steps[step] = fields[first : first + 4]
