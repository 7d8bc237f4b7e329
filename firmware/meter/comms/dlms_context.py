"""What servers and objects of DLMS share, and the servers of the ports: loaded for the first client, and given back."""

import os

from meter.comms.cosem.associations import Associations
from meter.comms.cosem.counters import Counters
from meter.comms.cosem.objects.directory import Directory
from meter.comms.cosem.objects.infrastructure import objects

MAKER = "QDT"
SEND, RECEIVE = 512, 128  # octets of an HDLC information field
LLC = 3
NETWORK_PDU = 1024
NETWORK_SILENCE_S = 300


class Keys:
    """The keys of security suite 0 as they are set now: bytes(16) each."""

    def __init__(self, settings):
        self._settings = settings

    @property
    def encryption(self):
        """Global unicast encryption key."""
        return bytes.fromhex(self._settings.encryption_key)

    @property
    def authentication(self):
        return bytes.fromhex(self._settings.authentication_key)

    @property
    def master(self):
        """What new keys come wrapped with."""
        return bytes.fromhex(self._settings.master_key)


class HdlcSetup:
    """See hdlc.link.Link."""

    send_info = SEND
    receive_info = RECEIVE
    octet_ms = 500
    servers = (1, 16)  # management and electricity: one device, the same objects

    def __init__(self, settings):
        self.inactivity_s = settings.hdlc_inactivity_s
        self.device = settings.hdlc_address


class PortSize:
    """See cosem.server.Server."""

    def __init__(self, receive_size, send_size, row_blocks, network=False):
        self.receive_size = receive_size
        self.send_size = send_size
        self.row_blocks = row_blocks
        self.network = network


class Context:
    """What servers and objects need of the meter; see the uses in cosem/server.py and cosem/objects."""

    def __init__(self, meter, guard, push):
        self._meter = meter
        self.guard = guard
        self.log = guard.log
        self.push = push
        self.title = title(meter.settings.serial)
        self.keys = Keys(meter.settings)
        self.counters = Counters(meter.memory)
        self.associations = Associations(meter.settings)
        self.directory = Directory(meter, lambda: objects(meter, self))  # pyright: ignore[reportArgumentType]

    def ciphering(self, client, client_title):
        """A new Ciphering for a client's session."""
        from meter.comms.cosem.security.ciphering import Ciphering

        return Ciphering(self.keys, self.counters, client, self.title, client_title)

    def random(self, count):
        return os.urandom(count)

    def itself(self):
        return self

    def link(self):
        """A Link for the optical port."""
        from meter.comms.cosem.server import Server
        from meter.comms.hdlc.link import Link

        original = bool(self._meter.settings.dlms_codes)
        receive = RECEIVE - LLC if original else 1024
        setup = HdlcSetup(self._meter.settings)
        return Link(setup, Server(self, PortSize(receive, SEND - LLC, True)))

    def wrapper(self):
        """A Wrapper for the TCP port."""
        from meter.comms.cosem.server import Server
        from meter.comms.wrapper import Wrapper

        return Wrapper(Server(self, PortSize(NETWORK_PDU, NETWORK_PDU, False, True)), NETWORK_SILENCE_S)


def title(serial):
    """The system title (8 bytes): maker, then the digits of the serial number as a number of five bytes."""
    digits = "".join([c for c in serial if c.isdigit()])
    return MAKER.encode() + (int(digits or "0") % (1 << 40)).to_bytes(5, "big")
