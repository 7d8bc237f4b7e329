"""The module search path on CPython: what a board sees, and the stand-ins for what only a board has."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent

sys.path[:0] = map(str, (ROOT / "firmware", ROOT / "boards/sim", ROOT, TESTS, TESTS / "fakes"))
