"""One step of a calibration: what the meter is asked, how far it is, how it ended."""

import re
import time
from collections.abc import Callable, Mapping

from tools.calibrate.reader import Reader, RefusedError

REGISTER = "199.0.0"
JOULES_PER_KWH = 3.6e6
_PROGRESS = re.compile(r"[A-Z]+ (\d+) OF (\d+)")


def request(step: str, read: Mapping[str, float | str]) -> str:
    """The text that asks for `step` with what the reference has `read`: u, i, p, q, error, seconds."""
    words = (f"{key}={value if isinstance(value, str) else f'{value:.6f}'}" for key, value in read.items())
    return " ".join((step, *words))


def watts(pulses: int, constant: float, seconds: float) -> float:
    """Mean power that `pulses` of a reference with `constant` impulses a kWh amount to in `seconds`."""
    return pulses * JOULES_PER_KWH / (constant * seconds)


def run(reader: Reader, text: str, tell: Callable[[int, int], None], pause: float) -> str:
    """Let the meter do the step of `text` and return how it ended.

    tell(done, total): hears how far it is, every `pause` seconds. Raises RefusedError; then the meter is as it was.
    """
    reader.write(REGISTER, text)
    while found := _PROGRESS.fullmatch(answer := reader.read(REGISTER)):
        tell(int(found[1]), int(found[2]))
        time.sleep(pause)
    if " REFUSED" in answer:
        raise RefusedError(answer)
    return answer
