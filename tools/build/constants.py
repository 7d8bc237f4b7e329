"""The integer constants of a module: which statements assign them, and what they are."""

import ast
import re
from collections.abc import Mapping

_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*\Z")
_LARGEST = (1 << 30) - 1  # a small integer on every port
_ALLOWED = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Name, ast.Load, ast.operator, ast.unaryop)


def is_const(statement: ast.stmt) -> bool:
    """Whether the compiler itself folds what is assigned."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "const"


def assigned(statement: ast.stmt, known: Mapping[str, int]) -> dict[str, int]:
    """The constants that a statement assigns, none where one of its names or values is something else."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return {}
    target, value = statement.targets[0], statement.value
    names = [getattr(item, "id", "") for item in (target.elts if isinstance(target, ast.Tuple) else [target])]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "range":
        last = _integer(value.args[0], known) if len(value.args) == 1 else None
        values: list[int | None] = list(range(len(names))) if last == len(names) > 1 else []
    elif isinstance(target, ast.Tuple):
        values = [_integer(item, known) for item in value.elts] if isinstance(value, ast.Tuple) else []
    else:
        values = [_integer(value.args[0] if isinstance(value, ast.Call) and is_const(statement) else value, known)]
    if len(names) != len(values) or not all(map(_CONSTANT.match, names)):
        return {}
    found = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    return found if len(found) == len(names) else {}


def _integer(value: ast.expr, known: Mapping[str, int]) -> int | None:
    for node in ast.walk(value):
        if not isinstance(node, _ALLOWED) or (isinstance(node, ast.Name) and node.id not in known):
            return None
    try:
        found = eval(compile(ast.Expression(value), "constant", "eval"), {"__builtins__": {}}, dict(known))
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found if type(found) is int and -_LARGEST <= found <= _LARGEST else None
