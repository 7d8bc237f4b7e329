"""Scenario files: every verb, every way to write a time, and the exact words of every error."""

from pathlib import Path

from fakes.refused import refused

from tools.scenario.fields import ScenarioError, parse_harmonics
from tools.scenario.reader import load, parse

FOLDER = str(Path(__file__).parents[2] / "boards/sim/scenarios")


def events(text):
    return parse("a.txt", text).events


def refusal(call, *arguments):
    return refused(ScenarioError, call, *arguments)


def one(line):
    """The only event of a file of one line."""
    (event,) = events(line)
    return event


def test_times_in_every_notation():
    for text, time_ms in (
        ("0", 0),
        ("12", 12_000),
        ("12.5", 12_500),
        ("0.001", 1),
        ("1:30", 90_000),
        ("90:00", 5_400_000),
        ("1:02.25", 62_250),
        ("2:03:04", 7_384_000),
        ("+5", 5_000),
        ("+1:00", 60_000),
        ("8784:00:00", 31_622_400_000),
    ):
        assert one(text + " press") == (time_ms, "press", False), text


def test_a_plus_counts_from_the_line_before_comments_and_blank_lines_between():
    assert events("1 press\n\n# nothing\n+2 press # here\n+0 press long\n10 press") == [
        (1000, "press", False),
        (3000, "press", False),
        (3000, "press", True),
        (10_000, "press", False),
    ]


def test_every_switch():
    for line, argument in (
        ("supply off", False),
        ("supply on", True),
        ("press", False),
        ("press long", True),
        ("cover open", True),
        ("cover closed", False),
        ("seal open", True),
        ("seal closed", False),
        ("terminal open", True),
        ("terminal closed", False),
        ("magnet on", True),
        ("magnet off", False),
        ("tariff 1", 1),
        ("tariff 4", 4),
        ("pulse_input 1000", 1000),
        ("temperature -40", -40.0),
        ("temperature 60.25", 60.25),
        ("say the  sun is up#3 # a comment", "the sun is up#3"),
        ("stick closed", "closed"),
        ("stick open", "open"),
        ("stick free", "free"),
        ("command 3", ("128.0.0", "3")),
        ("topup 17 250.5", ("199.4.0", "17 250.5")),
        ("clock 2026-11-30T00:00:00", 849_312_000),
    ):
        assert one("7 " + line) == (7000, line.split()[0], argument), line


def test_mains_takes_any_subset_of_its_keys():
    assert one("0 mains volts=231.5")[2] == {"volts": 231.5}
    line = "0 mains volts=0 hertz=65 drift=-0.1 harmonics=5:2,3:1.5@-90 offset=-.5 noise=+1"
    assert one(line)[2] == {
        "volts": 0.0,
        "hertz": 65.0,
        "drift": -0.1,
        "harmonics": ((3, 1.5, -90.0), (5, 2.0, 0.0)),
        "offset": -0.5,
        "noise": 1.0,
    }
    assert one("0 mains harmonics=none")[2] == {"harmonics": ()}


def test_loads_by_amps_or_watts_and_by_factor_or_angle():
    def parts(line):
        name, made = one("0 load " + line)[2]
        return name, made.amps, made.watts, round(made.lag, 3), made.harmonics

    assert parts("kettle watts=2000") == ("kettle", None, 2000.0, 0.0, ())
    assert parts("motor amps=4.6 pf=0.5") == ("motor", 4.6, None, 60.0, ())
    assert parts("lamp amps=4.6 pf=-0.5") == ("lamp", 4.6, None, -60.0, ())
    assert parts("sun watts=-1500 angle=-10") == ("sun", None, -1500.0, -10.0, ())
    assert parts("x amps=1 angle=-180 harmonics=40:100@360") == ("x", 1.0, None, -180.0, ((40, 100.0, 360.0),))
    assert parts("x amps=1 pf=0") == ("x", 1.0, None, 90.0, ())


def test_settings_and_the_clock_of_the_start_are_no_events():
    scenario = parse(
        "a.txt", '0 setting cutoff_ma=5\n0 setting automatic=["1.8.0", "test"]\n0 clock 2000-01-02\n0 press'
    )
    assert scenario.settings == [("cutoff_ma", 5), ("automatic", ["1.8.0", "test"])]
    assert (scenario.clock, scenario.events) == (86_400, [(0, "press", False)])
    assert parse("a.txt", "0 press\n1 clock 2000-01-01").clock is None


