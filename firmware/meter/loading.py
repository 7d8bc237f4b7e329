"""Gives modules back that have done their work: on a small heap what runs once must not stay."""

import sys


def forget(*names):
    """Drop modules, such as "meter.config.rules", so that their memory is free once nothing of them is held."""
    for name in names:
        if sys.modules.pop(name, None):
            package, _, module = name.rpartition(".")
            delattr(sys.modules[package], module)
