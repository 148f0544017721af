"""Examples of every screen, long ones among them: shown by tests and by the command that makes pictures."""

from __future__ import annotations

from collections.abc import Mapping

from kofu.issuance.messages import (
    Desk,
    Offer,
    OfferedCertificate,
    OfferedPerson,
    RefusedCertificate,
    ToldCause,
)
from kofu.kiosk.screens.call_staff import CallStaff
from kofu.kiosk.screens.certificates import Certificates
from kofu.kiosk.screens.confirm import Confirm, Summary
from kofu.kiosk.screens.copies import Copies
from kofu.kiosk.screens.failure import Failure
from kofu.kiosk.screens.farewell import Farewell
from kofu.kiosk.screens.kana_row import KanaRow
from kofu.kiosk.screens.municipality import Municipality, MunicipalityName
from kofu.kiosk.screens.options import Options
from kofu.kiosk.screens.out_of_service import OutOfService
from kofu.kiosk.screens.pay import Pay
from kofu.kiosk.screens.persons import EVERYBODY, ME, SOME, Persons
from kofu.kiosk.screens.pin import Pin
from kofu.kiosk.screens.place_card import PlaceCard
from kofu.kiosk.screens.prefecture import Prefecture
from kofu.kiosk.screens.printing import Printing
from kofu.kiosk.screens.refusal import Refusal, Subject
from kofu.kiosk.screens.region import Region
from kofu.kiosk.screens.screen import Screen
from kofu.kiosk.screens.services import Services
from kofu.kiosk.screens.some_persons import SomePersons
from kofu.kiosk.screens.take_card import TakeCard
from kofu.kiosk.screens.take_items import LeftBehind, TakeItems
from kofu.kiosk.screens.wait import Wait, WaitingFor
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.screens.whose_municipality import WhoseMunicipality
from kofu.kiosk.screens.year import Year
from kofu.rules import Reason

TUESDAY_MORNING = 1_783_978_200
"""2026-07-14 06:30 in Japan"""
DESK = Desk(name="総務部総務室戸籍住民課管理係", phone="0155-65-4144", hours="平日 08:45–17:30")
OTHER_DESK = Desk(name="市民税課 法人諸税担当", phone="078-918-5014", hours="平日 08:55–17:40")


def token(number: int) -> str:
    """A person's name for a session."""
    return f"{number:032x}"


def _person(number: int, name: str) -> OfferedPerson:
    return OfferedPerson(person=token(number), name=name, relationship=None, is_holder=number == 0)


NAMES = ("明石 花子", "明石 太郎", "明石 蓮", "明石 芽衣", "明石 結")
PEOPLE = tuple(_person(number, name) for number, name in enumerate(NAMES))


def cause(reason: Reason, desk: Desk | None = DESK) -> ToldCause:
    """A reason as it is told."""
    return ToldCause(reason=reason, desk=desk, earliest=None)


def certificate(kind: str, title: str, fee: int = 200, years: tuple[int, ...] = ()) -> OfferedCertificate:
    """An offered certificate with everything to choose."""
    return OfferedCertificate(
        kind=kind,
        title=title,
        fee=fee,
        most_copies=10,
        persons=tuple(person.person for person in PEOPLE),
        whole_household=True,
        options=("my_number", "relationship", "honseki"),
        years=years,
    )


RECORD = certificate("resident_record", "住民票の写し")
CERTIFICATES = (
    RECORD,
    certificate("resident_record_items", "住民票記載事項証明書"),
    certificate("seal", "印鑑登録証明書", 300),
    certificate("koseki_full", "戸籍全部事項証明書(戸籍謄本)", 450),
    certificate("koseki_individual", "戸籍個人事項証明書(戸籍抄本)", 450),
)
NOT_NOW = {"koseki_supplement": "戸籍の附票の写し", "income": "所得証明書", "income_tax": "所得課税証明書"}
REFUSED = tuple(
    RefusedCertificate(kind=kind, title=title, causes=(cause(Reason.TAX_UNDECLARED),), succeeds_at=None)
    for kind, title in NOT_NOW.items()
)


