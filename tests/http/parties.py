"""The real parties over a state directory, each built for itself, with its TLS files."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import httpx2

from kofu.assembly.keys import CENTRE
from kofu.assembly.parties import Shared, Town, centre_server, municipal_server
from kofu.assembly.state import State, issuer_facts
from kofu.clock import DemoClock
from kofu.issuance.proof import CertificateCheck
from kofu.paper.characters import find_font
from kofu.paper.front.drawing import Front
from kofu.pki.revocation import read_revocation_list
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.tls import Party, PartyKind
from kofu.pki.trust import Material
from kofu.registers.kinds import RegisterName
from kofu.rules.book import RuleBook
from kofu.rules.operations import load_operations
from kofu.wire.client import TO_MUNICIPALITY, HttpPeer, open_client
from kofu.wire.deployment import FixedDeployment
from kofu.wire.tls import TlsFiles, client_context

BUILD = "b" * 64
AKASHI = "282031"
FONTS = (Path("/usr/share/fonts"), Path.cwd() / ".fonts")


def shared(state: State, begins: datetime) -> Shared:
    """What a party believes, read from the directory."""
    authority = TestAuthority(os.urandom, state.authority(os.urandom).revoked)
    anchors = authority.user_anchors()
    lists = tuple(read_revocation_list(der, anchors) for der in authority.revocation_lists(begins))
    check = CertificateCheck(anchors, authority.user_policy(), lambda: lists)
    return Shared(state.keys, state.trust_list(begins), check, DemoClock(begins), os.urandom, BUILD)


def tls_files(folder: Path, party: str) -> TlsFiles:
    return TlsFiles(folder / f"{party}.crt", folder / f"{party}.key", folder / "authority.crt")


def municipality(state: State, begins: datetime) -> FixedDeployment:
    believed = shared(state, begins)
    rules = book().municipality(AKASHI)
    store, registers = state.municipality(AKASHI)
    registers.heartbeat(RegisterName, begins)
    operations = load_operations(AKASHI)
    town = Town(lambda: rules, lambda: operations, registers, issuer_facts(rules, begins), store)
    server = municipal_server(believed, town, Front.load(find_font(FONTS)))
    party = Party(PartyKind.MUNICIPALITY, AKASHI)
    return FixedDeployment(party, server, believed.trust, believed.check.anchors, believed.clock)


def centre(state: State, begins: datetime, tls: Path, port: int) -> FixedDeployment:
    believed = shared(state, begins)
    akashi = HttpPeer(client(tls, CENTRE, Party(PartyKind.MUNICIPALITY, AKASHI)), url(port), TO_MUNICIPALITY)
    server = centre_server(believed, state.centre_store(), {AKASHI: akashi}, book().municipalities)
    party = Party(PartyKind.CENTRE, CENTRE)
    return FixedDeployment(party, server, believed.trust, believed.check.anchors, believed.clock)


def client(tls: Path, own: str, other: Party) -> httpx2.Client:
    return open_client(client_context(tls_files(tls, own), other, Material.TEST), TO_MUNICIPALITY)


def url(port: int) -> str:
    return f"https://127.0.0.1:{port}"


def book() -> RuleBook:
    """Akashi alone, so that the state is made quickly."""
    return RuleBook((RuleBook.load().municipality(AKASHI),))
