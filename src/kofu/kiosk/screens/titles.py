"""How certificates and their items are named on the screen."""

from __future__ import annotations

from kofu.kiosk.locale import Language, Texts
from kofu.rules import Option

KINDS = {
    "resident_record": "Copy of the resident record",
    "resident_record_items": "Certificate of resident-record items",
    "seal": "Seal registration certificate",
    "koseki_full": "Full koseki certificate (all items)",
    "koseki_individual": "Individual koseki certificate",
    "koseki_supplement": "Copy of the koseki supplement (addresses)",
    "taxation": "Taxation certificate",
    "non_taxation": "Non-taxation certificate",
    "income": "Income certificate",
    "income_tax": "Income and tax certificate",
}
OPTIONS = {
    Option.RELATIONSHIP.value: "Head of household and relationship",
    Option.HONSEKI.value: "Registered domicile (honseki) and first entry",
    Option.MY_NUMBER.value: "My Number",
    Option.RESIDENT_CODE.value: "Resident-record code",
}


def kind_name(texts: Texts, kind: str) -> str:
    """A kind in the screen's language, as the catalogue has it."""
    return texts.say(KINDS[kind])


def title_and_official(texts: Texts, kind: str, title: str) -> tuple[str, str]:
    """What to call a certificate, and its official Japanese title where that is something else."""
    return (title, "") if texts.language is Language.JA else (kind_name(texts, kind), title)


def option_name(texts: Texts, option: str) -> str:
    """An item that may be printed."""
    return texts.say(OPTIONS[option])


def fee_text(texts: Texts, yen: int) -> str:
    """An amount of money."""
    return texts.say("{amount} yen", amount=f"{yen:,}")


def fiscal_year(texts: Texts, year: int) -> str:
    """A fiscal year, in Japanese by its era: 令和8年度."""
    if texts.language is Language.JA:
        return f"令和{year - 2018}年度" if year > 2019 else f"{year}年度"
    return texts.say("Fiscal year {year}", year=year)
