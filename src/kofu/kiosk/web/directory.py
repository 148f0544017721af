"""The municipalities that take part, in the order of the way to one: region, prefecture, kana row, name (fact F-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cryptography.x509 import NameOID

from kofu.card.connection import CardConnection
from kofu.card.jpki import FileId, JpkiApplication
from kofu.errors import KofuError
from kofu.issuance.messages import Desk
from kofu.kiosk.screens.places import REGIONS, ROWS
from kofu.pki.certificates import read_certificate
from kofu.rules.book import MunicipalityRules
from kofu.rules.profile import Profile, profile

_REGIONS, _ROWS = list(REGIONS), "".join(ROWS)


@dataclass(frozen=True, slots=True)
class Directory:
    """Who takes part, as their rules describe them."""

    profiles: tuple[Profile, ...]

    @classmethod
    def of(cls, municipalities: Iterable[MunicipalityRules], day: date) -> Directory:
        """The directory on a day."""
        return cls(tuple(profile(rules, day) for rules in municipalities))

    def regions(self) -> tuple[str, ...]:
        """Regions with a municipality in them, from north to south."""
        found = {each.region for each in self.profiles}
        return tuple(region for region in _REGIONS if region in found) + tuple(sorted(found - set(_REGIONS)))

    def prefectures(self, region: str) -> tuple[str, ...]:
        """Prefectures of a region."""
        return tuple(dict.fromkeys(each.prefecture for each in self.profiles if each.region == region))

    def rows(self, prefecture: str) -> tuple[str, ...]:
        """Kana rows of a prefecture, in the order of the kana table."""
        found = {each.kana_row for each in self.profiles if each.prefecture == prefecture}
        return tuple(sorted(found, key=_ROWS.find))

    def names(self, prefecture: str, row: str) -> tuple[Profile, ...]:
        """Municipalities of a prefecture whose reading begins in a row."""
        chosen = [each for each in self.profiles if (each.prefecture, each.kana_row) == (prefecture, row)]
        return tuple(sorted(chosen, key=lambda each: each.reading))

    def named(self, code: str) -> Profile | None:
        """The municipality with this code."""
        return next((each for each in self.profiles if each.code == code), None)

    def desk(self, code: str) -> Desk | None:
        """The first desk of a municipality, for faults that no rule answers for (fact F-31)."""
        found = self.named(code)
        if found is None or not found.desks:
            return None
        desk = found.desks[0]
        return Desk(name=f"{found.name} {desk.ja}", phone=desk.phone, hours=desk.hours)

    def home_of(self, connect: Callable[[], CardConnection]) -> str | None:
        """The municipality that handed out the card's certificate, by its common name; None where none can be told.

        Digits 15 to 19 of the 23 characters are the municipality's (reference card.md §10). It is where "mine" begins;
        who lives there is decided by the municipality alone. A phone shows no certificate before its PIN.
        """
        try:
            connection = connect()
        except KofuError:
            return None
        try:
            certificate = read_certificate(JpkiApplication(connection).certificate(FileId.USER_CERTIFICATE))
        except KofuError:
            return None
        finally:
            connection.close()
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        digits = str(names[0].value)[14:19] if names else ""
        return next((each.code for each in self.profiles if each.code[:5] == digits), None)
