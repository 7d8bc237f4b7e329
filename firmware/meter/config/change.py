"""Changes settings while the meter runs, and writes them as text; loaded when somebody does (settings.py)."""

import json

from meter.config.rules import SECRETS
from meter.config.settings import ConfigError, Settings


def change(settings, name, value, seal_open):
    """See Settings.change."""
    given = dict(settings.given)
    k = _code(name)
    if k:
        codes = list(settings.configuration)
        codes[k - 1] = value
        given["configuration"] = codes
    else:
        given[name] = value
    new = Settings(given)
    if not seal_open:
        _refuse_locked(settings, new)
    settings.undo = None
    old, before = dict(settings.__dict__), _text(settings, name)
    _take(settings, new.__dict__)
    settings.bank = old["bank"]
    try:
        if settings.bank:
            settings.check(settings.bank)  # which registers there are depends on the settings
    except ConfigError:
        _take(settings, old)
        raise
    settings.undo = old
    return before, _text(settings, name)


def restore(settings):
    """See Settings.restore."""
    _take(settings, settings.undo)


def _take(settings, attributes):
    for attribute in attributes:
        setattr(settings, attribute, attributes[attribute])


def dump(settings):
    """See Settings.dump."""
    return json.dumps(settings.given)


def _code(name):
    """k of `configuration k`, 0 for another setting."""
    head, _, k = name.partition(" ")
    return int(k) if head == "configuration" and k in ("1", "2", "3", "4", "5") else 0


def _refuse_locked(settings, new):
    """What the verification seal protects: hardware, register resolution, LED and registration cut-off."""
    for name, before, after in (
        ("type number", settings.type_number.text, new.type_number.text),
        ("configuration 1: A", settings.display_decimals, new.display_decimals),
        ("configuration 1: B", settings.led_without_load, new.led_without_load),
        ("cutoff_ma", settings.cutoff_ma, new.cutoff_ma),
    ):
        if before != after:
            raise ConfigError("%s is locked: open the seal" % name)


def _text(settings, name):
    if _code(name):
        return settings.configuration[_code(name) - 1]
    value = settings.type_number.text if name == "type_number" else getattr(settings, name)
    if name in SECRETS:
        return "*" * len(value)
    return ",".join(value) if isinstance(value, tuple) else str(value)
