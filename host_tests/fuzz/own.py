"""Modules of the firmware for the client's own use: the meter empties its own when it gives them back."""

import sys


def own(package, *parts):
    """The modules `package.part`, the last of which may need those before it; the meter will load them anew."""
    made = []
    for part in parts:
        __import__(package + "." + part)
        made.append(sys.modules[package + "." + part])
    for part in parts:
        del sys.modules[package + "." + part]
        delattr(sys.modules[package], part)
    return made
