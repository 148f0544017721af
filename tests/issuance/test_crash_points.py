"""Each party killed at each named point, over SQLite: a restart finishes or reverses from the rows alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.issuance.people import AKASHI, RECORD, TERMINAL, Town, town, yen_in

from kofu.issuance.centre.tidying import tidy as tidy_centre
from kofu.issuance.kiosk.recovery import unfinished
from kofu.issuance.ledger import balance
from kofu.issuance.messages import Answer, Request
from kofu.issuance.municipality.numbers import Status, status_of
from kofu.issuance.municipality.tidying import tidy as tidy_municipality
from kofu.issuance.servers import Peer, PeerUnreachable
from kofu.issuance.sql_store import SqlStore, create_schema
from kofu.issuance.states import FINAL, State
from kofu.issuance.store import Store, Work
from kofu.kiosk.devices import PrintOutcome
from kofu.kiosk.simulated import SimulatedCashUnit
from kofu.kiosk.terminal import Terminal
from kofu.money import Yen
from kofu.scenarios.script import Script
from kofu.scenarios.setting import Tray
from kofu.simulation.crash_points import CrashPoint
from kofu.storage.sqlite import SqliteDatabase


class Killed(BaseException):
    """The process is gone: nothing catches this but the machine it ran on."""


@dataclass
class Killer:
    """Kills once, at one point."""

    point: CrashPoint
    is_done: bool = False

    def at(self, party: str, side: str, event: str) -> None:
        place = self.point.value
        if not self.is_done and (place.party, place.side, place.event) == (party, side, event):
            self.is_done = True
            raise Killed


class KillingStore(SqlStore):
    """A store whose process dies just before or just after a commit."""

    killer: Killer
    party: str

    def commit(self, work: Work) -> None:
        events = [str(row.event) for row in work.rows]
        for event in events:
            self.killer.at(self.party, "before", event)
        super().commit(work)
        for event in events:
            self.killer.at(self.party, "after", event)


@dataclass
class KillingCash(SimulatedCashUnit):
    killer: Killer | None = None

    def keep(self, amount: Yen) -> Yen:
        assert self.killer is not None
        self.killer.at("kiosk", "before", "keep")
        change = super().keep(amount)
        self.killer.at("kiosk", "after", "keep")
        return change


@dataclass
class RememberingTray(Tray):
    killer: Killer | None = None
    jobs: dict[str, PrintOutcome] = field(default_factory=dict)

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        assert self.killer is not None
        self.killer.at("kiosk", "before", "print_copy")
        assert job not in self.jobs, "no job is printed twice"
        self.jobs[job] = super().print_copy(job, pdf)
        self.killer.at("kiosk", "after", "print_copy")
        return self.jobs[job]

    def outcome_of(self, job: str) -> PrintOutcome:
        return self.jobs.get(job, PrintOutcome.SPOILT)


@dataclass
class Mortal:
    """A line to a process that may die while it answers, and is there again afterwards."""

    peer: Peer

    def ask(self, message: Request) -> Answer:
        try:
            return self.peer.ask(message)
        except Killed:
            raise PeerUnreachable from None


def stores(folder: Path, killer: Killer) -> Callable[[str], Store]:
    def make(party: str) -> Store:
        store = KillingStore(SqliteDatabase(folder / f"{party}.sqlite3"))
        create_schema(store.database)
        store.killer = killer
        store.party = {"centre": "centre", TERMINAL: "kiosk"}.get(party, "municipality")
        return store

    return make


def put_up(tmp_path: Path, point: CrashPoint) -> tuple[Town, Terminal, Script]:
    from kofu.kiosk.simulated import coins_for

    killer = Killer(point)
    here = town(stores(tmp_path, killer))
    here.cash = KillingCash(coins_for, killer=killer)
    here.tray = RememberingTray(killer=killer)
    terminal, reader = here.terminal("akashi/hanako")
    centre = here.stage.centre
    centre._municipalities = {code: Mortal(peer) for code, peer in centre._municipalities.items()}
    terminal.centre = Mortal(terminal.centre)
    return here, terminal, Script(reader, iter((b"1234",)), RECORD)


def restart(here: Town, terminal: Terminal) -> None:
    """Every process comes back, time goes by, staff do what they are called for."""
    for issuance in terminal.recover():
        terminal.refund(issuance)
    here.stage.clock.advance(700)
    centre = here.store("centre")
    for work in tidy_centre(centre, here.stage.clock.now()):
        centre.commit(work)
    for _ in range(3):
        terminal.flush()
        here.stage.centre.flush()
    municipality = here.store(AKASHI)
    municipality.commit(tidy_municipality(municipality, here.stage.clock.now()))


@pytest.mark.parametrize("point", CrashPoint, ids=lambda point: point.name.lower())
def test_a_kill_at_this_point_ends_in_paper_or_in_the_money_back(tmp_path: Path, point: CrashPoint) -> None:
    here, terminal, script = put_up(tmp_path, point)
    here.tray.spoils = point.value.event == "copy_failed"
    try:
        terminal.serve(AKASHI, script)
    except Killed:
        assert point.value.party == "kiosk"
    assert isinstance(here.cash, KillingCash)
    assert here.cash.killer is not None
    assert here.cash.killer.is_done, "the point lies on the way"
    restart(here, terminal)
    centre, copies = here.store("centre"), len(here.tray.copies)
    entries = centre.entries()
    assert yen_in(here.cash) == 100 * copies
    assert here.cash.escrow == {}
    assert balance(entries, f"fees:{AKASHI}") == 100 * copies
    assert balance(entries, f"reserved:{AKASHI}") == 0
    assert list(unfinished(terminal.journal)) == []
    assert centre.streams("issuance/", set(State) - FINAL) == ()
    assert [store.outbox() for store in (centre, terminal.journal)] == [(), ()]
    assert here.store(AKASHI).blobs() == ()
    numbers = [n for n in _numbers(here.store(AKASHI)) if status_of(here.store(AKASHI), n) is Status.VALID]
    assert len(numbers) == copies


def _numbers(store: Store) -> list[str]:
    rows = [row for name in store.streams("issuance/", set(State)) for row in store.rows(name)]
    listed = [row.data["numbers"] for row in rows if row.event == "prepare"]
    return [str(number) for numbers in listed if isinstance(numbers, list) for number in numbers]


def test_staff_are_called_again_when_the_kiosk_died_before_it_could_call_them(tmp_path: Path) -> None:
    here, terminal, script = put_up(tmp_path, CrashPoint.KIOSK_AFTER_FAILED)
    here.tray.spoils = True
    with pytest.raises(Killed):
        terminal.serve(AKASHI, script)
    (issuance,) = terminal.recover()
    assert terminal.recover() == (issuance,), "until it is settled, every restart says so"
    assert terminal.refund(issuance) == 100
    assert terminal.recover() == ()
    assert yen_in(here.cash) == 0
