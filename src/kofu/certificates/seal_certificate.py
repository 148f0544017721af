"""印鑑登録証明書: the registered imprint at its own size, name, birth, sex, address (domain §4.5)."""

from __future__ import annotations

from collections.abc import Iterator

from kofu.certificates import reach
from kofu.certificates.content import Essential, Imprint
from kofu.certificates.errors import IncompleteRows
from kofu.certificates.plain import Line, Listing
from kofu.certificates.wording import western_date
from kofu.registers.model import Resident, SealRegistration, SealState, Snapshot, StatusKind
from kofu.rules import Kind
from kofu.text import era_date

TITLE = "印鑑登録証明書"
SENTENCE = "この写しは、登録されている印影と相違ないことを証明する。"


def listing(snapshot: Snapshot) -> Listing:
    """Raises IncompleteRows unless the holder is a current resident with an active registration and its imprint."""
    row, seal = snapshot.resident, snapshot.seal
    if row is None or row.status.kind is not StatusKind.REGISTERED:
        raise IncompleteRows(register="resident")
    if seal is None or seal.state is not SealState.ACTIVE or seal.person != row.person:
        raise IncompleteRows(register="seal")
    if seal.imprint_png is None:
        raise IncompleteRows(register="seal imprint")
    return Listing(
        kind=Kind.SEAL,
        title=TITLE,
        sentence=SENTENCE,
        lines=tuple(_lines(row, seal)),
        essentials=(
            (Essential.ADDRESS, row.address.text),
            (Essential.NAME, row.name.written),
            (Essential.BIRTH, row.birth.isoformat()),
        ),
        persons=(row.person,),
        reached=reach.from_person(seal.person, snapshot),
        form="seal",
        imprint=Imprint(seal.imprint_png, seal.imprint_millimetres),
    )


def _lines(row: Resident, seal: SealRegistration) -> Iterator[Line]:
    yield "氏名", row.name.written
    if row.former_surname is not None:
        yield "旧氏", row.former_surname.written
    if row.alias is not None:
        yield "通称", row.alias.written
    yield "生年月日", western_date(row.birth) if row.foreign else era_date(row.birth)
    yield "男女の別", row.sex.value
    yield "住所", row.address.text
    yield "印鑑登録の年月日", era_date(seal.registered_on)
