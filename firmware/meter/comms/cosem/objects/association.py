"""Association LN, class 15 version 1 (Blue Book 4.4.4): who is connected, with which rights, and what can be seen.

0.0.40.0.0.255 is the association that asks; 0.0.40.0.e.255 is the e-th configured one, for whoever asks. Whether that
one is in use at another port is not known here: its status is that of the link that asks.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OTHER_REASON, READ_WRITE_DENIED, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import MANAGING, NETWORK, NOBODY, PUBLIC
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.views import NO_NAME

SECURITY_SETUP = b"\x00\x00\x2b\x00\x00\xff"
DLMS_VERSION = 6
_LLS, _CIPHERED = 1, 3  # mechanism, context
_ANY_SERVER = 1


class Association(Object):
    """configured: the association it describes, None for the one that asks.

    Attributes 2 object_list, 3 associated_partners_id, 4 application_context_name, 5 xDLMS_context_info,
    6 authentication_mechanism_name, 7 secret (the password of low level security), 8 association_status,
    9 security_setup_reference; method 1 reply_to_HLS_authentication of the one that asks.
    """

    class_id = 15
    version = 1

    def __init__(self, name, meter, context, configured=None):
        Object.__init__(self, name, meter, context)
        self._configured = configured

    def attributes(self):
        rights = Object.attributes(self)
        secret = self._configured is not None and _LLS in self._configured.mechanisms
        for attribute in range(2, 10):
            if attribute == 7:
                rights += ((7, NOBODY, MANAGING if secret else NOBODY),)
            else:
                rights += ((attribute, PUBLIC, NOBODY),)
        return rights

    def methods(self):
        return ((1, PUBLIC),) if self._configured is None else ()

    def read(self, attribute, who):
        of = self._configured or who
        if attribute == 2:
            from meter.comms.cosem.objects.object_list import object_list

            return object_list(self._context.directory, of.level | who.level & NETWORK, who.level)
        if attribute == 3:
            server = _ANY_SERVER if of.server is None else of.server
            return axdr.structure(axdr.integer(of.client), axdr.long_unsigned(server))
        if attribute == 4:
            return _arcs(1, self._application(who))
        if attribute == 5:
            return self._limits(who)
        if attribute == 6:
            return _arcs(2, who.mechanism if self._configured is None else max(self._configured.mechanisms))
        if attribute == 8:
            mine = self._configured is None or self._configured.client == who.client
            return axdr.enum(who.state if mine else 0)
        if attribute == 9:
            return axdr.octets(SECURITY_SETUP if self._application(who) == _CIPHERED else NO_NAME)
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute != 7 or self._configured is None or _LLS not in self._configured.mechanisms:
            raise Refused(READ_WRITE_DENIED)
        if isinstance(value, bytes):
            value = "".join([chr(octet) for octet in value])
        if not isinstance(value, str):
            raise Refused(TYPE_UNMATCHED)
        if not value:
            raise Refused(OTHER_REASON)  # nobody's password
        obey(self._meter.commands.configure, "dlms_password", value)

    def act(self, method, value, who):
        if method != 1 or self._configured is not None:
            return Object.act(self, method, value, who)
        if not isinstance(value, bytes):
            raise Refused(TYPE_UNMATCHED)
        return axdr.octets(who.reply(value))

    def _application(self, who):
        """The application context."""
        return who.context if self._configured is None else max(self._configured.contexts)

    def _limits(self, who):
        """{conformance, max_receive_pdu_size, max_send_pdu_size, version, quality_of_service, cyphering_info}.

        Sizes as the meter sees them, 0 where nothing is negotiated.
        """
        current = self._configured is None
        sent = who.client_size if current else 0
        received = who.server_size if current else 0
        return axdr.structure(
            axdr.bits(who.conformance if current else self._configured.conformance, 24),
            axdr.long_unsigned(received),
            axdr.long_unsigned(sent),
            axdr.unsigned(DLMS_VERSION),
            axdr.integer(0),
            axdr.octets(b""),
        )


def _arcs(kind, last):
    """2.16.756.5.8.kind.last: the arcs of an application context (1) or an authentication mechanism (2)."""
    return axdr.structure(
        axdr.unsigned(2), axdr.unsigned(16), axdr.long_unsigned(756), axdr.unsigned(5),
        axdr.unsigned(8), axdr.unsigned(kind), axdr.unsigned(last),
    )  # fmt: skip
