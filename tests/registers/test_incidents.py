"""The incidents of domain.md §3 that a feed or a page caused, against the real municipal server.

FI-2 (Adachi 2023): the feed commits while a certificate is drawn. FI-4 (Tokushima 2023): a page is another's.
FI-5 (Niigata, Saitama, Kumamoto): the deletion of a seal is lost, doubled, reordered or late.
Each has a mutant: the original mistake put back must be noticed by what these tests look at.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from tests.issuance.people import Town, bench, made_cards, town
from tests.postgres import new_database
from tests.registers.feeding import AKASHI, ResidentSystem, residents, sources, taxes

from kofu.assembly.parties import Town as Brought
from kofu.assembly.parties import municipal_server_with
from kofu.assembly.stage import Place, Stage
from kofu.assembly.state import DEMO_START, TOWNS_BUILT, issuer_facts
from kofu.certificates.content import Content
from kofu.clock import ManualClock
from kofu.issuance import sql_store
from kofu.issuance.drawing import PaperRenderer
from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.sql_store import SqlStore
from kofu.issuance.store import Store
from kofu.kiosk.terminal import Account
from kofu.paper.binding import Binding
from kofu.paper.front.drawing import Drawn, Front
from kofu.paper.seal import SealSigner
from kofu.pki.identity import CardIdentity
from kofu.registers.facts import Fact
from kofu.registers.feed.errors import FeedGap, FeedNumberReused
from kofu.registers.feed.intake import FeedIntake
from kofu.registers.feed.memory_store import MemoryFeedStore
from kofu.registers.feed.sql_store import SqlFeedStore
from kofu.registers.kinds import FactKind, RegisterName, ResidentRecord
from kofu.registers.memory_store import MemoryRegisterStore
from kofu.registers.model import Name, SealRegistration, SealState, Snapshot
from kofu.registers.reading import Versions
from kofu.registers.schema import install
from kofu.registers.sql_store import SqlRegisterStore
from kofu.registers.store import RegisterStore
from kofu.rules.operations import load_operations
from kofu.scenarios.script import Wish, holder
from kofu.storage import Database
from kofu.storage.postgresql import PostgresqlDatabase
from kofu.storage.sqlite import SqliteDatabase
from kofu.towns.demo import demo_town

HANAKO = "akashi/hanako"
SURNAMES = ("赤石", "青石", "白石", "黒石", "緑石", "金石")
FAMILY = Wish("resident_record", holder, household=True)
SEAL = Wish("seal", holder)


@dataclass
class Issuing:
    """Akashi's people with a fed register, and who issues to them."""

    town: Town
    registers: RegisterStore
    intake: FeedIntake
    system: ResidentSystem
    clock: ManualClock

    def deliver(self, *facts: Fact) -> None:
        self.intake.receive(self.system.batch(facts, self.clock.now()), self.clock.now())

    def beat(self) -> None:
        """Both sources say that there is nothing new."""
        self.deliver()
        self.registers.heartbeat([RegisterName.TAXES], self.clock.now())

    def snapshot(self) -> Snapshot:
        return self.registers.snapshot(identity(), self.clock.now())


def identity() -> CardIdentity:
    return made_cards()[HANAKO][1].identity


def facts_of(code: str) -> list[Fact]:
    people = demo_town(code, TOWNS_BUILT)
    cards = [made for made in made_cards().values() if made[0].municipality == code]
    return [*people.facts(), *(fact for resident, made in cards for fact in people.link(resident, made.identity))]


