"""Front-end models as one row of parameters each: what stands between the terminals and the converter's codes.

Pure data, so that the host tools can read it too (a recording is resampled with the model's sampling delay).
"""


class FrontEnd:
    """One model.

    bits; v_full, i_full: peak volts and amperes at full scale; v_noise, i_noise: rms a sample, V and A;
    v_gain, i_gain: true gain / nominal gain; v_offset, i_offset: V and A; delay_ns: the current is sampled that much
    after the voltage; pole_hz: anti-alias pole of both channels (0: none); steps: RP2040's uneven codes.
    """

    def __init__(self, bits, v_full, i_full, **errors):
        self.bits = bits
        self.v_full = v_full
        self.i_full = i_full
        self.v_noise = errors.pop("v_noise", 0.0)
        self.i_noise = errors.pop("i_noise", 0.0)
        self.v_gain = errors.pop("v_gain", 1.0)
        self.i_gain = errors.pop("i_gain", 1.0)
        self.v_offset = errors.pop("v_offset", 0.0)
        self.i_offset = errors.pop("i_offset", 0.0)
        self.delay_ns = errors.pop("delay_ns", 0)
        self.pole_hz = errors.pop("pole_hz", 0)
        self.steps = errors.pop("steps", False)
        if errors:
            raise TypeError("front end: %s" % ", ".join(errors))


NAMES = ("ideal", "ads131m02", "classroom")


def front_end(name, rate):
    """The model `name` (of NAMES) at `rate` samples a second; KeyError for an unknown one."""
    if name == "ideal":
        return FrontEnd(24, 500.0, 150.0)
    if name == "ads131m02":
        # ±1.2 V behind 417:1 and, with gain 32, ±37.5 mV across 250 µΩ. Noise at 4 kS/s 5.35 µV and 0.69 µV rms (TI
        # SBAS853, table of noise by gain), √2 more at 8 kS/s. Gain, offset, delay: one board as one might find it.
        more = (rate / 4000) ** 0.5
        return FrontEnd(
            24,
            500.0,
            150.0,
            v_noise=2.2e-3 * more,
            i_noise=2.8e-3 * more,
            v_gain=1.0021,
            i_gain=0.9966,
            v_offset=0.01,
            i_offset=0.004,
            delay_ns=1900,
            pole_hz=33_900,
        )
    if name == "classroom":
        # A 230:12 V transformer, 5 A with peaks to 12.5 A; values are referred to the 230 V side. Round robin at twice
        # the rate puts the current half a sample after the voltage. Noise 2 codes of 4096 (RP2040 datasheet 4.9).
        return FrontEnd(
            12,
            500.0,
            12.5,
            v_noise=0.49,
            i_noise=12.2e-3,
            v_gain=1.004,
            i_gain=0.993,
            v_offset=0.5,
            i_offset=0.02,
            delay_ns=500_000_000 // rate,
            pole_hz=7200,
            steps=True,
        )
    raise KeyError(name)
