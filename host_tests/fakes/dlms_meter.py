"""A whole Meter whose ports are driven by hand, for tests of what DLMS holds and gives back; both interpreters."""

import sys

from fakes.plain_board import board
from meter.comms import dlms
from meter.meter import Meter

forgotten = []  # packages, in turn
_forget_all = dlms.forget_all


def _forget(package):
    forgotten.append(package)
    if sys.implementation.name == "micropython":
        _forget_all(package)  # on CPython other test files in this process hold on to these modules


dlms.forget_all = _forget
if sys.implementation.name != "micropython":
    dlms.sweep = lambda every: None

SNRM = bytes.fromhex("7ea007032193 0f01 7e".replace(" ", ""))
# AARQ of the public client, as in the reference (00 18 1D proposed)
AARQ = bytes.fromhex("601da109060760857405080101be10040e01000000065f1f0400 00181dffff".replace(" ", ""))
GET_CLOCK = bytes.fromhex("c001c1 0008 0000010000ff 02 00".replace(" ", ""))


def new_meter(**given):
    """(Meter, its optical session, its network session)."""
    made = Meter(board(given))
    forgotten.clear()
    return made, made.ports[0]._session, made.ports[1]._session


def taken(session):
    """All actions there are now, as [(what, value)]; bytes as bytes."""
    found = []
    action = session.take()
    while action:
        what, value = action
        if what == "work":
            value()
        else:
            found.append((what, bytes(value) if what == "send" else value))
        session.poll(0)
        action = session.take()
    return found


def wrapped(apdu, client=16):
    return bytes((0, 1, 0, client, 0, 1)) + len(apdu).to_bytes(2, "big") + apdu
