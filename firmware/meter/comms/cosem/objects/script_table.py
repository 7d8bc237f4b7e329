"""Script table, class 9 version 0 (Blue Book 4.5.2): what schedules and clients can have done by a number.

0.0.10.0.1.255 ends the billing period, 0.0.10.0.100.255 switches the tariff (the script's number), 0.0.10.0.108.255
pushes. A script is executed the way that its own text says: through the commands, which check and log.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import SCOPE_VIOLATED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, bank_name, obey
from meter.comms.cosem.objects.views import number, streamed
from meter.registers.catalogue import PASSWORD_1

BILLING = b"\x00\x00\x0a\x00\x01\xff"
TARIFFS = b"\x00\x00\x0a\x00\x64\xff"
PUSH = b"\x00\x00\x0a\x00\x6c\xff"
PUSH_SETUP = b"\x00\x00\x19\x09\x00\xff"
_WRITE, _EXECUTE = 1, 2  # service_id
_STOPS, _TARIFF = "1-0:98.1.0", "1-0:129.0.0"


class ScriptTable(Object):
    """name: one of BILLING, TARIFFS, PUSH; attribute 2 scripts, method 1 execute."""

    class_id = 9
    ATTRIBUTES = ((2, READING, NOBODY),)
    METHODS = ((1, CONFIGURING),)

    def read(self, attribute, who):
        if attribute != 2:
            return Object.read(self, attribute, who)
        count = self._count()
        return streamed(count, (self._script(k) for k in range(1, count + 1)))

    def act(self, method, value, who):
        if method != 1:
            Object.act(self, method, value, who)
        script = number(value, 0, 0xFFFF)
        if not 1 <= script <= self._count():
            raise Refused(SCOPE_VIOLATED)
        if self.name == PUSH:
            self._context.push()
        elif self.name == TARIFFS:
            obey(self._meter.commands.write, _TARIFF, str(script), PASSWORD_1)
        else:
            obey(self._meter.commands.stop_billing, "1")

    def _count(self):
        return self._meter.settings.type_number.tariffs if self.name == TARIFFS else 1

    def _script(self, k):
        """{script_identifier, array of one {service_id, class_id, logical_name, index, parameter}}."""
        settings = self._meter.settings
        if self.name == PUSH:
            service, class_id, name, index, parameter = _EXECUTE, 40, PUSH_SETUP, 1, axdr.integer(0)
        elif self.name == TARIFFS:
            service, class_id, name, index, parameter = _WRITE, 1, bank_name(settings, _TARIFF), 2, axdr.unsigned(k)
        else:
            service, class_id, name, index, parameter = _EXECUTE, 7, bank_name(settings, _STOPS), 2, axdr.integer(0)
        action = axdr.structure(
            axdr.enum(service), axdr.long_unsigned(class_id), axdr.octets(name), axdr.integer(index), parameter
        )
        return axdr.structure(axdr.long_unsigned(k), axdr.array([action]))
