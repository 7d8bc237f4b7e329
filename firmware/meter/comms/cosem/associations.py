"""Who may associate, how, and with which rights: one row for each client (README: table of associations).

With `dlms_codes` 1 the reading clients are the original's: password only, and they may configure.
"""

from meter.comms.cosem import levels

PUBLIC, MANAGEMENT = 16, 1
READERS = (18, 19, 20)
NO_CIPHERING, CIPHERING = 1, 3
NONE, LOW, GMAC = 0, 1, 5  # mechanisms

# conformance: bit 0 is the highest of 24
_GET = 1 << 12 | 1 << 4  # block-transfer-with-get, get
_READ = _GET | 1 << 21 | 1 << 9 | 1 << 2  # general block transfer, multiple references, selective access
_CHANGE = 1 << 11 | 1 << 10 | 1 << 3 | 1  # block transfer with set and action, set, action
_PROTECTED = 1 << 22  # general protection
_ORIGINAL = _GET | 1 << 3 | 1 << 2


class Association:
    """One row: `client`, `server` (None: any), `level`, allowed `mechanisms` and `contexts`, most of `conformance`."""

    server = None

    def __init__(self, settings, client, level, mechanisms, contexts, conformance):
        self._settings = settings
        self.client = client
        self.level = level
        self.mechanisms = mechanisms
        self.contexts = contexts
        self.conformance = conformance

    def password(self):
        """The secret of low level security, as bytes; an empty one matches nothing."""
        return self._settings.dlms_password.encode()

    def policy(self):
        """What every APDU must have at least: bit 0 authentication, bit 1 encryption."""
        return self._settings.security_policy if self.level == levels.MANAGING else 0


class Associations:
    """All of them."""

    def __init__(self, settings):
        self._settings = settings

    def __iter__(self):
        settings = self._settings
        yield Association(settings, PUBLIC, levels.PUBLIC, bytes((NONE,)), bytes((NO_CIPHERING,)), _GET)
        for client in READERS:
            if settings.dlms_codes:
                row = levels.CONFIGURING, bytes((LOW,)), bytes((NO_CIPHERING,)), _ORIGINAL
            else:
                # ACTION is for the proof of high level security
                row = levels.READING, bytes((LOW, GMAC)), bytes((NO_CIPHERING, CIPHERING)), _READ | _PROTECTED | 1
            yield Association(settings, client, *row)
        yield Association(
            settings, MANAGEMENT, levels.MANAGING, bytes((GMAC,)), bytes((CIPHERING,)), _READ | _CHANGE | _PROTECTED
        )
