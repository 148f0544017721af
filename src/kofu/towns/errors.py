"""What the makers of towns and cases refuse."""

from __future__ import annotations

from kofu.errors import KofuError


class UnknownVocabulary(KofuError):
    """A case uses a key or a value that is not in the vocabulary of scenario cases."""

    code = "TOWNS_UNKNOWN_VOCABULARY"
    summary = "a scenario case says something that is not in the vocabulary"


class UnknownMunicipality(KofuError):
    """No place data for this municipality."""

    code = "TOWNS_UNKNOWN_MUNICIPALITY"
    summary = "there is no synthetic town for this municipality"


class UnknownResident(KofuError):
    """No demonstration resident of this name."""

    code = "TOWNS_UNKNOWN_RESIDENT"
    summary = "there is no demonstration resident of this name"


class BrokenTownData(KofuError):
    """A data file of the synthetic towns has an unknown key or lacks one."""

    code = "TOWNS_BROKEN_DATA"
    summary = "a data file of the synthetic towns cannot be read"
