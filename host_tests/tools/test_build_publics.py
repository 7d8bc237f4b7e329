"""Public names shared by all modules and classes, where nobody can tell."""

import re

import pytest

from tools.build import publics
from tools.build.publics import rename
from tools.cycles.build import BuildError

COUNTER = """class Tally:
    def __init__(self):
        self.reached = 0

    def forward(self):
        self.reached += 1
"""


def test_names_of_the_program_become_short_ones_in_their_lines():
    made = rename({"a.py": COUNTER, "b.py": "from a import Tally\n\nmine = Tally()\nmine.forward()\n"})
    new = dict(zip(("Tally", "reached", "forward", "mine"), _found(made), strict=True))
    text = COUNTER
    for name in ("Tally", "reached", "forward"):
        text = text.replace(name, new[name])
    assert made["a.py"] == text
    assert made["b.py"] == "from a import {Tally}\n\n{mine} = {Tally}()\n{mine}.{forward}()\n".format(**new)
    assert new["reached"] != new["forward"], "one object has both"
    assert new["mine"] != new["Tally"], "one module has both"


def _found(made):
    first = re.search(r"class (q\d)", made["a.py"]), re.search(r"self\.(q\d) = 0", made["a.py"])
    then = re.search(r"def (q\d)", made["a.py"]), re.search(r"^(q\d) =", made["b.py"], re.MULTILINE)
    return [found.group(1) for found in (*first, *then) if found]


def test_what_no_object_has_together_gets_one_name():
    texts = {
        "a.py": "class Apple:\n    def peeled(self): pass\n",
        "b.py": "class Bicycle:\n    def pedalled(self): pass\n",
    }
    made = rename(texts)
    assert made["a.py"].split("def ")[1][:2] == made["b.py"].split("def ")[1][:2] == "q0"


def test_a_class_and_its_bases_in_other_modules_do_not_share_names():
    texts = {
        "a.py": "class Apple:\n    def peeled(self): pass\n",
        "b.py": "from a import Apple\nclass Boskoop(Apple):\n    def pedalled(self): pass\n",
        "c.py": "import b\nclass Cox(b.Boskoop):\n    def planted(self): pass\n",
    }
    names = {text.split("def ")[1].split("(")[0] for text in rename(texts).values()}
    assert len(names) == 3


def test_names_in_one_module_differ():
    made = rename({"a.py": "def peeled(): pass\ndef pedalled(): pass\nplanted = 1\n"})["a.py"]
    assert sorted(re.findall(r"q\d", made)) == ["q0", "q1", "q2"]


def test_locals_stay_where_a_module_has_something_of_their_name():
    text = "peeled = 1\ndef f():\n    peeled = 2\n    return peeled\ndef g(pedalled=peeled):\n    return peeled\n"
    made = rename({"a.py": text}, around=["import a\na.f, a.g\n"])["a.py"]
    assert made == text.replace("peeled = 1", "q0 = 1").replace("=peeled", "=q0")[:-7] + "q0\n"


def test_what_a_function_imports_goes_with_it():
    texts = {"a.py": "peeled = 1\n", "b.py": "def f():\n    from a import peeled\n    return lambda x=peeled: x\n"}
    made = rename(texts, around=["import b\nb.f()\n"])
    assert made == {"a.py": "q0 = 1\n", "b.py": "def f():\n    from a import q0\n    return lambda x=q0: x\n"}


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    def append(self): pass\n",  # a list has one
        "class A:\n    def ticks_ms(self): pass\n",  # so has MicroPython's time
        "def f():\n    global peeled\n    peeled = 1\n",
        "peeled = 1\nprint(getattr(x, 'peeled'))\n",
        "TABLE = 'row peeled 3'\npeeled = 1\n",
        "def peeled(): pass\nf(peeled=1)\n",
        "class A:\n    def __init__(self): self.peeled = 1\nx.peeled = 2\n",  # whose it is, nobody knows
        "peeled = 1\nprint(f'{peeled}')\n",
        "try:\n    f()\nexcept OSError as peeled:\n    print(peeled)\n",
        "_peeled = 1\n",
    ],
)
def test_what_could_be_asked_for_stays(text):
    others = ["from a import A, f, x, TABLE\n"]
    assert rename({"a.py": text}, around=others)["a.py"] == text


def test_names_of_files_and_what_others_ask_for_stay():
    texts = {"peeled/pedalled.py": "peeled = pedalled = planted = 1\n"}
    assert rename(texts, around=["from peeled.pedalled import planted\n"]) == texts


def test_words_of_a_docstring_are_not_asked_for():
    assert rename({"a.py": '"""The peeled one."""\npeeled = 1\n'})["a.py"] == '"""The peeled one."""\nq0 = 1\n'


@pytest.mark.parametrize(
    "text",
    [
        "def _f(x):\n    def coffee(k):\n        return k\n    return coffee(x)\n",
        "def _f(x):\n    class coffee:\n        pass\n    return coffee\n",
    ],
)
def test_what_is_of_a_function_only_keeps_its_name(text):
    """Another module has the same name."""
    assert rename({"a.py": text, "b.py": "coffee = 1\n"}) == {"a.py": text, "b.py": "q0 = 1\n"}


def test_without_the_names_of_micropython_nothing_is_renamed(tmp_path, monkeypatch):
    monkeypatch.setattr(publics, "_STUBS", tmp_path)
    publics._micropython.cache_clear()
    with pytest.raises(BuildError, match="no stubs"):
        rename({"a.py": "coffee = 1\n"})
    publics._micropython.cache_clear()


def test_exceptions_keep_their_names_for_events_and_tracebacks():
    text = "class Refused(ValueError): pass\nclass Locked(Refused): pass\n"
    assert "class Refused(ValueError)" in rename({"a.py": text})["a.py"]
