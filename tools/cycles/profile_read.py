"""Runs on MicroPython: `profile_read.py SIZE` reads a meter's load profile, ciphered, and prints as JSON what it took.

The client is the fuzzer's, in the same process; the clock runs only while the meter's optical session is at work. SIZE:
octets of an information field. Nothing is swept meanwhile: what is taken of the heap is counted instead.
"""

# pyright: reportAttributeAccessIssue=false, reportOptionalSubscript=false
# (gc and time are MicroPython's; where the meter does not answer, the exception is all that is wanted)

import gc
import json
import sys
import time

from fuzz import board
from fuzz import client as c
from fuzz.links import Hdlc
from meter.comms.cosem.security import gcm, ghash
from meter.comms.hdlc import fcs
from meter.loading import VISITED
from turn import a_turn, quickest

PARAMETERS = b"\x81\x80\x14\x05\x02%s\x06\x02%s\x07\x04\x00\x00\x00\x01\x08\x04\x00\x00\x00\x01"
PROFILE = 7, b"\x01\x00\x63\x01\x00\xff"
TRIES = 40
KERNELS = {  # the module, and which argument says how much there is to do, less which other
    "register": (fcs, 4, 3),
    "absorb": (ghash, 5, None),
    "_fill": (gcm, 3, None),
    "_add": (gcm, 3, None),
}
AT_ONCE = 16384  # octets


class Line:
    """The optical port with a client in the same process; see fuzz.links.Hdlc for what it wants of a world.

    took: microseconds of the meter; heap: bytes it took, if `weigh`, which takes a while; heard, said: octets; frames:
    of the meter, with information.
    """

    def __init__(self, session):
        self.now = 0
        self.weigh = False
        self._session = session
        self.clear()

    def clear(self):
        self.took = self.heap = self.heard = self.said = self.frames = 0

    def feed(self, data, patience=0):
        sent = []
        session = self._session
        self.now += 10
        before = gc.mem_alloc() if self.weigh else 0
        began = time.ticks_us()
        session.receive(data, self.now)
        session.poll(self.now)
        action = session.take()
        while action:
            if action[0] == "work":
                action[1]()
            else:
                sent.append(action)
            action = session.take()
        self.took += time.ticks_diff(time.ticks_us(), began)
        if self.weigh:
            self.heap += gc.mem_alloc() - before
        sent = [bytes(value) for what, value in sent if what == "send"]
        self.heard += len(data)
        for frame in sent:
            self.said += len(frame)
            self.frames += len(frame) > 12
        return sent


class Client:
    """The management client, associated over a Line. size: octets of an information field that it takes."""

    def __init__(self, line, size):
        secrets = board.SECRETS
        keys = bytes.fromhex(secrets["encryption_key"]), bytes.fromhex(secrets["authentication_key"])
        self._link = Hdlc(line, 1, b"\x03")
        self._who = who = c.Association(c.MANAGER, 1, c.Credentials(b"", keys, lambda: 0))
        field = bytes((size >> 8, size & 255))
        if not self._link.open(PARAMETERS % (b"\x00\x80", field)) or not who.opened(self._link.ask(who.opening())):
            raise RuntimeError("not associated")
        if self._ask(who.proof(), True)[3]:
            raise RuntimeError("not proven")

    def _ask(self, plain, sealed=False):
        who = self._who
        return who.plain(self._link.ask(plain if sealed else who.sealed(plain)))

    def profile(self):
        """Octets of the whole load profile, and in how many blocks it came."""
        size = blocks = 0
        said = self._ask(c.get(PROFILE, 2))
        while said[:2] == b"\xc4\x02" and said[8] == 0:
            count, _ = c.decode_length(said, 9)
            size += count
            blocks += 1
            if said[3]:
                return size, blocks
            said = self._ask(c.following(blocks))
        raise RuntimeError("no block: " + said[:9].hex())


def best(line, client):
    """Microseconds of a reading and of a turn of the loop, each at its quickest; they are tried by turns."""
    took, turn = [], []
    for _ in range(TRIES):
        gc.collect()
        line.clear()
        client.profile()
        took.append(line.took)
        turn.append(a_turn())
    return min(took), min(turn)


def counted(client):
    """How much each kernel has to do in one reading: octets, or blocks of 16 octets."""
    work = dict.fromkeys(KERNELS, 0)

    def counting(name, run, end, begin):
        def count(*arguments):
            work[name] += arguments[end] - (arguments[begin] if begin else 0)
            return run(*arguments)

        return count

    for name, (module, end, begin) in KERNELS.items():
        plain = getattr(module, name)
        wrapped = counting(name, plain, end, begin)
        for user in list(sys.modules.values()):  # some import the function itself
            if getattr(user, name, None) is plain:
                setattr(user, name, wrapped)
    client.profile()
    return work


def kernel_times():
    """Microseconds of each kernel for one octet, or block."""
    words, data = ghash.table(bytes(16)), bytearray(AT_ONCE)
    blocks = AT_ONCE // 16
    return {
        "register": quickest(fcs.register, 0, 0, data, 0, AT_ONCE) / AT_ONCE,
        "absorb": quickest(ghash.absorb, 0, 0, words, data, 0, blocks) / blocks,
        "_fill": quickest(gcm._fill, data, data, 2, blocks) / blocks,
        "_add": quickest(gcm._add, data, 0, data, AT_ONCE) / AT_ONCE,
    }


def main(size):
    gc.threshold(-1)
    times = kernel_times()
    meter, _ = board.new_meter(board.SECRETS, print)
    line = Line(meter.ports[0]._session)
    client = Client(line, size)
    gc.disable()
    client.profile()  # all is loaded
    took, turn = best(line, client)
    line.clear()
    line.weigh = True
    size, blocks = client.profile()
    said = {"took": took, "turn": turn, "kernels": times, "sweep": VISITED, "size": size, "blocks": blocks}
    for name in ("heap", "heard", "said", "frames"):
        said[name] = getattr(line, name)
    said["work"] = counted(client)
    print(json.dumps(said))


main(int(sys.argv[1]))
