"""Settings of one EN 62056-21 port, checked when they are made so that no session meets an impossible one."""

MAKER_LETTERS = 3
IDENTIFICATION = 16  # characters at most
SERIAL = 32
PASSWORD = 32
MAX_TIMER_MS = 65000


class Settings:
    """What a Session needs to know; any object with these attributes will do.

    maker           three letters; a capital last one promises the reader 200 ms before each answer, a small one 20 ms
    identification  type of the meter, up to 16 printable characters without `/` and `!`
    serial          address on the line, up to 32 digits, letters or blanks
    password        of level P1, up to 32 characters without brackets; empty: nobody gets in
    max_baud_code   highest speed as Z code, "0" (300 Bd) to "5" (9600 Bd)
    ta_ms           gap between two characters of a message, 1000..65000
    tr_ms           wait for the password, and after a readout for a request to repeat it, 1000..65000
    tt_ms           wait for the acknowledgement of the identification before mode A's readout, 1000..65000
    ti_s            inactivity that ends programming mode, 5..240
    zone_hours      normal time less UTC, -11..12
    """

    def __init__(
        self,
        serial="",
        password="",
        maker="QDT",
        identification="",
        max_baud_code="5",
        ta_ms=1500,
        tr_ms=1500,
        tt_ms=1700,
        ti_s=90,
        zone_hours=0,
    ):
        """Raises ValueError, which names the setting, for a value outside its range."""
        if len(maker) != MAKER_LETTERS or not all("A" <= c.upper() <= "Z" for c in maker):
            raise ValueError("maker %r: must be three letters" % (maker,))
        if max_baud_code not in ("0", "1", "2", "3", "4", "5"):
            raise ValueError("max_baud_code %r: must be 0 to 5" % (max_baud_code,))
        if not all(c.isalpha() or c.isdigit() or c == " " for c in serial):
            raise ValueError("serial %r: only digits, letters and blanks" % (serial,))
        _text("serial", serial, SERIAL, "")
        _text("identification", identification, IDENTIFICATION, "/!")
        _text("password", password, PASSWORD, "()/!")
        _range("ta_ms", ta_ms, 1000, MAX_TIMER_MS)
        _range("tr_ms", tr_ms, 1000, MAX_TIMER_MS)
        _range("tt_ms", tt_ms, 1000, MAX_TIMER_MS)
        _range("ti_s", ti_s, 5, 240)
        _range("zone_hours", zone_hours, -11, 12)
        self.serial = serial
        self.password = password
        self.maker = maker
        self.identification = identification
        self.max_baud_code = max_baud_code
        self.ta_ms = ta_ms
        self.tr_ms = tr_ms
        self.tt_ms = tt_ms
        self.ti_s = ti_s
        self.zone_hours = zone_hours


def _range(name, value, lowest, highest):
    if not lowest <= value <= highest:
        raise ValueError("%s %d: must be %d to %d" % (name, value, lowest, highest))


def _text(name, text, longest, excluded):
    if len(text) > longest:
        raise ValueError("%s: %d characters, at most %d" % (name, len(text), longest))
    for c in text:
        if not " " <= c <= "~" or c in excluded:
            raise ValueError("%s: character %r cannot be sent" % (name, c))
