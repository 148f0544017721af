"""The same scenes over direct calls and over HTTP with mutual TLS end alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from tests.http import parties
from tests.http.conftest import Running, running
from tests.issuance.people import AKASHI, RECORD, TERMINAL, town

from kofu.assembly.keys import terminal_of
from kofu.assembly.parties import terminal
from kofu.assembly.state import DEMO_START
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.kiosk.simulated import SimulatedCashUnit, SimulatedReader, coins_for
from kofu.kiosk.terminal import Account, Devices
from kofu.pki.trust import Chain
from kofu.scenarios.outcome import outcome_of
from kofu.scenarios.script import Script, Wish, holder
from kofu.scenarios.setting import Tray
from kofu.wire.client import HttpPeer

__all__ = ["running"]


@dataclass(frozen=True)
class Scene:
    card: str
    wish: Wish
    pins: tuple[bytes, ...]
    reason: str
    fee: int = 0
    pages: tuple[int, ...] = ()


SCENES = {
    "a family of five takes two sheets": Scene(
        "akashi/hanako", Wish("resident_record", holder, household=True), (b"1234",), "ok", 100, (2,)
    ),
    "two copies cost twice": Scene(
        "akashi/maria", Wish("resident_record", holder, copies=2), (b"1234",), "ok", 200, (1, 1)
    ),
    "a wrong PIN may be followed by the right one": Scene("akashi/taro", RECORD, (b"9999", b"1234"), "ok", 100, (1,)),
    "a wrong PIN": Scene("akashi/taro", RECORD, (b"9999",), "pin_wrong"),
    "a locked card": Scene("akashi/kenji", RECORD, (b"1234",), "pin_locked"),
    "a card without certificate": Scene("akashi/akira", RECORD, (b"1234",), "no_auth_certificate"),
    "a revoked certificate": Scene("akashi/yuko", RECORD, (b"1234",), "pki_revoked"),
    "an authority of the right name only": Scene("akashi/osamu", RECORD, (b"1234",), "pki_unknown_issuer"),
    "a certificate for something else": Scene("akashi/aya", RECORD, (b"1234",), "pki_wrong_key_usage"),
    "support measures": Scene("akashi/sumire", RECORD, (b"1234",), "support_measures"),
    "a change not worked in yet": Scene("akashi/sora", RECORD, (b"1234",), "address_change_pending"),
    "a certificate not offered": Scene(
        "akashi/hanako", Wish("koseki_full", holder), (b"1234",), "certificate_not_offered"
    ),
}

Play = Callable[[Scene, Tray, SimulatedCashUnit], Account]


@pytest.fixture(params=["direct", "http"])
def play(request: pytest.FixtureRequest) -> Iterator[Play]:
    """A kiosk whose centre is in this process, or at the end of a TLS connection."""
    if request.param == "direct":
        yield _direct
        return
    here: Running = request.getfixturevalue("running")
    with here.to_centre() as client:
        yield lambda scene, tray, cash: _http(here, client, scene, tray, cash)


def _direct(scene: Scene, tray: Tray, cash: SimulatedCashUnit) -> Account:
    here = town()
    here.tray, here.cash = tray, cash
    return here.visit(scene.card, scene.wish, scene.pins)


def _http(here: Running, client: httpx2.Client, scene: Scene, tray: Tray, cash: SimulatedCashUnit) -> Account:
    card = here.state.card(scene.card).card()
    reader = SimulatedReader(lambda: InProcessConnection(card))
    kiosk = terminal(
        parties.shared(here.state, DEMO_START),
        terminal_of(Chain.SEVEN_ELEVEN),
        here.state.kiosk_journal(TERMINAL),
        HttpPeer(client, parties.url(here.centre_port)),
        Devices(reader, cash, tray),
        lambda _told, _at: b"",
    )
    return kiosk.serve(AKASHI, Script(reader, iter(scene.pins), scene.wish))


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_ends_alike_over_both_drivers(play: Play, name: str) -> None:
    scene, tray, cash = SCENES[name], Tray(), SimulatedCashUnit(coins_for)
    account = play(scene, tray, cash)
    assert outcome_of(account).reason == scene.reason, account.failures
    assert tuple(pages for _, pages in account.printed) == scene.pages
    assert (account.fee, len(tray.copies), cash.escrow) == (scene.fee, len(scene.pages), {})
