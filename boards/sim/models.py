"""Front-end models, one table each: what stands between the terminals and the converter's codes, and how exact it is.

Pure data, so that the host tools can read it too (a recording is resampled with the model's sampling delay). Where a
value is one board as one might find it, and no data sheet's, the table says so.
"""

SAFE_DB = -110.0  # crosstalk from the voltage into the current channel, of full scale, on a careful layout

# Texas Instruments ADS131M02, data sheet SBAS853. Current: 250 µΩ shunt, gain 32; voltage: divider 416.7 : 1, gain 1.
ADS131M02 = {
    "bits": 24,
    "v_full": 500.0,  # 1.2 V · 416.7
    "i_full": 150.0,  # 1.2 V / 32 / 250 µΩ
    "v_density": 50e-6,  # V/√Hz: 5.35 µV rms at 4 kS/s (table 7-1, gain 1), behind the divider
    "i_density": 62e-6,  # A/√Hz: 0.69 µV rms at 4 kS/s (table 7-1, gain 32), across the shunt
    "v_gain": 1.0021,  # this board: divider of 0.1 %, reference ±0.2 %
    "i_gain": 0.9966,  # this board: shunt of 1 %, trimmed by nobody
    "v_offset": 0.01,  # this board, V
    "i_offset": 0.004,  # this board, A: 1 µV at the input
    "delay_ns": 1900,  # this board: the voltage's filter of 1 kΩ and 4.7 nF ± 5 % sees the divider too
    "pole_hz": 33_900,  # 1 kΩ and 4.7 nF in both channels
    "sinc": 3,  # decimation filter (section 8.3.5)
    "crosstalk_db": SAFE_DB,
    "crosstalk_lead": 30.0,  # degrees: partly capacitive
    "v_drift": 15e-6,  # 1/K: reference 7.5 ppm typical, divider 10 ppm
    "i_drift": 40e-6,  # 1/K: shunt of manganin, reference
    "i_curve": -0.1e-6,  # 1/K²: manganin's resistance is a flat parabola
}

# Raspberry Pi RP2040, data sheet section 4.9, behind a 12 V AC transformer; values are referred to 230 V.
CLASSROOM = {
    "bits": 12,
    "v_full": 500.0,  # divider and bias of 1.65 V
    "i_full": 12.5,  # 10 mΩ shunt and amplifier
    "v_noise": 0.49,  # 2 codes rms a sample whatever the rate: together with the steps 8.7 to 9 effective bits
    "i_noise": 12.2e-3,
    "wide_codes": 10,  # codes 512, 1536, 2560 and 3584 (erratum E11); the driver straightens what is usual, 9
    "v_gain": 1.004,  # this board: resistors of 1 %
    "i_gain": 0.993,
    "v_offset": 0.5,
    "i_offset": 0.02,
    "half_turn": True,  # round robin: the current is converted half a sample period after the voltage
    "pole_hz": 7200,  # RC in both channels
    "crosstalk_db": -80.0,  # this board: one multiplexer for both channels
    "v_drift": 100e-6,  # 1/K: the 3.3 V regulator is the reference, resistors of 100 ppm
    "i_drift": 150e-6,
}

# PCM1808 as a 24-bit stereo I2S converter (data sheet SLES177), with capacitors in front as usual in audio.
I2S = {
    "bits": 24,
    "v_full": 500.0,  # 1.5 V peak · 333
    "i_full": 150.0,  # shunt and instrumentation amplifier
    "v_noise": 3.97e-3,  # 99 dB below a full-scale sine
    "i_noise": 1.19e-3,
    "v_gain": 1.013,  # this board: full scale of the converter ± 3 %
    "i_gain": 0.988,
    "delay_ns": 400,  # this board
    "pole_hz": 72_000,
    "v_coupling_hz": 2.65,  # 1 µF into 60 kΩ
    "i_coupling_hz": 2.72,
    "crosstalk_db": -100.0,  # channel separation
    "v_drift": 40e-6,
    "i_drift": 60e-6,
}

