"""`make frozen` against a source tree of MicroPython with only what is looked at, and a make that notes its call."""

import contextlib
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from meter.supervision.legal import Folder

from tools.build import frozen, tree
from tools.build.boards import boards, find

BOARDS = sorted(boards())


@pytest.fixture
def micropython(tmp_path):
    """MicroPython 1.28 with the boards that ours are made for; its make writes its arguments down."""
    root = tmp_path / "micropython"
    (root / "py").mkdir(parents=True)
    (root / "py" / "mpconfig.h").write_text(
        "#define MICROPY_VERSION_MAJOR 1\n#define MICROPY_VERSION_MINOR 28\n#define MICROPY_VERSION_MICRO 0\n"
    )
    for board in boards().values():
        port = root / "ports" / board.port
        (port / "boards" / board.port_board).mkdir(parents=True, exist_ok=True)
        (port / "boards" / "manifest.py").write_text('module("_boot.py", "$(PORT_DIR)/modules")\n')
        (port / "modules").mkdir(exist_ok=True)
        (port / "modules" / "_boot.py").write_text("")
        (port / "Makefile").write_text(
            "all:\n\t@echo $(BOARD)$(BOARD_DIR) $(BOARD_VARIANT) $(FROZEN_MANIFEST) $(BUILD) >called\n"
        )
    return root


@pytest.fixture(scope="module")
def squeezed():
    """The squeezed texts of each board, made once."""
    return {name: tree.squeezed(find(name)) for name in BOARDS}


@pytest.fixture(autouse=True)
def use_squeezed(monkeypatch, squeezed):
    for module in (frozen, tree):
        monkeypatch.setattr(module, "squeezed", lambda board: squeezed[board.name])


class Manifest:
    """What a manifest freezes, by MicroPython's rules ("MicroPython manifest files"): `files`, source by place."""

    def __init__(self, path, port):
        self.files = {}
        self.packages = []  # that are to come from micropython-lib
        self._port = port
        self.include(str(path))

    def include(self, path):
        path = self._resolved(path)
        with contextlib.chdir(path.parent):
            exec(path.read_text(), {name: getattr(self, name) for name in ("include", "package", "module", "require")})

    def package(self, name, files=None, base_path=".", opt=None):
        base = self._resolved(base_path)
        for source in (base / name).rglob("*.py") if files is None else [base / name / file for file in files]:
            self._add(source.relative_to(base).as_posix(), source)

    def module(self, name, base_path=".", opt=None):
        self._add(name, self._resolved(base_path) / name)

    def require(self, name, **options):
        self.packages.append(name)

    def _add(self, place, source):
        assert source.is_file(), f"cannot stat {source}"
        assert place not in self.files, f"{place} is there twice"
        self.files[place] = source

    def _resolved(self, path):
        return Path(os.path.abspath(path.replace("$(PORT_DIR)", str(self._port))))  # noqa: PTH100 — as MicroPython


def run(*arguments):
    return CliRunner().invoke(frozen.main, [*map(str, arguments)])


@pytest.mark.parametrize("name", BOARDS)
def test_the_squeezed_tree_is_frozen_and_nothing_else(name, micropython, squeezed, tmp_path):
    board = find(name)
    port = micropython / "ports" / board.port
    manifest = frozen.prepare(board, tmp_path / "frozen")
    frozen_files = Manifest(manifest, port).files
    own = {place: source.read_text() for place, source in frozen_files.items() if port not in source.parents}
    module = own.pop("meter/metrology/sealed_sum.py")
    assert own == squeezed[name]
    assert module == f"SUM = {frozen.sealed_sum(board, own)}\n"
    assert frozen_files.keys() - own.keys() == {"_boot.py", "meter/metrology/sealed_sum.py"}