def test_unload_names_a_load():
    assert events("0 load x amps=1\n1 unload x")[1] == (1000, "unload", "x")


def test_repeat_is_not_an_event_but_a_length():
    scenario = parse("a.txt", "0 press\n2:00 repeat\n# the end\n")
    assert (scenario.name, len(scenario.events), scenario.repeat_ms) == ("a.txt", 1, 120_000)
    assert parse("a.txt", "0 press").repeat_ms == 0


def test_line_ends_and_marks_of_other_systems():
    assert events("\ufeff0 press\r\n\t1 press long\r\n") == [(0, "press", False), (1000, "press", True)]


def test_every_error_names_file_line_and_word():
    mains_keys = "known keys: drift, harmonics, hertz, noise, offset, volts"
    load_keys = "known keys: amps, angle, harmonics, pf, watts"
    time = " is not seconds, mm:ss or h:mm:ss (at most three decimals)"
    for line, text in (
        ("mains volts=230", "time: mains" + time),
        ("1:60 press", "time: 1:60" + time),
        ("1:60:00 press", "time: 1:60:00" + time),
        ("1:2:3:4 press", "time: 1:2:3:4" + time),
        ("1:: press", "time: 1::" + time),
        ("++1 press", "time: ++1" + time),
        ("-1 press", "time: -1" + time),
        ("1.2345 press", "time: 1.2345" + time),
        ("1. press", "time: 1." + time),
        (". press", "time: ." + time),
        ("+ press", "time: +" + time),
        ("1e3 press", "time: 1e3" + time),
        ("\u0663 press", "time: \u0663" + time),
        ("123456789 press", "time: 123456789" + time),
        ("31622401 press", "time: 31622401 is beyond 366 days"),
        ("0 press", "time: 0 comes before the line above (1.5 s)"),
        ("5", "5: no verb after the time"),
        (
            "5 mians volts=230",
            "mians: unknown verb; known verbs: clock, command, cover, load, magnet, mains, press, pulse_input, repeat, "
            "say, seal, setting, stick, supply, tariff, temperature, terminal, topup, unload",
        ),
        ("5 mains", "mains: nothing to set; " + mains_keys),
        ("5 mains 230", "mains: 230 is not key=value; " + mains_keys),
        ("5 mains volt=230", "mains: volt is not a key; " + mains_keys),
        ("5 mains =230", "mains: =230 is not a key; " + mains_keys),
        ("5 mains volts=230 volts=231", "mains: volts is given twice"),
        ("5 mains hertz=70", "mains: hertz=70 is not within 45 and 65"),
        ("5 mains hertz=44.9", "mains: hertz=44.9 is not within 45 and 65"),
        ("5 mains volts=-1", "mains: volts=-1 is not within 0 and 400"),
        ("5 mains drift=11", "mains: drift=11 is not within -10 and 10"),
        ("5 mains offset=51", "mains: offset=51 is not within -50 and 50"),
        ("5 mains noise=-1", "mains: noise=-1 is not within 0 and 50"),
        ("5 mains volts=", "mains: volts= is not a number"),
        ("5 mains volts=nan", "mains: volts=nan is not a number"),
        ("5 mains volts=1e2", "mains: volts=1e2 is not a number"),
        ("5 mains volts=1_0", "mains: volts=1_0 is not a number"),
        ("5 mains volts=230,5", "mains: volts=230,5 is not a number"),
        ("5 mains volts=--1", "mains: volts=--1 is not a number"),
        ("5 mains volts=.", "mains: volts=. is not a number"),
        ("5 mains volts=" + "9" * 400, "mains: volts=" + "9" * 400 + " is not within 0 and 400"),
        ("5 mains harmonics=3", 'mains: harmonics: "3" is not order:percent@degrees'),
        ("5 mains harmonics=", 'mains: harmonics: "" is not order:percent@degrees'),
        ("5 mains harmonics=3:1,", 'mains: harmonics: "" is not order:percent@degrees'),
        ("5 mains harmonics=3:1@", 'mains: harmonics: "3:1@" is not order:percent@degrees'),
        ("5 mains harmonics=:1@0", 'mains: harmonics: ":1@0" is not order:percent@degrees'),
        ("5 mains harmonics=41:1", "mains: harmonics: order 41 is not within 2 and 40"),
        ("5 mains harmonics=1:1", "mains: harmonics: order 1 is not within 2 and 40"),
        ("5 mains harmonics=u3:1", "mains: harmonics: order u3 is not a whole number"),
        ("5 mains harmonics=3:1,3:2", "mains: harmonics: order 3 is given twice"),
        ("5 mains harmonics=3:101", "mains: harmonics: percent 101 is not within 0 and 100"),
        ("5 mains harmonics=3:x", "mains: harmonics: percent x is not a number"),
        ("5 mains harmonics=3:1@400", "mains: harmonics: degrees 400 is not within -360 and 360"),
        ("5 load", "load: needs the name of a load"),
        ("5 load amps=1", "load: needs the name of a load before amps=1"),
        ("5 load seventeen_letters amps=1", "load: name seventeen_letters is longer than 16 characters"),
        ("5 load x", "load: x needs amps= or watts="),
        ("5 load x pf=1", "load: x needs amps= or watts="),
        ("5 load x volts=1", "load: volts is not a key; " + load_keys),
        ("5 load x amps=1 watts=1", "load: amps= and watts= exclude each other"),
        ("5 load x amps=1 pf=1 angle=0", "load: pf= and angle= exclude each other"),
        ("5 load x amps=201", "load: amps=201 is not within -200 and 200"),
        ("5 load x watts=40001", "load: watts=40001 is not within -40000 and 40000"),
        ("5 load x amps=1 pf=1.1", "load: pf=1.1 is not within -1 and 1"),
        ("5 load x amps=1 angle=181", "load: angle=181 is not within -180 and 180"),
        ("5 load x watts=1 pf=0", "load: pf=0 leaves no watts; give amps="),
        ("5 load x watts=1 angle=-120", "load: angle=-120 leaves no watts; give amps="),
        ("5 unload", "unload: needs the name of a load"),
        ("5 unload x y", "unload: y is too much"),
        ("5 unload kettel", "unload: kettel is not connected; connected: fridge, kettle"),
        ("5 supply", "supply: nothing is not off or on"),
        ("5 supply of", "supply: of is not off or on"),
        ("5 supply off now", "supply: off now is not off or on"),
        ("5 magnet open", "magnet: open is not off or on"),
        ("5 cover on", "cover: on is not closed or open"),
        ("5 terminal off", "terminal: off is not closed or open"),
        ("5 seal shut", "seal: shut is not closed or open"),
        ("5 press twice", "press: twice is not long or nothing"),
        ("5 tariff", "tariff: needs a number within 1 and 4"),
        ("5 tariff 5", "tariff: 5 is not within 1 and 4"),
        ("5 tariff 1.5", "tariff: 1.5 is not a whole number"),
        ("5 tariff 1 2", "tariff: 2 is too much"),
        ("5 pulse_input 0", "pulse_input: 0 is not within 1 and 1000"),
        ("5 temperature", "temperature: needs degrees within -40 and 85"),
        ("5 temperature 85.5", "temperature: 85.5 is not within -40 and 85"),
        ("5 temperature warm", "temperature: warm is not a number"),
        ("5 temperature 20 C", "temperature: C is too much"),
        ("5 stick", "stick: nothing is not closed or open or free"),
        ("5 stick open closed", "stick: open closed is not closed or open or free"),
        ("5 command", "command: needs a number within 1 and 3"),
        ("5 command 4", "command: 4 is not within 1 and 3"),
        ("5 topup 1", "topup: needs the number of a token and kWh"),
        ("5 topup x 1", "topup: x is not a whole number"),
        ("5 topup 1 -2", "topup: -2 is not within 0 and 1e+07"),
        ("5 clock noon", "clock: 'noon' is not like 2026-03-29T00:59:30"),
        ("5 setting cutoff_ma=5", "setting: only at 0, before the meter starts"),
        ("5 setting cutoff=5", "setting: there is no setting 'cutoff'"),
        ("5 setting cutoff_ma", "setting: 'cutoff_ma' is not NAME=VALUE"),
        ("5 setting cutoff_ma=x", 'setting: \'x\' is not JSON, as cutoff_ma needs it: 5 or ["…", "…"]'),
        ("5 say", "say: needs a text"),
        ("5 say # only a comment", "say: needs a text"),
        ("5 repeat 3", "repeat: 3 is too much"),
        ("5 say \x1b[2J", "line: control character 0x1b"),
        ("5 say \x9b2J", "line: control character 0x9b"),
        ("5 say " + "x" * 1000, "line: longer than 1000 characters"),
    ):
        before = "0 load kettle watts=2000\n1 load fridge amps=1\n# two lines\n1.5 press\n"
        found = refusal(parse, "household.txt", before + line + "\n9 press")
        assert found == "household.txt:5: " + text, found
        assert "\n" not in found


