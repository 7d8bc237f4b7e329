"""What is compiled for a board does what the source does, with fewer names."""

import ast

import pytest

from tools.build.fold import fold
from tools.build.squeeze import squeeze

PROGRAM = {
    "codes.py": "ONE = 1\nTWO, THREE = 2, ONE + 2\nA, B, C = range(3)\nMINUS = -5\nTEXT = 'x'\nHUGE = 1 << 30\n",
    "room/__init__.py": "LEVEL = 7\n",
    "room/inner.py": "from codes import THREE\nNINE = THREE * THREE\n\n\ndef ask():\n    return NINE\n",
}


def folded(text, **options):
    return fold({**PROGRAM, "user.py": text}, **options)


def run(sources, module, monkeypatch, tmp_path):
    """What is in a module of a program."""
    import importlib
    import sys

    for place, text in sources.items():
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("codes", "room", "room.inner", "user"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    importlib.invalidate_caches()
    try:
        return vars(importlib.import_module(module))
    finally:
        for name in ("codes", "room", "room.inner", "user"):
            sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from codes import ONE\nx = ONE\n", "pass\nx = 1\n"),
        ("from codes import ONE, TEXT\nx = ONE, TEXT\n", "from codes import TEXT\nx = 1, TEXT\n"),
        ("from codes import (\n    THREE,\n    TEXT,\n)\nx = THREE\n", "from codes import TEXT\n\n\n\nx = 3\n"),
        ("from codes import C\nx = [C for _ in range(C)]\n", "pass\nx = [2 for _ in range(2)]\n"),
        ("from codes import MINUS\nx = MINUS**2 - -MINUS\n", "pass\nx = (-5)**2 - -(-5)\n"),
        ("from codes import ONE\nx = ONE.to_bytes(2, 'big')\n", "pass\nx = (1).to_bytes(2, 'big')\n"),
        ("import codes\nx = codes.TWO\n", "pass\nx = 2\n"),
        ("import codes\nx = codes.TWO, codes.TEXT\n", "import codes\nx = 2, codes.TEXT\n"),
        ("import codes as c, room\nx = c.B, room.__name__\n", "import room\nx = 1, room.__name__\n"),
        ("from room import inner as r, LEVEL\nx = r.NINE + LEVEL\n", "pass\nx = 9 + 7\n"),
        ("from room import inner as r\nx = r.NINE, r.ask()\n", "from room import inner as r\nx = 9, r.ask()\n"),
        ("from room.inner import THREE\nx = THREE\n", "pass\nx = 3\n"),  # where it was imported itself
        ("def f(k):\n    from codes import B\n    return k + B\n", "def f(k):\n    pass\n    return k + 1\n"),
        ("from codes import ONE; x = 'é', ONE  # é\n", "pass; x = 'é', 1  # é\n"),
        ("from codes import ONE\ndef f(k=ONE): return lambda: k + ONE\n", "pass\ndef f(k=1): return lambda: k + 1\n"),
        ("from codes import ONE\nclass A:\n    x = ONE\n", "pass\nclass A:\n    x = 1\n"),
        ("OWN = 4\nLIST = [OWN]\n", "pass\nLIST = [4]\n"),
        ("P, Q = (\n    1,\n    2,\n)\nx = P\ny = 'Q'\n", "Q = 2\n\n\n\nx = 1\ny = 'Q'\n"),
        ("_A = const(3)\n_B = _A << 4\nx = _B\n", "pass\npass\nx = 48\n"),
    ],
)
def test_a_constant_is_written_where_its_name_was(before, after, tmp_path, monkeypatch):
    made = folded(before)
    assert made["user.py"] == after
    if "const(" not in before:
        values = [
            run(p, "user", monkeypatch, tmp_path / str(k)) for k, p in enumerate(({**PROGRAM, "user.py": before}, made))
        ]
        assert values[0].get("x") == values[1].get("x")


