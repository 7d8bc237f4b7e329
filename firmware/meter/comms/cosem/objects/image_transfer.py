"""Image transfer, class 18 version 0 (Blue Book 4.4.6), 0.0.44.0.0.255: new firmware for all but the sealed room."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import (
    HARDWARE_FAULT,
    OTHER_REASON,
    READ_WRITE_DENIED,
    TEMPORARY_FAILURE,
    TYPE_UNMATCHED,
    Refused,
)
from meter.comms.cosem.levels import MANAGING, NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.views import number, structure

_WIDE, _NARROW = 512, 64  # image_block_size; the second fits into the 125 octets of dlms_codes 1
_GOOD = (3, 5)  # image_transfer_status with a verified image
_DIGEST_AT, _DIGEST = 28, 32  # supervision/image.py


class ImageTransfer(Object):
    """Attributes 2 image_block_size, 3 image_transferred_blocks_status, 4 image_first_not_transferred_block_number,
    5 image_transfer_enabled, 6 image_transfer_status, 7 image_to_activate_info.

    Methods 1 image_transfer_initiate, 2 image_block_transfer, 3 image_verify, 4 image_activate. Blocks come in order;
    verifying takes its time, so that it answers temporary-failure until the status says how it ended.
    """

    class_id = 18
    ATTRIBUTES = tuple([(k, READING, MANAGING if k == 5 else NOBODY) for k in range(2, 8)])
    METHODS = ((1, MANAGING), (2, MANAGING), (3, MANAGING), (4, MANAGING))

    def __init__(self, name, meter, context=None):
        Object.__init__(self, name, meter, context)
        self._update = meter.update
        self._block = _NARROW if meter.settings.dlms_codes else _WIDE

    def read(self, attribute, who):
        update = self._update
        if attribute == 5:
            return axdr.boolean(update.enabled())
        if attribute == 6:
            return axdr.enum(update.status())
        transfer = update.transfer()
        there, count = transfer.blocks()
        if attribute == 2:
            return axdr.double_long_unsigned(transfer.block or self._block)
        if attribute == 3:
            return _ones(there, count)
        if attribute == 4:
            return axdr.double_long_unsigned(there)
        if attribute == 7:
            return _info(transfer)
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute != 5:
            Object.set(self, attribute, value, who)
        if type(value) is not bool:
            raise Refused(TYPE_UNMATCHED)
        _done(self._update.enable, value)

    def act(self, method, value, who):
        update = self._update
        if not 1 <= method <= 4:
            Object.act(self, method, value, who)
        if not update.enabled():
            raise Refused(READ_WRITE_DENIED)
        if method == 1:
            identifier, size = structure(value, 2)
            _done(update.initiate, _octets(identifier), number(size, 0, 0xFFFFFFFF), self._block)
        elif method == 2:
            k, data = structure(value, 2)
            _done(update.transfer().put, number(k, 0, 0xFFFFFFFF), _octets(data))
        else:
            number(value, -128, 127)
            if not _done(update.verify if method == 3 else update.activate):
                raise Refused(TEMPORARY_FAILURE)


def _done(call, *arguments):
    """What `call` returns; what it refuses is refused with the result that fits."""
    try:
        return call(*arguments)
    except OSError:
        raise Refused(HARDWARE_FAULT) from None
    except ValueError as refusal:
        raise Refused(TEMPORARY_FAILURE if getattr(refusal, "temporary", False) else OTHER_REASON) from None


def _octets(value):
    if type(value) is not bytes:
        raise Refused(TYPE_UNMATCHED)
    return value


def _ones(there, count):
    """bit-string of `count` bits, the first `there` of them set."""
    whole, rest = divmod(there, 8)
    bits = b"\xff" * whole + (bytes((0xFF00 >> rest & 0xFF,)) if rest else b"")
    return b"\x04" + axdr.length(count) + bits + bytes((count + 7) // 8 - len(bits))


def _info(transfer):
    """array of {image_to_activate_size, identification, signature}: one verified image at most."""
    if transfer.status not in _GOOD:
        return axdr.array([])
    digest = transfer.read(_DIGEST_AT, _DIGEST)
    size, name = axdr.double_long_unsigned(transfer.size), axdr.octets(transfer.identifier)
    return axdr.array([axdr.structure(size, name, axdr.octets(digest))])
