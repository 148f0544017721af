"""All parties of the demonstration, running in one process over a state directory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path

from kofu.assembly.keys import terminal_of
from kofu.assembly.parties import Shared, Town, centre_server, direct, municipal_server, terminal
from kofu.assembly.state import State, card_names, issuer_facts
from kofu.certificates.wanted import Wanted
from kofu.clock import Clock
from kofu.issuance.kiosk.checks import identify
from kofu.issuance.kiosk.vocabulary import GiveReceipt
from kofu.issuance.proof import CertificateCheck
from kofu.issuance.servers import CentreServer, DirectPeer, MunicipalServer, Peer
from kofu.kiosk.devices import CardReader, CashUnit, Printer
from kofu.kiosk.terminal import Devices, Terminal
from kofu.numbering import draw, read
from kofu.paper.binding import Binding
from kofu.paper.characters import find_font
from kofu.paper.front.drawing import Front
from kofu.paper.issuing import draw_checked
from kofu.paper.receipt import Receipt
from kofu.paper.seal import SealSigner
from kofu.pki.errors import UnknownIssuer
from kofu.pki.revocation import read_revocation_list
from kofu.pki.testing.profile import described_test_pki
from kofu.pki.trust import Chain
from kofu.registers.errors import UnknownCard
from kofu.registers.kinds import RegisterName
from kofu.rules import Kind
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.rules.operations import load_operations

FONT_FOLDERS = (Path("/usr/share/fonts"), Path.cwd() / ".fonts")


def build_fingerprint() -> str:
    """SHA-256 over every file of the package, so that a centre can tell one build from another (incidents I8, I9)."""
    root = Path(str(files("kofu")))
    state = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        state.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


@dataclass(frozen=True)
class World:
    """A running demonstration at the clock's moment."""

    state: State
    book: RuleBook
    clock: Clock
    random: Callable[[int], bytes] = os.urandom

    @cached_property
    def shared(self) -> Shared:
        """Keys, trust, certificate check and fingerprint for all parties."""
        now = self.clock.now()
        authority = self.state.authority(self.random)
        anchors = authority.user_anchors()
        lists = tuple(read_revocation_list(der, anchors) for der in authority.revocation_lists(now))
        check = CertificateCheck(
            anchors=anchors,
            policy=authority.user_policy(),
            revocation_lists=lambda: lists,
            phone_policies=frozenset({described_test_pki().policies["user_phone"]}),
        )
        trust = self.state.trust_list(now)
        return Shared(self.state.keys, trust, check, self.clock, self.random, build_fingerprint())

    @cached_property
    def front(self) -> Front:
        """Whoever draws, with the font read once."""
        return Front.load(find_font(FONT_FOLDERS))

    @cached_property
    def municipalities(self) -> Mapping[str, MunicipalServer]:
        """Every municipality's server, by code; their registers have just been heard of."""
        codes = [rules.code for rules in self.book.municipalities]
        return {code: self.municipality(code, partial(self.book.municipality, code)) for code in codes}

    def municipality(self, code: str, rules: Callable[[], MunicipalityRules]) -> MunicipalServer:
        """One municipality's server under rules that may change while it runs."""
        store, registers = self.state.municipality(code)
        now = self.clock.now()
        registers.heartbeat(RegisterName, now)
        operations = load_operations(rules().id)
        town = Town(rules, lambda: operations, registers, issuer_facts(rules(), now), store)
        return municipal_server(self.shared, town, self.front)

    def warm_up(self, code: str) -> None:
        """Draw one throw-away sheet, so that the first resident does not wait for fonts and templates."""
        registers = self.state.municipality(code)[1]
        users = (self.state.card(name).memory.user for name in card_names(self.state))
        now, keys = self.clock.now(), self.shared.keys.municipalities[code]
        for user in filter(None, users):
            try:
                identity = identify(user.certificate, self.shared.check.anchors)
                snapshot = registers.snapshot(identity, now)
            except (UnknownIssuer, UnknownCard):
                continue
            if snapshot.resident is not None:
                binding = Binding(draw(code, 1, now.date(), 0), bytes(32), bytes(32), bytes(16), now)
                wanted, issuer = Wanted(Kind.RESIDENT_RECORD), issuer_facts(self.book.municipality(code), now)
                signer = SealSigner(keys.seal_key_id, lambda _data: bytes(64))
                draw_checked(self.front, snapshot, wanted, issuer, binding, identity, signer)
                return

    @cached_property
    def centre(self) -> CentreServer:
        """The certificate centre."""
        return centre_server(
            self.shared, self.state.centre_store(), direct(self.municipalities), self.book.municipalities
        )

    def terminal(
        self,
        reader: CardReader,
        cash: CashUnit,
        printer: Printer,
        chain: Chain = Chain.SEVEN_ELEVEN,
        centre: Peer | None = None,
    ) -> Terminal:
        """The one terminal of a chain, with these devices; its centre is in this process unless another is given."""
        name = terminal_of(chain)
        return terminal(
            self.shared,
            name,
            self.state.kiosk_journal(name),
            centre or DirectPeer(self.centre.answer, name),
            Devices(reader, cash, printer),
            self._receipt,
        )

    def _receipt(self, told: GiveReceipt, at: datetime) -> bytes:
        rules = self.book.municipality(told.municipality)
        title = str(rules.value(f"title.{told.kind}", at.date()))
        numbers = tuple(map(read, told.numbers))
        return self.front.receipts.draw(
            Receipt(rules.name, title, told.copies, told.amount, at, told.terminal, numbers)
        )
