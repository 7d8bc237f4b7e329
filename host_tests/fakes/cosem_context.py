"""What COSEM objects outside the bank need around them: associations, a session that asks, a directory."""

from meter.comms.cosem.levels import CONFIGURING, MANAGING, PUBLIC, READING
from meter.comms.cosem.objects import infrastructure

TITLE = b"QDT\x00\x00\x00\x00\x01"


class Configured:
    """An association as it is configured."""

    def __init__(self, client, server, level, mechanisms, contexts, conformance):
        self.client = client
        self.server = server
        self.level = level
        self.mechanisms = mechanisms
        self.contexts = contexts
        self.conformance = conformance


class Who:
    """A session of a configured association; `replied`: what came as reply to the HLS challenge."""

    def __init__(self, association, level=None):
        self.association = association
        self.client = association.client
        self.server = association.server or 16
        self.level = association.level if level is None else level
        self.context = max(association.contexts)
        self.mechanism = max(association.mechanisms)
        self.conformance = association.conformance & 0x00101D
        self.client_size = 640
        self.server_size = 125
        self.client_title = b"CLIENT01" if self.context == 3 else b""
        self.state = 2
        self.replied = None

    def reply(self, value):
        self.replied = value
        return b"\x10\x00\x00\x00\x01" + bytes(12)


class Counters:
    """The highest invocation counter taken from each client."""

    def accepted(self, client):
        return 1_000_000 + client


class Directory:
    """The objects of `rows`(): (class id, name, make)."""

    def __init__(self, rows):
        self._rows = rows

    def find(self, class_id, name):
        for row in self._rows():
            if row[:2] == (class_id, name):
                return row[2]()
        return None

    def __iter__(self):
        for _, _, make in self._rows():
            yield make()


class Context:
    """others: rows of the directory besides the infrastructure; `pushed`: how often it was to push."""

    title = TITLE

    def __init__(self, meter, others=()):
        self.associations = (
            Configured(16, None, PUBLIC, b"\x00", b"\x01", 0x001010),
            Configured(18, 16, CONFIGURING, b"\x01", b"\x01", 0x00101D),
            Configured(1, 1, MANAGING, b"\x05", b"\x03", 0x40101D),
        )
        self.counters = Counters()
        self.pushed = 0
        self.directory = Directory(lambda: list(infrastructure.objects(meter, self)) + list(others))

    def push(self):
        self.pushed += 1

    def who(self, level):
        """A session of the association of that level; READING is the password client's with less."""
        for association in self.associations:
            if association.level == level:
                return Who(association)
        return Who(self.associations[1], READING)
