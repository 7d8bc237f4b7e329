"""Private names shared by all modules, where nobody can tell."""

import pytest

from tools.build.privates import share

COUNTER = """class Counter:
    def __init__(self):
        self._count = 0

    def _grow(self):
        self._count += 1
"""


def test_private_names_of_a_module_become_numbers_in_their_lines():
    made = share({"a.py": COUNTER})["a.py"]
    assert made == COUNTER.replace("_count", "_0").replace("_grow", "_1")


def test_every_module_begins_at_the_first_number():
    made = share({"a.py": "_first = 1\n", "b.py": "async  def _second(): pass\nclass _Third: pass\n"})
    assert made == {"a.py": "_0 = 1\n", "b.py": "async  def _1(): pass\nclass _0: pass\n"}


def test_names_stand_behind_letters_of_more_than_a_byte():
    assert share({"a.py": "_a = 1\nx = 'é'; y = 'é', _a\n"})["a.py"] == "_0 = 1\nx = 'é'; y = 'é', _0\n"


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nprint(sys.implementation._mpy)\n",  # never bound here
        "_name = 1\nprint(getattr(x, '_name'))\n",
        "def f(_name):\n    return _name\n",
        "def f():\n    global _name\n    _name = 1\n",
        "_name = 1\nprint(f'{_name}')\n",
        "f(_name=1)\nx._name = 2\n",
        "for _ in x: __y__ = 1\n",
    ],
)
def test_what_could_be_asked_for_stays(text):
    assert share({"a.py": text})["a.py"] == text


def test_a_name_that_two_modules_use_stays_and_so_does_one_that_others_might_ask_for():
    texts = {"a.py": "_name = 1\n", "b.py": "from a import _name\n"}
    assert share(texts) == texts
    assert share({"a.py": "_name = 1\n"}, around=["import a\na._name\n"])["a.py"] == "_name = 1\n"


def test_a_number_that_is_a_name_already_is_left_out():
    assert share({"a.py": "_name = 1\n", "b.py": "x._0\n"})["a.py"] == "_1 = 1\n"


def test_a_class_and_its_bases_in_other_modules_do_not_share_names():
    texts = {
        "base.py": "class Base:\n    def __init__(self):\n        self._first = 1\n",
        "middle.py": "import base\nclass Middle(base.Base):\n    _second = 2\n",
        "last.py": "from middle import Middle\nclass Last(Middle):\n    _third = 3\n",
        "other.py": "from base import Base\nclass Other(Base):\n    _fourth = 4\n",
    }
    made = share(texts)
    found = {}
    exec(made["base.py"], found)
    exec(made["middle.py"].replace("import base\n", "").replace("base.", ""), found)
    exec(made["last.py"].replace("from middle import Middle\n", ""), found)
    last = found["Last"]()
    assert sorted(last.__dict__.values()) + [getattr(last, name) for name in dir(last) if name[1].isdigit()] == [
        1,
        1,
        2,
        3,
    ]
    assert "_fourth" not in made["other.py"]


def test_what_numbers_begin_with_can_be_chosen():
    assert share({"a.py": "_name = 1\n"}, prefix="_m")["a.py"] == "_m0 = 1\n"


def test_there_are_names_for_more_than_the_digits():
    text = "".join(f"_name{k} = {k}\n" for k in range(300))
    names = [line.split()[0] for line in share({"a.py": text})["a.py"].splitlines()]
    assert len(set(names)) == 300
    assert max(map(len, names)) == 3
