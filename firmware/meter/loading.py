"""Loads modules for a while and gives them back: on a small heap what runs once must not stay."""

import gc
import sys

# bytes taken between two sweeps of the heap: the fewer, the better what stays is put together, and the dearer
LOADING = 4_096  # while the meter is made
VISITED = 20_480  # while a DLMS client is there: more than an answer takes, see `port.Port`
RUNNING = 16_384


def sweep(every):
    """Sweep the heap now, and then after so many bytes each."""
    gc.collect()
    gc.threshold(every)


def load(*names):
    """Import modules in turn, the needed first: an import within another takes 700 bytes of a Pico's stack of 8 KB."""
    for name in names:
        __import__(name)


def hold():
    """No sweep until the next `sweep`, unless the heap is full."""
    gc.threshold(-1)


def forget(*names):
    """Drop modules, such as "meter.config.rules", so that their memory is free once nothing of them is held."""
    for name in names:
        if name in sys.modules:
            package, _, module = name.rpartition(".")
            # a place in a dictionary goes on pointing to what was deleted from it
            sys.modules[name] = None  # pyright: ignore[reportArgumentType]
            setattr(sys.modules[package], module, None)
            del sys.modules[name]
            delattr(sys.modules[package], module)


def forget_all(package):
    """Drop every module of a package, once nothing of them is used any more, and all that is in them.

    The modules refer to each other, so one forgotten place on the stack would hold all of them: they are emptied. The
    packages stay, which are almost nothing, and modules with a true STAYS: native code is never given back, and would
    be there once more each time it is loaded.
    """
    begin = package + "."
    for name in [name for name in sys.modules if name.startswith(begin)]:
        module = sys.modules[name]
        if not (hasattr(module, "__path__") or hasattr(module, "STAYS")):
            forget(name)
            for attribute in dir(module):
                setattr(module, attribute, None)