def test_the_sum_of_the_sealed_room_is_what_the_meter_makes_of_its_files(squeezed, tmp_path):
    board = find("pico_classroom")
    tree.build(board, tmp_path / "tree")
    room = tmp_path / "tree" / "meter" / "metrology"
    folder = Folder(str(room))
    while not folder.step():
        pass
    assert frozen.sealed_sum(board, squeezed[board.name]) == folder.value
    other = dict(squeezed[board.name])
    other["meter/metrology/energy.py"] += "\nMORE = 1\n"
    assert frozen.sealed_sum(board, other) != folder.value
    other = dict(squeezed[board.name])
    other["meter/commands.py"] += "\nMORE = 1\n"
    assert frozen.sealed_sum(board, other) == folder.value


@pytest.mark.parametrize("name", BOARDS)
def test_the_manifests_in_the_tree_can_be_used_as_they_are(name, micropython):
    board = find(name)
    made = Manifest(board.folder / "manifest.py", micropython / "ports" / board.port)
    assert tree.sources(board).keys() <= made.files.keys()
    assert made.packages == []  # the firmware needs nothing of micropython-lib; asyncio is in every port


@pytest.mark.parametrize("name", BOARDS)
def test_the_ports_make_is_called(name, micropython):
    board = find(name)
    done = run(name, micropython)
    assert done.exit_code == 0, done.output
    called = (micropython / "ports" / board.port / "called").read_text().split()
    manifest = frozen.ROOT / "build" / "frozen" / name / "boards" / name / "manifest.py"
    assert called[:2] == [board.port_board, str(manifest)]
    assert called[2].startswith(f"build-quadrant-{name}-")
    assert str(manifest) in done.output  # the command was shown


def test_a_partition_leaves_room_for_the_code(micropython):
    done = run("pico_classroom", micropython, "--romfs", "256")
    assert done.exit_code == 0, done.output
    place, _, folder = (micropython / "ports/rp2/called").read_text().split()
    text = Path(place, "mpconfigboard.h").read_text()
    assert "#define MICROPY_HW_ROMFS_BYTES (256 * 1024)" in text
    assert "#define MICROPY_HW_FLASH_STORAGE_BYTES (PICO_FLASH_SIZE_BYTES - 896 * 1024)" in text
    assert f'#include "{micropython}/ports/rp2/boards/RPI_PICO/mpconfigboard.h"' in text
    assert (
        f'include("{micropython}/ports/rp2/boards/RPI_PICO/mpconfigboard.cmake")'
        in Path(place, "mpconfigboard.cmake").read_text()
    )
    assert run("pico_classroom", micropython).exit_code == 0
    assert (micropython / "ports/rp2/called").read_text().split()[2] != folder  # CMake would keep the old options


def test_nothing_is_called_in_a_dry_run(micropython):
    assert run("pico_classroom", micropython, "--dry-run").exit_code == 0
    assert not (micropython / "ports/rp2/called").exists()


def test_a_folder_may_be_named_from_the_users_own(micropython, monkeypatch):
    monkeypatch.setenv("HOME", str(micropython.parent))
    ended = run(BOARDS[0], "~/micropython", "--dry-run")
    assert ended.exit_code == 0 and str(micropython) in ended.output


def test_a_make_that_fails_is_not_hidden(micropython):
    (micropython / "ports/rp2/Makefile").write_text("all:\n\t@false\n")
    assert run("pico_classroom", micropython).exit_code not in (0, None)


def complaint(*arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        frozen.main([*map(str, arguments)])
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_a_folder_that_is_no_micropython_is_refused(tmp_path, micropython, capsys):
    assert "no MicroPython source tree" in complaint("pico_classroom", tmp_path, capsys=capsys)
    header = micropython / "py" / "mpconfig.h"
    header.write_text(header.read_text().replace("MINOR 28", "MINOR 27"))
    assert "MicroPython 1.27; pico_classroom is for 1.28" in complaint("pico_classroom", micropython, capsys=capsys)
    header.write_text(header.read_text().replace("MAJOR 1", "MAJOR 2"))
    (micropython / "ports/rp2/boards/RPI_PICO").rmdir()
    said = complaint("pico_classroom", micropython, capsys=capsys)
    assert "no board ports/rp2/boards/RPI_PICO" in said
