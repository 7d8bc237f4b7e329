"""The bench: runs the meter firmware with the simulated board and shows it in a terminal.

The firmware is a child process (MicroPython's unix port) that tells what happens as JSON lines, one
event each; keys go back to it as single characters. Nothing here computes a measured value.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "firmware"))  # what settings there are, the firmware knows
