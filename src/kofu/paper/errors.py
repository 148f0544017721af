"""Why a page cannot be drawn or must not leave. Facts are field names, pages and counts, never what stands there."""

from kofu.errors import KofuError


class PaperError(KofuError):
    """The root of this part's errors."""

    code = "PAPER_ERROR"
    summary = "the page cannot be drawn"


class FontUnusable(PaperError):
    """The certificate font is missing or is not the one expected."""

    code = "PAPER_FONT_UNUSABLE"
    summary = "the certificate font (IPAmj Mincho) was not found or has no variation sequences"


class TextTooLong(PaperError):
    """A text does not fit its field even at the smallest size and width; it is never cut."""

    code = "PAPER_TEXT_TOO_LONG"
    summary = "a text is too long for its field"


class UnknownField(PaperError):
    """The content names a field that the form does not have."""

    code = "PAPER_UNKNOWN_FIELD"
    summary = "the form has no such field"


class RenderingFailed(PaperError):
    """The typesetter reported an error or warnings. Its messages may quote content, so only their number is told."""

    code = "PAPER_RENDERING_FAILED"
    summary = "the typesetter could not draw the page"


class HolderNotReached(PaperError):
    """The drawn rows do not lead to the card of the holder: this is somebody else's page."""

    code = "PAPER_HOLDER_NOT_REACHED"
    summary = "the rows drawn do not lead to the holder's card"


class NumberMismatch(PaperError):
    """The document number or the moment of issue belongs to another municipality, kind or day than the content."""

    code = "PAPER_NUMBER_MISMATCH"
    summary = "number, moment of issue and content do not belong together"


class ReadBackMismatch(PaperError):
    """What stands on the finished page differs from what the raw rows say."""

    code = "PAPER_READ_BACK_MISMATCH"
    summary = "the finished page differs from the registers"


class PageCountMismatch(PaperError):
    """The finished document has other pages than were composed."""

    code = "PAPER_PAGE_COUNT_MISMATCH"
    summary = "the finished document has another number of pages"


class ImprintUnusable(PaperError):
    """A registered imprint is no square one-bit PNG of 8 to 25 mm."""

    code = "PAPER_IMPRINT_UNUSABLE"
    summary = "the registered imprint cannot be drawn"


class SealTooLarge(PaperError):
    """A value does not fit the seal's format."""

    code = "PAPER_SEAL_TOO_LARGE"
    summary = "a value does not fit the seal"


class SealMalformed(PaperError):
    """Bytes that are not a seal of a known version."""

    code = "PAPER_SEAL_MALFORMED"
    summary = "not a seal of a version known here"


class SealForged(PaperError):
    """The signature does not fit the seal's content."""

    code = "PAPER_SEAL_FORGED"
    summary = "the seal's signature does not fit its content"
