"""What the kiosk checks for itself, with what it alone knows: the card it read and the application it made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kofu.issuance import canonical
from kofu.issuance.kiosk.vocabulary import Applying, KioskSettings, Live, Prepared
from kofu.issuance.messages import Envelope, Manifest, Offer, Refusal, SealedRefusal, SignableType, Signed
from kofu.issuance.municipality.proofs import session_info
from kofu.issuance.pages import unpack
from kofu.issuance.refusals import EnvelopeContradicts, EnvelopeForAnotherSession
from kofu.issuance.sealing import require_signature
from kofu.paper.binding import document_digest, holder_tag_of
from kofu.pki.certificates import TrustAnchor, is_signed_by, read_certificate
from kofu.pki.errors import UnknownIssuer
from kofu.pki.identity import CardIdentity


def identify(certificate: bytes, anchors: Sequence[TrustAnchor]) -> CardIdentity:
    """Whose card this is: issuer by key, and serial. Raises MalformedCertificate, UnknownIssuer."""
    leaf = read_certificate(certificate)
    for anchor in anchors:
        if leaf.signature_algorithm_oid == anchor.certificate.signature_algorithm_oid and is_signed_by(
            anchor.key, leaf.tbs_certificate_bytes, leaf.signature
        ):
            return CardIdentity(anchor.key_digest, leaf.serial_number)
    raise UnknownIssuer


def open_offer(settings: KioskSettings, live: Live, sealed: bytes, at: datetime) -> Offer:
    """Unseal, verify, and require that the offer is for this session. Raises CannotUnseal, BadSignature and others."""
    offer = _open_signed(settings, live, "offer", sealed, Offer, at)
    if (offer.session, offer.municipality) != (live.session, live.municipality):
        raise EnvelopeForAnotherSession
    return offer


def open_refusal(settings: KioskSettings, state: Applying, refusal: SealedRefusal, at: datetime) -> Refusal:
    """Unseal and verify a refusal, and require that it answers this application."""
    opened = _open_signed(settings, state.live, "refusal", refusal.sealed, Refusal, at)
    if (opened.session, opened.application) != (state.live.session, state.signed.digest()):
        raise EnvelopeForAnotherSession
    return opened


def _open_signed(
    settings: KioskSettings, live: Live, purpose: str, sealed: bytes, kind: type[SignableType], at: datetime
) -> SignableType:
    info = session_info(purpose, live.municipality, live.session)
    signed = Signed.from_bytes(live.keys.unseal.unseal(info, sealed))
    key = settings.trust.manifest_key(live.municipality, at).ed25519
    require_signature(kind.label, signed.payload, signed.signature, key)
    return kind.from_signed(signed.payload)


def open_envelope(settings: KioskSettings, state: Applying, envelope: Envelope, at: datetime) -> Prepared:
    """Everything that must hold before a coin is asked for (design §5, step 6).

    Signature, application, card, holder tag, ciphertext, then the digest of each copy. Raises BadSignature,
    CannotUnseal, EnvelopeForAnotherSession, EnvelopeContradicts.
    """
    live, signed = state.live, envelope.manifest
    key = settings.trust.manifest_key(live.municipality, at).ed25519
    require_signature(Manifest.label, signed.payload, signed.signature, key)
    manifest = Manifest.from_signed(signed.payload)
    if manifest.session != live.session:
        raise EnvelopeForAnotherSession
    wrong = _differences(state, manifest, envelope)
    if wrong:
        raise EnvelopeContradicts(fields=" ".join(wrong))
    info = session_info("pages", live.municipality, live.session)
    pages = unpack(live.keys.unseal.unseal(info, envelope.sealed))
    digests = tuple(document_digest(nonce, file).hex() for nonce, file in pages)
    if digests != tuple(document.digest for document in manifest.documents):
        raise EnvelopeContradicts(fields="pages")
    return Prepared(state.application, manifest, signed.digest(), tuple(file for _, file in pages))


def _differences(state: Applying, manifest: Manifest, envelope: Envelope) -> tuple[str, ...]:
    application, digest = state.application, state.signed.digest()
    tag = holder_tag_of(bytes.fromhex(digest), state.live.card).hex()
    numbers = {document.number for document in manifest.documents}
    pairs = {
        "issuance": (manifest.issuance, application.issuance),
        "municipality": (manifest.municipality, application.municipality),
        "application": (manifest.application, digest),
        "card": (manifest.card, state.live.card.hex()),
        "holder_tag": (manifest.holder_tag, tag),
        "kind": (manifest.kind, application.kind),
        "fee": (manifest.fee, application.fee),
        "copies": (len(manifest.documents), application.copies),
        "numbers": (len(numbers), len(manifest.documents)),
        "ciphertext": (manifest.ciphertext, canonical.digest("kofu/ciphertext/v1", envelope.sealed).hex()),
    }
    return tuple(name for name, (told, known) in pairs.items() if told != known)
