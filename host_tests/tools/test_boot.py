"""A board's real boot.py and main.py over the models of its chips: it meters, shows and can be read.

`pico_ads131m02`, whose model takes half a minute, is started by `make check`.
"""

from dataclasses import replace

import pytest
from PIL import Image

from tools.boot import findings, pictures
from tools.boot.__main__ import LEAST, story
from tools.boot.run import start
from tools.build.boards import find
from tools.build.tree import version

WORLDS = {  # mV, µA, and what the readout may say of the voltage, whose last digit is cut off
    "esp32_i2s": (11_990, 1_998_000, ("011.9",)),
    "pico_classroom": (12_000, 2_000_000, ("011.9", "012.0")),
}
PITCH = 14  # dots from digit to digit, the last one's at the right edge
SEGMENTS = ((5, 12), (8, 18), (8, 32), (5, 38), (1, 32), (1, 18), (5, 25))  # a to g: a dot in each
DIGITS = {
    "1111110": "0", "0110000": "1", "1101101": "2", "1111001": "3", "0110011": "4", "1011011": "5", "1011111": "6",
    "1110000": "7", "1111111": "8", "1111011": "9", "1001111": "E", "0000101": "r", "0000000": " ",
}  # fmt: skip


@pytest.fixture(scope="module", params=WORLDS)
def boot(request, tmp_path_factory):
    """(name of the board, Course, its pictures) of the shortest run."""
    place = tmp_path_factory.mktemp(request.param)
    course = start(find(request.param), LEAST, place)
    return request.param, course, pictures.save(course, request.param, place)


def number(path):
    """The characters of the value, as a person reads them off the picture, without points."""
    with Image.open(path) as picture:
        assert picture.size == (512, 256)
        small = picture.convert("L").resize((128, 64), Image.Resampling.NEAREST)

    def digit(x):
        return DIGITS["".join(str(int(small.getpixel((x + dx, y)) > 128)) for dx, y in SEGMENTS)]

    return "".join(digit(128 - PITCH * (k + 1)) for k in range(9))[::-1].strip()


def test_it_meters_at_once_and_can_be_read(boot):
    name, course, _ = boot
    assert findings.wrong(course) == []
    first, last = findings.states(course)[0], findings.states(course)[-1]
    assert first[0] <= 2000
    volts, amperes, shown = WORLDS[name]
    state = last[1]
    assert abs(state["v_rms_mv"] - volts) < volts / 1000
    assert abs(state["i_rms_ua"] - amperes) < amperes / 1000
    assert abs(state["f_mhz"] - 50_000) < 20
    assert state["lost_samples"] == 0
    lines = findings.readout(course)
    assert "1.8.0(0000000.00*kWh)" in lines and lines[-1] == "!"
    assert any(f"32.7.0({volts}*V)" in lines for volts in shown)
    assert findings.self_test(course) == "Err 0001*TIME"  # its clock has never been set
    assert any(line.endswith('self-test: start -> Err 0001"}') for line in story(course))


def test_its_display_shows_each_view_of_the_start(boot):
    _, _, shown = boot
    with Image.open(shown[0]) as picture:
        assert picture.getcolors() == [(512 * 256, pictures.LIT)]  # all dots, for two seconds
    checksum, self_test, release, total = map(number, shown[1:])
    assert checksum.isdigit() and len(checksum) >= 3
    assert self_test == "Err 0001"
    assert release == version().replace(".", "")
    assert total == "0000000"


@pytest.mark.parametrize(
    ("what", "change", "said"),
    [
        ("talk", {"readable": False}, "the readout did not come"),
        ("talk", {"answer": []}, "the self-test's register did not come"),
        ("talk", {"answer": [2, 33, 13, 10, 3, 0]}, "the readout did not come"),  # a wrong block check
        ("console", {"text": "Traceback"}, "no window measured within 2 s"),
        ("console", {"ms": 2100}, "no window measured within 2 s"),
        ("console", {"ms": 90_000}, "it did not stop when the supply went"),
        ("display", {"faults": ["command e5"]}, "display: command e5"),
        ("picture", {"what": "nothing"}, "nothing stood on the display"),
    ],
)
def test_what_a_board_does_not_do_is_told(boot, what, change, said):
    _, course, _ = boot
    spoilt = replace(course, seen=[seen | change if seen["what"] == what else seen for seen in course.seen])
    assert said in findings.wrong(spoilt)


def test_a_board_that_ends_by_itself_is_told_with_its_last_words(boot):
    _, course, _ = boot
    ended = replace(course, seen=[{"what": "console", "ms": 0, "text": "OSError: 5"}], status=1)
    assert findings.wrong(ended)[0] == "ended with status 1: OSError: 5"
