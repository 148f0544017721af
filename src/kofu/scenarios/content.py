"""Content tokens: which values of the case's people must, or must not, stand on the finished page.

Values are taken from the register's rows and looked for in the page's own text, blanks and widths aside. A token is
shown when every value it stands for is there, and omitted when none is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from kofu.certificates.wording import western_date
from kofu.paper.pdfium_turn import PDFIUM
from kofu.paper.positions import RESIDENT_RECORD
from kofu.paper.readback import read_back
from kofu.registers.model import ForeignStatus, Resident, Snapshot, TaxRecord

if TYPE_CHECKING:
    from kofu.scenarios.setting import Setting

_WIDTHS = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_RELATIONSHIP = "続柄="
"""Marks what stands in the place for the relationship: 世帯主 alone is also a word of the form"""


def missing(setting: Setting, pdf: bytes, tokens: Sequence[str]) -> Iterable[str]:
    """Tokens with a value that is not on the page, or with no value to look for."""
    text = page_text(pdf)
    for token in tokens:
        values = list(_values(setting, token))
        if not values or not all(plain(value) in text for value in values):
            yield f"{token} is missing"


def unwanted(setting: Setting, pdf: bytes, tokens: Sequence[str]) -> Iterable[str]:
    """Tokens with a value that is on the page."""
    text = page_text(pdf)
    for token in tokens:
        if any(plain(value) in text for value in _values(setting, token)):
            yield f"{token} is on the page"


def plain(text: str) -> str:
    """Without blanks, separators of thousands and widths."""
    return "".join(text.translate(_WIDTHS).split()).replace(",", "")


def page_text(pdf: bytes) -> str:
    """Everything a person could read on all pages, as one plain string, with relationships marked as such."""
    with PDFIUM:
        document = pdfium.PdfDocument(pdf)
        try:
            text = "".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
    fields = read_back(pdf, RESIDENT_RECORD)
    marked = (f"{_RELATIONSHIP}{said}\n" for (_, field), said in fields.items() if field.endswith("_relationship"))
    return plain(text + "".join(marked))


def _values(setting: Setting, token: str) -> Iterable[str]:
    snapshot = setting.registers.snapshot(setting.identity, setting.case.at)
    if token.startswith("person:"):
        return _name(setting, snapshot, token.partition(":")[2])
    return _values_of_holder(snapshot, token)


def _name(setting: Setting, snapshot: Snapshot, name: str) -> Iterable[str]:
    """The name as the resident record or the koseki has it; the given name alone is what a koseki page prints."""
    person = setting.town.ids[name]
    member = snapshot.koseki.member(person) if snapshot.koseki else None
    resident = snapshot.household.member(person) if snapshot.household else None
    is_koseki = (setting.case.request.certificate or "").startswith("koseki")
    if is_koseki and member is not None:
        return (member.given.written,)
    return (resident.name.written,) if resident else ()


def _values_of_holder(snapshot: Snapshot, token: str) -> Iterable[str]:
    resident = snapshot.resident
    match token:
        case "previous_year_income" | "tax_amount":
            return _tax(snapshot.taxes, token)
        case _ if resident is None:
            return ()
        case "current_address":
            return (resident.address.text,)
        case "previous_address":
            return [address.text for address in resident.addresses[1:2]]
        case "older_addresses":
            return [address.text for address in resident.addresses[2:]]
        case "head_and_relationship":
            return (f"{_RELATIONSHIP}{resident.relationship}",)
        case "honseki_and_first_entry":
            return [resident.honseki] if resident.honseki else []
        case _:
            return _personal(resident, token)


def _personal(resident: Resident, token: str) -> Iterable[str]:
    match token:
        case "name_history":
            return resident.former_names
        case "alias_history":
            return resident.former_aliases
        case "my_number":
            return (resident.my_number,) if resident.my_number else ()
        case "resident_code":
            return (resident.resident_code,) if resident.resident_code else ()
        case _ if resident.foreign is not None:
            return _foreign(resident.foreign, token)
        case _:
            return ()


def _foreign(status: ForeignStatus, token: str) -> Iterable[str]:
    values = {
        "nationality": status.nationality,
        "residence_category": status.category.value,
        "residence_card_number": status.card_number,
        "residence_status": status.residence_status,
        "residence_period": status.period,
        "residence_expiry": western_date(status.expires_on) if status.expires_on else None,
    }
    value = values.get(token)
    return (value,) if value else ()


def _tax(taxes: Sequence[TaxRecord], token: str) -> Iterable[str]:
    amounts = {"previous_year_income": taxes[0].total_income_yen, "tax_amount": taxes[0].total_tax_yen}
    return (str(amounts[token]),)
