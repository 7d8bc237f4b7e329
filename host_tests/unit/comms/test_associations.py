"""Who may associate and with what: the rows, against the original's printed examples and the table in the README."""

from meter.comms.cosem.associations import Associations
from meter.comms.cosem.levels import CONFIGURING, MANAGING, PUBLIC, READING
from meter.comms.cosem.opening import find
from meter.config.settings import Settings


def rows(**given):
    return list(Associations(Settings(given)))


def bits(*numbers):
    """A conformance block; bit 0 is the first of 24 (IEC 62056-53)."""
    return sum([1 << (23 - number) for number in numbers])


def row(client, **given):
    return find(Associations(Settings(given)), client, 1)


def test_there_is_one_row_for_each_client():
    for codes in (0, 1):
        assert [found.client for found in rows(dlms_codes=codes)] == [16, 18, 19, 20, 1]
        for client in range(256):
            assert (row(client, dlms_codes=codes) is None) == (client not in (1, 16, 18, 19, 20))


def test_the_public_client_reads_without_any_secret():
    for codes in (0, 1):
        public = row(16, dlms_codes=codes)
        assert (public.level, public.mechanisms, public.contexts) == (PUBLIC, b"\x00", b"\x01")
        assert public.conformance == 0x001010  # the original's answer: block-transfer-with-get, get
        assert public.policy() == 0


def test_reading_clients_come_with_password_or_keys_and_cannot_change_anything():
    for client in (18, 19, 20):
        reader = row(client)
        assert (reader.level, reader.mechanisms, reader.contexts) == (READING, b"\x01\x05", b"\x01\x03")
        assert reader.conformance == bits(1, 2, 11, 14, 19, 21, 23)
        assert reader.policy() == 0


def test_with_the_originals_codes_they_are_the_originals():
    for client in (18, 19, 20):
        reader = row(client, dlms_codes=1)
        assert (reader.level, reader.mechanisms, reader.contexts) == (CONFIGURING, b"\x01", b"\x01")
        assert reader.conformance == 0x00101C  # 11 block-get, 19 get, 20 set, 21 selective access


def test_the_management_client_has_keys_and_everything():
    manager = row(1)
    assert (manager.level, manager.mechanisms, manager.contexts) == (MANAGING, b"\x05", b"\x03")
    assert manager.conformance == bits(1, 2, 11, 12, 13, 14, 19, 20, 21, 23)


def test_policy_and_password_are_read_when_they_are_needed():
    settings = Settings()
    found = {association.client: association for association in Associations(settings)}
    assert found[1].policy() == 3
    assert found[18].password() == b"12345"
    settings.change("security_policy", 1, False)
    settings.change("dlms_password", "another", False)
    assert found[1].policy() == 1
    assert found[18].password() == b"another"
    settings.change("dlms_password", "", False)
    assert found[18].password() == b""
