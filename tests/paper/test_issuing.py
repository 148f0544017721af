from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.certificates.registers import (
    KOSEKI,
    SEAL,
    UNTAXED,
    everything,
    imprint_png,
    long_history,
    many_incomes,
    tiny_png,
)
from tests.certificates.rows import AKASHI, FAMILY, FOREIGNER, HOLDER_CARD, ISSUED_AT, OTHER_CARD, snapshot
from tests.paper.desk import SIGNER, binding_for, front

from kofu.certificates import IncompleteRows
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper import issuing
from kofu.paper.errors import HolderNotReached, ImprintUnusable, ReadBackMismatch
from kofu.paper.front.drawing import Drawn
from kofu.paper.issuing import draw_checked
from kofu.registers.model import Snapshot
from kofu.rules import Kind, Option

ALL = frozenset(Option)
ASKED = [
    Wanted(Kind.RESIDENT_RECORD, options=ALL),
    Wanted(Kind.RESIDENT_RECORD_ITEMS, ["mother", "son"], ALL),
    Wanted(Kind.RESIDENT_RECORD_ITEMS),
    Wanted(Kind.SEAL),
    Wanted(Kind.KOSEKI_FULL),
    Wanted(Kind.KOSEKI_INDIVIDUAL, ["mother"]),
    Wanted(Kind.KOSEKI_SUPPLEMENT, options=ALL),
    Wanted(Kind.KOSEKI_SUPPLEMENT, ["father"]),
    Wanted(Kind.TAXATION, title="市・県民税課税証明書"),
    Wanted(Kind.NON_TAXATION, fiscal_year=2025),
    Wanted(Kind.INCOME),
    Wanted(Kind.INCOME_TAX, fiscal_year=2026),
]


def checked(snapshot: Snapshot, wanted: Wanted) -> Drawn:
    binding = binding_for(compose(snapshot, wanted, AKASHI, ISSUED_AT))
    return draw_checked(front(), snapshot, wanted, AKASHI, binding, HOLDER_CARD, SIGNER)


@pytest.mark.parametrize("wanted", ASKED, ids=lambda wanted: wanted.kind.code)
def test_every_kind_comes_out_and_reads_back(wanted: Wanted) -> None:
    assert checked(everything(), wanted).pages >= 1


LONG = [
    (long_history(), Wanted(Kind.KOSEKI_FULL)),
    (long_history(), Wanted(Kind.KOSEKI_INDIVIDUAL, ["father", "eldest"])),
    (long_history(), Wanted(Kind.KOSEKI_SUPPLEMENT)),
    (long_history(), Wanted(Kind.KOSEKI_SUPPLEMENT, ["father", "eldest"], ALL)),
    (many_incomes(), Wanted(Kind.INCOME)),
    (many_incomes(), Wanted(Kind.INCOME_TAX)),
    (replace(snapshot(FOREIGNER, *FAMILY), taxes=()), Wanted(Kind.RESIDENT_RECORD_ITEMS, options=ALL)),
]


@pytest.mark.parametrize(
    ("rows", "wanted"), LONG, ids=lambda value: value.kind.code if isinstance(value, Wanted) else ""
)
def test_what_does_not_fit_on_one_sheet_stands_on_the_next(rows: Snapshot, wanted: Wanted) -> None:
    assert checked(rows, wanted).pages == 2


def test_a_long_koseki_flows_to_further_sheets() -> None:
    member = KOSEKI.members[0]
    long = replace(KOSEKI, members=(replace(member, entries=member.entries * 20),))
    assert checked(replace(everything(), koseki=long), Wanted(Kind.KOSEKI_FULL)).pages == 4


@pytest.mark.parametrize("wanted", ASKED, ids=lambda wanted: wanted.kind.code)
def test_a_snapshot_that_belongs_to_another_card_stops_every_kind(wanted: Wanted) -> None:
    mixed_up = everything()
    assert mixed_up.link is not None
    others = replace(mixed_up, link=replace(mixed_up.link, identity=OTHER_CARD))
    with pytest.raises(HolderNotReached):
        checked(others, wanted)


def _stale_seal(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, seal=replace(SEAL, imprint_png=imprint_png("石")))


def _wrong_size(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, seal=replace(SEAL, imprint_millimetres=18))


def _other_year(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, taxes=snapshot.taxes[1:])


def _other_koseki(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, koseki=replace(KOSEKI, members=(KOSEKI.members[1], KOSEKI.members[0], KOSEKI.members[2])))


@pytest.mark.parametrize(
    ("mutant", "wanted"),
    [
        (_stale_seal, Wanted(Kind.SEAL)),
        (_wrong_size, Wanted(Kind.SEAL)),
        (_other_year, Wanted(Kind.INCOME)),
        (_other_koseki, Wanted(Kind.KOSEKI_FULL)),
        (_other_koseki, Wanted(Kind.KOSEKI_SUPPLEMENT)),
    ],
)
def test_a_page_composed_from_other_rows_than_it_is_checked_with_never_leaves(
    mutant: Callable[[Snapshot], Snapshot], wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The original mistake put back: composing reads something stale, the check reads the snapshot."""
    monkeypatch.setattr(issuing, "compose", lambda rows, *rest: compose(mutant(rows), *rest))
    with pytest.raises(ReadBackMismatch):
        checked(everything(), wanted)


@pytest.mark.parametrize(("imprint", "millimetres"), [(b"not a picture", 15), (tiny_png(), 15), (imprint_png(), 40)])
def test_an_imprint_that_cannot_be_drawn_true_is_refused(imprint: bytes, millimetres: int) -> None:
    seal = replace(SEAL, imprint_png=imprint, imprint_millimetres=millimetres)
    with pytest.raises(ImprintUnusable):
        checked(replace(everything(), seal=seal), Wanted(Kind.SEAL))


def test_missing_or_contradicting_registers_are_refused() -> None:
    full = everything()
    empty = replace(full, koseki=None, seal=None, taxes=())
    for kind in (Kind.SEAL, Kind.KOSEKI_FULL, Kind.KOSEKI_SUPPLEMENT, Kind.INCOME):
        with pytest.raises(IncompleteRows):
            checked(empty, Wanted(kind))
    with pytest.raises(IncompleteRows):
        checked(replace(full, taxes=(UNTAXED,)), Wanted(Kind.TAXATION))
    with pytest.raises(IncompleteRows):
        checked(replace(full, koseki=replace(KOSEKI, computerised=False)), Wanted(Kind.KOSEKI_FULL))
