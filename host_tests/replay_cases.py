"""Recordings that the tests make themselves: a mains with harmonics, a dip and a switched load, at any rate."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
HERTZ = 49.93
SECONDS = 1.6


def smooth(t, at):
    """0 before, 1 after, in 20 ms around the instant `at`: a switch that stays within the band."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip((t - at + 0.01) / 0.02, 0, 1))


def harmonics(t, parts, turns=0.0):
    """Σ √2 · rms · sin of (order, rms, degrees)."""
    angle = 2 * np.pi * (HERTZ * t + turns)
    return sum(2**0.5 * rms * np.sin(order * angle + np.radians(degrees)) for order, rms, degrees in parts)


def mains(t, highest):
    """Volts and amperes at `t`: harmonics up to `highest` Hz, load from 0.7 s, a dip to 60 % from 1.1 to 1.25 s."""
    top = int(highest / HERTZ)
    of_volts = [(1, 230, 20), (3, 4, 100), (5, 7, 200), (7, 3, 10), (11, 1.5, 0), (35, 1, 50)]
    of_base = [(1, 0.8, -30), (3, 0.2, 60), (9, 0.1, 20)]
    of_load = [(1, 4, -25), (3, 1.5, 170), (5, 0.8, 30), (7, 0.4, 200), (13, 0.4, 0), (35, 0.2, 80)]
    of_volts, of_base, of_load = ([part for part in parts if part[0] <= top] for parts in (of_volts, of_base, of_load))
    dip = 1 - 0.4 * (smooth(t, 1.1) - smooth(t, 1.25))
    volts = harmonics(t, of_volts) * dip + 0.2
    return volts, harmonics(t, of_base) + smooth(t, 0.7) * harmonics(t, of_load) - 0.03


def write(path, times, volts, amperes):
    """A recording as recorders write it."""
    table = np.column_stack((times, volts, amperes))
    np.savetxt(
        path, table, fmt=("%.7f", "%.5f", "%.7f"), delimiter=",", header="time_s,voltage_v,current_a", comments=""
    )


def replay(path, *options):
    """What `make replay` does with the file `path`: (exit status, standard output, standard error)."""
    command = [sys.executable, "-m", "tools.replay", str(path), *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def summary(path, *options):
    """Its summary, after a run that was quiet and went well."""
    status, out, err = replay(path, *options)
    assert (status, err) == (0, ""), err
    return json.loads(out)
