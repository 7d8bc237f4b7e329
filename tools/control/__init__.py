"""Breaker and prepayment of a meter, from afar: shows their state, disconnects, reconnects, and tops up the credit."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "firmware"))  # states, limits of tokens and defaults are the firmware's
