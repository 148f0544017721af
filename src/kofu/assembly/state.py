"""The demonstration's state directory: keys, trust list, cards, towns and stores, made once and kept between commands.

keys.json          all keys of the test deployment (in production each party holds its own)
trust-list         signed by the test root
revoked.json       certificates the test PKI has revoked
cards/TOWN/NAME    simulated cards, counters included
centre.sqlite3, municipality-CODE.sqlite3, kiosk-TERMINAL.sqlite3
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kofu.assembly.cards import CardSpec, MadeCard, day_before, make_card
from kofu.assembly.keys import DeploymentKeys, load_keys, make_keys, save_keys
from kofu.card.simulated.file import CardFile
from kofu.certificates import IssuerFacts, OfficeSeal
from kofu.clock import JAPAN, from_unix, unix_seconds
from kofu.errors import KofuError
from kofu.issuance import sql_store
from kofu.issuance.sealing import public_bytes
from kofu.issuance.sql_store import SqlStore
from kofu.pki.certificates import KeyKind
from kofu.pki.identity import CardIdentity
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.trust import Material, TrustList, read_trust_list, sign_trust_list
from kofu.registers import schema
from kofu.registers.facts import Fact
from kofu.registers.sql_store import SqlRegisterStore
from kofu.rules.book import MunicipalityRules, RuleBook
from kofu.storage.sqlite import SqliteDatabase
from kofu.towns.demo import DemoResident, demo_town

FORMAT = "kofu-state/3"
DEMO_START = datetime(2026, 7, 8, 10, tzinfo=JAPAN)
"""Where the demo's own clock begins (design §9)."""
TOWNS_BUILT = DEMO_START - timedelta(days=1)
_MARKER = "state.json"


class NotAState(KofuError):
    """The directory holds something else; it is left alone."""

    code = "STATE_NOT_OURS"
    summary = "the directory is not empty and holds no kofu state; name another with --state"


class StateOutdated(KofuError):
    """Made by another version of the demonstration's data."""

    code = "STATE_OUTDATED"
    summary = "the state was made by another version; remove the directory and run the command again"


@dataclass(frozen=True)
class State:
    """An opened state directory."""

    folder: Path

    @cached_property
    def keys(self) -> DeploymentKeys:
        """The keys of all parties."""
        return load_keys(self.folder / "keys.json")

    def trust_list(self, at: datetime) -> TrustList:
        """The trust list, verified under the root."""
        root = Ed25519PublicKey.from_public_bytes(public_bytes(self.keys.root))
        return read_trust_list((self.folder / "trust-list").read_bytes(), root, at, material=Material.TEST)

    def authority(self, random: Callable[[int], bytes]) -> TestAuthority:
        """The test PKI with its revocations."""
        told = json.loads((self.folder / "revoked.json").read_text(encoding="utf-8"))
        revoked = {CardIdentity(issuer, int(serial)): from_unix(at) for issuer, serial, at in told}
        return TestAuthority(random, revoked)

    def card(self, name: str) -> CardFile:
        """A card by its name, akashi/hanako. Raises CardFileInvalid."""
        return CardFile.load(self.folder / "cards" / f"{name}.json")

    def centre_store(self) -> SqlStore:
        """The centre's store."""
        return _store(self.folder / "centre.sqlite3")

    def kiosk_journal(self, terminal: str) -> SqlStore:
        """A terminal's journal."""
        return _store(self.folder / f"kiosk-{terminal}.sqlite3")

    def municipality(self, code: str) -> tuple[SqlStore, SqlRegisterStore]:
        """A municipality's issue register and its registers, in one database."""
        database = SqliteDatabase(self.folder / f"municipality-{code}.sqlite3")
        return SqlStore(database), SqlRegisterStore(code, database)


def open_state(folder: Path, book: RuleBook, random: Callable[[int], bytes]) -> State:
    """The state in a directory, made first where there is none. Raises NotAState, StateOutdated."""
    marker = folder / _MARKER
    if marker.exists():
        if json.loads(marker.read_text(encoding="utf-8")) != {"format": FORMAT}:
            raise StateOutdated
        return State(folder)
    if folder.exists() and any(folder.iterdir()):
        raise NotAState
    return _make(folder, book, random)


