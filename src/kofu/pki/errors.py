"""Why a certificate, a revocation list or a signature is refused: one type per reason."""

from __future__ import annotations

from kofu.errors import KofuError


class PkiError(KofuError):
    """A certificate, a revocation list or a signature made with a card is refused."""

    code = "PKI_REFUSED"
    summary = "the certificate is refused"


class MalformedCertificate(PkiError):
    """The bytes are not one well-formed X.509 certificate in DER."""

    code = "PKI_MALFORMED_CERTIFICATE"
    summary = "not a well-formed X.509 certificate in DER"


class UnknownIssuer(PkiError):
    """No trust anchor has the key that issued it; one of the same name does not count."""

    code = "PKI_UNKNOWN_ISSUER"
    summary = "no trusted authority has the key that issued this certificate"


class IssuerNotInForce(PkiError):
    """The authority that issued it is outside its own validity."""

    code = "PKI_ISSUER_NOT_IN_FORCE"
    summary = "the issuing authority is outside its own validity"


class BadCertificateSignature(PkiError):
    """It names a trusted key, but that key did not sign it."""

    code = "PKI_BAD_CERTIFICATE_SIGNATURE"
    summary = "the issuer's signature on the certificate does not verify"


class UnacceptableKey(PkiError):
    """Its key is of a kind or size the policy does not accept."""

    code = "PKI_UNACCEPTABLE_KEY"
    summary = "the certificate's key is of a kind or size that is not accepted"


class UnacceptableAlgorithm(PkiError):
    """It is signed with an algorithm other than SHA-256 by RSA or SHA-384 by P-384."""

    code = "PKI_UNACCEPTABLE_ALGORITHM"
    summary = "signed with an algorithm that is not accepted"


class UnknownCriticalExtension(PkiError):
    """It carries a critical extension kofu does not understand."""

    code = "PKI_UNKNOWN_CRITICAL_EXTENSION"
    summary = "a critical extension is not understood"


class WrongPolicy(PkiError):
    """None of its certificate policies is accepted here."""

    code = "PKI_WRONG_POLICY"
    summary = "issued under a certificate policy that is not accepted here"


class WrongKeyUsage(PkiError):
    """Its key is for another use: signing documents, or issuing certificates."""

    code = "PKI_WRONG_KEY_USAGE"
    summary = "the certificate's key is for another use"


class NotYetValid(PkiError):
    """Its validity begins later."""

    code = "PKI_NOT_YET_VALID"
    summary = "the certificate is not valid yet"


class Expired(PkiError):
    """Its validity has ended."""

    code = "PKI_EXPIRED"
    summary = "the certificate has expired"


class Revoked(PkiError):
    """Its issuer has revoked it."""

    code = "PKI_REVOKED"
    summary = "the certificate has been revoked"


class MissingRevocationList(PkiError):
    """There is no revocation list of its issuer's key, so nothing can be said."""

    code = "PKI_MISSING_REVOCATION_LIST"
    summary = "no revocation list of the issuing authority is at hand"


class StaleRevocationList(PkiError):
    """The newest revocation list of its issuer is too old to rely on."""

    code = "PKI_STALE_REVOCATION_LIST"
    summary = "the revocation list is too old to rely on"


class RevocationListNotYetValid(PkiError):
    """The revocation list is dated later than the moment asked about."""

    code = "PKI_REVOCATION_LIST_NOT_YET_VALID"
    summary = "the revocation list is dated in the future"


class MalformedRevocationList(PkiError):
    """The bytes are not one well-formed, complete X.509 revocation list in DER."""

    code = "PKI_MALFORMED_REVOCATION_LIST"
    summary = "not a well-formed, complete X.509 revocation list in DER"


class BadRevocationListSignature(PkiError):
    """The revocation list is not signed by the authority it speaks for."""

    code = "PKI_BAD_REVOCATION_LIST_SIGNATURE"
    summary = "the revocation list's signature does not verify"


class BadCardSignature(PkiError):
    """The card's key did not sign this message."""

    code = "PKI_BAD_CARD_SIGNATURE"
    summary = "the signature by the card's key does not verify"


class UnusableAnchor(PkiError):
    """A certificate offered as trust anchor is not an authority's."""

    code = "PKI_UNUSABLE_ANCHOR"
    summary = "the certificate cannot serve as a trust anchor"


class TestMaterialRefused(PkiError):
    """Certificates of the test PKI and real ones must not mix."""

    code = "PKI_TEST_MATERIAL_REFUSED"
    summary = "this certificate belongs to the test PKI, which production does not accept"
    __test__ = False  # its name begins like a test's; pytest is not to collect it


class NoPartyName(PkiError):
    """A TLS certificate does not name exactly one party of the service."""

    code = "PKI_NO_PARTY_NAME"
    summary = "the TLS certificate does not name exactly one terminal, centre or municipality"