def offer(
    certificates: tuple[OfferedCertificate, ...] = CERTIFICATES, refusals: tuple[RefusedCertificate, ...] = REFUSED
) -> Offer:
    """A municipality's answer."""
    return Offer(
        version=1,
        session="0" * 32,
        municipality="282031",
        issued=TUESDAY_MORNING,
        persons=PEOPLE,
        certificates=certificates,
        refusals=refusals,
    )


SUMMARY = Summary(
    certificate("income_tax", "所得・課税証明書", 200, (2026, 2025)),
    ("明石 花子", "明石 太郎", "明石 蓮"),
    ("relationship", "honseki"),
    2026,
    3,
)
ALL_LEFT = LeftBehind(paper=True, receipt=True, money=True)
EXAMPLES: Mapping[str, Screen] = {
    "welcome": Welcome(),
    "services": Services(),
    "place-card": PlaceCard(),
    "whose-municipality": WhoseMunicipality(),
    "region": Region(("北海道・東北", "関東", "中部", "近畿", "中国", "四国", "九州・沖縄")),
    "prefecture": Prefecture(("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県")),
    "kana-row": KanaRow(tuple("あかさたなはまやらわ")),
    "municipality": Municipality((MunicipalityName("282031", "明石市", "Akashi City"),)),
    "pin": Pin(None),
    "pin-wrong": Pin(2, was_wrong=True),
    "pin-last-try": Pin(1, was_wrong=True),
    "take-card": TakeCard(),
    "take-card-urgent": TakeCard(is_urgent=True),
    "wait-connection": Wait(WaitingFor.CONNECTION),
    "wait-card": Wait(WaitingFor.CARD),
    "wait-certificate": Wait(WaitingFor.CERTIFICATE),
    "wait-permission": Wait(WaitingFor.PERMISSION),
    "certificates": Certificates(offer(), "帯広市"),
    "certificates-three": Certificates(offer(CERTIFICATES[:3], ()), "明石市"),
    "certificates-none": Certificates(offer((), REFUSED), "羽村市"),
    "year": Year((2026, 2025)),
    "persons": Persons((ME, EVERYBODY, SOME)),
    "some-persons": SomePersons(PEOPLE),
    "some-persons-nobody": SomePersons(PEOPLE[:3], nobody_was_marked=True),
    "options": Options(("my_number", "relationship", "honseki")),
    "copies": Copies(10, 450),
    "confirm": Confirm(SUMMARY, "上郡町"),
    "confirm-household": Confirm(Summary(RECORD, (), (), None, 1), "明石市"),
    "pay": Pay(1350, 500),
    "pay-refused-coin": Pay(200, 0, piece_came_back=True),
    "printing": Printing(2, 3),
    "take-items": TakeItems(4, LeftBehind(paper=False, receipt=True, money=True), ALL_LEFT, sheets_of_set=2),
    "take-items-urgent": TakeItems(1, ALL_LEFT, ALL_LEFT, is_urgent=True),
    "take-money": TakeItems(0, LeftBehind(False, False, True), LeftBehind(False, False, True)),
    "refusal": Refusal(
        (
            cause(Reason.OUTSIDE_HOURS),
            cause(Reason.HOUSEHOLD_MEMBER_MOVING_OUT),
            cause(Reason.TAX_UNDECLARED, OTHER_DESK),
        ),
        TUESDAY_MORNING,
        Subject("resident_record", "住民票の写し"),
    ),
    "refusal-plain": Refusal((cause(Reason.SUPPORT_MEASURES),), None),
    "failure": Failure("KIOSK_CENTRE_UNREACHABLE", OTHER_DESK),
    "failure-locked": Failure("CARD_PIN_BLOCKED", DESK),
    "call-staff": CallStaff(1, 2, "a1b2c3"),
    "call-staff-after-power-cut": CallStaff(0, 0, "a1b2c3"),
    "farewell": Farewell(has_printed=True),
    "farewell-stopped": Farewell(has_printed=False),
    "out-of-service": OutOfService(),
}
"""By name; the first part of each is the screen's."""
