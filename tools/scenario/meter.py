"""What a scenario or the command line says to the meter itself: a setting, a moment of its clock."""

import json
from datetime import UTC, datetime
from typing import Any

from meter.config.defaults import default, known

EPOCH = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())  # the meter counts its seconds from here


def setting(written: str) -> tuple[str, Any]:
    """The pair of NAME=VALUE: a text as it is, anything else as JSON. Raises ValueError, for whoever wrote it."""
    name, equals, text = written.partition("=")
    if not equals or not name:
        raise ValueError(f"{written!r} is not NAME=VALUE")
    if not known(name):
        raise ValueError(f"there is no setting {name!r}")
    if isinstance(default(name), str):
        return name, text
    try:
        return name, json.loads(text)
    except ValueError:
        raise ValueError(f'{text!r} is not JSON, as {name} needs it: 5 or ["…", "…"]') from None


def moment(written: str) -> int:
    """Seconds since 2000-01-01 00:00:00 UTC of an ISO date and time, UTC unless it has an offset. Raises ValueError."""
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is not like 2026-03-29T00:59:30") from None
    if not 2000 <= when.year <= 2099:
        raise ValueError(f"{written!r} is not in the years 2000 to 2099")
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()) - EPOCH
