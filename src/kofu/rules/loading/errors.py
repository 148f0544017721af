"""What is wrong with a rules file: one family, every member naming file, key, line and remedy."""

from __future__ import annotations

from typing import ClassVar

from kofu.errors import KofuError


class BrokenRules(KofuError):
    """Rules data that must not be used. ``remedy`` says what to write instead."""

    code = "RULES_BROKEN"
    summary = "the rules data is broken"
    remedy: ClassVar[str] = "see docs/rules.md"

    def __init__(self, *, file: str, key: str | None = None, line: int | None = None, found: str | None = None) -> None:
        super().__init__(file=file, key=key, line=line, found=found, remedy=type(self).remedy)
        self.file = file
        self.key = key
        self.line = line
        self.found = found


class NotToml(BrokenRules):
    """The text is not TOML."""

    code = "RULES_NOT_TOML"
    summary = "the file is not valid TOML"
    remedy = "correct the line; every value is a table headed [[key]]"


class WrongEncoding(BrokenRules):
    """Bytes that are not plain UTF-8."""

    code = "RULES_WRONG_ENCODING"
    summary = "the file is not UTF-8, or starts with a byte-order mark"
    remedy = "save the file as UTF-8 without byte-order mark"


class UnknownFile(BrokenRules):
    """A file that no topic names."""

    code = "RULES_UNKNOWN_FILE"
    summary = "no topic has this file name"
    remedy = "use one of the topic files that docs/rules.md lists, or remove the file"


class UnknownFolder(BrokenRules):
    """A folder whose name is not code_name."""

    code = "RULES_UNKNOWN_FOLDER"
    summary = "a municipality's folder is named by its six-digit code and its name, for instance 282031_akashi"
    remedy = "rename the folder to six digits, an underscore and a lower-case name"


class DuplicateFolder(BrokenRules):
    """Two folders for one municipality."""

    code = "RULES_DUPLICATE_FOLDER"
    summary = "two folders carry the same municipality code or name"
    remedy = "keep one folder per municipality"


class UnknownKey(BrokenRules):
    """A key or field that the schema does not know."""

    code = "RULES_UNKNOWN_KEY"
    summary = "this key is not known"
    remedy = "check the spelling against docs/rules.md; fields are from, until, value, source, resolution, assumed"


class MisplacedKey(BrokenRules):
    """A key in a file of another topic."""

    code = "RULES_MISPLACED_KEY"
    summary = "this key belongs into another topic file"
    remedy = "move the value into the file named under found"


class MissingKey(BrokenRules):
    """A value the service needs is absent."""

    code = "RULES_MISSING_KEY"
    summary = "a value the service needs is missing"
    remedy = 'add the key; where the page is silent, give a value with assumed = "why"'


class MissingField(BrokenRules):
    """An entry without from or value."""

    code = "RULES_MISSING_FIELD"
    summary = "an entry lacks from or value"
    remedy = "give every entry from, value and source"


class MissingSource(BrokenRules):
    """A value without source."""

    code = "RULES_MISSING_SOURCE"
    summary = "a value without a source cannot be checked by anybody"
    remedy = 'add source = "page or rule, heading"; for a silent page add assumed = "why" too'


class BadResolution(BrokenRules):
    """A resolution that is not of the form X-nn, or an empty assumption."""

    code = "RULES_BAD_RESOLUTION"
    summary = "resolution is the id of a settled ambiguity, X-01 to X-99; assumed says why in words"
    remedy = 'write resolution = "X-nn" or assumed = "why"'


class BadDate(BrokenRules):
    """Not a date of the calendar, or an end before its begin."""

    code = "RULES_BAD_DATE"
    summary = "not a usable date"
    remedy = "write dates bare, as 2026-04-01, with until on or after from"


class Overlap(BrokenRules):
    """Two values of one key hold on the same day."""

    code = "RULES_OVERLAP"
    summary = "two values of this key hold on the same day"
    remedy = "end the earlier value with until = the day before the later one's from"


class Gap(BrokenRules):
    """Days between two values of a key."""

    code = "RULES_GAP"
    summary = "no value holds between two values of this key"
    remedy = "let the later value begin the day after the earlier one's until"


class UnknownScope(BrokenRules):
    """A scope that names no certificate."""

    code = "RULES_UNKNOWN_SCOPE"
    summary = 'a scope is "service" or a list of certificate codes'
    remedy = 'use "service" or codes such as resident_record; an empty list means the rule refuses nothing'


class NegativeFee(BrokenRules):
    """A fee below zero, or not whole yen."""

    code = "RULES_NEGATIVE_FEE"
    summary = "a fee is a whole number of yen, zero or more"
    remedy = "write the fee as a plain number, for instance 200"


class BadValue(BrokenRules):
    """A value that its key cannot have."""

    code = "RULES_BAD_VALUE"
    summary = "this key cannot have this value"
    remedy = "see the key in docs/rules.md for the form of its value"


class UnknownDesk(BrokenRules):
    """A topic is sent to a desk that is not described."""

    code = "RULES_UNKNOWN_DESK"
    summary = "this desk is not described in desks.toml"
    remedy = "add [[desk.ID]] or name a desk that exists"


class NotInForce(KofuError):
    """A rule was asked for a day on which it has no value."""

    code = "RULES_NOT_IN_FORCE"
    summary = "no value of this rule is in force on this day"


class UnknownMunicipality(KofuError):
    """Neither a code nor a name in the rule book."""

    code = "RULES_UNKNOWN_MUNICIPALITY"
    summary = "no municipality of this code or name has rules here"
