"""Options and arguments of `make control`: where the meter is, and what lets one in."""

import re
from collections.abc import Callable
from typing import Any

import click
from meter.config.settings import Settings

from tools.bench.optical import host_and_port

DEFAULTS = Settings()


class Address(click.ParamType):
    """HOST:PORT as a pair."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        address = host_and_port(value)
        if not address or address[1] > 65535:
            self.fail(f"{value!r} is not HOST:PORT", param, ctx)
        return address[0].strip("[]"), address[1]


class Key(click.ParamType):
    """16 bytes in hexadecimal."""

    name = "key"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        if not re.fullmatch("[0-9A-Fa-f]{32}", value):
            self.fail("a key has 32 hexadecimal digits", param, ctx)
        return bytes.fromhex(value)


class Energy(click.ParamType):
    """kWh with up to three decimals, as text."""

    name = "kwh"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,3})?", value) or not float(value):
            self.fail(f"{value!r} is not a number of kWh above nothing, with three decimals at most", param, ctx)
        return value


def _given(*options: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_KEY = {"type": Key(), "metavar": "HEX", "show_envvar": True}
BY_NETWORK = _given(
    click.option(
        "--dlms", type=Address(), metavar="HOST:PORT", default="127.0.0.1:4059", show_default=True, help="network port"
    ),
    click.option(
        "--encryption-key", envvar="QUADRANT_ENCRYPTION_KEY", default=DEFAULTS.encryption_key,
        help="default: the one that everybody knows", **_KEY,
    ),
    click.option(
        "--authentication-key", envvar="QUADRANT_AUTHENTICATION_KEY", default=DEFAULTS.authentication_key,
        help="the same", **_KEY,
    ),
)  # fmt: skip
BY_ANY = _given(
    BY_NETWORK,
    click.option("--optical", metavar="PORT", help="instead: the optical port, HOST:PORT or a serial device"),
    click.option(
        "--password", envvar="QUADRANT_PASSWORD", default=DEFAULTS.password, show_default=True, show_envvar=True,
        help="of its programming mode",
    ),
)  # fmt: skip
