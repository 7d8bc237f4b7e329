"""What the meter has to say besides its values: on standard error, too, where nothing is shown."""

import json

from click.testing import CliRunner

from tools.bench import cli


def test_a_headless_run_tells_the_notes_of_a_real_meter_on_standard_error(tmp_path):
    result = CliRunner().invoke(cli.main, ["--headless", "--speed", "max", "--seconds", "1", "--state", str(tmp_path)])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["seconds_milli"] >= 1000
    first, *_, last = result.stderr.splitlines()
    assert first.startswith("firmware start: ")
    assert last == f"registers saved in {tmp_path}"