@pytest.mark.parametrize(
    "text",
    [
        "from codes import TEXT, HUGE\nx = TEXT, HUGE\n",  # no small integer
        "from codes import ONE\ndef f(ONE): return ONE\n",  # bound in another way as well
        "from codes import ONE\ndef f():\n    global ONE\n    ONE = 2\nx = ONE\n",
        "from codes import ONE\nclass A:\n    ONE = 2\nx = ONE\n",
        "from codes import ONE\nx = [ONE for ONE in range(3)]\n",
        "try:\n    from codes import ONE\nexcept ImportError:\n    ONE = 0\nx = ONE\n",
        "from codes import ONE\nfrom room import LEVEL as ONE\nx = ONE\n",
        "from codes import ONE as N\nx = N\n",
        "from codes import *\nx = ONE\n",
        "import codes\nx = getattr(codes, 'ONE')\n",
        "import codes\ny = codes\nx = y.ONE\n",
        "import codes\ncodes.ONE = 3\nx = codes.ONE\n",
        "from codes import ONE\nx = f'{ONE}'\n",
        "import micropython\nfrom codes import ONE\n@micropython.viper\ndef f() -> int:\n    return int(ONE)\n",
        "from .codes import ONE\nx = ONE\n",
        "from elsewhere import ONE\nx = ONE\n",
        "import codes\n",  # for what it does, perhaps
        "N = 1\nN = 2\nx = N\n",
        "N = 1\nN += 1\nx = N\n",
        "if 1:\n    N = 1\nx = N\n",
        "N = M = 1\nx = N\n",
        "N, m = 1, 2\nx = N\n",
        "N = True\nx = N\n",
        "N = 1 // 0\n",
        "N = 1 << 40\nx = N\n",
    ],
)
def test_what_is_not_certain_stays(text):
    made = folded(text)
    assert made["user.py"] == text
    if "ONE" in text and "elsewhere" not in text:
        assert "ONE = 1" in made["codes.py"]


def test_a_constant_that_nobody_asks_for_any_more_is_gone_and_the_lines_stay():
    made = folded("from codes import ONE\nimport codes\nx = ONE, codes.TEXT\ny = getattr(codes, 'TWO')\n")
    assert made["codes.py"] == "pass\nTWO = 2\npass\npass\nTEXT = 'x'\nHUGE = 1 << 30\n"
    assert made["room/__init__.py"] == "pass\n"
    for place, text in PROGRAM.items():
        assert len(made[place].splitlines()) == len(text.splitlines())


def test_what_others_may_ask_for_stays_and_is_folded_all_the_same():
    text = "PUBLIC = 1\n_PRIVATE = 2\nx = PUBLIC + _PRIVATE\n"
    assert fold({"a.py": text}, public=True)["a.py"] == "PUBLIC = 1\npass\nx = 1 + 2\n"
    assert fold({"a.py": text}, asked=["PUBLIC"])["a.py"] == "PUBLIC = 1\npass\nx = 1 + 2\n"
    assert fold({"a.py": text}, asked=["OTHER"])["a.py"] == "pass\npass\nx = 1 + 2\n"


def test_in_machine_code_only_what_the_compiler_folds_itself_is_folded():
    code = (
        "import micropython\nA = const(3)\nB = 4\n@micropython.viper\ndef f() -> int:\n    return A + int(B)\nx = B\n"
    )
    assert fold({"a.py": code})["a.py"] == code.replace("A = const(3)", "pass").replace("A +", "3 +").replace(
        "x = B", "x = 4"
    )


SIDES = {
    "meter/metrology/__init__.py": "INTERFACE = 1\n_INNER = 2\n\n\ndef act(reading):\n    return reading + _INNER\n",
    "meter/use.py": "from meter.metrology import INTERFACE\nfrom meter.codes import GOOD\n\n\ndef see(reading):\n"
    "    return reading, INTERFACE, GOOD\n",
    "meter/codes.py": "GOOD, BAD = 1, 2\n",
    "board.py": "from meter.codes import BAD\nfrom pins import LED\n\n\ndef make(wish):\n    return wish, BAD, LED\n",
    "pins.py": "LED = 25\n",
}


def test_nothing_crosses_the_line_between_an_application_and_what_stays_when_it_is_exchanged():
    made = squeeze(SIDES)
    assert made["meter/metrology/__init__.py"].startswith("INTERFACE = 1\npass\n")
    assert "def act(reading):\n    return reading + 2" in made["meter/metrology/__init__.py"]
    assert "import INTERFACE\n" in made["meter/use.py"], "which may be another's"
    assert ", INTERFACE, 1" in made["meter/use.py"]
    assert made["meter/codes.py"] == "BAD = 2\n"
    assert "import BAD" in made["board.py"]
    assert "def make(wish):" in made["board.py"]
    assert ", BAD, 25" in made["board.py"]
    assert made["pins.py"] == "pass\n", "the meter knows nothing of it"


def test_an_application_is_the_same_with_and_without_the_board_in_the_program():
    application = {place: text for place, text in SIDES.items() if place.startswith("meter")}
    alone = squeeze(application, [SIDES["board.py"], SIDES["pins.py"]])
    assert alone == {place: text for place, text in squeeze(SIDES).items() if place in application}


def test_squeezing_twice_is_squeezing_once():
    once = squeeze(SIDES)
    assert all(ast.dump(ast.parse(once[place])) == ast.dump(ast.parse(text)) for place, text in squeeze(once).items())
