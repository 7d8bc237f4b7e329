"""The meter's ports as they are configured, and what pushes through them; loaded to make them, and dropped."""

from meter.comms.dlms import Dlms
from meter.comms.iec62056_21.on_demand import OnDemand
from meter.comms.optical_session import OpticalSession
from meter.comms.port import Port
from meter.comms.push import Pusher
from meter.comms.refusals import Refusals
from meter.config.settings import ConfigError
from meter.loading import forget
from meter.registers.catalogue import functions


class Reading:
    """The attributes of checked iec62056_21.settings.Settings, without what checks them."""


def ports(meter):
    """((Port of the optical head, and that of the network where there is one), Pusher) of a Meter. ConfigError."""
    board = meter.board
    guard = Refusals(meter.clock, meter.events)
    dlms = Dlms(meter, guard, board.console.note)
    reading = _reading(meter.settings)

    def session():
        from meter.comms.iec62056_21.session import Session

        return Session(reading, meter.bank, meter.commands, meter.settings.readout, guard)

    iec = OnDemand(session if meter.settings.mode_select else None, functions(meter))
    optical, network = OpticalSession(iec, dlms, _cyclic(meter, reading)), None
    made = (Port(board.optical, optical),)
    if board.network:
        from meter.comms.network_session import NetworkSession

        network = NetworkSession(dlms)
        made += (Port(board.network, network, note=board.console.note),)
    return made, Pusher(meter, dlms, optical, network, lambda: [port.wake() for port in made])


def _cyclic(meter, reading):
    """The Cyclic of mode D0, None where it is off."""
    settings = meter.settings
    if settings.mode_select < 2 or not settings.d0_period:
        return None
    from meter.comms.iec62056_21.cyclic import Cyclic

    return Cyclic(reading, meter.bank, settings.readout, settings.d0_period, settings.d0_speed)


def _reading(settings):
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
    reading = Reading()
    for name, value in checked.__dict__.items():
        setattr(reading, name, value)
    forget("meter.comms.iec62056_21.settings")
    return reading