def test_errors_about_the_whole_file():
    assert refusal(parse, "a", "") == "a:1: no event in the file"
    assert refusal(parse, "a", "# nothing\n\n5 repeat\n") == "a:4: no event in the file"
    assert refusal(parse, "a", "0 press\n5 repeat\n\n6 press") == "a:4: 6: follows repeat, which must be the last line"
    assert refusal(parse, "a", "0 press\n0.999 repeat") == "a:2: repeat: a round takes 1 s at least"
    assert refusal(parse, "a", "0 unload x") == "a:1: unload: x is not connected; connected: nothing"
    assert refusal(parse, "a", "0 load x amps=1\n0 unload x\n0 unload x") == (
        "a:3: unload: x is not connected; connected: nothing"
    )


def test_no_mutilated_line_raises_anything_else():
    line = "1:02.5 load a watts=-5.5 pf=-0.9 harmonics=3:1.5@-20,5:2"
    for cut in range(len(line)):
        for strange in ("", "=", ":", ",", "@", "+", "-", ".", " ", "#", "\x00", "\xb2"):
            try:
                events(line[:cut] + strange + line[cut + 1 :])
            except ScenarioError as error:
                assert str(error).startswith("a.txt:1: "), error


def test_files_that_cannot_be_read():
    missing = FOLDER + "/no_such.txt"
    assert refusal(load, missing) == missing + ": no such file"
    assert refusal(load, FOLDER) == FOLDER + ": cannot be read (error 21)"


