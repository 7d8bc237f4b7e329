"""From the bench's options to what the simulated board plays: a scenario file, a steady load, or a recording.

What reads scenarios is loaded for that only, and dropped again: 17 KB that the meter's heap is too small for.
"""

import sys

from loads import Load, Loads, lag
from mains import Mains
from player import Player, Scenario

READERS = ("scenario", "verbs", "fields")


def player(options, waveform, board):
    """The Player of a scenario file, or of the one steady load that the options describe. ScenarioError, OSError."""
    try:
        return _player(options, waveform, board)
    finally:
        for name in READERS:
            sys.modules.pop(name, None)


def _player(options, waveform, board):
    if options["scenario"]:
        import scenario

        return Player(scenario.load(options["scenario"]), waveform, Loads(), board)
    of_volts = of_amps = ()
    if options["harmonics"]:
        import fields

        of_volts, of_amps = fields.parse_harmonics(options["harmonics"])
    factor = 1.0 if options["power_factor"] is None else options["power_factor"]
    loads = Loads()
    if options["load"]:
        # no factor at all is a coil: a quarter turn of lag
        loads.connect("load", Load(amps=options["load"], lag=lag(factor), harmonics=of_amps))
    volts = 230.0 if options["volts"] is None else options["volts"]
    hertz = 50.0 if options["hertz"] is None else options["hertz"]
    return Player(Scenario("options", [], 0), waveform, loads, board, Mains(volts, hertz, of_volts))


class Still:
    """In place of a player where a recording plays: nothing else happens."""

    def step(self, t_ms):
        pass
