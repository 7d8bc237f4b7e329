"""Disconnect control, class 70 version 0 (Blue Book 4.5.8): the breaker, in the terms of its state table.

The same logic as register 128.0.0: remote_disconnect is its command 1, remote_reconnect command 2 (release) where it is
disconnected and command 3 where it is ready, so two of them close it, or one and a push of the button.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import CONFIGURING, NEAR_MANAGING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.views import number
from meter.control.breaker import DISCONNECTED, EXPIRED, RELEASED

_DISCONNECTED, _CONNECTED, _READY = range(3)
# control modes: remote and manual disconnection; ready after remote_reconnect; local connection too in the second one
_MANUAL, _LOCAL = 1, 5


class DisconnectControl(Object):
    """Attributes 2 output_state (what the contacts are), 3 control_state, 4 control_mode (by setting reconnection)."""

    class_id = 70
    ATTRIBUTES = ((2, READING, NOBODY), (3, READING, NOBODY), (4, READING, NOBODY))
    METHODS = ((1, CONFIGURING | NEAR_MANAGING), (2, CONFIGURING | NEAR_MANAGING))

    def read(self, attribute, who):
        control = self._meter.control
        if attribute == 2:
            return axdr.boolean(self._meter.board.relay.closed())
        if attribute == 3:
            if control.closed:
                return axdr.enum(_CONNECTED)
            return axdr.enum(_DISCONNECTED if control.state in (DISCONNECTED, EXPIRED) else _READY)
        if attribute == 4:
            return axdr.enum(_LOCAL if self._meter.settings.reconnection else _MANUAL)
        return Object.read(self, attribute, who)

    def act(self, method, value, who):
        if method not in (1, 2):
            Object.act(self, method, value, who)
        number(value, 0, 0)
        control = self._meter.control
        command = 1 if method == 1 else 3 if control.state == RELEASED else 2
        obey(control.command, command)
