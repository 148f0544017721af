"""What ends a bulk load."""

from __future__ import annotations

from kofu.errors import KofuError


class LoadRefused(KofuError):
    """Rows are bad and were not to be set aside: nothing was loaded."""

    code = "REGISTER_LOAD_REFUSED"
    summary = "nothing was loaded because of the rows reported"


class LoadOvertaken(KofuError):
    """Facts about people of the load were recorded while it was prepared: nothing was loaded."""

    code = "REGISTER_LOAD_OVERTAKEN"
    summary = "the registers changed under the load; nothing was loaded, run it again"


class LoadUnderWay(KofuError):
    """Another load of this municipality is being copied in, or was left behind by a process that was killed."""

    code = "REGISTER_LOAD_UNDER_WAY"
    summary = "another load is being copied in; if its process is gone, withdraw it"


class UnknownFile(KofuError):
    """A file's name does not say what is in it."""

    code = "REGISTER_UNKNOWN_FILE"
    summary = "name files KIND.csv, KIND.anything.csv or anything.jsonl"


class RowUnreadable(KofuError):
    """A line of a file is not a row of its kind."""

    code = "REGISTER_ROW_UNREADABLE"
    summary = "the line is not a row of this file"
