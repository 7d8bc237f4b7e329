"""Tariffs: checks a tariff table with the meter's own parser and shows a person what it means."""

import sys
from pathlib import Path

sys.path.append(
    str(Path(__file__).parents[2] / "firmware")
)  # the parser is the firmware's: what it takes, the meter takes
