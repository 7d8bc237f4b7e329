"""The management client of a meter's network port (DLMS/COSEM over TCP, ciphered), for breaker and prepayment."""

import contextlib
from collections.abc import Iterator
from typing import Any

from dlms_cosem import client, cosem, dlms_data, exceptions, io, security, utils
from dlms_cosem.connection import ProtectionError
from dlms_cosem.enumerations import CosemInterface, DataAccessResult
from dlms_cosem.protocol import xdlms
from dlms_cosem.time import datetime_from_bytes

from tools.calibrate.reader import NoMeterError, RefusedError, plain
from tools.control.dlms import Entries, Line

PUBLIC, MANAGEMENT, SERVER = 16, 1, 1  # SAPs
TITLE = b"QDTtools"  # the client's system title: no meter's, which has digits there
PATIENCE = 20  # seconds: after wrong keys the meter keeps its answer back for ten
COUNTER = cosem.Obis(0, 0, 43, 1, 5)  # the lowest invocation counter that it takes from the management client
BREAKER = cosem.Obis(0, 0, 96, 3, 10)
ENTRIES_IN_USE = 7  # attribute of a profile
Keys = tuple[bytes | None, bytes | None]  # for encryption and authentication
WRONG_KEYS = "wrong keys (--encryption-key, --authentication-key)"
UNDEFINED = "object undefined"
REGISTERS = ("130.0.0", "130.0.1", "130.0.4")  # with a unit; all others here are data


class Network:
    """An association as the management client; see `visit`.

    Codes are C.D.E, values whole numbers in the register's own unit (Wh, s, A …). What is refused raises RefusedError.
    """

    def __init__(self, connected: client.DlmsClient) -> None:
        self._client = connected
        for self._group_b in (0, 1):  # 1: the original's codes, by the setting dlms_codes
            try:
                self.number("128.0.0")
                return
            except RefusedError as error:
                if str(error) != UNDEFINED:
                    raise
        raise RefusedError("it has no breaker")

    def number(self, code: str) -> int:
        return int(self.text(code) or 0)

    def text(self, code: str) -> str:
        kind = CosemInterface.REGISTER if code in REGISTERS else CosemInterface.DATA
        return str(self._get(kind, self._name(code), 2))

    def disconnect(self) -> None:
        """remote_disconnect of the disconnect control (class 70)."""
        self._act(1)

    def reconnect(self, released: bool) -> None:
        """remote_reconnect: what is disconnected becomes ready, what is ready is closed; the meter knows which."""
        self._act(2)

    def top_up(self, text: str) -> None:
        """Write the message "TOKEN KWH"."""
        attribute = cosem.CosemAttribute(CosemInterface.DATA, self._name("199.4.0"), 2)
        answer = self._client.set(attribute, dlms_data.VisibleStringData(text).to_bytes())
        if not isinstance(answer, xdlms.SetResponseNormal):
            raise RefusedError(f"not understood: {answer}")
        if answer.result is not DataAccessResult.SUCCESS:
            raise RefusedError(_words(answer.result.name))

    def events(self, count: int) -> list[list[Any]]:
        """The last rows of the event log (99.98.2), the newest last: clock, code, argument, what, old, new."""
        return self._rows("99.98.2", count)

    def cuts(self, count: int) -> list[list[Any]]:
        """The same of the cut log (99.98.5): clock, state, feedback, cause, state before, load."""
        return self._rows("99.98.5", count)

    def _rows(self, code: str, count: int) -> list[list[Any]]:
        name = self._name(code)
        if self._group_b:  # the original counts from the newest, which is 0
            chosen = Entries(0, count - 1)
        else:
            kept = self._get(CosemInterface.PROFILE_GENERIC, name, ENTRIES_IN_USE)
            if not kept:
                return []
            chosen = Entries(max(1, kept - count + 1), 0)
        rows = self._get(CosemInterface.PROFILE_GENERIC, name, 2, chosen)
        for row in rows:
            row[0] = datetime_from_bytes(bytes(row[0]))[0].replace(tzinfo=None)
        return rows[::-1] if self._group_b else rows

    def _get(self, kind: CosemInterface, name: cosem.Obis, attribute: int, chosen: Entries | None = None) -> Any:
        try:
            data = self._client.get(cosem.CosemAttribute(kind, name, attribute), chosen)  # pyright: ignore
        except client.DataResultError as error:
            raise RefusedError(_words(str(error).rpartition(".")[2].partition(":")[0])) from None
        return utils.parse_as_dlms_data(data)

    def _act(self, method: int) -> None:
        called = cosem.CosemMethod(CosemInterface.DISCONNECT_CONTROL, BREAKER, method)
        try:
            self._client.action(called, dlms_data.IntegerData(0).to_bytes())
        except client.ActionError as error:
            raise RefusedError(_words(str(error).rpartition(" ")[2])) from None

    def _name(self, code: str) -> cosem.Obis:
        return cosem.Obis(1, self._group_b, *map(int, code.split(".")))


@contextlib.contextmanager
def visit(address: tuple[str, int], keys: Keys) -> Iterator[Network]:
    """The Network of the meter at this address. Raises NoMeterError, RefusedError, also for what happens meanwhile."""
    where = "%s:%d" % address
    try:
        with _client(address, PUBLIC, security.NoSecurityAuthentication()) as public:
            counter = utils.parse_as_dlms_data(public.get(cosem.CosemAttribute(CosemInterface.DATA, COUNTER, 2)))
        proof = security.HighLevelSecurityGmacAuthentication(challenge_length=16)
        with _client(address, MANAGEMENT, proof, counter, keys) as managing:
            yield Network(managing)
    except exceptions.CommunicationError as error:
        reason = error.__cause__ or error
        if isinstance(reason, TimeoutError):
            raise NoMeterError(f"no meter answers at {where}") from None
        raise NoMeterError(f"no meter at {where}: {plain(reason)}") from None
    except (exceptions.DecryptionError, client.HLSError):
        raise RefusedError(WRONG_KEYS) from None
    except (exceptions.LocalDlmsProtocolError, ProtectionError, client.DataResultError, LookupError, ValueError):
        raise NoMeterError(f"what answers at {where} is no meter, or not one of these") from None


@contextlib.contextmanager
def _client(
    address: tuple[str, int], sap: int, proof: Any, counter: int = 0, keys: Keys = (None, None)
) -> Iterator[client.DlmsClient]:
    """A client that is associated, and released again where nothing went wrong."""
    line = Line(*address, PATIENCE)
    made = client.DlmsClient(
        io.TcpTransport(sap, SERVER, line), proof, *keys, client_system_title=TITLE,
        client_initial_invocation_counter=counter,
    )  # fmt: skip
    made.connect()
    try:
        try:
            made.associate()
        except exceptions.DlmsClientException as error:
            raise RefusedError(_not_let_in(str(error))) from None
        yield made
        made.release_association()
    finally:
        with contextlib.suppress(exceptions.CommunicationError):
            line.disconnect()


def _not_let_in(said: str) -> str:
    if "TRANSIENT" in said:
        return "somebody has just tried wrong keys: it lets nobody in for ten seconds"
    return WRONG_KEYS if "AUTHENTICATION_FAILED" in said else "it lets no management client in"


def _words(name: str) -> str:
    """A result of dlms-cosem, such as READ_WRITE_DENIED, as words."""
    words = name.replace("_", " ").lower()
    return {"read write denied": "no right to do that here", "other reason": ""}.get(words, words)
