"""What is around the simulated meter, as a process of its own beside the firmware's."""

import os
import tempfile
from collections.abc import Mapping
from typing import Any

from tools.bench.process import ROOT, InterpreterError, given, start
from tools.scenario import track

WORLD = ROOT / "boards" / "sim" / "world.py"
HEAP = 2 << 20


class World:
    """What is around the meter (boards/sim/world.py), to be read from `pipe` by the firmware."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        """Mains, loads and events of `options` go into a file, as the track that it plays.

        Raises ScenarioError, InterpreterError.
        """
        self._track = tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="quadrant-track-")  # noqa: SIM115
        self._track.writelines(track.of_options(options))
        self._track.flush()
        self.pipe, end = os.pipe()
        self._closed = False
        try:
            self._process = start(HEAP, WORLD, given(options, track=self._track.name, pipe=end), [end])
        except InterpreterError:
            self.handed_over()
            raise
        finally:
            os.close(end)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._output = self._process.stdout

    def handed_over(self) -> None:
        """Nobody here starts a firmware any more: close our end, so that the world notices when nobody reads."""
        if not self._closed:
            self._closed = True
            os.close(self.pipe)

    def last_words(self) -> bytes:
        """What it had to say when it ended, which it does when nobody reads the pipe any more."""
        words = self._output.read()
        status = self._process.wait()
        return words if status >= 0 else words + b"the simulated world was killed by signal %d" % -status

    def close(self) -> None:
        """End it at once if it still runs, and release its output and the track."""
        self.handed_over()
        self._process.kill()
        self._process.wait()
        self._output.close()
        self._track.close()
