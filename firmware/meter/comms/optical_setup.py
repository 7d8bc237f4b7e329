"""The optical port as it is configured; loaded to make it, and dropped."""

from meter.comms.iec62056_21.session import Session
from meter.comms.optical import OpticalPort
from meter.config.settings import ConfigError
from meter.loading import forget


class Port:
    """The attributes of checked iec62056_21.settings.Settings, without what checks them."""


def optical_port(line, settings, bank, commands):
    """The OpticalPort on a board's optical head. Raises ConfigError for settings that cannot be."""
    from meter.comms.iec62056_21.settings import Settings

    try:
        checked = Settings(
            serial=settings.serial,
            password=settings.password,
            maker=settings.maker,
            identification=settings.type,
            zone_hours=settings.zone_hours,
        )
    except ValueError as wrong:
        raise ConfigError(str(wrong)) from None
    port = Port()
    for name, value in checked.__dict__.items():
        setattr(port, name, value)
    forget("meter.comms.iec62056_21.settings")
    return OpticalPort(line, Session(port, bank, commands, settings.readout))
