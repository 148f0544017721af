"""Why a file cannot be looked at. Whatever is wrong with a picture inside its bounds is a verdict, not an error."""

from kofu.errors import KofuError


class UnreadableFile(KofuError):
    """Not a PNG, JPEG or PDF that can be decoded."""

    code = "VERIFY_UNREADABLE_FILE"
    summary = "not a picture or PDF that can be read"


class FileTooLarge(KofuError):
    """More bytes, pixels or pages than are looked at."""

    code = "VERIFY_FILE_TOO_LARGE"
    summary = "the file has more bytes, pixels or pages than are looked at"
