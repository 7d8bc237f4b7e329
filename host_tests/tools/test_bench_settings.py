"""`--set` and `--dlms`: what the meter gets, and that what it could not start with is refused and not kept."""

import json
import socket

import pytest
from click.testing import CliRunner
from meter.config.defaults import default, names

from tools.bench import cli
from tools.bench.options import settings

QUICK = ("--headless", "--speed", "max", "--seconds", "1")


def kept(bench):
    """The meter's settings in the state directory."""
    return json.loads((bench.state / "files" / "settings.json").read_text())


def refused(bench, *arguments):
    result = bench.run(*QUICK, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("quadrant: ") and result.stderr.count("\n") == 1
    return result.stderr


def test_settings_are_kept_and_added_to(bench):
    assert bench.run(*QUICK, "--set", "dlms_password=secret", "--set", "hdlc_address=17").exit_code == 0
    assert kept(bench) == {"dlms_password": "secret", "hdlc_address": 17}
    assert bench.run(*QUICK, "--set", "hdlc_address=18", "--set", 'push_at=["12:00"]').exit_code == 0
    assert kept(bench) == {"dlms_password": "secret", "hdlc_address": 18, "push_at": ["12:00"]}
    assert bench.run(*QUICK).exit_code == 0
    assert kept(bench)["hdlc_address"] == 18


def test_without_a_setting_nothing_is_written(bench):
    assert bench.run(*QUICK).exit_code == 0
    assert not (bench.state / "files").exists()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dlms_password=12345", "12345"),
        ("dlms_password=true", "true"),
        ("dlms_password=", ""),
        ("dlms_password=a=b", "a=b"),
        ('dlms_password="q"', '"q"'),
        ("encryption_key=" + "1" * 32, "1" * 32),
        ("push_to=localhost:4059", "localhost:4059"),
    ],
)
def test_a_text_is_taken_as_it_stands(bench, text, value):
    assert bench.run(*QUICK, "--set", text).exit_code == 0
    assert kept(bench) == {text.partition("=")[0]: value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hdlc_address", "is not NAME=VALUE"),
        ("=5", "is not NAME=VALUE"),
        ("colour=1", "there is no setting 'colour'"),
        ("hdlc_address=", "is not JSON"),
        ("hdlc_address=x", "is not JSON"),
        ('hdlc_address="17"', "hdlc_address: must be a whole number"),
        ("hdlc_address=1", "hdlc_address: 1, must be 16 to 125"),
        ("push_at=12:00", "is not JSON"),
        ('push_at="12:00"', "push_at: must be a list of texts"),
        ("push_to=:1", "push_to: must be HOST:PORT"),
        ("master_key=12", "master_key: must be 32 hexadecimal digits"),
        ("security_policy=0", "security_policy: 0, must be 1 or 3"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_spoils_nothing(bench, text, said):
    assert bench.run(*QUICK, "--set", "hdlc_address=99").exit_code == 0
    line = refused(bench, "--set", text)
    assert "--set" in line and said in line
    assert kept(bench) == {"hdlc_address": 99}


def test_every_setting_can_be_given_with_its_default(bench):
    """All in one run: beside one that is given the others have their defaults anyway."""
    given = []
    for name in names():
        value = default(name)
        given += ["--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
    done = bench.run(*QUICK, *given)
    assert done.exit_code == 0, done.output
    assert kept(bench).keys() == set(names())


def test_a_settings_file_that_is_none_is_named(bench):
    file = bench.state / "files" / "settings.json"
    file.parent.mkdir(parents=True)
    for content in ("[1]", "{", "5"):
        file.write_text(content)
        assert str(file) in refused(bench, "--set", "hdlc_address=17")
        assert file.read_text() == content


def test_the_dlms_port_reaches_the_meter(bench):
    assert bench.run(*QUICK).exit_code == 0
    assert bench.received()["options"]["dlms"] is None
    assert bench.run(*QUICK, "--dlms", "127.0.0.1:0").exit_code == 0
    assert bench.received()["options"]["dlms"] == "127.0.0.1:0"


@pytest.mark.parametrize("where", ["4059", ":4059", "localhost:", "localhost:65536", "localhost:-1", "pty"])
def test_a_dlms_port_that_is_none_is_refused(bench, where):
    assert "--dlms" in refused(bench, "--dlms", where)


def test_optical_head_and_dlms_port_go_together():
    arguments = ["--optical", "pty", "--dlms", "localhost:4059"]
    chosen = settings(cli.main.make_context("quadrant", arguments).params)
    assert (chosen["optical"], chosen["dlms"]) == ("pty", "localhost:4059")


def test_a_dlms_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(cli.main, [*QUICK, "--dlms", f"127.0.0.1:{port}"])
    assert result.exit_code == 2
    assert result.stderr == f"quadrant: dlms port 127.0.0.1:{port}: in use\n"
