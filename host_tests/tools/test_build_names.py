"""Arguments under names that exist anyway, where no caller can tell."""

import pytest

from tools.build.names import PALETTE, shorten


def test_an_argument_is_called_what_something_else_is_called():
    made = shorten({"a.py": "def f(reading, limit=5):\n    kept = reading\n    return kept > limit\n"})["a.py"]
    assert made == "def f(self, name=5):\n    kept = self\n    return kept > name\n"


def test_a_function_inside_another_sees_the_same():
    made = shorten({"a.py": "def f(reading):\n    return lambda other: [reading + other for _ in 'é' if other]\n"})[
        "a.py"
    ]
    assert made == "def f(self):\n    return lambda name: [self + name for _ in 'é' if name]\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f(reading):\n    return reading\nf(reading=1)\n",
        "def f(reading):\n    return reading\nf(**{'reading': 1})\n",
        "def f(reading):\n    return reading.reading\n",
        "reading = 1\ndef f(reading):\n    return reading\n",
        "def f(reading):\n    def g():\n        nonlocal reading\n        reading += 1\n    g()\n    return reading\n",
        "from a import reading\ndef f(reading):\n    return reading\n",
        "def f(reading):\n    return f'{reading}'\n",
        "def f(self, value):\n    return value\n",
    ],
)
def test_a_name_that_is_asked_for_stays(text):
    assert shorten({"a.py": text})["a.py"] == text


def test_a_keyword_in_another_file_or_outside_is_seen():
    text, caller = "def f(reading):\n    return reading\n", "f(reading=1)\n"
    assert shorten({"a.py": text, "b.py": caller})["a.py"] == text
    assert shorten({"a.py": text}, [caller])["a.py"] == text


def test_who_may_be_called_by_anybody_keeps_its_arguments_and_what_is_private_does_not():
    text = (
        "class A:\n    def __init__(self, reading): pass\n    def act(self, it): pass\n    def _own(self, pin): pass\n"
    )
    assert shorten({"a.py": text}, public=True)["a.py"] == text.replace("pin", "name")


def test_arguments_that_find_no_free_name_keep_theirs():
    names = [f"argument_{k}" for k in range(len(PALETTE) + 2)]
    made = shorten({"a.py": f"def f({', '.join(names)}): pass\n"})["a.py"]
    assert made == f"def f({', '.join([*PALETTE, *names[-2:]])}): pass\n"
