"""The tree for a board: the drivers that it needs and no others, what version.json says, and what it may take."""

import hashlib
import json
import subprocess

import pytest

from tools.bench.child import interpreter
from tools.build import tree
from tools.build.boards import boards, find
from tools.build.needed import imported, needed
from tools.cycles.build import BuildError

FACTS = 'processor = "armv6m"\nmicropython = "1.28"\nmachines = ["A"]\nport = "rp2"\nport_board = "B"\n'


@pytest.fixture(scope="module", params=sorted(boards()))
def built(request, tmp_path_factory):
    board = find(request.param)
    target = tmp_path_factory.mktemp("tree") / board.name
    return board, target, tree.build(board, target)


def test_the_tree_is_what_version_json_says(built):
    board, target, files = built
    about = json.loads((target / "version.json").read_text())
    assert about["board"] == board.name and about["version"] == tree.version()
    there = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
    assert there.keys() == {*about["files"], "version.json"} and sorted(there.values()) == sorted(files)
    for name, digest in about["files"].items():
        assert hashlib.sha256(there[name].read_bytes()).hexdigest() == digest
    assert {"main.py", "board.mpy", "meter/app.mpy"} <= there.keys()
    assert {path.suffix for name, path in there.items() if "/" in name} == {".mpy"}


def test_native_code_is_for_the_boards_processor(built):
    board, target, files = built
    numbers = {"armv6m": 4, "xtensawin": 10}
    assert tree.code_of(files) == 6 | 3 << 8 | numbers[board.processor] << 10


def test_what_a_file_of_the_tree_imports_from_the_project_is_there(built):
    board, target, _ = built
    places = tree.sources(board)
    texts = {place: source.read_text() for place, source in places.items()}
    own = {place.split("/")[0].removesuffix(".py") for place in places}
    for place, text in texts.items():
        for module in imported(text):
            path = module.replace(".", "/")
            if module.split(".")[0] in own and (tree.ROOT / "firmware" / f"{path}.py").exists():
                assert f"{path}.py" in places, f"{place} imports {module}"


def test_the_image_has_what_the_tree_has(built, tmp_path):
    _, target, files = built
    image = tmp_path / "image"
    image.write_bytes(tree.romfs(target))
    code = (
        "import vfs, os\nwith open(%r, 'rb') as file:\n    rom = file.read()\nvfs.mount(vfs.VfsRom(rom), '/rom')\n"
        "def walk(path):\n    for name in os.listdir(path):\n        whole = path + '/' + name\n"
        "        if os.stat(whole)[0] & 0x4000:\n            walk(whole)\n        else:\n"
        "            print(whole[5:], os.stat(whole)[6])\nwalk('/rom')\n"
    )
    said = subprocess.run([interpreter(), "-c", code % str(image)], capture_output=True, text=True)
    wanted = {f"{path.relative_to(target)} {path.stat().st_size}" for path in files if path.suffix == ".mpy"}
    assert set(said.stdout.split("\n")[:-1]) == wanted, said.stderr


def test_drivers_that_nothing_imports_stay_out():
    sources = {
        "board.py": "from drivers.lcd import Lcd\ndef late():\n    import drivers.late\n",
        "drivers/__init__.py": "",
        "drivers/lcd.py": "from drivers import picture\n",
        "drivers/picture.py": "",
        "drivers/late.py": "",
        "drivers/adc.py": "import drivers.dma\n",
        "drivers/dma.py": "",
        "meter/app.py": "import machine\n",
    }
    left = {place for place in sources if place not in needed(sources)}
    assert left == {"drivers/adc.py", "drivers/dma.py"}


def test_a_tree_that_is_too_large_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(tree, "MOST", 1000)
    monkeypatch.setattr(tree, "squeezed", lambda board: {"main.py": "x = 1\n" * 200, "board.py": ""})
    monkeypatch.setattr(tree, "sources", lambda board: {place: tree.ROOT / place for place in ("main.py", "board.py")})
    with pytest.raises(BuildError, match="board pico_classroom: .* more than its flash has room for"):
        tree.build(find("pico_classroom"), tmp_path / "tree")


def test_a_source_that_does_not_compile_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(tree, "squeezed", lambda board: {"board.py": "def\n"})
    monkeypatch.setattr(tree, "sources", lambda board: {"board.py": tree.ROOT / "boards/x/board.py"})
    with pytest.raises(BuildError, match=r"^boards.x.board: .*SyntaxError"):
        tree.build(find("pico_classroom"), tmp_path / "tree")


def make_board(place, name, facts):
    folder = place / name
    folder.mkdir()
    (folder / "board.py").write_text("")
    (folder / "board.toml").write_text(facts)


def test_boards_are_the_folders_that_describe_one(tmp_path):
    make_board(tmp_path, "one", FACTS)
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "board.py").write_text("")
    found = boards(tmp_path)
    assert list(found) == ["one"] and found["one"].processor == "armv6m" and found["one"].name == "one"


@pytest.mark.parametrize(
    "facts, said",
    [
        (FACTS.replace("port =", "prot ="), "one/board.toml: port is missing"),
        (FACTS + 'colour = "red"\n', "one/board.toml: colour is not known"),
        (FACTS.replace('"armv6m"', "6"), "one/board.toml: processor is no text"),
        (FACTS.replace('["A"]', '"A"'), "one/board.toml: machines is no list of texts"),
        (FACTS.replace('["A"]', "[]"), "one/board.toml: machines is no list of texts"),
        ("processor", "one/board.toml: "),
    ],
)
def test_a_description_that_cannot_be_is_refused(tmp_path, facts, said):
    make_board(tmp_path, "one", facts)
    with pytest.raises(BuildError) as error:
        boards(tmp_path)
    assert str(error.value).startswith(said)


def test_a_board_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(BuildError, match="board sim: not one that can be built; known: .*pico_classroom"):
        find("sim")
