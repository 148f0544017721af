"""Who certifies: the municipality, its mayor and the seal that is printed beside the name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeSeal:
    """公印 as printed: its characters and the side of its square.

    Read in columns from the right, top to bottom: 明石市長之印 stands as two columns of three.
    """

    characters: str
    side_millimetres: int = 24


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """The certifying authority, as the foot of every sheet names it."""

    code: str
    """Six digits (全国地方公共団体コード); the document number begins with them"""
    name: str
    """明石市"""
    prefecture: str
    """兵庫県"""
    mayor_title: str
    """明石市長"""
    mayor_name: str
    """Invented, as every person in kofu's data"""
    office_seal: OfficeSeal
