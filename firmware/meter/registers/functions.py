"""Registers of lists and of the optical port; rows as in catalogue.py.

These, and those of breaker_functions.py and voltage_functions.py, are loaded for a visitor of a port, or when one of
them is asked for, and dropped with the visitor (catalogue.functions).
"""

from meter.registers.catalogue import PASSWORD_1, whole


def rows(meter):
    """Yield (False: nothing of it is in the memory of registers, row) for each."""
    settings = meter.settings
    names = ("automatic", "manual", "readout", "analysis")
    for k in range(len(names)):
        yield False, (
            "1-0:199.2.%d" % (k + 1), "", lambda name=names[k]: ",".join(getattr(settings, name)), 0, "text", 0, False,
            PASSWORD_1, lambda text, name=names[k]: meter.commands.configure(name, text.split(",")),
        )  # fmt: skip
    # EN 62056-21 at the optical port
    yield False, setting(meter, "1-0:131.0.6", "d0_period", "", "number", 5)
    yield False, setting(meter, "1-0:131.0.9", "d0_speed", "", "number", 1)
    yield False, setting(meter, "1-0:131.0.12", "mode_select", "", "number", 1)


def setting(meter, code, name, unit, kind, digits):
    """The row of a whole number among the settings."""
    return (
        code, unit, lambda: getattr(meter.settings, name), 0, kind, digits, False, PASSWORD_1,
        lambda text: meter.commands.configure(name, whole(text)),
    )  # fmt: skip
