"""The file that the simulated board plays: little-endian int32 pairs, voltage in µV, current in units of 100 nA.

What it holds is the waveform at the instants of the front end's sampler, the current as much later as the model says.
"""

from pathlib import Path

import numpy as np

from boards.sim.models import FrontEnd
from tools.replay.recording import Recording
from tools.replay.resample import Resampler

VOLT = 1_000_000  # units of the file, as boards/sim/recording.py reads it
AMPERE = 10_000_000


def write(path: Path, waveform: Recording, front: FrontEnd, rate: int) -> None:
    """Write `waveform` as `front` samples it at `rate` samples/s to `path`.

    Values beyond 32 bits (2147 V, 214 A) are held there; every front end has clipped long before.
    """
    resample = Resampler(waveform.rate, rate, waveform.duration, front.pole_hz)
    pairs = np.empty((resample.count, 2), "<i4")
    limits = np.iinfo(pairs.dtype)
    volts = resample(waveform.volts) * VOLT
    amperes = resample(waveform.amperes, front.delay_ns * 1e-9) * AMPERE
    for column, samples in enumerate((volts, amperes)):
        pairs[:, column] = np.clip(np.rint(samples), limits.min, limits.max)
    path.write_bytes(pairs.tobytes())
