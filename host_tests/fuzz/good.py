"""The right client: after all the wrong ones, it must be understood at every level and told what is true."""

from fuzz import board
from fuzz import client as c
from fuzz.links import Hdlc, Wrapped
from fuzz.state import Finding

KINDS = (c.PUBLIC, c.LOW, c.GMAC, c.CIPHERED, c.MANAGER)
SOME = 10  # objects, where not all are read
COUNTERS = b"\x00\x00\x2b\x01"  # their values move with each request


def learn(world, sessions, targets):
    """What objects there are, and what they say to the manager."""
    dlms = world.ports[1]._dlms
    context = dlms.context()
    targets.learn(context.directory)
    dlms.release()
    for target in targets.written:
        targets.values[target] = b""
    # registers apart, one of each kind at least: what is loaded now costs no frame its time
    few = [target for target in targets.every if target[0] not in (1, 3) or target + (2,) in targets.values]
    _read(world, sessions, c.MANAGER, 1, few, targets.values)
    _read(world, sessions, c.MANAGER, 0, few[:1])
    world.use(0)
    world.feed(b"/?!\r\n", 300)
    world.hang_up()


def visit(world, sessions, targets, epoch):
    """Clients of all kinds over both links; one of them reads everything. Raises Finding."""
    board.give_back(epoch % 4 == 0)
    every = targets.every
    for which in range(2 * len(KINDS)):
        kind, port = KINDS[which // 2], which % 2
        whole = which == epoch % (2 * len(KINDS))
        begin = world.frames % (len(every) - SOME)
        _read(world, sessions, kind, port, every if whole else every[begin : begin + SOME])
    board.give_back(False)
    world.check()


def _read(world, sessions, kind, port, objects, values=None):
    """Associate, read objects, and release. values: to be filled, as far as it has keys for them."""
    original = world.meter.settings.dlms_codes
    if original and kind in (c.GMAC, c.CIPHERED):
        return
    world.now += 700_000
    client = c.CLIENTS[kind][0]
    level = 2 if original and kind == c.LOW else c.LEVELS[kind]
    world.use(port, level)
    who = c.Association(kind, client, sessions.credentials, size=600)
    link = Wrapped(world, client, 1) if port else Hdlc(world, client, b"\x03")
    if not sessions._open(link, who, False):
        raise Finding("a right client of kind %d was refused" % kind)
    if world.level() != level:
        raise Finding("a right client of kind %d has level %d" % (kind, world.level()))
    for target in objects:
        _object(world, link, who, target, values)
    if kind >= c.GMAC:
        sessions.counter = who.cipher.counter
    link.close()
    world.hang_up()
    world.use(0)


def _object(world, link, who, target, values):
    from meter.comms.cosem.levels import may  # it is there with a client only

    server = world.server()
    found = server._context.directory.find(*target)
    seen = server._who
    for attribute, read, _ in found.attributes():
        result, said = _get(link, who, target, attribute)
        if found.name[:4] == COUNTERS and attribute == 2:
            continue
        if not may(seen.level, read):
            if result not in (3, 4):
                raise Finding("%s.%d gives %d without a right" % (found.name.hex(), attribute, result))
            continue
        # made anew: one more object would hold its class's modules
        pieces = server._context.directory.find(*target).get(attribute, None, seen)
        true = bytes(pieces) if isinstance(pieces, (bytes, bytearray)) else b"".join([bytes(piece) for piece in pieces])
        visible = result != 4 or attribute != 1
        if visible and (result or said != true):
            raise Finding("%s.%d said %d %s, is %s" % (found.name.hex(), attribute, result, said.hex(), true.hex()))
        if values is not None and target + (attribute,) in values:
            values[target + (attribute,)] = true


def _get(link, who, target, attribute):
    """(result, the data)."""
    plain = who.plain(link.ask(who.sealed(c.get(target, attribute))))
    data = b""
    while plain and plain[:2] == b"\xc4\x02" and plain[8] == 0:
        size, at = c.decode_length(plain, 9)
        data += plain[at : at + size]
        if plain[3]:
            return 0, data
        plain = who.plain(link.ask(who.sealed(c.following(int.from_bytes(plain[4:8], "big")))))
    if not plain or plain[:2] != b"\xc4\x01":
        return 255, bytes(plain or b"")
    return (plain[4], b"") if plain[3] else (0, plain[4:])
