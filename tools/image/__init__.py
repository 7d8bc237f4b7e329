"""Images for the meter's firmware update (firmware/meter/supervision/image.py has the format)."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "firmware"))  # the format is the firmware's own
