"""The test PKI at work: issues cards, revokes them, publishes revocation lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding

from kofu.clock import in_japan
from kofu.errors import KofuError
from kofu.pki.certificates import KeyKind, TrustAnchor, key_digest, read_anchor
from kofu.pki.identity import CardIdentity
from kofu.pki.testing.builder import (
    Issuer,
    LeafOrder,
    build_authority,
    build_leaf,
    build_revocation_list,
    subject_name,
)
from kofu.pki.testing.cards import CardCredentials, CardOrder, end_of_validity
from kofu.pki.testing.keys import load_test_key, pool_of_test_keys
from kofu.pki.testing.profile import TestPki, described_test_pki
from kofu.pki.validation import ValidationPolicy

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPECIMEN_MUNICIPALITY = "282031"
_SIGNATURE_AUTHORITY = "signature-01"


class NoTestAuthority(KofuError):
    """No authority of the test PKI issues such keys at that moment."""

    code = "PKI_NO_TEST_AUTHORITY"
    summary = "no authority of the test PKI issues such keys at that moment"


class TestAuthority:
    """All authorities of the test PKI under one roof. The same random bytes give the same cards.

    ``random`` is asked for n bytes at a time; ``revoked`` resumes with earlier revocations.
    """

    __test__ = False  # its name begins like a test's; pytest is not to collect it

    def __init__(self, random: Callable[[int], bytes], revoked: Mapping[CardIdentity, datetime] | None = None) -> None:
        self._random = random
        self._pki: TestPki = described_test_pki()
        self._keys = pool_of_test_keys()
        self._revoked: dict[CardIdentity, datetime] = dict(revoked or {})
        self._issuers = {
            profile.id: build_authority(profile, self._pki, load_test_key(self._keys.authorities[profile.key]))
            for profile in self._pki.authorities
        }

    @property
    def revoked(self) -> Mapping[CardIdentity, datetime]:
        """Every revocation so far; hand it to a later ``TestAuthority`` to resume."""
        return dict(self._revoked)

    def issue_card(self, order: CardOrder) -> CardCredentials:
        """Keys and certificates for one card. Raises NoTestAuthority."""
        common_name = self._common_name(order.municipality)
        user_key, signature_key = self._draw_keys(order.key_kind)
        user, signature = self._user_issuer(order), self._issuers[_SIGNATURE_AUTHORITY]
        leaf = self._user_leaf(order, common_name, user_key)
        signature_leaf = self._signature_leaf(order, common_name, signature_key)
        return CardCredentials(
            identity=CardIdentity(key_digest(user.key.public_key()), leaf.serial),
            token=order.token,
            key_kind=order.key_kind,
            user_certificate=build_leaf(leaf, user, self._pki),
            user_key=user_key,
            user_authority=user.certificate.public_bytes(Encoding.DER),
            signature_certificate=build_leaf(signature_leaf, signature, self._pki),
            signature_key=signature_key,
            signature_authority=signature.certificate.public_bytes(Encoding.DER),
        )

    def _user_leaf(self, order: CardOrder, common_name: str, key: bytes) -> LeafOrder:
        return LeafOrder(
            subject=subject_name(common_name),
            key=load_test_key(key),
            serial=self._draw_serial(),
            not_before=in_japan(order.issued_at).replace(microsecond=0),
            not_after=self._not_after(order),
            policy=self._pki.policies[order.policy or f"user_{order.token.policy_suffix}"],
            non_repudiation=order.non_repudiation,
        )

    def _signature_leaf(self, order: CardOrder, common_name: str, key: bytes) -> LeafOrder:
        issued_at = in_japan(order.issued_at).replace(microsecond=0)
        return LeafOrder(
            subject=subject_name(f"{issued_at:%Y%m%d%H%M%S}{common_name[14:]}", order.holder),
            key=load_test_key(key),
            serial=self._draw_serial(),
            not_before=issued_at,
            not_after=self._not_after(order),
            policy=self._pki.policies[f"signature_{order.token.policy_suffix}"],
            non_repudiation=True,
            holder=order.holder,
        )

    def issue_specimen(self, name: str) -> CardCredentials:
        """The card ``name`` of the data file, revoked if it says so."""
        specimen = self._pki.specimens[name]
        credentials = self.issue_card(
            CardOrder(
                municipality=_SPECIMEN_MUNICIPALITY,
                issued_at=specimen.issued_at,
                birthday=specimen.birthday,
                key_kind=specimen.key_kind,
                authority=specimen.authority,
                policy=specimen.policy,
                non_repudiation=specimen.non_repudiation,
            )
        )
        if specimen.revoked_at is not None:
            self.revoke(credentials.identity, specimen.revoked_at)
        return credentials

    def revoke(self, identity: CardIdentity, at: datetime) -> None:
        """Revoke a user certificate; lists made from ``at`` on say so. A second time changes nothing."""
        self._revoked.setdefault(identity, in_japan(at))

    def revocation_lists(self, at: datetime) -> tuple[bytes, ...]:
        """The revocation lists of all trusted user authorities, in DER, as published at ``at``."""
        return tuple(self.revocation_list(each, at) for each in self._trusted("user"))

    def revocation_list(self, authority: str, at: datetime) -> bytes:
        """The revocation list of one authority (``user-03`` …) in DER, as published at ``at``."""
        issuer = self._issuers[authority]
        digest = key_digest(issuer.key.public_key())
        own = {
            identity.serial: moment
            for identity, moment in self._revoked.items()
            if identity.issuer_key == digest and moment <= at
        }
        lasts = timedelta(hours=self._pki.revocation_list_hours)
        return build_revocation_list(issuer, own, in_japan(at).replace(microsecond=0), lasts)

    def user_anchors(self) -> tuple[TrustAnchor, ...]:
        """The authorities whose user certificates are trusted: all generations, not the foreign one."""
        return self._anchors("user")

    def signature_anchors(self) -> tuple[TrustAnchor, ...]:
        """The authority whose signature certificates are trusted."""
        return self._anchors("signature")

    def user_policy(self) -> ValidationPolicy:
        """What a user certificate of the test PKI must be."""
        return self._policy("user", non_repudiation=False)

    def signature_policy(self) -> ValidationPolicy:
        """What a signature certificate of the test PKI must be."""
        return self._policy("signature", non_repudiation=True)

    def _anchors(self, name: str) -> tuple[TrustAnchor, ...]:
        return tuple(
            read_anchor(self._issuers[each].certificate.public_bytes(Encoding.DER)) for each in self._trusted(name)
        )

    def _trusted(self, name: str) -> list[str]:
        return [profile.id for profile in self._pki.authorities if profile.trusted and profile.name == name]

    def _policy(self, use: str, *, non_repudiation: bool) -> ValidationPolicy:
        return ValidationPolicy(
            accepted_policies=frozenset({self._pki.policies[f"{use}_card"], self._pki.policies[f"{use}_phone"]}),
            accepted_key_kinds=frozenset(KeyKind),
            revocation_freshness=timedelta(hours=self._pki.revocation_list_hours),
            requires_non_repudiation=non_repudiation,
            accepts_test_material=True,
        )

    def _user_issuer(self, order: CardOrder) -> Issuer:
        if order.authority is not None:
            return self._issuers[order.authority]
        fitting = [
            issuer
            for issuer in self._issuers.values()
            if issuer.profile.trusted
            and issuer.profile.name == "user"
            and order.key_kind in issuer.profile.issues
            and issuer.profile.not_before <= order.issued_at <= issuer.profile.not_after
        ]
        if not fitting:
            raise NoTestAuthority(key_kind=order.key_kind.value, issued_at=order.issued_at.isoformat())
        return max(fitting, key=lambda issuer: issuer.profile.not_before)

    def _not_after(self, order: CardOrder) -> datetime:
        end = end_of_validity(order.birthday, in_japan(order.issued_at).date())
        if order.last_day is None:
            return end
        return min(end, end.replace(year=order.last_day.year, month=order.last_day.month, day=order.last_day.day))

    def _common_name(self, municipality: str) -> str:
        """23 characters: 14 drawn ones, the municipality's first five digits, and the fixed tail of real ones."""
        drawn = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in self._random(14))
        return f"{drawn}{municipality[:5]}003A"

    def _draw_keys(self, kind: KeyKind) -> tuple[bytes, bytes]:
        """Two different keys of the pool."""
        pool = self._keys.cards[kind]
        index = int.from_bytes(self._random(4), "big")
        return pool[index % len(pool)], pool[(index + 1) % len(pool)]

    def _draw_serial(self) -> int:
        return 1 + int.from_bytes(self._random(8), "big")
