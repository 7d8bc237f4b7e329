"""Pushes values unasked (DataNotification): at the times of setting push_at, and when a client says so.

To setting push_to over TCP in the wrapper, or, where that is empty, in UI frames at the optical port at 9600 Bd. In
clear: what is pushed, and to whom, is decided by who may configure the meter. A minute that the clock jumps over, or
in which the meter starts, has no push; one that the clock goes back to has no second one. A push that is lost is a
note of the console: at once, where no port takes it, or from the port (port.Port), where no listener does.
"""

from meter.comms.cosem.levels import READING

CLIENT, SERVER = 19, 1  # in whose name is read, and from which logical device
MINUTE = 60


class _Reader:
    """The association in whose name the values are read."""

    level = READING
    client = CLIENT


class Pusher:
    """meter: Meter; dlms: Dlms; optical, network (may be None): sessions that send; wake(): sets their ports going."""

    def __init__(self, meter, dlms, optical, network, wake):
        self._meter = meter
        self._dlms = dlms
        self._optical = optical
        self._network = network
        self._wake = wake
        self._looked = None  # the minute last looked at
        self._pushed = None  # and the last of push_at
        self._count = 0
        dlms.push = self.call

    def step(self):
        """After each window."""
        settings = self._meter.settings
        if not settings.push_at:
            return
        now = self._meter.clock.normal()[0]
        minute = now // MINUTE
        if minute == self._looked:
            return
        before, self._looked = self._looked, minute
        if before is None or minute == self._pushed:
            return
        if "%02d:%02d" % (minute // 60 % 24, minute % 60) in settings.push_at:
            self._pushed = minute
            self.push()

    def call(self):
        """`push` for a client. Raises Refused (temporary-failure) when it is known now that nothing will be sent."""
        if not self.push():
            from meter.comms.cosem.errors import TEMPORARY_FAILURE, Refused

            raise Refused(TEMPORARY_FAILURE)

    def push(self):
        """Make the notification now and have a port send it; whether there was memory for it and a port that takes it.

        It leaves later, so whether anybody hears it is not known here.
        """
        context = self._dlms.context()
        if not context:
            return False
        note = self._meter.board.console.note
        try:
            taken = self._send(context)
            if not taken:
                note("push lost: its port is busy, or there is none")
            return taken
        except MemoryError:
            note("DLMS: no memory to push")
            return False
        except OSError:
            return False  # a chip that fails, which the meter says itself
        finally:
            self._dlms.release()

    def _send(self, context):
        from meter.comms.cosem.objects.push_list import notification

        self._count += 1
        apdu = notification(self._meter, context.directory, _Reader(), self._count)
        host, _, port = self._meter.settings.push_to.rpartition(":")
        if host:
            from meter.comms.wrapper import encode

            # a board without a network takes none
            taken = bool(self._network) and self._network.push((host, int(port), encode(SERVER, CLIENT, apdu)))
        else:
            taken = self._optical.notify(CLIENT, SERVER, apdu)
        self._wake()
        return taken
