"""What a client of the TCP port meets: the DLMS wrapper, made when it says something."""

SILENCE_MS = 60_000  # for which a client may be there without a word


class NetworkSession:
    """dlms: Dlms. The methods of a port's session."""

    def __init__(self, dlms):
        self._dlms = dlms
        self._wrapper = None
        self._until = None  # when a client must have spoken
        self._refused = False
        self._pushed = None

    def come(self, now_ms):
        """A client has connected."""
        self._until = now_ms + SILENCE_MS

    def receive(self, data, now_ms):
        """What has come."""
        self._until = None
        if not self._wrapper:
            self._wrapper = self._dlms.wrapper()
        if self._wrapper:
            self._wrapper.receive(data, now_ms)
        else:
            self._refused = True

    def poll(self, now_ms):
        """Let time pass."""
        if self._wrapper:
            self._wrapper.poll(now_ms)
        if self._until is not None and now_ms >= self._until:
            self._until = None
            self._refused = True

    def take(self):
        """Next action, None for nothing now: ("work", function to call), ("send", bytes), ("drop", None) or ("push",
        (host, port, bytes))."""
        if self._pushed:
            pushed, self._pushed = self._pushed, None
            return "push", pushed
        work = self._wrapper.work() if self._wrapper else None
        if work:
            return "work", work
        data = self._wrapper.take() if self._wrapper else None
        if data:
            return "send", data
        if self._refused or (self._wrapper and self._wrapper.closing()):
            self._leave()
            return "drop", None
        return None

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed, or None."""
        if self._pushed or self._refused:
            return 0
        if self._until is not None:
            return max(0, self._until - now_ms)
        return self._wrapper.deadline(now_ms) if self._wrapper else None

    def push(self, where):
        """Send (host, port, bytes) to a listener; False when another one waits to be sent."""
        if self._pushed:
            return False
        self._pushed = where
        return True

    def hang_up(self, now_ms):
        """The client has gone."""
        if self._wrapper:
            self._wrapper.hang_up(now_ms)
        self._leave()

    def quiet(self):
        """A network keeps what comes while the processor stands still."""
        return True

    def idle(self):
        """Whether nobody is associated."""
        return not self._wrapper or self._wrapper.idle()

    def _leave(self):
        self._until = None
        self._refused = False
        if self._wrapper:
            self._wrapper = None
            self._dlms.release()
