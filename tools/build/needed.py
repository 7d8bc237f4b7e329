"""Which drivers a board needs: those that its files and the meter import, directly or through other drivers."""

import ast
from collections.abc import Iterable, Mapping

DRIVERS = "drivers/"


def needed(sources: Mapping[str, str]) -> dict[str, str]:
    """Of texts by place ("drivers/lcd.py") all but the drivers that nothing imports, wherever the import stands."""
    kept = {place: text for place, text in sources.items() if not place.startswith(DRIVERS)}
    waiting = list(kept.values())
    while waiting:
        for module in imported(waiting.pop()):
            place = _place(module, sources)
            if place.startswith(DRIVERS) and place not in kept:
                kept[place] = sources[place]
                waiting.append(sources[place])
    return {place: text for place, text in sources.items() if place in kept}


def imported(text: str) -> Iterable[str]:
    """Every module that a text may import, with the packages that it is in: "drivers.lcd", "drivers"."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _place(module: str, sources: Mapping[str, str]) -> str:
    """The file of a module, "" for one that is not among the sources."""
    path = module.replace(".", "/")
    return next((place for place in (f"{path}.py", f"{path}/__init__.py") if place in sources), "")
