"""Push setup, class 40 version 0 (Blue Book 4.4.8): what is pushed, and where to.

Settings push_objects and push_to. Nothing is tried again: where a push is lost, the next one has newer values.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OBJECT_UNDEFINED, OTHER_REASON, SCOPE_VIOLATED, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.push_list import entries, may_read, text
from meter.comms.cosem.objects.views import number, plain_list, structure

MOST = 16  # objects
_TCP, _HDLC = 0, 5  # transport services; what goes to nowhere else goes to the reader of the serial port
_XDLMS = 0  # message: an APDU in A-XDR


class PushSetup(Object):
    """Attributes 2 push_object_list, 3 send_destination_and_method, 4 communication_window, 5
    randomisation_start_interval, 6 number_of_retries, 7 repetition_delay; method 1 push.

    The method's success means that a port has taken the notification, which leaves after the method's answer; what is
    lost then is a note of the console. Where no port takes it, the result is temporary-failure (context.push).
    """

    class_id = 40
    METHODS = ((1, CONFIGURING),)

    def attributes(self):
        rights = Object.attributes(self)
        for attribute in range(2, 8):
            rights += ((attribute, READING, CONFIGURING if attribute < 4 else NOBODY),)
        return rights

    def read(self, attribute, who):
        if attribute == 2:
            return axdr.array([_element(*entry) for entry in entries(self._meter.settings, self._context.directory)])
        if attribute == 3:
            to = self._meter.settings.push_to
            destination = axdr.octets(to.encode())
            return axdr.structure(axdr.enum(_TCP if to else _HDLC), destination, axdr.enum(_XDLMS))
        if attribute == 4:
            return axdr.array([])
        if attribute in (5, 7):
            return axdr.long_unsigned(0)
        return axdr.unsigned(0) if attribute == 6 else Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute == 2:
            listed = [self._listed(item, who) for item in plain_list(value, MOST)]
            obey(self._meter.commands.configure, "push_objects", listed)
        elif attribute == 3:
            obey(self._meter.commands.configure, "push_to", _destination(*structure(value, 3)))
        else:
            Object.set(self, attribute, value, who)

    def act(self, method, value, who):
        if method != 1:
            Object.act(self, method, value, who)
        self._context.push()

    def _listed(self, item, who):
        """The text of an element that a client writes."""
        class_id, name, attribute, index = structure(item, 4)
        number(class_id, 0, 0xFFFF)
        number(attribute, -128, 127)
        if type(name) is not bytes or len(name) != 6:
            raise Refused(TYPE_UNMATCHED)
        if number(index, 0, 0xFFFF):
            raise Refused(SCOPE_VIOLATED)  # only whole attributes
        found = self._context.directory.find(class_id, name)
        if found is None or not may_read(found, attribute, who):
            raise Refused(OBJECT_UNDEFINED)
        return text(class_id, name, attribute)


def _element(found, attribute):
    """{class_id, logical_name, attribute_index, data_index}."""
    return axdr.structure(
        axdr.long_unsigned(found.class_id), axdr.octets(found.name), axdr.integer(attribute), axdr.long_unsigned(0)
    )


def _destination(transport, to, message):
    """Setting push_to."""
    if isinstance(to, bytes):
        to = "".join([chr(octet) for octet in to])
    if not isinstance(to, str) or number(message, 0, 255) != _XDLMS:
        raise Refused(TYPE_UNMATCHED)
    if number(transport, 0, 255) != (_TCP if to else _HDLC) or not all(" " < c <= "~" for c in to):
        raise Refused(OTHER_REASON)
    host, _, port = to.rpartition(":")
    if to and not (host and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 0xFFFF):
        raise Refused(OTHER_REASON)
    return to
