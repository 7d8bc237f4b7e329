"""Public names of the program's own by a few short ones: an interned name is for ever, and there are many of these.

Where a name is bound by modules and classes of the program only, and nobody can ask for it by its text, it becomes
`q0`, `q1` …; two names may become the same one where no module, class or family of classes has both. A name is the
same everywhere, so whose attribute it is need not be known. Like `fold`, only for what is compiled for a board; lines
stay as they are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tools.build.fold import module_of
from tools.build.identifiers import WORD, Source, source
from tools.cycles.build import BuildError

_DEFINED = re.compile(r"^\s*(?:(?:async\s+)?def |class )?(\w+)(?=\(|:|\s*=)", re.MULTILINE)
_SHORT = re.compile(r"q\d+")
_STUBS = Path(__file__).resolve().parents[2] / ".venv"  # of MicroPython on both kinds of boards


def rename(sources: Mapping[str, str], around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of all files of a program by file, with public names renamed.

    around: texts of files that work with it. Names in them stay.
    """
    files = {place: Source(text) for place, text in sources.items()}
    fixed = set(_micropython()) | {word for place in files for word in WORD.findall(place)}
    fixed = fixed.union(*(source(text).words for text in around))
    modules = {module_of(place) for place in files}
    for file in files.values():
        fixed |= file.asked | file.set_elsewhere  # of what object, nobody knows
        fixed |= {name for module, name, _ in file.imported if module not in modules}
        # events and tracebacks name exceptions by their class
        fixed |= {one.name for one in file.classes if any(base.endswith(("Error", "Exception")) for base in one.bases)}
    spaces = list(_spaces(files.values()))
    candidates = set().union(*spaces) - fixed
    candidates = {name for name in candidates if not name.startswith("_") and not _SHORT.fullmatch(name)}
    taken = {word for file in files.values() for word in file.words} | fixed
    new = _coloured(candidates, spaces, taken)
    return {place: file.renamed(new, local=False) for place, file in files.items()}


def _coloured(names: set[str], spaces: Iterable[set[str]], taken: set[str]) -> dict[str, str]:
    """A short name for each of `names`; no two that are in one of `spaces` have the same."""
    beside: dict[str, set[str]] = {name: set() for name in names}
    for space in spaces:
        there = space & names
        for name in there:
            beside[name] |= there
    new: dict[str, str] = {}
    short = [f"q{number}" for number in range(len(names) + len(taken)) if f"q{number}" not in taken]
    for name in sorted(names, key=lambda name: (-len(beside[name]), name)):
        used = {new[other] for other in beside[name] if other in new}
        new[name] = next(other for other in short if other not in used)
    return new


def _spaces(files: Iterable[Source]) -> Iterator[set[str]]:
    """The names that must differ: those of a module, and those of classes that may be one another's bases."""
    families: dict[str, set[str]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for file in files:
        yield file.globals
        for name, bases, members in file.classes:
            family = {name}.union(*(families.get(other, {other}) for other in (name, *bases)))
            for other in family:
                families[other] = family
            names[name] |= members
    for family in {id(family): family for family in families.values()}.values():
        yield set().union(*(names[name] for name in family))


@cache
def _micropython() -> frozenset[str]:
    """Names that MicroPython's own modules and types have: attributes of these must not be mistaken."""
    words = {name for stub in _STUBS.glob("stubs*/**/*.pyi") for name in _DEFINED.findall(stub.read_text("utf-8"))}
    if not words:
        raise BuildError(f"no stubs of MicroPython in {_STUBS}: make venv")
    for kind in (bytes, bytearray, str, list, dict, set, tuple, int, float, type(_ for _ in ()), Exception):
        words.update(dir(kind))
    return frozenset(words)
