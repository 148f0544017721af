"""The trust list as a value, and the questions it answers. Everybody asks it; the centre cannot write it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypeVar

from kofu.errors import KofuError
from kofu.pki.trust.entries import Centre, KeyUse, Material, MunicipalKey, Period, Terminal
from kofu.pki.trust.errors import (
    KeyNotInForce,
    KeyRevoked,
    TrustListExpired,
    UnknownCentre,
    UnknownKey,
    UnknownMunicipality,
    UnknownTerminal,
)


class _Dated(Protocol):
    @property
    def period(self) -> Period: ...


_Entry = TypeVar("_Entry", bound=_Dated)


@dataclass(frozen=True)
class TrustList:
    """Who may speak, with which keys, when. Issue ``number`` counts up; lookups refuse once ``expires_at`` is past.

    Every lookup takes the moment it is about. Where a key id is left out, the newest key in force answers.
    """

    material: Material
    number: int
    issued_at: datetime
    expires_at: datetime
    keys: tuple[MunicipalKey, ...] = field(repr=False)
    terminals: tuple[Terminal, ...] = field(repr=False)
    centres: tuple[Centre, ...] = field(repr=False)

    def manifest_key(self, municipality: str, at: datetime, key_id: str | None = None) -> MunicipalKey:
        """The municipality's manifest key. Raises UnknownMunicipality, UnknownKey, KeyNotInForce, KeyRevoked."""
        return self._municipal_key(municipality, KeyUse.MANIFEST, at, key_id)

    def hpke_key(self, municipality: str, at: datetime, key_id: str | None = None) -> MunicipalKey:
        """The key to seal applications to. Raises UnknownMunicipality, UnknownKey, KeyNotInForce, KeyRevoked."""
        return self._municipal_key(municipality, KeyUse.HPKE, at, key_id)

    def current_seal_key(self, municipality: str, at: datetime) -> MunicipalKey:
        """The key the municipality seals paper with. Raises UnknownMunicipality, KeyNotInForce, KeyRevoked."""
        return self._municipal_key(municipality, KeyUse.SEAL, at, None)

    def seal_key(self, key_id: str, made_at: datetime, at: datetime) -> MunicipalKey:
        """The key named on a sheet that says it was made at ``made_at``, looked at ``at``.

        A revoked key answers for no sheet, however early its date: whoever holds the key can write any date.
        Raises UnknownKey, KeyNotInForce, KeyRevoked.
        """
        self._check_current(at)
        entry = self._seal_keys.get(key_id)
        if entry is None:
            raise UnknownKey(key=key_id)
        if entry.period.is_revoked(at):
            raise KeyRevoked(key=key_id)
        if not entry.period.includes(made_at):
            raise KeyNotInForce(key=key_id)
        return entry

    def terminal(self, terminal: str, at: datetime) -> Terminal:
        """The terminal of this id. Raises UnknownTerminal, KeyNotInForce, KeyRevoked."""
        self._check_current(at)
        return _in_force(self._terminals_by_id.get(terminal, ()), at, UnknownTerminal(terminal=terminal))

    def terminal_by_channel(self, channel: str, at: datetime) -> Terminal:
        """The terminal of this TLS certificate. Raises UnknownTerminal, KeyNotInForce, KeyRevoked."""
        self._check_current(at)
        return _in_force(self._terminals_by_channel.get(channel, ()), at, UnknownTerminal(channel=channel))

    def centre(self, centre: str, at: datetime) -> Centre:
        """The centre of this id. Raises UnknownCentre, KeyNotInForce, KeyRevoked."""
        self._check_current(at)
        return _in_force([each for each in self.centres if each.id == centre], at, UnknownCentre(centre=centre))

    @property
    def municipalities(self) -> frozenset[str]:
        """The codes of all municipalities listed, in force or not."""
        return frozenset(self._municipal_keys)

    def _municipal_key(self, municipality: str, use: KeyUse, at: datetime, key_id: str | None) -> MunicipalKey:
        self._check_current(at)
        keys = self._municipal_keys.get(municipality)
        if keys is None:
            raise UnknownMunicipality(municipality=municipality)
        fitting = [key for key in keys if key.use is use and key_id in (None, key.key_id)]
        return _in_force(fitting, at, UnknownKey(municipality=municipality, use=use.value, key=key_id))

    def _check_current(self, at: datetime) -> None:
        if at >= self.expires_at:
            raise TrustListExpired(number=self.number, expires_at=self.expires_at.isoformat())

    @cached_property
    def _municipal_keys(self) -> Mapping[str, Sequence[MunicipalKey]]:
        return _grouped((key.municipality, key) for key in self.keys)

    @cached_property
    def _seal_keys(self) -> Mapping[str, MunicipalKey]:
        return {key.key_id: key for key in self.keys if key.use is KeyUse.SEAL}

    @cached_property
    def _terminals_by_id(self) -> Mapping[str, Sequence[Terminal]]:
        return _grouped((terminal.id, terminal) for terminal in self.terminals)

    @cached_property
    def _terminals_by_channel(self) -> Mapping[str, Sequence[Terminal]]:
        return _grouped((terminal.channel, terminal) for terminal in self.terminals)


def _grouped(pairs: Iterable[tuple[str, _Entry]]) -> Mapping[str, Sequence[_Entry]]:
    groups: defaultdict[str, list[_Entry]] = defaultdict(list)
    for name, entry in pairs:
        groups[name].append(entry)
    return dict(groups)


def _in_force(entries: Sequence[_Entry], at: datetime, absent: KofuError) -> _Entry:
    """The entry in force at ``at``, of several the one that began last. Raises ``absent`` if there is none at all."""
    if not entries:
        raise absent
    current = [entry for entry in entries if entry.period.includes(at)]
    if not current:
        raise KeyNotInForce(**absent.facts)
    unrevoked = [entry for entry in current if not entry.period.is_revoked(at)]
    if not unrevoked:
        raise KeyRevoked(**absent.facts)
    return max(unrevoked, key=lambda entry: entry.period.valid_from)