TABLES = {"ideal": {"bits": 24, "v_full": 500.0, "i_full": 150.0}, "ads131m02": ADS131M02, "classroom": CLASSROOM}
TABLES["i2s"] = I2S
NAMES = ("ideal", "ads131m02", "classroom", "i2s")


# Tolerances of a board as it comes from the bench: what calibration is for
LOT_GAIN = 0.03  # of either channel
LOT_DELAY_NS = 4000  # 0.07° at 50 Hz
LOT_CROSSTALK_DB = 6
LOT_DRIFT = 40e-6  # 1/K


class FrontEnd:
    """One board: a table's values as attributes, those that it does not name without error.

    bits; v_full, i_full: peak volts and amperes at full scale; v_noise, i_noise: rms a sample, V and A;
    v_gain, i_gain: true gain / nominal gain at 25 °C; v_drift, i_drift: their growth, 1/K; v_curve, i_curve: 1/K²;
    v_offset, i_offset: V and A; delay_ns: the current is sampled that much after the voltage, nominal_delay_ns of it
    by design; pole_hz: anti-alias pole of both channels (0: none); v_coupling_hz, i_coupling_hz: corner of a coupling
    capacitor (0: none, direct current passes); sinc: order of the decimation filter; crosstalk: part of the voltage's
    full scale that the current channel sees, crosstalk_lead: degrees ahead; wide_codes: width of the RP2040's uneven
    codes (0: none).
    """

    def __init__(self, name, rate, lot=None):
        """The model `name` (KeyError for an unknown one) at `rate` samples/s; lot: seed of a board drawn at random."""
        table = dict(TABLES[name])
        self.bits = table.pop("bits")
        self.v_full = table.pop("v_full")
        self.i_full = table.pop("i_full")
        band = (rate / 2) ** 0.5
        self.v_noise = table.pop("v_noise", table.pop("v_density", 0.0) * band)
        self.i_noise = table.pop("i_noise", table.pop("i_density", 0.0) * band)
        for what in ("offset", "drift", "curve", "coupling_hz"):
            for channel in "vi":
                setattr(self, channel + "_" + what, table.pop(channel + "_" + what, 0.0))
        self.v_gain = table.pop("v_gain", 1.0)
        self.i_gain = table.pop("i_gain", 1.0)
        self.nominal_delay_ns = 500_000_000 // rate if table.pop("half_turn", False) else 0
        self.delay_ns = self.nominal_delay_ns + table.pop("delay_ns", 0)
        self.pole_hz = table.pop("pole_hz", 0)
        self.sinc = table.pop("sinc", 0)
        self.crosstalk = 10 ** (table.pop("crosstalk_db") / 20) if "crosstalk_db" in table else 0.0
        self.crosstalk_lead = table.pop("crosstalk_lead", 0.0)
        self.wide_codes = table.pop("wide_codes", 0)
        if table:
            raise TypeError("front end %s: %s" % (name, ", ".join(table)))
        if lot is not None:
            _draw(self, lot)

    def plain(self):
        """The same without what only a synthesised waveform can be given: for recordings."""
        self.crosstalk = self.v_coupling_hz = self.i_coupling_hz = 0.0
        return self


def _draw(front, seed):
    """Give `front` (a FrontEnd) gains, delay, crosstalk and drift within these tolerances instead of its own."""
    state = (seed * 2654435761 + 12345) & 0xFFFFFFFF
    state = (state ^ state >> 15) * 2246822519 & 0xFFFFFFFF  # neighbours among seeds are no neighbours among boards
    state ^= state >> 13

    def within(limit):
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return limit * ((state >> 8) / (1 << 23) - 1)

    front.v_gain = 1 + within(LOT_GAIN)
    front.i_gain = 1 + within(LOT_GAIN)
    front.delay_ns = front.nominal_delay_ns + round(within(LOT_DELAY_NS))
    front.crosstalk *= 10 ** (within(LOT_CROSSTALK_DB) / 20)
    front.crosstalk_lead += within(30.0)
    front.v_drift = within(LOT_DRIFT)
    front.i_drift = within(LOT_DRIFT)
