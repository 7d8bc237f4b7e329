"""Finds the serial port of a board, and says what may be wrong when there is none or it cannot be used."""

import os
import sys
from pathlib import Path

from serial.tools import list_ports

from tools.flash import FlashError

NONE = (
    "no board found. Is the cable one with data lines? Is MicroPython on the board (a Pico: hold BOOTSEL while plugging"
    " it in and copy MicroPython's .uf2 to the drive that appears)? A board elsewhere is named with PORT="
)


def find(name: str | None = None) -> str:
    """The port of that name, or the only serial port on USB. Raises FlashError."""
    port = name or _only()
    if not _is_path(port):
        return port  # COM3 and the like: opening it will tell
    if not Path(port).exists():
        raise FlashError(f"{port}: there is no such port; {NONE}")
    if not os.access(port, os.R_OK | os.W_OK):
        group = _group(port)
        way = f"; to join its group: sudo usermod -a -G {group} $USER, then log in anew" if group else ""
        raise FlashError(f"{port}: you have no permission to use it{way}")
    return port


def busy(port: str) -> FlashError:
    """What to say about a port that is there and cannot be opened."""
    return FlashError(f"{port}: cannot be opened; does another program (a terminal, an editor) use it?")


def _only() -> str:
    found = sorted(port.device for port in list_ports.comports() if port.vid is not None)
    if not found:
        raise FlashError(NONE)
    if len(found) > 1:
        raise FlashError(f"more than one board: name one with PORT= ({', '.join(found)})")
    return found[0]


def _is_path(port: str) -> bool:
    return port.startswith("/")


def _group(port: str) -> str:
    """The group that may use a port on Linux (mostly dialout), "" where there is no such thing."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        return Path(port).group()
    except (OSError, KeyError):
        return "dialout"