@contextmanager
def issuing(kind: str, folder: Path) -> Iterator[Issuing]:
    """A stage whose Akashi lies in one database, registers, feed and issue register together."""
    clock = ManualClock(DEMO_START)
    database: Database | None = None
    store: Store = MemoryStore()
    if kind == "memory":
        memory = MemoryRegisterStore(AKASHI)
        registers: RegisterStore = memory
        intake = FeedIntake(sources(), MemoryFeedStore(memory))
    else:
        database = SqliteDatabase(folder / "akashi.sqlite") if kind == "sqlite" else PostgresqlDatabase(new_database())
        install(database)
        sql_store.create_schema(database)
        store = SqlStore(database)
        fed = SqlRegisterStore(AKASHI, database)
        registers, intake = fed, FeedIntake(sources(), SqlFeedStore(fed))
    registers.apply(facts_of(AKASHI), TOWNS_BUILT)
    made = town()
    rules = bench().book.municipality(AKASHI)
    akashi = Place(rules, load_operations(rules.id), registers)
    hamura = made.stage.places[1]
    stage = Stage(bench(), clock, (akashi, hamura), stores={AKASHI: store})
    system = residents()
    told = Issuing(replace(made, stage=stage), registers, intake, system, clock)
    assert stage.municipalities, "made now, since a demonstration's server counts as heard of when it begins"
    told.beat()
    yield told
    if database is not None:
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def on_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Issuing]:
    with issuing(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Issuing]:
    with issuing("memory", tmp_path) as made:
        yield made


def printed(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def surnames_on(pdf: bytes) -> set[str]:
    """Which of the test's surnames stand on a document; a mixed page shows two."""
    return {surname for surname in (*SURNAMES, "明石花", "明石太") if surname in printed(pdf)}


def renamed(here: Issuing, surname: str, days: int) -> list[Fact]:
    """Everybody of the household takes another surname, by one batch."""
    household = here.snapshot().household
    assert household is not None
    changed = []
    for member in household.members:
        state = here.registers.history([member.person]).as_valid_on(date(2026, 7, 8))
        record = state.one(FactKind.RECORD, ResidentRecord, member.person)
        assert record is not None
        given = record.name.written.split()[-1]
        day = date(2026, 6, 1) + timedelta(days=days)
        changed.append(
            Fact(FactKind.RECORD, member.person, day, replace(record, name=Name(f"{surname} {given}", None)))
        )
    return changed


class Meanwhile:
    """Registers during whose reading something happens, once, right after the read."""

    def __init__(self, registers: RegisterStore, after_read: int, act: Callable[[], None]) -> None:
        self._registers = registers
        self._left = after_read
        self._act = act

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registers, name)

    def snapshot(self, identity: CardIdentity, at: datetime) -> Snapshot:
        found = self._registers.snapshot(identity, at)
        self._left -= 1
        if self._left == 0:
            self._act()
        return found


class NeverRechecked(Meanwhile):
    """The mistake of 2023 put back: what was read is signed without a second look."""

    @contextmanager
    def locked_versions(self, snapshot: Snapshot) -> Iterator[Versions]:
        with self._registers.locked_versions(snapshot):
            yield snapshot.versions


OFFERING, DRAWING = 1, 2
"""Which read of a visit the batch follows"""


def serve_with(here: Issuing, registers: Any) -> None:
    here.town.stage.municipalities[AKASHI].registers = registers


@pytest.mark.parametrize("after", [OFFERING, DRAWING])
def test_fi_2_a_batch_during_an_issuance_never_makes_a_mixed_page(on_disk: Issuing, after: int) -> None:
    batch = renamed(on_disk, "赤石", 0)
    serve_with(on_disk, Meanwhile(on_disk.registers, after, lambda: on_disk.deliver(*batch)))
    account = on_disk.town.visit(HANAKO, FAMILY)
    assert [pages for _, pages in account.printed] == [2]
    [document] = on_disk.town.tray.copies
    assert surnames_on(document) == {"赤石"}


def test_fi_2_mutant_without_a_second_look_prints_what_no_longer_holds(on_disk: Issuing) -> None:
    batch = renamed(on_disk, "赤石", 0)
    serve_with(on_disk, NeverRechecked(on_disk.registers, DRAWING, lambda: on_disk.deliver(*batch)))
    on_disk.town.visit(HANAKO, FAMILY)
    [document] = on_disk.town.tray.copies
    assert surnames_on(document) == {"明石花", "明石太"}


