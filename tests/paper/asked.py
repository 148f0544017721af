"""Every kind as it is asked for in these tests: on one sheet, with and without options, and over several sheets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tests.certificates.registers import everything, long_history, many_incomes
from tests.certificates.rows import AKASHI, FAMILY, FOREIGNER, HOLDER_CARD, ISSUED_AT, snapshot
from tests.paper.desk import SIGNER, binding_for, front

from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.front.drawing import Drawn
from kofu.paper.issuing import draw_checked
from kofu.registers.model import Snapshot
from kofu.rules import Kind, Option

ALL = frozenset(Option)
SHORT = {
    "resident record": Wanted(Kind.RESIDENT_RECORD, options=ALL),
    "items of two": Wanted(Kind.RESIDENT_RECORD_ITEMS, ["mother", "son"], ALL),
    "items of all": Wanted(Kind.RESIDENT_RECORD_ITEMS),
    "seal": Wanted(Kind.SEAL),
    "koseki, full": Wanted(Kind.KOSEKI_FULL),
    "koseki, individual": Wanted(Kind.KOSEKI_INDIVIDUAL, ["mother"]),
    "supplement with honseki": Wanted(Kind.KOSEKI_SUPPLEMENT, options=ALL),
    "supplement of one": Wanted(Kind.KOSEKI_SUPPLEMENT, ["father"]),
    "taxation": Wanted(Kind.TAXATION, title="市・県民税課税証明書"),
    "non-taxation": Wanted(Kind.NON_TAXATION, fiscal_year=2025),
    "income": Wanted(Kind.INCOME),
    "income and tax": Wanted(Kind.INCOME_TAX, fiscal_year=2026),
}
LONG = {
    "long koseki, full": (long_history, Wanted(Kind.KOSEKI_FULL)),
    "long koseki, individual": (long_history, Wanted(Kind.KOSEKI_INDIVIDUAL, ["father", "eldest"])),
    "long supplement": (long_history, Wanted(Kind.KOSEKI_SUPPLEMENT)),
    "long supplement of two": (long_history, Wanted(Kind.KOSEKI_SUPPLEMENT, ["father", "eldest"], ALL)),
    "much income": (many_incomes, Wanted(Kind.INCOME)),
    "much income and tax": (many_incomes, Wanted(Kind.INCOME_TAX)),
    "items of many": (lambda: snapshot(FOREIGNER, *FAMILY), Wanted(Kind.RESIDENT_RECORD_ITEMS, options=ALL)),
    "items of one foreigner": (
        lambda: snapshot(replace(FOREIGNER, alias=None)),
        Wanted(Kind.RESIDENT_RECORD_ITEMS, options=ALL),
    ),
}
NAMES = (*SHORT, *LONG)


def rows_and_wanted(name: str) -> tuple[Snapshot, Wanted]:
    if name in SHORT:
        return everything(), SHORT[name]
    rows, wanted = LONG[name]
    return rows(), wanted


def binding_of(rows: Snapshot, wanted: Wanted) -> Binding:
    return binding_for(compose(rows, wanted, AKASHI, ISSUED_AT))


def checked(rows: Snapshot, wanted: Wanted) -> Drawn:
    """Drawn, read back and compared, as it is issued."""
    return draw_checked(front(), rows, wanted, AKASHI, binding_of(rows, wanted), HOLDER_CARD, SIGNER)


@cache
def document(name: str) -> bytes:
    return checked(*rows_and_wanted(name)).pdf
