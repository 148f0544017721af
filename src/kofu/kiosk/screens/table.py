"""The total map from the kiosk's states to screens: what may be shown in each state of a session, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from kofu.issuance.kiosk import vocabulary as v
from kofu.kiosk.screens.call_staff import CallStaff
from kofu.kiosk.screens.certificates import Certificates
from kofu.kiosk.screens.confirm import Confirm
from kofu.kiosk.screens.copies import Copies
from kofu.kiosk.screens.failure import Failure
from kofu.kiosk.screens.farewell import Farewell
from kofu.kiosk.screens.kana_row import KanaRow
from kofu.kiosk.screens.municipality import Municipality
from kofu.kiosk.screens.options import Options
from kofu.kiosk.screens.out_of_service import OutOfService
from kofu.kiosk.screens.pay import Pay
from kofu.kiosk.screens.persons import Persons
from kofu.kiosk.screens.pin import Pin
from kofu.kiosk.screens.place_card import PlaceCard
from kofu.kiosk.screens.prefecture import Prefecture
from kofu.kiosk.screens.printing import Printing
from kofu.kiosk.screens.refusal import Refusal
from kofu.kiosk.screens.region import Region
from kofu.kiosk.screens.screen import Screen
from kofu.kiosk.screens.services import Services
from kofu.kiosk.screens.some_persons import SomePersons
from kofu.kiosk.screens.take_card import TakeCard
from kofu.kiosk.screens.take_items import TakeItems
from kofu.kiosk.screens.wait import Wait
from kofu.kiosk.screens.welcome import Welcome
from kofu.kiosk.screens.whose_municipality import WhoseMunicipality
from kofu.kiosk.screens.year import Year

_CHOOSING = (Certificates, Refusal, Year, Persons, SomePersons, Options, Copies, Confirm)

SCREENS: Mapping[type[v.KioskState], tuple[type[Screen], ...]] = {
    v.Idle: (Welcome, Services, PlaceCard, WhoseMunicipality, Region, Prefecture, KanaRow, Municipality, OutOfService),
    v.Opening: (Wait,),
    v.Proving: (Wait, Pin, TakeCard),
    v.AwaitingOffer: (Wait,),
    v.Choosing: _CHOOSING,
    v.Applying: (Wait,),
    v.Paying: (Pay,),
    v.Reserving: (Wait,),
    v.Printing: (Wait, Printing),
    v.Closing: (Wait, Failure),
    v.Ended: (Failure, CallStaff, TakeCard, TakeItems, Farewell, OutOfService),
}
"""Beginning of a session to its end. Before ``Begun`` the kiosk is idle, whatever was pressed already."""


def all_screens() -> tuple[type[Screen], ...]:
    """Every screen once, in the order a resident may meet them."""
    return tuple(dict.fromkeys(screen for screens in SCREENS.values() for screen in screens))
