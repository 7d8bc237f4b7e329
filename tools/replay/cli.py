"""The command behind `make replay`: a recording through the meter, one JSON object on standard output."""

import json
import tempfile
from pathlib import Path

import click

from boards.sim.models import NAMES, FrontEnd
from tools.bench.cli import OneLine, complain, verdict
from tools.bench.plain import say
from tools.bench.session import Outcome
from tools.replay import events, meter, stream, windows
from tools.replay.recording import RecordingError, read

FILE = click.Path(path_type=Path)


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("recording", type=FILE)
@click.option("--front-end", "name", type=click.Choice(NAMES), default=NAMES[0], show_default=True, help="the model")
@click.option("--rate", type=click.Choice(["4000", "8000"]), default="8000", show_default=True, help="samples a second")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="of the model's noise")
@click.option("--windows", "table", type=FILE, help="write one row a window to this CSV file")
@click.option("--events", "dips", type=FILE, help="write one row a dip, swell or interruption to this CSV file")
def main(recording: Path, name: str, rate: str, seed: int, table: Path | None, dips: Path | None) -> int:
    """Measure RECORDING, a CSV file with columns time_s,voltage_v,current_a, with the meter's own firmware.

    A recording may have from 1000 to 100000 samples a second. It is taken as band-limited and resampled to the
    sampler's rate. The front end `ideal` adds no noise or error of its own to what was recorded.
    """
    try:
        outcome = replay(recording, name, int(rate), seed, table, dips)
    except RecordingError as error:
        raise click.ClickException(str(error)) from None
    status = verdict(outcome)
    if status == 0:
        say(json.dumps(outcome.summary))
    return status


def replay(path: Path, name: str, rate: int, seed: int, table: Path | None, dips: Path | None) -> Outcome:
    """How the meter ended after the recording `path`; its windows go to the file `table`, its events to `dips`.

    Raises RecordingError, InterpreterError, and OSError for a file that cannot be written.
    """
    front = FrontEnd(name, rate)
    waveform = read(path)
    for target in filter(None, (table, dips)):
        if target.exists() and target.samefile(path):
            raise click.ClickException(f"{target}: would overwrite the recording")
        target.open("a").close()  # what cannot be written is known before the work
    for warning in waveform.beyond(front.v_full, front.i_full):
        complain(warning)
    with tempfile.TemporaryDirectory(prefix="quadrant-") as folder:
        played, log, noted = (Path(folder, name) for name in ("recording", "windows.csv", "events.csv"))
        stream.write(played, waveform, front, rate)
        options = {"front_end": name, "rate": rate, "seed": seed, "speed": 0, "live": False, "state": folder}
        logs = {"windows": str(log) if table else None, "dips": str(noted) if dips else None}
        outcome = meter.run({**options, "recording": str(played), **logs})
        if table and outcome.summary:
            windows.convert(log, table, waveform.start, rate)
        if dips and outcome.summary:
            events.convert(noted, dips, waveform.start)
    return outcome
