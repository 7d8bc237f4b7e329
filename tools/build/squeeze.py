"""What is compiled for a board: the same program, with less to be kept in its heap.

An application can be exchanged and then works with a sealed room and a board's files that were compiled before it was
written. So no constant crosses those lines, what stays can be called with the keywords that it has, and what it is
asked for is there; in the sealed room also every constant that could be. Private names differ by these parts, for a
class may have its base in another.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.build.fold import fold, names_asked
from tools.build.names import shorten
from tools.build.privates import share
from tools.build.publics import rename

DRIVERS = "drivers/"
APPLICATION = ("meter/", DRIVERS, "main.py")
SEALED = "meter/metrology/"
KEPT = Path(__file__).resolve().parents[2] / "build" / "squeezed"  # it takes seconds: by content, what was made


def squeeze(sources: Mapping[str, str], around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of a program's files by file ("meter/meter.py"), each statement in the line where it was.

    around: texts of files that are not in the program but work with it.
    """
    around = list(around)
    builders = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    digest = hashlib.sha256(json.dumps([builders, dict(sources), around]).encode()).hexdigest()
    kept = KEPT / f"{digest[:24]}.json"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(_squeezed(sources, around)), encoding="utf-8")
        new.replace(kept)
    return json.loads(kept.read_text(encoding="utf-8"))


def _squeezed(sources: Mapping[str, str], around: list[str]) -> dict[str, str]:
    made = {}
    for part, prefix in ((exchanged, "_"), (sealed, "_m"), (on_board, "_b")):
        texts = {place: text for place, text in sources.items() if part(place)}
        others = around + [text for place, text in sources.items() if place not in texts]
        asked = {name for text in others for name in names_asked(text)}
        folded = fold(texts, asked, public=part is sealed)
        made |= share(shorten(folded, others, public=part is not exchanged), prefix, others)
    # not the drivers: those that a board has loaded work with another application too
    meter = {place: text for place, text in made.items() if exchanged(place) and not place.startswith(DRIVERS)}
    made |= rename(meter, around + [text for place, text in sources.items() if place not in meter])
    return {place: made[place] for place in sources}


def exchanged(place: str) -> bool:
    """Whether a file is in application images."""
    return place.startswith(APPLICATION) and not sealed(place)


def sealed(place: str) -> bool:
    return place.startswith(SEALED)


def on_board(place: str) -> bool:
    return not place.startswith(APPLICATION)
