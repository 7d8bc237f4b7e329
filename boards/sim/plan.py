"""From the bench's options to what the simulated board plays: a scenario file, a steady load, or a recording."""

import scenario
from fields import parse_harmonics
from loads import Load, Loads, lag
from mains import Mains
from player import Player
from scenario import Scenario


def player(options, waveform, board):
    """The Player of a scenario file, or of the one steady load that the options describe. ScenarioError, OSError."""
    if options["scenario"]:
        return Player(scenario.load(options["scenario"]), waveform, Loads(), board)
    of_volts, of_amps = parse_harmonics(options["harmonics"]) if options["harmonics"] else ((), ())
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
