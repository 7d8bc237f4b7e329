"""How deep the C stack of the rp2 port gets, from how deep it gets on this PC (on_stack.py).

Every function and module begins with a look at the stack. What is on it is made of calls and of imports within imports,
for which this interpreter and the board have prices of their own. Here they are measured in the same run. The board's
come from the frames that GCC 12 (-fstack-usage, -Os, Cortex-M0) gives MicroPython 1.25's functions: a call is
mp_call_method_n_kw 16, mp_call_function_n_kw 32, fun_bc_call 48 with the code state of some 90, mp_execute_bytecode 128
(also with -O2, as the rp2 port compiles it); an import is mp_import_name 32, the built-in 48, process_import_at_level
208 with the rp2 port's path of 128 bytes, do_load 48 and the call of the module's body, 300. Both are rounded up; a
32-bit unix port (i386), which calls in 293 bytes, had at most 4 % less on its stack in the same run by calls.
"""

import ast
import json
from dataclasses import dataclass

from tools.budget.program import Program, run

CALL, IMPORT, BASE = 340, 700, 600
SCRIPT = "on_stack"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Depth:
    """Bytes on the board at the deepest place of a stage, imports there, and by what it was reached."""

    size: int
    imports: int
    chain: list[str]


def watched(text: str, place: str) -> str:
    """A source whose functions and body begin with `here(name)`."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS) and not any("viper" in ast.unparse(line) for line in node.decorator_list):
            node.body.insert(_first(node.body), _look(f"{place}:{node.lineno} {node.name}"))
    tree.body.insert(_first(tree.body), _look(place))
    return ast.unparse(ast.fix_missing_locations(tree))


def measure(program: Program) -> dict[str, Depth]:
    """The deepest place of each stage. Raises BudgetError, InterpreterError."""
    texts = {place: watched(text, place.removesuffix(".py")) for place, text in program.texts.items()}
    said = json.loads(run(program, SCRIPT, rom=False, texts=texts)[-1])
    return {
        stage: Depth(board_bytes(use, imports, said), imports, chain)
        for stage, (use, imports, chain) in said["most"].items()
    }


def board_bytes(use: int, imports: int, costs: dict[str, float]) -> int:
    """What `use` bytes of stack here are there."""
    calls = use - costs["base"] - imports * costs["import"]
    return round(BASE + calls * CALL / costs["call"] + imports * IMPORT)


def _look(name: str) -> ast.stmt:
    return ast.parse(f"here({name!r})").body[0]


def _first(body: list[ast.stmt]) -> int:
    """Where a statement may be put before the others."""
    at = 0
    while at < len(body) - 1 and (
        (isinstance(body[at], ast.Expr) and isinstance(getattr(body[at], "value", None), ast.Constant))
        or isinstance(body[at], ast.Global | ast.Nonlocal)
    ):
        at += 1
    return at
