from __future__ import annotations

from dataclasses import replace

import pytest
from tests.certificates.asking import asked, printed
from tests.certificates.registers import SEAL, everything
from tests.certificates.rows import FATHER, FOREIGNER, MOTHER, dead, snapshot

from kofu.certificates import Content, IncompleteRows
from kofu.certificates.wanted import Wanted
from kofu.registers.model import Address, PersonId, Resident, SealState, Snapshot
from kofu.rules import Kind

WANTED = Wanted(Kind.SEAL)


def of(row: Resident) -> Content:
    return asked(WANTED, replace(snapshot(row), seal=replace(SEAL, person=row.person)))


def test_name_birth_sex_address_and_the_imprint_at_its_own_size_stand_there() -> None:
    content = asked(WANTED)
    sheet = content.sheets[0]
    assert {name: sheet[name] for name in ("name", "second_label", "second", "birth", "sex", "address2")} == {
        "name": "明石　太郎",
        "second_label": "旧氏",
        "second": "＊＊＊",
        "birth": "昭和６０年４月１２日",
        "sex": "男",
        "address2": "兵庫県明石市中崎一丁目５番１号　海峡ハイツ２０３号",
    }
    assert content.imprint is not None
    assert (content.imprint.png, content.imprint.side_millimetres) == (SEAL.imprint_png, 15)


def test_a_former_surname_and_a_common_name_stand_with_the_name() -> None:
    assert of(MOTHER).sheets[0]["second"] == "渡邉󠄏"
    sheet = of(FOREIGNER).sheets[0]
    assert (sheet["second_label"], sheet["second"], sheet["birth"]) == ("通称", "田中　マリア", "１９９０年２月２８日")


def test_the_registration_number_is_not_printed() -> None:
    assert SEAL.number not in printed(asked(WANTED))


def test_a_long_address_takes_three_lines() -> None:
    long = replace(FATHER, addresses=(Address("兵庫県明石市" + "大久保町" * 28),))
    sheet = of(long).sheets[0]
    assert [len(sheet[f"address{line}"]) for line in (1, 2, 3)] == [40, 40, 38]


def _changed(**changes: object) -> Snapshot:
    return replace(everything(), seal=replace(SEAL, **changes))  # type: ignore[arg-type] # names are checked by replace


@pytest.mark.parametrize(
    "rows",
    [
        _changed(state=SealState.ABOLISHED),
        _changed(state=SealState.SUSPENDED),
        _changed(person=PersonId("mother")),
        _changed(imprint_png=None),
        replace(everything(), seal=None),
        replace(everything(), resident=dead(FATHER)),
        replace(everything(), resident=None),
    ],
    ids=["abolished", "suspended", "somebody else's", "no imprint", "none", "dead", "no resident"],
)
def test_nothing_but_an_active_seal_of_a_current_resident_is_certified(rows: Snapshot) -> None:
    with pytest.raises(IncompleteRows):
        asked(WANTED, rows)
