"""A bench whose MicroPython is the fake meter of fakes/fake_meter.py, and boards to bring a small firmware onto."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes.flash_bench import FILES, make_board, make_tree

from tools.bench import cli

FAKE = Path(__file__).parents[1] / "fakes" / "fake_meter.py"


class Bench:
    """Runs the bench's command line against the fake meter, in a directory of its own."""

    def __init__(self, directory):
        self.state = directory / "state"

    def run(self, *arguments):
        return CliRunner().invoke(cli.main, ["--state", str(self.state), *arguments])

    def received(self):
        """What the fake meter was given: its options, keys, and whether its input was closed."""
        return json.loads((self.state / "received.json").read_text())


@pytest.fixture
def bench(tmp_path, monkeypatch):
    launcher = tmp_path / "micropython"
    launcher.write_text(f'#!/bin/sh\nexec {sys.executable} {FAKE} "$@"\n')
    launcher.chmod(0o755)
    monkeypatch.setenv("MICROPYTHON", str(launcher))
    monkeypatch.delenv("FAKE_METER", raising=False)
    return Bench(tmp_path)


@pytest.fixture
def tree(tmp_path):
    """A small firmware: its tree and its image."""
    return make_tree(tmp_path / "tree", FILES)


@pytest.fixture
def plug(tmp_path):
    """Makes boards and plugs them in; options are those of fakes.raw_repl.FakeBoard."""
    made = []

    def fresh(**about):
        made.append(make_board(tmp_path / f"board{len(made)}", **about))
        made[-1].plug()
        return made[-1]

    yield fresh
    for board in made:
        board.unplug()
