"""Private names by a few short ones that all modules share: an interned name is for ever, and a private one nobody else
asks for.

A name that begins with one underscore and that only one module binds and uses becomes `_0`, `_1` … there; the next
module has its own `_0`. Modules whose classes are one another's bases keep apart: their names meet in one object. Like
`fold`, only for what is compiled for a board; lines stay as they are, functions in tracebacks have the short names.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tools.build.identifiers import Source, source


def share(sources: Mapping[str, str], prefix: str = "_", around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of all files of a program by file, private names as `prefix` and a number.

    around: texts of files that work with it. Their names, and the names they might ask for, stay.
    """
    files = {place: Source(text) for place, text in sources.items()}
    used = Counter(
        name for file in (*files.values(), *map(source, around)) for name in file.words | file.said if _private(name)
    )
    taken: dict[str, set[str]] = {place: set() for place in files}
    related = _related(files)
    made = {}
    for place, file in files.items():
        there = set().union(*(taken[other] for other in related[place]))
        free = (name for name in _numbered(prefix) if name not in used and name not in there)
        new = {name: next(free) for name in sorted(_bound(file)) if used[name] == 1}
        taken[place] = set(new.values())
        made[place] = file.renamed(new)
    return made


def _bound(file: Source) -> set[str]:
    """Private names that a file binds and that nobody asks for by their text, nor documentation speaks of."""
    bound = {place.name for place in file.places if place.binds and _private(place.name)}
    return bound - file.asked - file.said - {name for _, *names in file.imported for name in names}


def _private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _numbered(prefix: str) -> Iterator[str]:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    yield from (prefix + digit for digit in digits)
    yield from (prefix + first + second for first in digits for second in digits)


def _related(files: Mapping[str, Source]) -> dict[str, set[str]]:
    """The files of each file's classes' bases and of theirs, and the other way round."""
    named = {place: {one.name for one in file.classes} for place, file in files.items()}
    above = {
        place: {
            other
            for other in files
            if other != place and any(named[other].intersection(one.bases) for one in file.classes)
        }
        for place, file in files.items()
    }
    grown = True
    while grown:
        grown = False
        for found in above.values():
            more = set().union(*(above[other] for other in found)) - found
            found |= more
            grown = grown or bool(more)
    return {place: above[place] | {other for other in files if place in above[other]} for place in files}
