"""What display lists, readout list and analysis list may name: registers that there are. Loaded and dropped with the
other rules (settings.py), apart from them, for it is needed when the whole meter is there.
"""

from meter.config.settings import BREAKER_VIEW, TEST_VIEW, ConfigError

AUTOMATIC_VIEWS = 16
MANUAL_VIEWS = 40
READOUT_LINES = 40
NUMERIC = ("energy", "value", "number", "accumulated")  # kinds that a profile can record


def check(settings, bank):
    """Check the lists against the registers that exist. Raises ConfigError.

    A list that is the default's loses what this type of meter does not have.
    """
    for name in ("automatic", "manual", "readout", "analysis"):
        if name not in settings.given:
            views = _views(settings)
            there = [code for code in getattr(settings, name) if code in views or bank.get(code.partition("/")[0])]
            setattr(settings, name, tuple(there))
    _list("automatic display list", settings.automatic, AUTOMATIC_VIEWS, bank, (TEST_VIEW,))
    _list("manual display list", settings.manual, MANUAL_VIEWS, bank, _views(settings))
    _list("readout list", settings.readout, READOUT_LINES, bank, ())
    for code in settings.analysis:
        entry = bank.get(code)
        if entry is None or entry.kind not in NUMERIC:
            raise ConfigError("analysis: no register %s" % code)
    for entry in bank:
        if entry.legal and entry.short not in settings.manual and entry.code not in settings.manual:
            raise ConfigError("manual display list: %s is a legal view and must stay" % entry.short)


def _views(settings):
    """Views of the manual list that are no registers."""
    return (TEST_VIEW, BREAKER_VIEW) if settings.type_number.has_breaker else (TEST_VIEW,)


def _list(name, codes, most, bank, views):
    """views: those that are no registers; a list for the display has some."""
    if not 1 <= len(codes) <= most:
        raise ConfigError("%s: %d items, at least 1, at most %d" % (name, len(codes), most))
    for code in codes:
        if code in views:
            continue
        register, _, part = code.partition("/")
        entry = bank.get(register)
        if entry is None or (views and entry.kind == "clock"):
            raise ConfigError("%s: no register %s" % (name, code))
        if part and not (views and entry.kind == "demand" and part in ("time", "date")):
            raise ConfigError("%s: no view %s" % (name, code))
