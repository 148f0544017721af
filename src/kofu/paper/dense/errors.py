"""Why a back cannot be made or read. Whatever a picture shows is a finding, not an error."""

from kofu.paper.errors import PaperError


class BackTooLarge(PaperError):
    """More bytes than the densest allowed code holds, or a value out of the format's bounds."""

    code = "PAPER_BACK_TOO_LARGE"
    summary = "a value does not fit the back of the sheet"


class BackMalformed(PaperError):
    """Bytes that are not the core of a back of a known version, or that break the format although they are signed."""

    code = "PAPER_BACK_MALFORMED"
    summary = "not the back of a sheet of a version known here"


class BackForged(PaperError):
    """A signature does not fit what the back says."""

    code = "PAPER_BACK_FORGED"
    summary = "a signature on the back does not fit its content"


class BackLocked(PaperError):
    """The sheet key does not open what the back holds."""

    code = "PAPER_BACK_LOCKED"
    summary = "the sheet key does not open this back"


class TablesBroken(PaperError):
    """The committed code tables break a rule of the format."""

    code = "PAPER_TABLES_BROKEN"
    summary = "the code tables of the back break a rule of the format"
