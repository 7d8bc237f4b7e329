"""What is compiled for a board: the same program, with less to be kept in its heap.

An application can be exchanged and then works with a sealed room and a board's files that were compiled before it was
written. So no constant crosses those lines, what stays can be called with the keywords that it has, and what it is
asked for is there; in the sealed room also every constant that could be. Private names differ by these parts, for a
class may have its base in another.
"""

from collections.abc import Iterable, Mapping

from tools.build.fold import fold, names_asked
from tools.build.names import shorten
from tools.build.privates import share

APPLICATION = ("meter/", "drivers/", "main.py")
SEALED = "meter/metrology/"


def squeeze(sources: Mapping[str, str], around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of a program's files by file ("meter/meter.py"), each statement in the line where it was.

    around: texts of files that are not in the program but work with it.
    """
    around = list(around)
    made = {}
    for part, prefix in ((exchanged, "_"), (sealed, "_m"), (on_board, "_b")):
        texts = {place: text for place, text in sources.items() if part(place)}
        others = around + [text for place, text in sources.items() if place not in texts]
        asked = {name for text in others for name in names_asked(text)}
        folded = fold(texts, asked, public=part is sealed)
        made |= share(shorten(folded, others, public=part is not exchanged), prefix, others)
    return {place: made[place] for place in sources}


def exchanged(place: str) -> bool:
    """Whether a file is in application images."""
    return place.startswith(APPLICATION) and not sealed(place)


def sealed(place: str) -> bool:
    return place.startswith(SEALED)


def on_board(place: str) -> bool:
    return not place.startswith(APPLICATION)
