"""印鑑登録証明書: the registered imprint at its own size, name, birth, sex, address (domain §4.5)."""

from __future__ import annotations

from datetime import datetime

from kofu.certificates import reach
from kofu.certificates.content import Content, Essential, Imprint
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.flowing import broken
from kofu.certificates.issuer import IssuerFacts
from kofu.certificates.wording import END, UNUSED, foot, western_date
from kofu.registers.model import Resident, SealRegistration, SealState, Snapshot, StatusKind
from kofu.rules import Kind
from kofu.text import era_date

ADDRESS_LINE = 40
"""Characters of a line of the address, which has three"""


def content(snapshot: Snapshot, issuer: IssuerFacts, issued_at: datetime) -> Content:
    """What the page says.

    Raises IncompleteRows unless the holder is a current resident with an active registration and its imprint.
    """
    row, seal = _active(snapshot)
    if seal.imprint_png is None:
        raise IncompleteRows(register="seal imprint")
    return Content(
        kind=Kind.SEAL,
        form="seal",
        title="印鑑登録証明書",
        sheets=(_said(row) | foot(issuer, issued_at),),
        essentials=(
            (
                (Essential.ADDRESS, row.address.text),
                (Essential.NAME, row.name.written),
                (Essential.BIRTH, row.birth.isoformat()),
            ),
        ),
        filled=(0,),
        persons=(row.person,),
        reached=reach.from_person(seal.person, snapshot),
        issuer=issuer,
        issued_at=issued_at,
        imprint=Imprint(seal.imprint_png, seal.imprint_millimetres),
    )


def _active(snapshot: Snapshot) -> tuple[Resident, SealRegistration]:
    row, seal = snapshot.resident, snapshot.seal
    if row is None or row.status.kind is not StatusKind.REGISTERED:
        raise IncompleteRows(register="resident")
    if seal is None or seal.state is not SealState.ACTIVE or seal.person != row.person:
        raise IncompleteRows(register="seal")
    return row, seal


def _said(row: Resident) -> dict[str, str]:
    """旧氏 and 通称 always stand with the name (domain §4.1, 14)."""
    second = row.alias if row.foreign else row.former_surname
    lines = broken(row.address.text, ADDRESS_LINE)
    return {
        "title": "印　鑑　登　録　証　明　書",
        "sentence": "この写しは、登録されている印影と相違ないことを証明する。",
        "name": row.name.written,
        "second_label": "通称" if row.foreign else "旧氏",
        "second": second.written if second else UNUSED,
        "birth": western_date(row.birth) if row.foreign else era_date(row.birth),
        "sex": row.sex.value,
        "end": END,
    } | {f"address{place}": line for place, line in enumerate(lines, start=2 if len(lines) == 1 else 1)}
