"""Finds the tariff time table that configuration OOO names: a file `tariffs-001.txt` on the board's file system."""

from meter.config.settings import ConfigError
from meter.loading import forget


def tariff_table(files, settings):
    """The TimeSwitch. Raises ConfigError: no such file, what is wrong in it, too many tariffs."""
    number = settings.tariff_table
    name = "tariffs-%03d.txt" % number
    text = files.read(name)
    if text is None:
        raise ConfigError("configuration 4: O %03d, there is no file %s" % (number, name))
    try:
        from meter.config.time_switch_text import parse

        table = parse(text, name)
    finally:
        forget("meter.config.time_switch_text")
    if table.tariffs > settings.type_number.tariffs:
        raise ConfigError("%s: T%d, this type has %d tariffs" % (name, table.tariffs, settings.type_number.tariffs))
    return table
