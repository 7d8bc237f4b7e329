"""`make release`: the same bytes twice, sums that are right, and trees that are refused."""

import hashlib
import subprocess
import zipfile

import pytest

from tools.build.boards import find
from tools.release import SUMS, ReleaseError, __main__, archive, check


@pytest.fixture
def tree(tmp_path):
    """A git repository with a CHANGELOG of version 1.2.0."""
    root = tmp_path / "tree"
    root.mkdir()
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0 (2026-11-26)\n\n## 0.9.1\n\n- what 1.3.0 is to be\n")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", str(root), *command], check=True)
    return root


def test_a_committed_tree_of_a_named_version_can_be_released(tree):
    check(tree, "1.2.0")
    check(tree, "0.9.1")


@pytest.mark.parametrize("version", ["1.3.0", "1.2", "1.2.0.1", "2.0", "0.9"])
def test_a_version_without_a_section_is_refused(tree, version):
    with pytest.raises(ReleaseError, match="CHANGELOG.md has no section for version"):
        check(tree, version)


def test_changes_are_refused_and_the_first_is_named(tree):
    (tree / "new.py").write_text("")
    with pytest.raises(ReleaseError, match=r"1 files are not as committed \(new.py"):
        check(tree, "1.2.0")


def test_a_folder_that_is_no_repository_is_refused(tmp_path):
    with pytest.raises(ReleaseError, match="git: "):
        check(tmp_path, "1.2.0")


def test_the_archive_of_a_board_is_the_same_twice_and_its_sums_are_right(tmp_path):
    made = []
    for folder in ("a", "b"):
        path = tmp_path / folder / "quadrant-pico_classroom-1.2.0.zip"
        archive(path, __main__.contents(find("pico_classroom"), tmp_path / folder / "tree"))
        made.append(path.read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(path) as read:
        assert read.testzip() is None
        names = {name.removeprefix(path.stem + "/"): read.read(name) for name in read.namelist()}
    sums = dict(reversed(line.split("  ")) for line in names.pop(SUMS).decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in names.items()}
    assert {"LICENSE", "README.md", "version.json", "firmware.romfs", "tree/main.py", "tree/board.mpy"} <= names.keys()
    assert names["version.json"] == names["tree/version.json"]
