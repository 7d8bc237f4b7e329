"""Security setup, class 64 version 0 (Blue Book 4.4.7): security policy and transfer of keys, suite 0.

Keys come wrapped with the master key (RFC 3394), go into the settings and can be read nowhere. An association
keeps those that it began with.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import MANAGING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.views import number, plain_list, structure

WRAPPED = 24  # octets


class SecuritySetup(Object):
    """Attributes 2 security_policy, 3 security_suite, 4 client_system_title, 5 server_system_title.

    Methods 1 security_activate, 2 global_key_transfer.
    """

    class_id = 64
    ATTRIBUTES = ((2, READING, NOBODY), (3, READING, NOBODY), (4, READING, NOBODY), (5, READING, NOBODY))
    METHODS = ((1, MANAGING), (2, MANAGING))

    def read(self, attribute, who):
        if attribute == 2:
            return axdr.enum(self._meter.settings.security_policy)
        if attribute == 3:
            return axdr.enum(0)
        if attribute == 4:
            return axdr.octets(who.client_title)
        return axdr.octets(self._context.title) if attribute == 5 else Object.read(self, attribute, who)

    def act(self, method, value, who):
        if method == 1:
            self._activate(number(value, 0, 3))
        elif method == 2:
            self._transfer(value)
        else:
            Object.act(self, method, value, who)

    def _activate(self, policy):
        """Only strengthens: whatever protection is asked for now, must be asked for then."""
        present = self._meter.settings.security_policy
        if policy & present != present:
            raise Refused(OTHER_REASON)
        obey(self._meter.commands.configure, "security_policy", policy)

    def _transfer(self, value):
        """Take all of an array of {key_id enum, key_wrapped octet-string}, or none of it."""
        from meter.comms.cosem.security.key_wrap import unwrap

        settings = self._meter.settings
        master = bytes.fromhex(settings.master_key)
        new = []
        for item in plain_list(value, 3):
            key_id, wrapped = structure(item, 2)
            name = _setting(key_id)
            if type(wrapped) is not bytes or len(wrapped) != WRAPPED or name in [known for known, _ in new]:
                raise Refused(TYPE_UNMATCHED)
            try:
                new.append((name, unwrap(master, wrapped)))
            except ValueError:
                raise Refused(OTHER_REASON) from None
        if not new:
            raise Refused(TYPE_UNMATCHED)
        _take(self._meter, new)


def _setting(key_id):
    """The setting that a key_id names: 0 unicast encryption, 2 authentication, 3 master key; 1, broadcast, is not."""
    if number(key_id, 0, 3) == 1:
        raise Refused(OTHER_REASON)
    return ("encryption_key", "", "authentication_key", "master_key")[key_id]


def _take(meter, new):
    before = [getattr(meter.settings, name) for name, _ in new]
    done = 0
    try:
        for name, key in new:
            obey(meter.commands.configure, name, "".join(["%02X" % octet for octet in key]))
            done += 1
    except Refused:
        for k in range(done):
            obey(meter.commands.configure, new[k][0], before[k])
        raise
