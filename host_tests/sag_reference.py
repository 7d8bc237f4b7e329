"""The float64 answer to what dips, swells and interruptions a waveform has: Urms(1/2) of IEC 61000-4-30, by the book.

Shares nothing with the meter. Half cycles are of one length from a zero crossing on, as for a supply of constant
frequency; where its phase jumps they only begin elsewhere, which a full cycle's root mean square hardly sees.
"""

import numpy as np
from reference import finer

DIP, SWELL, INTERRUPTION = 1, 2, 4


def rms_by_halves(times, volts, hertz, first):
    """(starts, values): when each half cycle begins, and the root mean square over the cycle that ends with it.

    first: s, where a half cycle begins; times evenly spaced, and the integral between samples is that of their squares
    taken as straight lines.
    """
    squares = np.square(volts)
    step = times[1] - times[0]
    total = np.concatenate(([0.0], np.cumsum((squares[1:] + squares[:-1]) / 2 * step)))
    count = int((times[-1] - first) * 2 * hertz)
    ends = first + np.arange(count + 1) / (2 * hertz)
    at = np.interp(ends, times, total)
    return ends[1:-1], np.sqrt(np.maximum(0, at[2:] - at[:-2]) * hertz)


def events(starts, values, nominal, dip=0.8, swell=1.2, interruption=0.05, back=0.02):
    """[(kind, start, duration, extreme)] in s and V, by their ends; what goes on at the end is left out."""
    found = []
    for kind, sign, threshold in ((DIP, 1, dip), (SWELL, -1, swell), (INTERRUPTION, 1, interruption)):
        level, end = sign * threshold * nominal, sign * threshold * nominal + back * nominal
        begun = None
        for at, value in zip(starts, values, strict=True):
            if begun is None and sign * value < level:
                begun, extreme = at, value
            elif begun is not None and sign * value >= end:
                found.append((kind, float(begun), float(at - begun), float(extreme)))
                begun = None
            elif begun is not None:
                extreme = sign * min(sign * extreme, sign * value)
    return sorted(found, key=lambda event: event[1] + event[2])


def fundamental(times, volts, start, until):
    """(frequency, the first rising zero crossing), from the crossings of the fundamental between two times, in s."""
    part = (times >= start) & (times < until)
    t = times[part]
    middle = volts[part] - volts[part].mean()
    spectrum = np.fft.rfft(middle * np.hanning(len(middle)))
    hertz = np.fft.rfftfreq(len(middle), t[1] - t[0])
    spectrum[(hertz < 35) | (hertz > 75)] = 0
    smooth = np.fft.irfft(spectrum, len(middle))
    inner = np.abs(t - (start + until) / 2) < (until - start) * 0.3
    k = np.flatnonzero((smooth[:-1] < 0) & (smooth[1:] >= 0) & inner[1:])
    crossings = t[k] - smooth[k] * (t[k + 1] - t[k]) / (smooth[k + 1] - smooth[k])
    slope, offset = np.polyfit(np.arange(len(crossings)), crossings, 1)
    return 1 / slope, offset - slope * int((offset - times[0]) / slope)


def of_recording(times, volts, steady, nominal=230.0):
    """(events, starts, values) of a recording, whose voltage is steady between the two times `steady`, in s."""
    fine = finer(volts)
    grid = np.linspace(times[0], times[-1], len(fine))
    hertz, first = fundamental(grid, fine, *steady)
    starts, values = rms_by_halves(grid, fine, hertz, first)
    return events(starts, values, nominal), starts, values
