"""Archives of a release: one for each board, the same bytes whenever they are made."""

import hashlib
import re
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold
MODE = 0o100644 << 16  # a plain file that everybody may read
SUMS = "SHA256SUMS"


class ReleaseError(RuntimeError):
    """This tree cannot be released."""


def check(root: Path, version: str) -> None:
    """Raises ReleaseError when the git tree has changes of its own, or CHANGELOG.md does not name the version."""
    status = subprocess.run(["git", "-C", str(root), "status", "--porcelain"], capture_output=True, text=True)
    if status.returncode:
        raise ReleaseError(f"git: {' '.join(status.stderr.split())}")
    changed = status.stdout.splitlines()
    if changed:
        raise ReleaseError(f"{len(changed)} files are not as committed ({changed[0][3:]}, …): commit or stash first")
    if not re.search(rf"^## {re.escape(version)}\b(?![.\d])", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        raise ReleaseError(f"CHANGELOG.md has no section for version {version}")


def archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip of `files` by name, in a folder called as the archive, with a SHA256SUMS of them all."""
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, data in sorted({**files, SUMS: sums.encode()}.items()):
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", TIME)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, MODE, 3
            made.writestr(entry, data)