def test_fi_2_a_feed_that_never_rests_makes_every_page_of_one_state(on_disk: Issuing) -> None:
    batches = [renamed(on_disk, surname, days) for days, surname in enumerate(SURNAMES)]
    failures: list[BaseException] = []

    def feed() -> None:
        try:
            for batch in batches:
                on_disk.deliver(*batch)
        except BaseException as error:  # noqa: BLE001  # a thread's failure must not get lost
            failures.append(error)

    thread = threading.Thread(target=feed)
    thread.start()
    accounts = [on_disk.town.visit(HANAKO, FAMILY) for _ in range(3)]
    thread.join(30)
    last = on_disk.town.visit(HANAKO, FAMILY)
    assert failures == []
    assert [len(account.printed) for account in [*accounts, last]] == [1, 1, 1, 1]
    for document in on_disk.town.tray.copies:
        shown = surnames_on(document)
        assert len(shown) == 1 or shown == {"明石花", "明石太"}
    assert surnames_on(on_disk.town.tray.copies[-1]) == {SURNAMES[-1]}


def test_fi_2_a_gap_found_during_an_issuance_ends_it(on_disk: Issuing) -> None:
    lost = on_disk.system.batch(renamed(on_disk, "赤石", 0), on_disk.clock.now())
    following = on_disk.system.batch([], on_disk.clock.now())

    def gap() -> None:
        with pytest.raises(FeedGap):
            on_disk.intake.receive(following, on_disk.clock.now())

    serve_with(on_disk, Meanwhile(on_disk.registers, DRAWING, gap))
    account = on_disk.town.visit(HANAKO, FAMILY)
    assert codes(account) == ["REGISTER_STOPPED"]
    on_disk.town.require_nothing_left()
    assert lost


def codes(account: Account) -> list[str]:
    return [str(failure.facts.get("peer_code", failure.code)) for failure in account.failures]


class OtherPage:
    """A renderer's front that exchanges a page of a document for the same page of another."""

    def __init__(self, front: Front, page: int, other: Callable[[Content, Binding], Any]) -> None:
        self._front = front
        self._page = page
        self._other = other

    def draw(self, content: Content, binding: Binding, holder: CardIdentity, signer: SealSigner) -> Drawn:
        drawn = self._front.draw(content, binding, holder, signer)
        other_content, other_binding = self._other(content, binding)
        theirs = self._front.draw(other_content, other_binding, holder, signer)
        return replace(drawn, pdf=exchanged(drawn.pdf, theirs.pdf, self._page))


def exchanged(own: bytes, other: bytes, page: int) -> bytes:
    with pikepdf.open(io.BytesIO(own)) as mine, pikepdf.open(io.BytesIO(other)) as theirs:
        mine.pages[page] = theirs.pages[page]
        buffer = io.BytesIO()
        mine.save(buffer)
    return buffer.getvalue()


def serve_with_page_of(here: Issuing, page: int, other: Callable[[Content, Binding], Any]) -> None:
    stage = here.town.stage
    place = stage.places[0]
    issuer = issuer_facts(place.rules, here.clock.now())
    brought = Brought(lambda: place.rules, lambda: place.operations, here.registers, issuer, stage.store(AKASHI))
    keys = stage.shared.keys.municipalities[AKASHI]
    front: Any = OtherPage(bench().front, page, other)
    renderer = PaperRenderer(front, issuer, SealSigner(keys.seal_key_id, keys.seal.sign))
    servers: Any = stage.municipalities
    servers[AKASHI] = municipal_server_with(stage.shared, brought, renderer)


def other_number(content: Content, binding: Binding) -> tuple[Content, Binding]:
    from kofu.numbering import draw

    return content, replace(binding, number=draw(AKASHI, 1, DEMO_START.date(), 99))


def other_person(content: Content, binding: Binding) -> tuple[Content, Binding]:
    return replace_text(content, "明石", "赤石"), binding


