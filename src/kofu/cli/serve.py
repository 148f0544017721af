"""``kofu serve``: the centre and municipalities as servers of their own, over mutual TLS, on this machine only."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from wsgiref.types import WSGIApplication

import click

from kofu.assembly.keys import CENTRE
from kofu.assembly.parties import centre_server
from kofu.assembly.state import State
from kofu.assembly.watched_rules import WatchedRules
from kofu.assembly.world import World
from kofu.centre.application import centre_application
from kofu.cli.options import at_option, opened, state_option
from kofu.clock import Clock, DemoClock
from kofu.errors import KofuError
from kofu.issuance.servers import Peer
from kofu.municipality.application import municipality_application
from kofu.pki.tls import Party, PartyKind
from kofu.pki.trust import Material
from kofu.registers.kinds import RegisterName
from kofu.registers.store import RegisterStore
from kofu.rules.book import RuleBook
from kofu.rules.loading.errors import BrokenRules
from kofu.settings import begin
from kofu.wire.client import TO_MUNICIPALITY, HttpPeer, open_client
from kofu.wire.deployment import FixedDeployment
from kofu.wire.runner import Listening
from kofu.wire.runner import serve as run_server
from kofu.wire.tls import TlsFiles, client_context

HEARTBEAT_SECONDS = 300
LOGGER = logging.getLogger("kofu.rules")


class UnknownAddress(KofuError):
    """A municipality's address is not NAME=PORT."""

    code = "COMMAND_UNKNOWN_ADDRESS"
    summary = "say where a municipality listens as NAME=PORT, for instance akashi=8444"


@click.group()
def serve() -> None:
    """Run a party as a server of its own: HTTP with mutual TLS, loopback only, test keys.

    For instance: kofu serve municipality akashi --port 8444, and kofu serve centre --port 8443 --reach akashi=8444,
    then: kofu issue akashi akashi/hanako resident_record --centre 8443
    """


@serve.command()
@click.argument("name")
@click.option("--port", default=8444, show_default=True)
@click.option(
    "--rules",
    "directory",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of rules to follow while serving; broken ones are refused and the last good ones stay.",
)
@at_option
@state_option
def municipality(name: str, port: int, directory: Path | None, at: datetime, folder: Path) -> None:
    """Serve one municipality's issuing server."""
    state = opened(folder)
    rules = WatchedRules(name, directory, DemoClock(at).ticks, tell_rules)
    code = rules().code

    def load() -> WSGIApplication:
        begin("demo")
        world = World(state, RuleBook((rules(),)), DemoClock(at))
        server = world.municipality(code, rules)
        shared = world.shared
        world.warm_up(code)
        _keep_heartbeat(server.registers, world.clock)
        party = Party(PartyKind.MUNICIPALITY, code)
        return municipality_application(
            FixedDeployment(party, server, shared.trust, shared.check.anchors, shared.clock)
        )

    _run(load, state, code, port, name)


@serve.command()
@click.option("--port", default=8443, show_default=True)
@click.option("--reach", "addresses", multiple=True, metavar="NAME=PORT", help="Where each municipality listens.")
@at_option
@state_option
def centre(port: int, addresses: tuple[str, ...], at: datetime, folder: Path) -> None:
    """Serve the certificate centre."""
    state, book = opened(folder), RuleBook.load()
    ports = dict(_address(book, address) for address in addresses)

    def load() -> WSGIApplication:
        begin("demo")
        shared = World(state, book, DemoClock(at)).shared
        peers = {code: reach(state, CENTRE, Party(PartyKind.MUNICIPALITY, code), ports[code]) for code in ports}
        server = centre_server(shared, state.centre_store(), peers, book.municipalities)
        party = Party(PartyKind.CENTRE, CENTRE)
        return centre_application(FixedDeployment(party, server, shared.trust, shared.check.anchors, shared.clock))

    _run(load, state, CENTRE, port, "centre")


def reach(state: State, own: str, other: Party, port: int) -> Peer:
    """A party at a port of this machine, over mutual TLS with our own certificate."""
    context = client_context(tls_files(state, own), other, Material.TEST)
    return HttpPeer(open_client(context, TO_MUNICIPALITY), f"https://127.0.0.1:{port}", TO_MUNICIPALITY)


def tls_files(state: State, party: str) -> TlsFiles:
    """Where a party's TLS files lie."""
    folder = state.folder / "tls"
    return TlsFiles(folder / f"{party}.crt", folder / f"{party}.key", folder / "authority.crt")


def tell_rules(problems: Sequence[BrokenRules]) -> None:
    """Say that new rules are in force, or why the old ones stay."""
    if not problems:
        LOGGER.info("event=rules_switched")
    for problem in problems:
        LOGGER.error("event=rules_refused code=%s file=%s line=%s", problem.code, problem.file, problem.line)


def _keep_heartbeat(registers: RegisterStore, clock: Clock) -> None:
    """Stands for the resident system, which tells every few minutes that there is nothing new."""

    def beat() -> None:
        while True:
            time.sleep(HEARTBEAT_SECONDS)
            registers.heartbeat(RegisterName, clock.now())

    threading.Thread(target=beat, name="heartbeat", daemon=True).start()


def _address(book: RuleBook, text: str) -> tuple[str, int]:
    name, _, port = text.partition("=")
    if not port.isdigit():
        raise UnknownAddress(address=text[:40])
    return book.municipality(name).code, int(port)


def _run(load: Callable[[], WSGIApplication], state: State, party: str, port: int, name: str) -> None:
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    listening = Listening(tls_files(state, party), port=port, material=Material.TEST)

    def ready(at_port: int) -> None:
        click.echo(f"{name} answers at https://127.0.0.1:{at_port} (process {os.getpid()}); Ctrl-C ends it", err=True)

    run_server(load, listening, ready)
