"""Settings of DLMS: what is refused and why, secrets that no event and no log may show, and what a dump brings back."""

import json

from fakes.refused import refused
from meter.config.defaults import default
from meter.config.rules import SECRETS
from meter.config.settings import ConfigError, Settings, load

KEYS = ("encryption_key", "authentication_key", "master_key")
KEY = "0123456789abcdefABCDEF0011223344"


def refusal(**given):
    return refused(ConfigError, Settings, given)


def accepted(**given):
    """Taken at the start, as a change, and after a dump."""
    settings = Settings()
    for name in given:
        settings.change(name, given[name], False)
    again = load(settings.dump())
    for name in given:
        wanted = tuple(given[name]) if isinstance(given[name], list) else given[name]
        assert getattr(Settings(given), name) == getattr(settings, name) == getattr(again, name) == wanted
    return True


def test_keys_are_thirty_two_hexadecimal_digits():
    for name in KEYS:
        said = "%s: must be 32 hexadecimal digits" % name
        assert accepted(**{name: KEY})
        for k in range(32):
            assert refusal(**{name: KEY[:k] + "g" + KEY[k + 1 :]}) == said
            assert refusal(**{name: KEY[:k]}) == said
        for wrong in (KEY + "0", " " + KEY[1:], "0x" + KEY[2:], "-" + KEY[1:], KEY[:-1] + "\n", KEY[:-1] + "\u0661"):
            assert refusal(**{name: wrong}) == said
        assert refusal(**{name: 5}) == "%s: must be a text" % name
        assert KEY not in refusal(**{name: KEY + "5"})


def test_passwords_are_up_to_sixteen_printable_characters():
    for password in ("", "1", "~!#()/*", "x" * 16):
        assert accepted(dlms_password=password)
    for wrong in ("x" * 17, "a b", "tab\t", "\u00e5", "line\n", "\x7f", "\x00"):
        assert refusal(dlms_password=wrong) == "dlms_password: at most 16 printable characters"


def test_a_policy_that_lets_changes_pass_unseen_is_refused():
    for policy in (1, 3):
        assert accepted(security_policy=policy)
    for policy in (-1, 0, 2, 4, 255):
        assert refusal(security_policy=policy) == "security_policy: %d, must be 1 or 3" % policy


def test_a_destination_is_host_and_port():
    for to in ("", "host:1", "10.0.0.7:4059", "a.b-c.example:65535", "::1:4059", "h:00080", "h" * 62 + ":1"):
        assert accepted(push_to=to)
    for to in (
        ":1", ":", "host", "host:", "host:0", "host:65536", "host:99999", "host:000001", "host:-1", "host:+1",
        "host:1.5", "host:1 ", "host:x", "ho st:1", "host\n:1", "h\u00f8st:1", "host:\u0661", "host:\u00b2",
        "h" * 63 + ":1", "host:" + "9" * 5000,
    ):  # fmt: skip
        assert refusal(push_to=to) == "push_to: must be HOST:PORT", to


def test_times_are_hours_and_minutes():
    assert accepted(push_at=["00:00", "23:59", "09:05"])
    for at in (
        "24:00",
        "23:60",
        "1:00",
        "01:0",
        "001:0",
        "1:000",
        "01.00",
        "",
        "01:00:00",
        "-1:00",
        "a1:00",
        "01:\u0661\u0661",
        " 1:00",
        "٠١:00",
    ):
        assert refusal(push_at=[at]) == "push_at: %s is no HH:MM" % at, at
    assert accepted(push_at=["%02d:00" % hour for hour in range(8)])
    assert refusal(push_at=["%02d:00" % hour for hour in range(9)]) == "push: at most 8 times and 16 objects"


def test_the_list_that_is_pushed_has_its_bound():
    assert accepted(push_objects=[])
    assert accepted(push_objects=["3,1-0:%d.8.0,2" % k for k in range(16)])
    said = refusal(push_objects=["3,1-0:%d.8.0,2" % k for k in range(17)])
    assert said == "push: at most 8 times and 16 objects"


def test_numbers_keep_their_limits():
    for name, lowest, highest in (("dlms_codes", 0, 1), ("hdlc_address", 16, 125), ("hdlc_inactivity_s", 0, 65_535)):
        for value in (lowest, highest):
            assert accepted(**{name: value})
        for value in (lowest - 1, highest + 1):
            assert refusal(**{name: value}) == "%s: %d, must be %d to %d" % (name, value, lowest, highest)


def test_a_refused_change_leaves_everything_as_it_was():
    settings = Settings({"push_to": "host:1", "encryption_key": KEY})
    before = settings.dump()
    for name, value in (("push_to", ":1"), ("encryption_key", "00"), ("security_policy", 0), ("push_at", ["25:00"])):
        try:
            settings.change(name, value, True)
        except ConfigError:
            assert settings.dump() == before
        else:
            raise AssertionError("accepted: %s" % name)
    assert (settings.push_to, settings.encryption_key) == ("host:1", KEY)


def test_no_event_shows_a_secret():
    assert set(SECRETS) == {"password", "dlms_password"} | set(KEYS)
    for name in SECRETS:
        value = KEY if name in KEYS else "hush"
        old = Settings().__dict__[name]
        before, after = Settings().change(name, value, False)
        assert (before, after) == ("*" * len(old), "*" * len(value))
    assert Settings().change("push_to", "host:1", False) == ("", "host:1")
    assert Settings().change("push_at", ["01:00", "02:00"], False) == ("", "01:00,02:00")


def test_the_log_of_a_meter_shows_no_secret():
    from fakes.plain_board import new_meter, told

    meter = new_meter()
    for name in SECRETS:
        meter.commands.configure(name, KEY if name in KEYS else "hushhush")
    said = "\n".join(told(meter) + meter.board.console.notes)
    for secret in [default(name) for name in SECRETS] + [KEY, KEY[:12], "hush"]:
        assert secret not in said, secret
    assert said.count("***") >= len(SECRETS)
    assert json.loads(meter.board.files.files["settings.json"])["master_key"] == KEY


def test_a_dump_brings_everything_back_and_nothing_else():
    given = {
        "dlms_codes": 1, "dlms_password": "", "encryption_key": KEY, "authentication_key": KEY, "master_key": KEY,
        "security_policy": 1, "hdlc_address": 17, "hdlc_inactivity_s": 0, "push_to": "host:1", "push_at": ["00:15"],
        "push_objects": [],
    }  # fmt: skip
    settings = Settings(given)
    assert json.loads(settings.dump()) == given
    assert json.loads(load(settings.dump()).dump()) == given
    for name in given:
        settings.change(name, default(name), False)
    assert json.loads(settings.dump()) == {}
