"""The demonstration's story, scene by scene, with what has to come of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kofu.assembly.state import DEMO_START
from kofu.scenarios.script import Wish, holder

CLOSED = DEMO_START.replace(hour=23)
"""The closing second of Akashi's hours (fact E-01)"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One resident at the kiosk, and how it has to end."""

    slug: str
    title: str
    card: str
    wish: Wish
    reason: str = "ok"
    pins: tuple[bytes, ...] = (b"1234",)
    at: datetime = DEMO_START

    @property
    def municipality(self) -> str:
        """Whose certificate it is."""
        return self.card.partition("/")[0]


def _record(**choices: object) -> Wish:
    return Wish(kind="resident_record", persons=holder, **choices)  # type: ignore[arg-type]  # names of Wish's fields


SCENES: tuple[Scene, ...] = (
    Scene(
        "family-of-five",
        "A family of five, with relationship and honseki: two sheets",
        "akashi/hanako",
        _record(household=True, options=frozenset({"relationship", "honseki"})),
    ),
    Scene("foreign-resident", "A foreign resident with a common name", "akashi/maria", _record()),
    Scene("rare-character", "A name that needs an ideographic variation sequence", "akashi/ryoko", _record()),
    Scene("two-copies", "Two copies in Hamura, 200 yen each", "hamura/jiro", _record(copies=2)),
    Scene("two-rare-characters", "Two variation sequences in one name", "hamura/kasai", _record()),
    Scene(
        "wrong-pin-first",
        "A wrong PIN, two tries left, then the right one",
        "akashi/taro",
        _record(),
        pins=(b"9999", b"1234"),
    ),
    Scene("wrong-pin", "A wrong PIN, and away", "hamura/tomoko", _record(), "pin_wrong", (b"9999",)),
    Scene("after-wrong-pin", "The same card with the right PIN: the counter is back", "hamura/tomoko", _record()),
    Scene("locked-card", "A card whose PIN is locked", "akashi/kenji", _record(), "pin_locked"),
    Scene("revoked", "A certificate that was revoked", "akashi/yuko", _record(), "pki_revoked"),
    Scene("closed", "23:00:00 is one second too late", "akashi/hanako", _record(), "outside_hours", at=CLOSED),
)
