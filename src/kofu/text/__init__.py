"""Japanese dates and characters, as certificates need them.

Strings are kept as stored: no normalisation, because it changes names. What cannot be drawn is refused, never replaced.
"""

from kofu.text.characters import (
    ForbiddenCharacter,
    UndrawableCharacter,
    check_stored,
    clusters,
    full_width,
)
from kofu.text.dates import Era, era_date, era_year, read_iso_date

__all__ = [
    "Era",
    "ForbiddenCharacter",
    "UndrawableCharacter",
    "check_stored",
    "clusters",
    "era_date",
    "era_year",
    "full_width",
    "read_iso_date",
]
