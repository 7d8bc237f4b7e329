"""An association while it lasts: what objects are told of who asks."""
# pyright: reportAttributeAccessIssue=false
# (ciphering is None in the clear)

from meter.comms.cosem.errors import HARDWARE_FAULT, OTHER_REASON, Refused
from meter.comms.cosem.levels import NETWORK, PUBLIC
from meter.loading import forget

PENDING, ASSOCIATED = 1, 2


class Session:
    """association: the configured one; context: 1, or 3 with ciphering; conformance: as negotiated (24 bits).

    client_size, server_size: the longest APDUs in bytes that each side takes. state: 0 ended, PENDING (the client has
    not proven that it knows the keys, level is PUBLIC), ASSOCIATED. ciphering: None where nothing needs keys.
    offence: "tag" or "replay" after a wrong proof.
    """

    def __init__(self, association, server, context, mechanism):
        self.association = association
        self.client = association.client
        self.server = server
        self.context = context
        self.mechanism = mechanism
        self.level = association.level
        self._port = 0
        self.conformance = 0
        self.client_size = self.server_size = 0
        self.state = ASSOCIATED
        self.client_title = b""
        self.ciphering = None
        self.challenge = self.client_challenge = b""
        self.offence = ""

    def by_network(self):
        """It came in through the module port, which has rights of its own (levels.py)."""
        self._port = NETWORK
        self.level |= NETWORK

    def challenged(self, challenge, client_challenge):
        """Nothing but `reply` from now on. challenge: the meter's."""
        self.challenge = challenge
        self.client_challenge = client_challenge
        self.level = PUBLIC
        self.state = PENDING

    def reply(self, value):
        """The client's answer to the challenge; gives the meter's to the client's (Green Book 9.2.7.4, passes 3 and 4).

        One attempt: a wrong answer ends the association. Raises Refused.
        """
        if self.state != PENDING:
            raise Refused(OTHER_REASON)
        from meter.comms.cosem.security import hls

        forget("meter.comms.cosem.security.hls")  # there is no second time
        cipher = self.ciphering
        counter = hls.check(cipher.keys, self.client_title, value, self.challenge)
        if counter is None:
            self.offence = "tag"
        elif self.context == 1 and not cipher.counters.accept(self.client, counter):
            # with ciphering, the APDU around it was new, and its counter is often the higher one
            self.offence = "replay"
        if self.offence:
            self.state = 0
            raise Refused(OTHER_REASON)
        try:
            count = cipher.counters.take()
        except OSError:
            raise Refused(HARDWARE_FAULT) from None
        answer = hls.gmac_tag(cipher.keys, cipher.own_title, count, self.client_challenge)
        self.level = self.association.level | self._port
        self.state = ASSOCIATED
        return answer