def replace_text(value: Any, old: str, new: str) -> Any:
    """Content with one text exchanged wherever it stands."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, tuple):
        return tuple(replace_text(item, old, new) for item in value)
    if isinstance(value, Mapping):
        return {name: replace_text(item, old, new) for name, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return replace(value, **{name: replace_text(getattr(value, name), old, new) for name in names_of(value)})
    return value


def names_of(value: Any) -> Sequence[str]:
    return [name for name, told in value.__dataclass_fields__.items() if told.init]


@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("other", [other_number, other_person])
def test_fi_4_a_page_of_another_document_is_an_alarm_and_never_a_print(
    in_memory: Issuing, page: int, other: Callable[[Content, Binding], Any]
) -> None:
    serve_with_page_of(in_memory, page, other)
    account = in_memory.town.visit(HANAKO, FAMILY)
    assert codes(account) == ["ALARM_DRAWING_CONTRADICTS"]
    in_memory.town.require_nothing_left()
    again = in_memory.town.visit(HANAKO, Wish("resident_record", holder))
    assert again.printed == []


def test_fi_4_mutant_the_same_document_drawn_again_is_no_alarm(in_memory: Issuing) -> None:
    """The exchange itself does no harm: it is what stands on the page that is noticed."""
    serve_with_page_of(in_memory, 1, lambda content, binding: (content, binding))
    assert len(in_memory.town.visit(HANAKO, FAMILY).printed) == 1


def abolished(here: Issuing) -> Fact:
    seal = here.snapshot().seal
    assert seal is not None
    return Fact(
        FactKind.SEAL, seal.person, date(2026, 7, 8), replace(seal, state=SealState.ABOLISHED, imprint_png=None)
    )


def takes_seal_certificate(here: Issuing) -> bool:
    """Whether a seal certificate comes out; if not, nothing was charged."""
    before = len(here.town.tray.copies)
    account = here.town.visit(HANAKO, SEAL)
    if len(here.town.tray.copies) == before:
        assert account.fee == 0
        return False
    return True


def test_fi_5_the_seal_is_certified_until_its_deletion_arrives(in_memory: Issuing) -> None:
    assert takes_seal_certificate(in_memory)
    in_memory.deliver(abolished(in_memory))
    assert not takes_seal_certificate(in_memory)


def test_fi_5_a_deletion_lost_on_the_way_stops_the_seals(in_memory: Issuing) -> None:
    in_memory.system.batch([abolished(in_memory)], in_memory.clock.now())
    with pytest.raises(FeedGap):
        in_memory.deliver()
    assert not takes_seal_certificate(in_memory)
    assert codes(in_memory.town.visit(HANAKO, SEAL)) == ["REGISTER_STOPPED"]


def test_fi_5_a_deletion_lost_with_all_that_followed_stops_the_seals_by_silence(in_memory: Issuing) -> None:
    in_memory.system.batch([abolished(in_memory)], in_memory.clock.now())
    in_memory.clock.advance(15 * 60 + 1)
    in_memory.registers.heartbeat([RegisterName.TAXES], in_memory.clock.now())
    assert codes(in_memory.town.visit(HANAKO, SEAL)) == ["REGISTER_STALE"]


def test_fi_5_a_deletion_never_put_into_a_batch_shows_in_the_daily_totals(in_memory: Issuing) -> None:
    """Niigata, Saitama, Kumamoto: the feeding system itself left it out, for years."""
    people = [fact for fact in facts_of(AKASHI) if fact.kind.register is not RegisterName.TAXES]
    never_sent = abolished(in_memory)
    totals = in_memory.system.totals(in_memory.clock.now(), others=[*people, never_sent])
    assert takes_seal_certificate(in_memory)
    found = in_memory.intake.compare(totals, in_memory.clock.now())
    assert [difference.register for difference in found.differing] == [RegisterName.SEALS]
    assert codes(in_memory.town.visit(HANAKO, SEAL)) == ["REGISTER_STOPPED"]
    in_memory.deliver(never_sent)
    equal = in_memory.system.totals(in_memory.clock.now(), others=people)
    in_memory.intake.reconcile(equal, in_memory.clock.now(), "Sato", "deletion told again")
    assert codes(in_memory.town.visit(HANAKO, SEAL)) == []
    assert not takes_seal_certificate(in_memory)


def test_fi_5_a_doubled_deletion_changes_nothing(in_memory: Issuing) -> None:
    data = in_memory.system.batch([abolished(in_memory)], in_memory.clock.now())
    assert not in_memory.intake.receive(data, in_memory.clock.now()).repeated
    before = in_memory.registers.history([in_memory.snapshot().holder]).rows
    assert in_memory.intake.receive(data, in_memory.clock.now()).repeated
    assert in_memory.registers.history([in_memory.snapshot().holder]).rows == before
    assert not takes_seal_certificate(in_memory)


def test_fi_5_deletion_and_new_registration_in_the_wrong_order_stop_the_seals(in_memory: Issuing) -> None:
    now = in_memory.clock.now()
    old = in_memory.snapshot().seal
    assert isinstance(old, SealRegistration)
    deletion = in_memory.system.batch([abolished(in_memory)], now)
    renewal = in_memory.system.batch(
        [Fact(FactKind.SEAL, old.person, date(2026, 7, 8), replace(old, number="00009999"), corrects=date(2026, 7, 8))],
        now,
    )
    with pytest.raises(FeedGap):
        in_memory.intake.receive(renewal, now)
    in_memory.intake.receive(deletion, now)
    assert not takes_seal_certificate(in_memory)
    in_memory.intake.receive(renewal, now)
    people = [fact for fact in facts_of(AKASHI) if fact.kind.register is not RegisterName.TAXES]
    in_memory.intake.reconcile(in_memory.system.totals(now, others=people), now, "Sato", "both arrived")
    assert takes_seal_certificate(in_memory)
    seal = in_memory.snapshot().seal
    assert seal is not None
    assert seal.number == "00009999"


def test_fi_5_a_deletion_three_years_late_does_not_count_as_being_heard_of(in_memory: Issuing) -> None:
    clock = in_memory.clock
    late = in_memory.system.batch([abolished(in_memory)], clock.now())
    clock.advance(3 * 365 * 86400)
    in_memory.registers.heartbeat([RegisterName.TAXES], clock.now())
    in_memory.intake.receive(late, clock.now())
    with pytest.raises(Exception, match="REGISTER_STALE"):
        in_memory.registers.freshness(timedelta(minutes=15)).require([RegisterName.SEALS], clock.now())
    in_memory.beat()
    in_memory.registers.freshness(timedelta(minutes=15)).require(RegisterName, clock.now())
    seal = in_memory.snapshot().seal
    assert seal is not None
    assert seal.state is SealState.ABOLISHED


def test_fi_5_a_forked_feed_stops_the_seals(in_memory: Issuing) -> None:
    """Two systems feed under one name, one of them without the deletion."""
    in_memory.deliver(abolished(in_memory))
    other = in_memory.system.bytes_of(in_memory.system.entries[-1])
    with pytest.raises(FeedNumberReused):
        in_memory.intake.receive(other, in_memory.clock.now())
    assert codes(in_memory.town.visit(HANAKO, SEAL)) == ["REGISTER_STOPPED"]


def test_a_stopped_tax_register_is_another_sources_matter(in_memory: Issuing) -> None:
    system = taxes()
    system.batch([], in_memory.clock.now())
    with pytest.raises(FeedGap):
        in_memory.intake.receive(system.batch([], in_memory.clock.now()), in_memory.clock.now())
    freshness = in_memory.registers.freshness(timedelta(minutes=15))
    others = set(RegisterName) - {RegisterName.TAXES}
    assert freshness.stale(others, in_memory.clock.now()) == []
    assert freshness.stale(RegisterName, in_memory.clock.now()) == [RegisterName.TAXES]
