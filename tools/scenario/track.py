"""The track that the simulated board plays (boards/sim/player.py): one JSON array [ms, verb, value] a line.

Loads are added up and the mains resolved, so that only components are left: hertz [Hz, Hz/s]; voltage and current
[[order, rms, angle in rad], …]; offset and noise in V. Every other verb is one of the board's, or repeat.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tools.scenario import fields, reader
from tools.scenario.loads import Load, Loads, lag
from tools.scenario.mains import Mains
from tools.scenario.reader import Scenario

OPTIONS = ("scenario", "load", "power_factor", "volts", "hertz", "harmonics")
SWITCHES = {
    "supply": "set_supply",
    "press": "press",
    "cover": "set_cover",
    "terminal": "set_terminal_cover",
    "magnet": "set_magnet",
    "seal": "set_seal",
    "tariff": "set_tariff",
    "pulse_input": "send_pulses",
    "temperature": "set_temperature",
    "say": "say",
    "stick": "stick",
    "command": "write",
    "topup": "write",
    "clock": "set_clock",
}


def of_options(given: Mapping[str, Any]) -> Iterator[str]:
    """The lines for the options named OPTIONS, any of them missing: a scenario file, or a steady load.

    Raises ScenarioError.
    """
    if given.get("scenario"):
        return lines(reader.load(given["scenario"]))
    of_volts, of_amps = fields.parse_harmonics(given["harmonics"]) if given.get("harmonics") else ((), ())
    loads = Loads()
    if given.get("load"):
        # no factor at all is a coil: a quarter turn of lag
        loads.connect("load", Load(amps=given["load"], lag=lag(_or(given, "power_factor", 1.0)), harmonics=of_amps))
    mains = Mains(_or(given, "volts", 230.0), _or(given, "hertz", 50.0), of_volts)
    return lines(Scenario("options", [], 0), mains, loads)


def lines(scenario: Scenario, mains: Mains | None = None, loads: Loads | None = None) -> Iterator[str]:
    """The lines of `scenario`; mains, loads: what there is before its first event, and again in every round."""
    mains = mains or Mains()
    loads = loads or Loads()
    shown: dict[str, object] = {}
    for time_ms, verb, value in [(0, "mains", {}), *scenario.events]:
        if verb == "mains":
            mains.change(value, time_ms)
        elif verb == "load":
            loads.connect(*value)
        elif verb == "unload":
            loads.disconnect(value)
        else:
            yield _line(time_ms, SWITCHES[verb], value)
        for what, now in _state(mains, loads).items():
            if what not in shown or shown[what] != now:
                shown[what] = now
                yield _line(time_ms, what, now)
    if scenario.repeat_ms:
        yield _line(scenario.repeat_ms, "repeat", None)


def _state(mains: Mains, loads: Loads) -> dict[str, object]:
    return {
        "hertz": (mains.hertz, mains.drift),
        "voltage": mains.voltage(),
        "current": loads.current(mains.volts),
        "offset": mains.offset,
        "noise": mains.noise,
    }


def _line(time_ms: int, verb: str, value: object) -> str:
    return json.dumps((time_ms, verb, value)) + "\n"


def _or(given: Mapping[str, Any], name: str, default: float) -> float:
    value = given.get(name)
    return default if value is None else value
