"""The bill of materials of a board, boards/<name>/bom.csv."""

import csv
from dataclasses import astuple, dataclass
from pathlib import Path

COLUMNS = ("ref", "quantity", "part number", "manufacturer", "description")
NAME = "bom.csv"


class BomError(ValueError):
    """A bill of materials that cannot be right; says in which line."""


@dataclass(frozen=True)
class Part:
    """A line: the same part, as often as it is needed."""

    ref: str
    quantity: int
    number: str
    manufacturer: str
    description: str

    def row(self) -> list[str]:
        return [str(value) for value in astuple(self)]


def read(path: Path) -> list[Part]:
    """The lines of a bill of materials. Raises BomError."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise BomError(f"{path}: {error.strerror}") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise BomError(f"{path}: the first line is not {','.join(COLUMNS)}")
    parts, seen = [], set()
    for number, row in enumerate(rows[1:], 2):
        part = _part([field.strip() for field in row], f"{path}: line {number}")
        if part.ref in seen:
            raise BomError(f"{path}: line {number}: {part.ref} is there twice")
        seen.add(part.ref)
        parts.append(part)
    return parts


def _part(fields: list[str], where: str) -> Part:
    if len(fields) != len(COLUMNS):
        raise BomError(f"{where}: {len(fields)} fields, not {len(COLUMNS)}")
    ref, quantity, number, manufacturer, description = fields
    if not (quantity.isascii() and quantity.isdigit() and int(quantity)):
        raise BomError(f"{where}: quantity {quantity!r}")
    for name, value in zip(COLUMNS, fields, strict=True):
        if not value and name != "manufacturer":  # a resistor may be anybody's
            raise BomError(f"{where}: no {name}")
    return Part(ref, int(quantity), number, manufacturer, description)
