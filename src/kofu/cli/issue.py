"""``kofu issue``: one certificate, from card to paper, in one command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from kofu.assembly.keys import CENTRE, terminal_of
from kofu.assembly.world import World
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.cli.options import at_option, json_option, state_option, world
from kofu.cli.serve import reach
from kofu.clock import from_unix
from kofu.issuance.servers import Peer
from kofu.kiosk.simulated import FolderPrinter, SimulatedCashUnit, SimulatedReader, coins_for
from kofu.kiosk.terminal import Account
from kofu.pki.tls import Party, PartyKind
from kofu.pki.trust import Chain
from kofu.rules import Kind
from kofu.rules.texts import sentence
from kofu.scenarios.outcome import Told, outcome_of
from kofu.scenarios.script import Script, Wish, holder, named

KINDS = [kind.code for kind in Kind]


@click.command()
@click.argument("municipality")
@click.argument("card_name", metavar="CARD")
@click.argument("certificate", type=click.Choice(KINDS), metavar="CERTIFICATE")
@click.option("--pin", "pins", multiple=True, default=("1234",), show_default=True, help="Entries in turn.")
@click.option("--with", "persons", multiple=True, metavar="PERSON", help="Also print this person, by name.")
@click.option("--household", is_flag=True, help="Print the whole household.")
@click.option(
    "--show",
    "items",
    multiple=True,
    metavar="ITEM",
    type=click.Choice(["my_number", "resident_code", "relationship", "honseki"]),
    help="Print an optional item: my_number, relationship, honseki (resident_code is refused everywhere).",
)
@click.option("--year", type=int, help="Fiscal year of a tax certificate; the latest on offer by default.")
@click.option("--copies", default=1, show_default=True, help="How many.")
@click.option("--chain", type=click.Choice([chain.value for chain in Chain]), default="seven_eleven", show_default=True)
@click.option("--centre", "centre_port", type=int, metavar="PORT", help="Use a centre that `kofu serve` runs there.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@at_option
@state_option
@json_option
def issue(  # noqa: PLR0913, PLR0917 - one parameter for each option of the command
    municipality: str,
    card_name: str,
    certificate: str,
    pins: tuple[str, ...],
    persons: tuple[str, ...],
    household: bool,
    items: tuple[str, ...],
    year: int | None,
    copies: int,
    chain: str,
    centre_port: int | None,
    out: Path,
    at: datetime,
    folder: Path,
    as_json: bool,
) -> None:
    """Issue CERTIFICATE of MUNICIPALITY with CARD, for instance: kofu issue akashi akashi/hanako resident_record.

    Certificates: resident_record, resident_record_items, seal, koseki_full, koseki_individual, koseki_supplement,
    taxation, non_taxation, income, income_tax. Exit status 0 when it was printed, 1 when it was refused.
    """
    wish = Wish(
        kind=certificate,
        persons=named(persons) if persons else holder,
        household=household,
        options=frozenset(items),
        tax_year=year,
        copies=copies,
    )
    running = world(folder, at)
    printer = FolderPrinter(out)
    kiosk = Kiosk(running, printer, Chain(chain), centre_port)
    account = kiosk.issue(municipality, card_name, wish, [pin.encode() for pin in pins])
    told = outcome_of(account)
    click.echo(json.dumps(as_data(account, told, printer), ensure_ascii=False)) if as_json else tell(account, printer)
    raise SystemExit(0 if account.printed else 1)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A terminal of a chain with a printer, and the centre in this process or at a port of this machine."""

    world: World
    printer: FolderPrinter
    chain: Chain = Chain.SEVEN_ELEVEN
    centre_port: int | None = None

    def issue(self, municipality: str, card_name: str, wish: Wish, pins: Sequence[bytes]) -> Account:
        """One session of a scripted resident."""
        code = self.world.book.municipality(municipality).code
        card = self.world.state.card(card_name).card()
        reader = SimulatedReader(lambda: InProcessConnection(card))
        cash = SimulatedCashUnit(coins_for)
        terminal = self.world.terminal(reader, cash, self.printer, self.chain, self._centre())
        return terminal.serve(code, Script(reader, iter(pins), wish))

    def _centre(self) -> Peer | None:
        if self.centre_port is None:
            return None
        centre = Party(PartyKind.CENTRE, CENTRE)
        return reach(self.world.state, terminal_of(self.chain), centre, self.centre_port)


def as_data(account: Account, told: Told, printer: FolderPrinter) -> dict[str, Any]:
    """The command's JSON."""
    documents = [
        {"number": number, "file": str(path), "pages": pages}
        for (number, pages), path in zip(account.printed, printer.copies, strict=True)
    ]
    return {
        "outcome": told.outcome,
        "reason": told.reason,
        "reasons": list(told.reasons),
        "fee": account.fee if account.printed else None,
        "documents": documents,
        "receipt": str(printer.receipts[0]) if printer.receipts else None,
        "steps_ms": {name: round(spent, 2) for name, spent in account.steps_milliseconds.items()},
    }


def tell(account: Account, printer: FolderPrinter) -> None:
    """The command's words for people."""
    console = Console(highlight=False)
    told = outcome_of(account)
    for (number, pages), path in zip(account.printed, printer.copies, strict=True):
        console.print(f"[bold green]printed[/] {path}  {pages} page(s)  number {number}", soft_wrap=True)
    if account.printed:
        console.print(f"fee {account.fee} yen, receipt {printer.receipts[0]}")
    else:
        console.print(f"[bold red]{told.outcome}[/]: {told.reason}" + _left(told))
    for refusal in account.refusals:
        for cause in refusal.causes:
            desk = f"  → {cause.desk.name} {cause.desk.phone or ''}" if cause.desk else ""
            console.print(f"  {sentence(cause.reason, 'ja')}{desk}")
        if refusal.succeeds_at is not None:
            console.print(f"  It would work from {from_unix(refusal.succeeds_at):%Y-%m-%d %H:%M} on.")
    for error in account.failures:
        console.print(f"  {error}")
    console.print(
        "steps: " + ", ".join(f"{name} {spent:.1f} ms" for name, spent in account.steps_milliseconds.items()),
        soft_wrap=True,
    )


def _left(told: Told) -> str:
    return "" if told.attempts_left is None else f", {told.attempts_left} tries left"
