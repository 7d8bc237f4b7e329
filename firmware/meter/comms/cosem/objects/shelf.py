"""Keeps the modules of one class of objects loaded, the one asked for last: heap is scarce.

Objects of another class that are still at work go on; only their modules are no longer found by name.
"""

from meter.loading import forget

_FOLDER = "meter.comms.cosem.objects."
_held = ""


def hold(modules):
    """The modules with these names, separated by blanks, are about to be loaded: drop those of the class before."""
    global _held
    if modules != _held:
        forget(*[_FOLDER + name for name in _held.split(" ") if name not in modules.split(" ")])
        _held = modules
