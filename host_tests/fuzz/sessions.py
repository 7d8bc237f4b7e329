"""One visit of one client: it comes in the right way or tries to, and then most of what it says is wrong."""

from fuzz import client as c
from fuzz.iec import mode_e, programming
from fuzz.links import Hdlc, Wrapped
from fuzz.mutate import mutated
from fuzz.requests import Requests
from fuzz.spoil import Spoiler
from fuzz.state import Finding

OPTICAL, NETWORK = 0, 1
ADDRESSES = (b"\x03", b"\x21", b"\x02\x41", b"\x20\x41", b"\x00\x02\x00\x41", b"\x00\x20\x00\x41")
TAPE = 40  # APDUs of right clients, for those who repeat them
FALSE = c.Credentials(b"zzzzzzzzzzzzzzzz", (b"\x5a" * 16, b"\xa5" * 16), lambda: 1_000_000)
HOW = (c.PUBLIC, c.LOW, c.LOW, c.GMAC, c.CIPHERED, c.CIPHERED, c.MANAGER, c.MANAGER, c.MANAGER)
NOT_ALLOWED = b"\xd8\x01\x01"


class Sessions:
    """World, Targets, and the credentials that are right."""

    def __init__(self, world, targets):
        self._world = world
        self._targets = targets
        self.counter = 0  # of all clients together: they have one title, and a spoilt frame may bear another's number
        secrets = world.given
        keys = bytes.fromhex(secrets["encryption_key"]), bytes.fromhex(secrets["authentication_key"])
        self.credentials = c.Credentials(secrets["dlms_password"].encode(), keys, lambda: self.counter)
        self._tape = []
        self._openings = {}  # by client
        self.parameters = b""  # of SNRM

    def run(self, dice):
        """A session as the dice fall."""
        world = self._world
        world.now += 11_000 + dice.below(1000)
        kind = dice.below(20)
        if kind < 2:
            programming(world, dice)
        else:
            self._cosem(dice, kind)
        self._leave(dice)
        world.check()
        world.use(OPTICAL)

    def _leave(self, dice):
        world = self._world
        if dice.one_in(4):
            for _ in range(3):  # what was to be said, then the time that it waits for more
                world.now += 700_000
                world.feed(b"")
            lasts = world.session is world.ports[OPTICAL] and not 0 < world.meter.settings.hdlc_inactivity_s < 700
            if not lasts and not world.session.idle():
                raise Finding("not idle after a long silence")
        world.hang_up()

    def _cosem(self, dice, kind):
        world = self._world
        right = dice.below(10) < 8
        how = dice.of(HOW)
        client = dice.of(c.CLIENTS[how])
        level = c.LEVELS[how] if right else 0
        if right and how == c.LOW and world.meter.settings.dlms_codes:
            level = 2
        refused = how in (c.GMAC, c.CIPHERED) and world.meter.settings.dlms_codes
        credentials = self.credentials if right else FALSE
        port = OPTICAL if kind < 12 else NETWORK
        world.use(port, level, level >= 2)
        usual = dice.below(4) > 0
        conformance = 0x605E9F if usual else dice.below(0x10000) << 8 | dice.below(256) | 0x10
        size = 0xFFFF if usual else dice.of((0, 64, 80, 128, 200, 512, 1024))
        dedicated = dice.octets(16) if how >= c.CIPHERED and dice.below(2) else b""
        who = c.Association(how, client, credentials, conformance, size, dedicated)
        spoiler = Spoiler(world, dice)
        if port == OPTICAL:
            if kind == 2:
                mode_e(world, dice)
            link = Hdlc(world, client, dice.of(ADDRESSES), dice.of((128, 128, 100, 40, 9)))
            spoil = spoiler.hdlc
        else:
            link = Wrapped(world, client, dice.of((1, 16)))
            spoil = spoiler.wrapper
        self.parameters = dice.of(PARAMETERS)
        opened = self._open(link, who, right)
        if right and usual and not refused and not opened:
            raise Finding("a right client of kind %d was refused" % how)
        self._talk(dice, link, who, right, spoil)
        if right and who.cipher:
            self.counter = max(self.counter, who.cipher.counter)
        if dice.below(2):
            link.spoil = None
            link.close()

    def _open(self, link, who, right):
        """Whether the client has associated and proven itself."""
        link.spoil = None
        if not link.open(self.parameters):
            return False
        opening = who.opening()
        if not who.opened(self._ask(link, who, opening, right)):
            return False
        if right and who.kind == c.CIPHERED:
            self._openings[who.client] = opening
        proof = who.proof()
        if proof is None:
            return True
        answer = who.plain(self._ask(link, who, proof, right))
        return bool(answer) and answer[:2] == b"\xc7\x01" and answer[3] == 0

    def _ask(self, link, who, apdu, right):
        if right and who.kind in (c.GMAC, c.MANAGER):
            if len(self._tape) == TAPE:
                self._tape.pop(0)
            self._tape.append(apdu)
        return link.ask(apdu)

    def _talk(self, dice, link, who, right, spoil):
        requests = Requests(dice, self._targets, self._world.changes)
        attempts = 12
        refused = 0  # times running
        last = b"\x00"
        for _ in range(20 + dice.below(120 if right else 20)):
            if dice.one_in(200):
                self._world.tick()
            plain = requests.next()
            layer = dice.below(20)
            if layer < 8:
                plain = mutated(dice, plain, last)
            last = plain or last
            apdu = self._sealed(dice, who, plain, layer) if who.kind >= c.CIPHERED else plain
            if layer == 8:
                apdu = mutated(dice, who.opening(), last)
            elif layer == 9 and not right:
                apdu = self._repeated(dice, who.client, last)
            link.spoil = spoil if layer >= 16 else None
            answer = self._ask(link, who, apdu, right)
            link.spoil = None
            refused = refused + 1 if answer == NOT_ALLOWED else 0
            if answer and refused < 3:
                requests.heard(who.plain(answer))
            elif answer is None or (refused and right):
                attempts -= 1
                if not attempts:
                    return
                self._world.now += 100
                refused = 0
                if not self._open(link, who, right) and right:
                    return

    def _repeated(self, dice, client, last):
        """What a right client has said.

        Of those with a password only what was taken, unchanged (it is a right to a context without keys), and for the
        client that said it: the meter counts for each client number, and another one may have the same key and title.
        """
        if client in self._openings and dice.below(2):
            return self._openings[client]
        if not self._tape:
            return b"\x60"
        apdu = dice.of(self._tape)
        return mutated(dice, apdu, last) if dice.below(2) else apdu

    def _sealed(self, dice, who, plain, layer):
        """A ciphered APDU; of some, what protects it is wrong."""
        cipher = who.cipher
        if not plain:
            return plain
        service = plain[0]
        tag = None
        if service not in (0xC0, 0xC1, 0xC3):
            tag = 0xDB
        elif dice.below(2):
            tag = 0xDB if not cipher.dedicated or dice.below(2) else dice.of((0xDC, service + 0x10))
        if service == 0xE0 and dice.below(2):
            return plain
        kind = dice.below(12) if layer in (10, 11, 12) else 99
        if kind == 0:
            return cipher.seal(plain, dice.octet(), tag)
        if kind == 1:
            return cipher.seal(plain, 0x30, tag, None, max(0, cipher.counter - 1 - dice.below(4)))
        if kind == 2:
            cipher.counter += dice.below(200)
        elif kind == 3:
            return cipher.seal(plain, 0x30, tag, dice.of((b"", b"QDT\x00\x00\x00\x00\x01", b"FUZ\x00\x00\x00\x00\x02")))
        elif kind == 4:
            return cipher.seal(plain, dice.of((0x10, 0x20, 0x00, 0x31, 0x40, 0xB0)), tag)
        elif kind == 5:
            return cipher.seal(plain, 0x30, dice.octet() | 0xC0)
        elif kind < 12:
            return mutated(dice, cipher.seal(plain, 0x30, tag), plain)
        return cipher.seal(plain, 0x30, tag)


PARAMETERS = (
    b"",
    b"",
    b"\x81\x80\x08\x05\x02\x02\x00\x06\x02\x02\x00",
    b"\x81\x80\x14\x05\x02\x00\x80\x06\x02\x00\x40\x07\x04\x00\x00\x00\x01\x08\x04\x00\x00\x00\x01",
    b"\x81\x80\x06\x05\x01\xff\x06\x01\x14",
    b"\x81\x80\x08\x05\x02\xff\xff\x06\x02\xff\xff",
    b"\x81\x80\x06\x05\x01\x80\x06\x01\x40",
)
