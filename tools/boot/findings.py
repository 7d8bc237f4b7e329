"""What a board's start shows: whether it meters, what its optical port says, and what is wrong."""

import json
from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import Any

from tools.boot.run import CONSOLE, Course, Seen

SOON_MS = 2000  # in which metering must have begun
STOPS_MS = 100  # after the supply has gone
STX, ETX, SOH, ACK = 0x02, 0x03, 0x01, 0x06
SELF_TEST = "199.3.0("
NAMES = {0x01: "SOH", 0x02: "STX", 0x03: "ETX", 0x06: "ACK", 0x0A: "LF", 0x0D: "CR", 0x15: "NAK"}  # of controls


def said(course: Course) -> Iterator[tuple[int, dict[str, Any]]]:
    """(ms, object) of each line of the console that is one."""
    for line in course.all(CONSOLE):
        try:
            found = json.loads(line["text"])
        except ValueError:
            continue
        if isinstance(found, dict):
            yield line["ms"], found


def states(course: Course) -> list[tuple[int, dict[str, Any]]]:
    """(ms, the meter's state) as the console tells them."""
    return [(ms, found) for ms, found in said(course) if found.get("windows")]


def blocks(course: Course) -> Iterator[str]:
    """Each whole answer with STX and a right block check, at the speed that the reader listens at, without these."""
    for talk in course.all("talk"):
        answer = bytes(talk["answer"])
        if talk["readable"] and answer[:1] == bytes([STX]) and answer[-2] == ETX and not reduce(xor, answer[1:]):
            yield answer[1:-2].decode("ascii")


def readout(course: Course) -> list[str]:
    """The lines of the data readout, "!" at its end; none when it has not come whole."""
    return next((block.split("\r\n")[:-1] for block in blocks(course) if block.endswith("!\r\n")), [])


def self_test(course: Course) -> str:
    """What its register says, "" when that has not come."""
    told = [block for block in blocks(course) if block.startswith(SELF_TEST)]
    return told[-1].removeprefix(SELF_TEST).removesuffix(")") if told else ""


def wrong(course: Course) -> list[str]:
    """All that a board must do at its start and has not done, a text each."""
    texts = [f"display: {fault}" for shown in course.all("display") for fault in shown["faults"]]
    if course.status:
        last = [line["text"] for line in course.all(CONSOLE)][-3:]
        texts.append(f"ended with status {course.status}: {' '.join(last)}")
    metered = states(course)
    if not metered or metered[0][0] > SOON_MS:
        texts.append(f"no window measured within {SOON_MS // 1000} s")
    if not readout(course):
        texts.append("the readout did not come")
    if not self_test(course):
        texts.append("the self-test's register did not come")
    if not list(course.all("picture")):
        texts.append("nothing stood on the display")
    cut = next((seen["ms"] for seen in course.all("cut")), None)
    if cut is None or not any(ms >= cut for ms, _ in metered) or metered[-1][0] > cut + STOPS_MS:
        texts.append("it did not stop when the supply went")
    return texts


def readable(characters: list[int]) -> str:
    """Characters with names for controls; the block check, which may be any, is left out."""
    text = bytes(characters)
    if text[:1] in (bytes([STX]), bytes([SOH])) and ETX in text[-2:-1]:
        text = text[:-1]
    return "".join(chr(one) if one not in NAMES else f"<{NAMES[one]}>" for one in text)


def transcript(talk: Seen, most: int) -> Iterator[str]:
    """The reader's line and the meter's, of which `most` are told at the beginning."""
    yield "  > " + readable(talk["said"])
    lines = readable(talk["answer"]).split("<CR><LF>")
    for line in lines[:most]:
        if line:
            yield "  < " + line
    if len(lines) > most:
        seconds = talk["us"] / 1_000_000
        yield f"  < … {len(lines) - most} lines more, {len(talk['answer'])} characters in {seconds:.2f} s"
    if not talk["answer"] and talk["said"][1:3] != list(b"B0"):
        yield "  (no answer)"
    elif not talk["readable"]:
        yield "  (sent at another speed than the reader's)"
