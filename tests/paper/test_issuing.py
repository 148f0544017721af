from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.certificates.registers import KOSEKI, SEAL, UNTAXED, everything, imprint_png, tiny_png
from tests.certificates.rows import FATHER, FOREIGNER, OTHER_CARD
from tests.certificates.rows import household as household_of
from tests.paper.asked import LONG, SHORT, checked, rows_and_wanted

from kofu.certificates import IncompleteRows
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper import issuing
from kofu.paper.errors import HolderNotReached, ImprintUnusable, ReadBackMismatch
from kofu.registers.model import Snapshot
from kofu.rules import Kind, Option


@pytest.mark.parametrize("name", SHORT)
def test_every_kind_comes_out_and_reads_back(name: str) -> None:
    assert checked(*rows_and_wanted(name)).pages >= 1


@pytest.mark.parametrize("name", LONG)
def test_what_does_not_fit_on_one_sheet_stands_on_the_next(name: str) -> None:
    assert checked(*rows_and_wanted(name)).pages == (1 if name == "items of one foreigner" else 2)


def test_a_long_koseki_flows_to_further_sheets() -> None:
    member = KOSEKI.members[0]
    long = replace(KOSEKI, members=(replace(member, entries=member.entries * 20),))
    assert checked(replace(everything(), koseki=long), Wanted(Kind.KOSEKI_FULL)).pages == 4


@pytest.mark.parametrize("name", SHORT)
def test_a_snapshot_that_belongs_to_another_card_stops_every_kind(name: str) -> None:
    mixed_up, wanted = rows_and_wanted(name)
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


def _year_misread(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, taxes=(replace(snapshot.taxes[0], fiscal_year=2025), *snapshot.taxes[1:]))


def _members_swapped(snapshot: Snapshot) -> Snapshot:
    first, second, *others = KOSEKI.members
    household = snapshot.household
    assert household is not None
    swapped = replace(household, members=(household.members[1], household.members[0], *household.members[2:]))
    return replace(snapshot, koseki=replace(KOSEKI, members=(second, first, *others)), household=swapped)


def _names_swapped(snapshot: Snapshot) -> Snapshot:
    first, second, *others = KOSEKI.members
    mixed = (replace(first, given=second.given), replace(second, given=first.given), *others)
    return replace(snapshot, koseki=replace(KOSEKI, members=mixed))


def _entry_of_another(snapshot: Snapshot) -> Snapshot:
    first, second, *others = KOSEKI.members
    return replace(snapshot, koseki=replace(KOSEKI, members=(replace(first, entries=second.entries), second, *others)))


def _somebody_else(snapshot: Snapshot) -> Snapshot:
    """Another person's rows with the holder's link: the page of the one before."""
    other = replace(FOREIGNER, person=FATHER.person)
    return replace(snapshot, resident=other, household=household_of(other))


def _tax_of_another(snapshot: Snapshot) -> Snapshot:
    record = snapshot.taxes[0]
    return replace(snapshot, taxes=(replace(record, incomes=record.incomes[:1]), *snapshot.taxes[1:]))


def _address_left_out(snapshot: Snapshot) -> Snapshot:
    first, *others = KOSEKI.members
    return replace(snapshot, koseki=replace(KOSEKI, members=(replace(first, addresses=first.addresses[:1]), *others)))


@pytest.mark.parametrize(
    ("mutant", "wanted"),
    [
        (_stale_seal, Wanted(Kind.SEAL)),
        (_wrong_size, Wanted(Kind.SEAL)),
        (_somebody_else, Wanted(Kind.SEAL)),
        (_other_year, Wanted(Kind.INCOME)),
        (_year_misread, Wanted(Kind.INCOME)),
        (_year_misread, Wanted(Kind.TAXATION)),
        (_tax_of_another, Wanted(Kind.INCOME)),
        (_tax_of_another, Wanted(Kind.TAXATION)),
        (_tax_of_another, Wanted(Kind.INCOME_TAX)),
        (_somebody_else, Wanted(Kind.INCOME_TAX)),
        (_members_swapped, Wanted(Kind.RESIDENT_RECORD)),
        (_members_swapped, Wanted(Kind.RESIDENT_RECORD_ITEMS)),
        (_somebody_else, Wanted(Kind.RESIDENT_RECORD_ITEMS)),
        (_members_swapped, Wanted(Kind.KOSEKI_FULL)),
        (_members_swapped, Wanted(Kind.KOSEKI_SUPPLEMENT)),
        (_names_swapped, Wanted(Kind.KOSEKI_FULL)),
        (_names_swapped, Wanted(Kind.KOSEKI_INDIVIDUAL, ["mother"])),
        (_names_swapped, Wanted(Kind.KOSEKI_SUPPLEMENT, options=frozenset(Option))),
        (_entry_of_another, Wanted(Kind.KOSEKI_FULL)),
        (_address_left_out, Wanted(Kind.KOSEKI_SUPPLEMENT)),
    ],
    ids=lambda value: value.kind.code if isinstance(value, Wanted) else value.__name__,
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