def loaded(path, data):
    """What `load` makes of `data` in the file `path`: its events, or the text of its error without the path."""
    path.write_bytes(data)
    try:
        return load(str(path)).events
    except ScenarioError as error:
        assert str(error).startswith(str(path) + ":")
        return str(error)[len(str(path)) :]


def test_a_file_is_read_as_its_text_is(tmp_path):
    assert loaded(tmp_path / "a.txt", b"\xef\xbb\xbf0 press\r\n\r\n+1 say f\xc3\xa6rdig") == [
        (0, "press", False),
        (1000, "say", "f\xe6rdig"),
    ]
    assert loaded(tmp_path / "a.txt", b"0 press\n1 tariff 5\n") == ":2: tariff: 5 is not within 1 and 4"
    assert loaded(tmp_path / "a.txt", b"") == ":1: no event in the file"


def test_a_file_that_is_not_text(tmp_path):
    assert loaded(tmp_path / "a.txt", b"0 press\n\xff\xfe") == ": is not UTF-8 text"
    assert loaded(tmp_path / "a.txt", b"\x00" * 5000) == ":1: line: longer than 1000 characters"


def test_harmonics_of_the_option():
    assert parse_harmonics("u3:1.5@0,i5:20@180") == (((3, 1.5, 0.0),), ((5, 20.0, 180.0),))
    assert parse_harmonics("7:1,3:2@-10") == ((), ((3, 2.0, -10.0), (7, 1.0, 0.0)))
    assert parse_harmonics("none") == ((), ())
    for text, error in (
        ("", 'harmonics: "" is not order:percent@degrees'),
        ("u", 'harmonics: "" is not order:percent@degrees'),
        ("x3:1", "harmonics: order x3 is not a whole number"),
        ("u41:1", "harmonics: order 41 is not within 2 and 40"),
        ("3:1,i3:2", "harmonics: order 3 is given twice"),
    ):
        assert refusal(parse_harmonics, text) == error


def test_the_scenarios_that_come_along_are_good():
    for name, repeats in (
        ("household", True),
        ("power_cut", False),
        ("frequency_walk", True),
        ("calibration", False),
        ("overload", False),
        ("prepayment_week", False),
        ("bad_voltage_day", False),
    ):
        scenario = load(FOLDER + "/" + name + ".txt")
        assert scenario.events[0][0] == 0
        assert bool(scenario.repeat_ms) == repeats


def test_the_example_of_the_readme_is_good():
    example = Path(FOLDER, "README.md").read_text(encoding="utf-8").split("```")[1]
    scenario = parse("README.md", example)
    assert (len(scenario.events), scenario.repeat_ms) == (6, 180_000)