def _make(folder: Path, book: RuleBook, random: Callable[[int], bytes]) -> State:
    """Build beside and rename, so that an interrupted start leaves nothing half-made under the name."""
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    keys = make_keys((rules.code for rules in book.municipalities), random)
    save_keys(keys, beside / "keys.json")
    _write_tls(keys, beside / "tls")
    (beside / "trust-list").write_bytes(sign_trust_list(keys.trust_list(TOWNS_BUILT), keys.root))
    authority = TestAuthority(random)
    state = State(beside)
    sql_store.create_schema(state.centre_store().database)
    for rules in book.municipalities:
        _settle(state, rules, authority)
    for terminal in keys.reports:
        sql_store.create_schema(state.kiosk_journal(terminal).database)
    revoked = [
        [identity.issuer_key, str(identity.serial), unix_seconds(at)] for identity, at in authority.revoked.items()
    ]
    (beside / "revoked.json").write_text(json.dumps(revoked), encoding="utf-8")
    (beside / _MARKER).write_text(json.dumps({"format": FORMAT}), encoding="utf-8")
    if folder.exists():
        folder.rmdir()
    beside.rename(folder)
    return State(folder)


def _write_tls(keys: DeploymentKeys, folder: Path) -> None:
    """TLS wants files: each party's certificate and key, and the authority's certificate."""
    folder.mkdir(mode=0o700)
    (folder / "authority.crt").write_bytes(keys.tls_authority_pem)
    for party, held in keys.tls.items():
        (folder / f"{party}.crt").write_bytes(held.certificate_pem)
        (folder / f"{party}.key").touch(mode=0o600)
        (folder / f"{party}.key").write_bytes(held.key_pem)


def _settle(state: State, rules: MunicipalityRules, authority: TestAuthority) -> None:
    """A municipality's database with its town in it, and a card for everybody who carries one."""
    store, registers = state.municipality(rules.code)
    sql_store.create_schema(store.database)
    schema.install(store.database)
    town = demo_town(rules.code, TOWNS_BUILT)
    facts: list[Fact] = list(town.facts())
    for resident in town.residents():
        made = card_of(authority, resident)
        facts += town.link(resident, made.identity)
        _save(state, resident, made)
    registers.apply(facts, TOWNS_BUILT)


def _save(state: State, resident: DemoResident, made: MadeCard) -> None:
    path = state.folder / "cards" / f"{resident.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    CardFile(path, made.memory).save()


def card_of(authority: TestAuthority, resident: DemoResident) -> MadeCard:
    """The card of somebody of the demonstration, troubles included."""
    issued_at = resident.delivered_at.replace(
        year=resident.certificate_issued_on.year,
        month=resident.certificate_issued_on.month,
        day=resident.certificate_issued_on.day,
    )
    made = make_card(
        authority,
        CardSpec(
            municipality=resident.municipality,
            kind=resident.kind,
            key=KeyKind.P_384 if resident.key == "p384" else KeyKind.RSA_2048,
            pin=resident.pin,
            birth=resident.birth,
            certificate_issued_at=issued_at,
            tries_left=0 if resident.trouble == "locked" else 3,
            has_user_certificate=resident.trouble != "no_certificate",
            is_of_foreign_authority=resident.trouble == "wrong_ca",
            has_wrong_usage=resident.trouble == "wrong_usage",
            last_day=day_before(DEMO_START) if resident.trouble == "expired" else None,
        ),
    )
    if resident.trouble == "revoked":
        authority.revoke(made.identity, TOWNS_BUILT)
    return made


def _store(path: Path) -> SqlStore:
    return SqlStore(SqliteDatabase(path))


def issuer_facts(rules: MunicipalityRules, at: datetime) -> IssuerFacts:
    """Who certifies, as the foot of every sheet names it, by the rules of the day. Raises NotInForce."""
    day = at.date()
    title = str(rules.value("mayor.title", day))
    return IssuerFacts(
        code=rules.code,
        name=rules.name,
        prefecture=str(rules.value("municipality.prefecture", day)),
        mayor_title=title,
        mayor_name=str(rules.value("mayor.name", day)),
        office_seal=OfficeSeal(f"{title}之印"),
    )


def card_names(state: State) -> Sequence[str]:
    """The names of all cards, sorted."""
    cards = state.folder / "cards"
    return sorted(str(path.relative_to(cards))[: -len(".json")] for path in cards.glob("*/*.json"))
