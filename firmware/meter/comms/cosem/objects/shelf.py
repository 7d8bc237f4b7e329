"""Loads the classes of objects and keeps those of one kind, the one asked for last: heap is scarce.

Objects of another kind that are still at work go on; only their modules are no longer found by name.
"""

import sys

from meter import loading

_FOLDER = "meter.comms.cosem.objects."
_held = ""


def load(name, modules):
    """What is called `name` in the first of `modules` (separated by blanks), which stay until others are wanted."""
    global _held
    wanted = modules.split(" ")
    if modules != _held:
        loading.forget(*[_FOLDER + module for module in _held.split(" ") if module not in wanted])
        _held = modules
    loading.load(*[_FOLDER + module for module in reversed(wanted)])
    return getattr(sys.modules[_FOLDER + wanted[0]], name)
