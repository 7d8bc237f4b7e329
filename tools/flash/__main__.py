"""`make flash BOARD=name [PORT=port]`: builds the firmware and brings it onto a board, and says what it did."""

import json
import subprocess
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.build.boards import ROOT, find
from tools.build.light import SETTINGS, WHOLE
from tools.build.tree import ABOUT, build, romfs
from tools.cycles.build import BuildError
from tools.flash import FlashError, ports
from tools.flash.deploy import ASIDE, Deployment, digest, image_on_board
from tools.flash.found import Found, look
from tools.flash.link import Link


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("board")
@click.option("--port", help="Serial port of the board; default: the only one on USB.")
def main(board: str, port: str | None) -> int:
    """Build the firmware for BOARD and bring it onto the board at a serial port."""
    try:
        tree = ROOT / "build" / board
        build(find(board), tree)
        image = tree.with_suffix(".romfs")
        image.write_bytes(romfs(tree))
        flash(tree, image, ports.find(port))
    except (BuildError, FlashError) as error:
        raise click.ClickException(str(error)) from None
    return 0


def flash(tree: Path, image: Path, port: str) -> None:
    """Bring a tree, or the image of it where the board has a partition for one, onto the board. Raises FlashError."""
    link = Link(port)
    try:
        found = _right(link, json.loads((tree / ABOUT).read_text(encoding="utf-8")))
        with Progress(console=Console(stderr=True), transient=True) as shown:
            work = Deployment(link, found, tree, _bars(shown))
            work.park()
            if work.forget_application():
                say("the application that came by image transfer is given up for the board's own")
            if found.rom >= image.stat().st_size:
                say(_put_image(link, image))
                work.put(["main.py"], {"romfs": digest(image.read_bytes())})
            else:
                say(f"compiled code is loaded into the heap: {_why(found)} for an image")
                if found.heap < WHOLE and work.settle(SETTINGS):
                    say(f"it was no meter before: it starts with {json.dumps(SETTINGS)}, for not all has room")
                elif found.heap < WHOLE:
                    kib = found.heap // 1024
                    say(f"its settings stay, the defaults where there are none; not all has room in {kib} KiB")
                work.put(work.files, {})
        link.restart()
    finally:
        link.close()
    say(f"{port}: {work.copied} files copied ({work.bytes} bytes), {work.removed} removed; the board starts")


def _right(link: Link, about: dict) -> Found:
    """What is on the board; when it is not for this firmware, it goes on as it was. Raises FlashError."""
    found = look(link)
    try:
        found.check(about)
    except FlashError:
        if ASIDE.keys() & found.names:
            link.restart()
        raise
    return found


def _put_image(link: Link, image: Path) -> str:
    """Bring the image into the ROMFS partition, by mpremote's own command; what was done. Raises FlashError."""
    data = image.read_bytes()
    if image_on_board(link, len(data)) == digest(data):
        return f"the image in the ROMFS partition is this one ({len(data)} bytes)"
    link.close()
    command = [sys.executable, "-m", "mpremote", "connect", link.port, "resume", "romfs", "deploy", str(image)]
    done = subprocess.run(command, capture_output=True, text=True)
    link.reopen()
    if done.returncode or image_on_board(link, len(data)) != digest(data):
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["it is not what was sent"]
        raise FlashError(f"the image did not get into the ROMFS partition: {said[0]}")
    return f"image of {len(data)} bytes copied into the ROMFS partition, to run where it lies"


def _why(found: Found) -> str:
    return f"its ROMFS partition of {found.rom} bytes is too small" if found.rom else "it has no ROMFS partition"


def _bars(shown: Progress):
    """One bar for each thing that is done, where there is a terminal."""
    bars = {}

    def progress(what: str, count: int, total: int) -> None:
        if what not in bars or shown.tasks[bars[what]].finished:
            bars[what] = shown.add_task(what, total=total)
        shown.advance(bars[what], count)

    return progress


if __name__ == "__main__":
    sys.exit(main())
