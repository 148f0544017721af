"""Why a trust list, or a lookup in it, is refused."""

from __future__ import annotations

from kofu.errors import KofuError


class TrustError(KofuError):
    """The trust list does not support what was asked."""

    code = "TRUST_REFUSED"
    summary = "the trust list does not support this"


class TrustListForged(TrustError):
    """The root did not sign these bytes."""

    code = "TRUST_LIST_FORGED"
    summary = "the trust list is not signed by the root"


class TrustListMalformed(TrustError):
    """The root signed it, but it is not in the one accepted form."""

    code = "TRUST_LIST_MALFORMED"
    summary = "the trust list is not in its canonical form"


class TrustListTooLarge(TrustError):
    """It is larger than any list needs to be."""

    code = "TRUST_LIST_TOO_LARGE"
    summary = "the trust list exceeds the size limit"


class TrustListExpired(TrustError):
    """A newer list is due; this one no longer counts."""

    code = "TRUST_LIST_EXPIRED"
    summary = "the trust list has expired; fetch the newer one"


class TrustListNotYetValid(TrustError):
    """It is dated later than the moment asked about."""

    code = "TRUST_LIST_NOT_YET_VALID"
    summary = "the trust list is dated in the future"


class TrustListOutdated(TrustError):
    """A list of a higher number has been seen before; somebody is serving an old one."""

    code = "TRUST_LIST_OUTDATED"
    summary = "an older trust list than the one already seen"


class TrustListForTests(TrustError):
    """It is marked as test material where real material is wanted, or the other way round."""

    code = "TRUST_LIST_WRONG_MATERIAL"
    summary = "test and real trust lists must not mix"


class UnknownMunicipality(TrustError):
    """No municipality of this code is listed."""

    code = "TRUST_UNKNOWN_MUNICIPALITY"
    summary = "the municipality is not in the trust list"


class UnknownTerminal(TrustError):
    """No terminal of this id, or of this TLS certificate, is listed."""

    code = "TRUST_UNKNOWN_TERMINAL"
    summary = "the terminal is not in the trust list"


class UnknownCentre(TrustError):
    """No centre of this id is listed."""

    code = "TRUST_UNKNOWN_CENTRE"
    summary = "the centre is not in the trust list"


class UnknownKey(TrustError):
    """No key of this id is listed for this use and owner."""

    code = "TRUST_UNKNOWN_KEY"
    summary = "the key is not in the trust list"


class KeyNotInForce(TrustError):
    """The key is listed, for another period."""

    code = "TRUST_KEY_NOT_IN_FORCE"
    summary = "the key is not in force at that moment"


class KeyRevoked(TrustError):
    """The key is listed as revoked."""

    code = "TRUST_KEY_REVOKED"
    summary = "the key has been revoked"
