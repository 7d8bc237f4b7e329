"""The command behind `make control`."""

import contextlib
import csv
import sys
import time
from collections.abc import Iterator
from typing import Any

import click
from meter.control.breaker import DISCONNECTED, EXPIRED, RELEASED, UNPAID
from meter.control.causes import PREPAYMENT
from meter.control.tokens import LAST
from rich.console import Console
from rich.table import Table

from tools.bench.cli import FAILED, OneLine, complain
from tools.bench.plain import say
from tools.calibrate.reader import NoMeterError, RefusedError
from tools.control import network, optical, words
from tools.control.network import Network
from tools.control.options import BY_ANY, BY_NETWORK, Energy
from tools.control.state import ERROR, MOVING, Link, read
from tools.control.top_up import credited
from tools.control.words import DISCONNECT, RECONNECT, RELEASE

SEARCHED = 16  # changes of the breaker that are looked through for the last cut
MOVED_S = 25.0  # three tries, and the rests between them
PAUSE_S = 0.3
TOLD_S = 1.0
SEEN_S = 2.0  # in which the meter sees that there is credit again


class Group(OneLine, click.Group):
    """A command with subcommands, whose errors are one line."""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at breaker and prepayment of a running meter, move the one and top up the other.

    \b
    make run ARGS="--dlms 127.0.0.1:4059"     a meter to talk to
    make control DO=state                     in another terminal

    The management client does it over the network, with keys that everybody knows until the meter gets its own; what is
    no matter of prepayment, the programming mode at the optical port does as well. Ends with status 1 when the meter
    refuses, and with status 2 when no meter answers. All cuts: make logs STATE=dir LOG=cuts. The breaker is never a
    safety device.
    """


@main.command()
@BY_ANY
def state(**given: Any) -> int:
    """What the breaker does, what limits are in force, how much credit is left."""
    with asking(given) as link:
        now = read(link)
        cut = words.last_cut(link.cuts(SEARCHED)) if isinstance(link, Network) else None
    rows = [*words.table(now, cut)]
    if sys.stdout.isatty():
        table = Table(show_header=False)
        for row in rows:
            table.add_row(*row)
        Console(highlight=False).print(table)
    else:
        csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
    return 0


@main.command()
@BY_ANY
def disconnect(**given: Any) -> int:
    """Open the breaker; it stays open until somebody reconnects."""
    with asking(given) as link:
        already = link.number("128.0.0") == DISCONNECTED
        order(link, DISCONNECT)
        if already:
            say("it was disconnected already")
        return settle(link)


@main.command()
@click.option("--ready", is_flag=True, help="Only make it ready: then a push of its button for 6 s closes it.")
@BY_ANY
def reconnect(ready: bool, **given: Any) -> int:
    """Make a disconnected breaker ready to be reconnected, and close it."""
    with asking(given) as link:
        if link.number("128.0.0") != RELEASED:
            order(link, RELEASE)
        if not ready:
            order(link, RECONNECT)
        return settle(link)


@main.command()
@click.argument("kwh", type=Energy())
@click.option("--token", type=click.IntRange(1, LAST), help="Its number; default: the next after the highest so far.")
@BY_NETWORK
def topup(kwh: str, token: int | None, **given: Any) -> int:
    """Add KWH to the credit, over the network.

    A top-up has a number, its token, and counts once: whoever has heard no answer sends it again with the same one.
    """
    with asking(given) as link:
        assert isinstance(link, Network)
        if not link.number("128.0.11") & PREPAYMENT:
            raise RefusedError("prepayment is off, for JJ of configuration 3 is without 2")
        highest = link.number("199.4.0")
        if token is None:
            token = highest + 1
            say(f"token {token}, the next after {highest}" if highest else f"token {token}, the first one")
        given["again"] = f"; send it again with --token {token}, it counts once"
        say(credited(link, token, kwh, highest))
        left, owed = link.number("130.0.0"), link.number("130.0.1")
        say(f"credit {words.kwh(left)}" + (f", {words.kwh(owed)} are owed" if owed else ""))
        if left and link.number("128.0.0") in (UNPAID, EXPIRED):
            time.sleep(SEEN_S)
        settle(link)
    return 0


def order(link: Link, wish: str) -> None:
    """Have it done. Raises RefusedError with the reason in words, and the meter's own where it says one."""
    try:
        if wish == DISCONNECT:
            link.disconnect()
        else:
            link.reconnect(wish == RECONNECT)
    except RefusedError as error:
        said = str(error)
        if said and not said.startswith("ER07"):
            raise
        told = f" ({said})" if said else ""
        raise RefusedError(words.why(read(link), wish) + told) from None


def settle(link: Link) -> int:
    """Wait for the contacts, and say what has become of them: the exit status."""
    since = time.monotonic()
    told = False
    while (feedback := link.number("128.0.18")) & MOVING and not feedback & ERROR:
        waited = time.monotonic() - since
        if waited > MOVED_S:
            break
        if waited > TOLD_S and not told:
            told = True
            say("the contacts rest for 5 s between two moves …", sys.stderr)
        time.sleep(PAUSE_S)
    now = link.number("128.0.0")
    say(f"{words.name(now)}; contacts {words.position(now, feedback)}")
    return FAILED if feedback & (ERROR | MOVING) else 0


@contextlib.contextmanager
def asking(given: dict[str, Any]) -> Iterator[Link]:
    """The meter that the options name. What it refuses ends the command with status 1, no meter with status 2.

    given["again"]: what to do, besides, when the answer stays out.
    """
    head = given.get("optical")
    try:
        if head:
            with optical.visit(head, given["password"]) as link:
                yield link
        else:
            with network.visit(given["dlms"], (given["encryption_key"], given["authentication_key"])) as link:
                yield link
    except RefusedError as error:
        complain(f"the meter refuses: {error}")
        raise click.exceptions.Exit(FAILED) from None
    except NoMeterError as error:
        raise click.ClickException(f"{error}{given.get('again', '')}") from None
