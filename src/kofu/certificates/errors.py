"""Why a content cannot be composed. Facts are kinds, counts and register names, never a person's data."""

from kofu.errors import KofuError


class CertificateError(KofuError):
    """The root of this part's errors."""

    code = "CERTIFICATE_ERROR"
    summary = "the certificate cannot be composed"


class SubjectNotInRecord(CertificateError):
    """Somebody asked for does not stand, or no longer stands, in the record the certificate is drawn from."""

    code = "CERTIFICATE_SUBJECT_NOT_IN_RECORD"
    summary = "a person asked for is not a current member of the record"


class NothingToCertify(CertificateError):
    """No person is left to print."""

    code = "CERTIFICATE_NOTHING_TO_CERTIFY"
    summary = "no person is left to print"


class IncompleteRows(CertificateError):
    """The snapshot lacks the rows this kind is drawn from, or they contradict each other."""

    code = "CERTIFICATE_INCOMPLETE_ROWS"
    summary = "the registers do not hold what this certificate is drawn from"
