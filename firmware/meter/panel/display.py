"""What the LCD shows: start-up, the automatic list, and the manual list while somebody presses the button.

Stepped with the meter's time; draws by calling the board's LCD, and only when something on it changes.
A button held for 6 s opens the breaker on the view `dcon`, and closes it on any other (control decides whether it may).
Facts: reference tables of display lists, fields and start-up (datasheet; views 10 s, back to automatic after 2 min).
"""

from meter.config.settings import BREAKER_VIEW, TEST_VIEW
from meter.registers.text import shown, stamp

VIEW_MS = 10_000
MANUAL_MS = 120_000
HOLD_MS = 6_000
COUNT_MS = 1_000  # of a hold, before it is counted down: a short push is over by then
SELF_TEST = "199.3.0"
STARTUP = ((TEST_VIEW, 2_000), ("96.54.1", 5_000), (SELF_TEST, 7_500), ("0.2.0", 10_000))  # what is shown until when

PLUS_P, MINUS_P, PLUS_Q, MINUS_Q = 1, 2, 4, 8  # quadrant arrows
OFF, STEADY, BLINK = 0, 1, 2  # mains-voltage indicator L1
CLOSED, OPEN, PREPAID, LOW_CREDIT, TAMPER, PAY = 1, 2, 4, 8, 16, 32  # signs of functions; PAY: the credit is in view

BLANK = ("", "", "")
BREAKER = ("dCon", "", "")
UNKNOWN = "--------"
CREDIT = "130.0.0"


class Display:
    """lcd: show(value, ident, unit, arrows, tariff, triangle, mains, signs, test); bank, settings: what is to be shown.

    indications() -> (arrows, tariff, triangle, mains, signs), asked at every step. While the triangle is there, the
    automatic list ends with what is wrong. control: has `closed` and `button(opening)`; None without a breaker.
    """

    def __init__(self, lcd, bank, settings, indications, control=None):
        self._lcd = lcd
        self._bank = bank
        self._settings = settings
        self._indications = indications
        self._control = control
        self._answered = True  # a button that is held at the start is stuck, or meant for somebody else
        self._view = None
        self._entry = None  # the register in view
        self._position = 0
        self._manual_until = 0  # 0: automatic
        self._next_ms = STARTUP[-1][1]
        self._refresh_ms = 0
        self._content = BLANK
        self._drawn = None

    def step(self, now_ms, pushes, held_ms=0):
        """Bring the LCD up to date; pushes: short pushes of the button since the last step; held_ms: so long by now."""
        signs = self._indications()
        if held_ms and self._manual_until:
            self._manual_until = now_ms + MANUAL_MS
        view = self._choose(now_ms, pushes, signs[2])
        # values change once a second, as the original's do; a new view at once
        if view != self._view:
            self._view = view
            code, _, self._part = view.partition("/")  # "1.6.0/time": when the maximum was
            self._entry = None if view in (TEST_VIEW, BREAKER_VIEW) else self._bank.get(code)
            self._refresh_ms = 0
        if self._entry and self._entry.short == CREDIT and signs[4] & PREPAID:
            signs = signs[:4] + (signs[4] | PAY,)
        if now_ms >= self._refresh_ms:
            self._refresh_ms = now_ms + 1000
            self._content = self._read()
        frame = (self._hold(held_ms) or self._content) + signs + (view == TEST_VIEW,)
        if frame != self._drawn:
            self._drawn = frame
            self._lcd.show(*frame)

    def _choose(self, now_ms, pushes, faulty):
        settings = self._settings
        if pushes:
            # the first push enters the manual list at its first view, each further one goes on
            self._position = (self._position + pushes if self._manual_until else pushes - 1) % len(settings.manual)
            self._manual_until = now_ms + MANUAL_MS
        elif self._manual_until and now_ms >= self._manual_until:
            self._manual_until = 0
            self._position = 0
            self._next_ms = now_ms + VIEW_MS
        if self._manual_until:
            return settings.manual[self._position % len(settings.manual)]
        for view, until in STARTUP:
            if now_ms < until:
                self._next_ms = STARTUP[-1][1] + VIEW_MS
                return view
        if now_ms >= self._next_ms:
            self._next_ms += VIEW_MS
            self._position += 1
        count = len(settings.automatic)
        self._position %= count + faulty
        return settings.automatic[self._position] if self._position < count else SELF_TEST

    def _hold(self, held_ms):
        """Move the breaker, once a hold; a dash for each second that is left, where it would move."""
        control = self._control
        if control is None:
            return None
        opening = self._view == BREAKER_VIEW
        if held_ms < HOLD_MS:
            self._answered = self._answered and held_ms > 0
            if held_ms < COUNT_MS or self._answered or control.closed != opening:
                return None
            return "-" * ((HOLD_MS - held_ms + 999) // 1000), "", ""
        if not self._answered:
            self._answered = True
            control.button(opening)
        return None

    def _read(self):
        entry = self._entry
        if entry is None:
            return BREAKER if self._view == BREAKER_VIEW else BLANK
        try:
            if self._part:
                return stamp(entry, self._part, self._settings.zone_hours), entry.short, ""
            value, unit = shown(entry, self._settings.energy_digits())
        except OSError:
            return UNKNOWN, entry.short, ""
        return value, entry.short, unit
