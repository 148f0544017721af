from __future__ import annotations

from dataclasses import replace

import pytest
from tests.certificates.asking import asked, cells, printed
from tests.certificates.registers import TAXED, UNTAXED, everything, many_incomes
from tests.certificates.rows import AKASHI, ISSUED_AT, MOTHER

from kofu.certificates import Content, IncompleteRows, IssuerFacts, OfficeSeal
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.registers.model import TaxRecord
from kofu.rules import Kind

TAXES = ("municipal_equal", "municipal_income", "prefectural_equal", "prefectural_income", "forest", "total")


def of(kind: Kind, record: TaxRecord = TAXED) -> Content:
    return asked(Wanted(kind), replace(everything(), taxes=(record,)))


def test_the_head_names_the_fiscal_year_and_the_year_of_the_income() -> None:
    sheet = of(Kind.INCOME_TAX).sheets[0]
    assert {name: sheet[name] for name in ("year", "name", "birth", "address", "january")} == {
        "year": "令和８年度（令和７年分）",
        "name": "明石　太郎",
        "birth": "昭和６０年４月１２日",
        "address": "兵庫県明石市中崎一丁目５番１号　海峡ハイツ２０３号",
        "january": "兵庫県明石市中崎一丁目５番１号",
    }


@pytest.mark.parametrize(
    ("fiscal_year", "written"),
    [(2019, "平成３１年度（平成３０年分）"), (2020, "令和２年度（令和元年分）"), (2026, "令和８年度（令和７年分）")],
)
def test_years_around_the_change_of_era(fiscal_year: int, written: str) -> None:
    assert of(Kind.INCOME, replace(TAXED, fiscal_year=fiscal_year)).sheets[0]["year"] == written


def test_incomes_and_deductions_stand_in_their_rows_and_stars_where_nothing_applies() -> None:
    content = of(Kind.INCOME)
    incomes = list(zip(*(cells(content, cell) for cell in ("income_label", "revenue", "income")), strict=True))
    assert incomes[:2] == [("給与", "６，２１４，０００円", "４，５３０，８００円"), ("公的年金等", "＊＊＊", "＊＊＊")]
    deductions = dict(zip(cells(content, "deduction_label"), cells(content, "deduction"), strict=True))
    assert (deductions["社会保険料"], deductions["基礎"], deductions["医療費"]) == (
        "９０２，１１４円",
        "４３０，０００円",
        "＊＊＊",
    )
    sheet = content.sheets[0]
    assert (sheet["income_total"], sheet["deduction_total"]) == ("４，５４２，８００円", "１，３３２，１１４円")
    assert (sheet["dependants_general"], sheet["dependants_young"], sheet["dependants_aged"]) == (
        "１人",
        "２人",
        "＊＊＊",
    )


def test_taxes_stand_by_whose_they_are_and_add_up() -> None:
    sheet = of(Kind.INCOME_TAX, replace(TAXED, taxable_base_yen=3_210_000)).sheets[0]
    assert {name: sheet[name] for name in ("municipal_label", "prefectural_label", "status", "base", *TAXES)} == {
        "municipal_label": "市民税",
        "prefectural_label": "県民税",
        "status": "課税",
        "base": "３，２１０，０００円",
        "municipal_equal": "３，０００円",
        "municipal_income": "１９３，２００円",
        "prefectural_equal": "＊＊＊",
        "prefectural_income": "１２８，８００円",
        "forest": "１，０００円",
        "total": "３２６，０００円",
    }


def test_a_town_and_a_metropolis_call_their_taxes_otherwise() -> None:
    town = IssuerFacts("284815", "上郡町", "兵庫県", "上郡町長", "山野　里", OfficeSeal("上郡町長之印"))
    city = replace(AKASHI, prefecture="東京都")
    labels = [compose(everything(), Wanted(Kind.INCOME_TAX), issuer, ISSUED_AT).sheets[0] for issuer in (town, city)]
    assert [(sheet["municipal_label"], sheet["prefectural_label"]) for sheet in labels] == [
        ("町民税", "県民税"),
        ("市民税", "都民税"),
    ]


def test_the_income_certificate_has_no_tax() -> None:
    content = of(Kind.INCOME)
    assert not set(TAXES) & set(content.sheets[0])
    assert "３２６，０００" not in printed(content)


def test_the_non_taxation_certificate_says_that_nothing_is_levied() -> None:
    zero = replace(UNTAXED, taxes=tuple((kind, 0) for kind, _ in TAXED.taxes))
    sheet = of(Kind.NON_TAXATION, zero).sheets[0]
    assert (sheet["status"], sheet["municipal_equal"], sheet["total"]) == ("非課税", "０円", "０円")
    assert sheet["sentence"] == "上記のとおり課税されていないことを証明する。"


def test_a_taxed_person_gets_no_non_taxation_certificate_and_the_other_way_round() -> None:
    for kind, record in ((Kind.NON_TAXATION, TAXED), (Kind.TAXATION, UNTAXED)):
        with pytest.raises(IncompleteRows):
            of(kind, record)


def test_the_municipalitys_own_name_goes_before_the_usual_title() -> None:
    wanted = Wanted(Kind.TAXATION, title="市・都民税課税証明書")
    assert asked(wanted).title == "市・都民税課税証明書"
    assert of(Kind.TAXATION).title == "市民税・県民税課税証明書"


def test_the_year_asked_for_is_the_year_printed() -> None:
    assert asked(Wanted(Kind.INCOME_TAX, fiscal_year=2025)).sheets[0]["year"] == "令和７年度（令和６年分）"
    with pytest.raises(IncompleteRows):
        asked(Wanted(Kind.INCOME_TAX, fiscal_year=2024))


def test_a_record_of_somebody_else_is_refused() -> None:
    with pytest.raises(IncompleteRows):
        of(Kind.INCOME, replace(TAXED, person=MOTHER.person))


def test_what_the_form_has_no_place_for_is_not_left_out() -> None:
    content = asked(Wanted(Kind.INCOME_TAX), many_incomes())
    record = many_incomes().taxes[0]
    assert len(content.sheets) == 2
    assert {income.kind for income in record.incomes} <= set(cells(content, "income_label"))
    assert "寄附金" in cells(content, "deduction_label")
    assert content.sheets[1]["remarks"] == "留学中　１人　　県民税　株式等譲渡所得割　２，５００円"
    assert (content.sheets[0]["total"], content.sheets[1]["total"]) == ("次葉", "３２９，５００円")
