"""The one byte form of a trust list: canonical JSON (sorted keys, no spaces, UTF-8; moments in Unix seconds)."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from kofu.clock import from_unix, unix_seconds
from kofu.pki.trust.entries import (
    ED25519_BYTES,
    HPKE_LIMIT_BYTES,
    ML_DSA_44_BYTES,
    SEAL_KEY_ID_BYTES,
    Centre,
    Chain,
    KeyUse,
    Material,
    MunicipalKey,
    Period,
    Terminal,
)
from kofu.pki.trust.errors import TrustListMalformed
from kofu.pki.trust.listing import TrustList

_PLACE_LIMIT = 200
_NAME_LIMIT = 64
_HEXADECIMAL = frozenset("0123456789abcdef")
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")

Row = dict[str, Any]


def encode(trust_list: TrustList) -> bytes:
    """Canonical JSON of everything but the material, which the header of the file states."""
    document = {
        "number": trust_list.number,
        "issued_at": unix_seconds(trust_list.issued_at),
        "expires_at": unix_seconds(trust_list.expires_at),
        "keys": [_key_row(key) for key in trust_list.keys],
        "terminals": [_terminal_row(terminal) for terminal in trust_list.terminals],
        "centres": [_centre_row(centre) for centre in trust_list.centres],
    }
    return _canonical(document)


def decode(data: bytes, material: Material) -> TrustList:
    """The value of canonical JSON. Raises TrustListMalformed for any other form, size or type."""
    try:
        trust_list = _trust_list(json.loads(data), material)
        is_canonical = encode(trust_list) == data
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        raise TrustListMalformed from None
    if not is_canonical:
        raise TrustListMalformed
    return trust_list


def _canonical(document: Row) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _trust_list(row: Row, material: Material) -> TrustList:
    trust_list = TrustList(
        material=material,
        number=_number(row["number"]),
        issued_at=_moment(row["issued_at"]),
        expires_at=_moment(row["expires_at"]),
        keys=tuple(map(_key, row["keys"])),
        terminals=tuple(map(_terminal, row["terminals"])),
        centres=tuple(map(_centre, row["centres"])),
    )
    _demand(trust_list.issued_at < trust_list.expires_at)
    names = [
        (key.use, key.key_id) if key.use is KeyUse.SEAL else (key.use, key.municipality, key.key_id)
        for key in trust_list.keys
    ]
    _demand(len(set(names)) == len(names))
    return trust_list


def _key(row: Row) -> MunicipalKey:
    use = KeyUse(row["use"])
    key, post_quantum = _bytes(row["key"]), row.get("post_quantum_key")
    _demand(0 < len(key) <= HPKE_LIMIT_BYTES if use is KeyUse.HPKE else len(key) == ED25519_BYTES)
    _demand(use is not KeyUse.SEAL or len(row["key_id"]) == 2 * SEAL_KEY_ID_BYTES)
    if post_quantum is not None:
        post_quantum = _bytes(post_quantum)
        _demand(use is KeyUse.SEAL and len(post_quantum) == ML_DSA_44_BYTES)
    return MunicipalKey(_municipality(row["municipality"]), use, _hex(row["key_id"]), key, _period(row), post_quantum)


def _key_row(key: MunicipalKey) -> Row:
    row = {"municipality": key.municipality, "use": key.use.value, "key_id": key.key_id, "key": _text(key.key)}
    if key.post_quantum_key is not None:
        row["post_quantum_key"] = _text(key.post_quantum_key)
    return row | _period_row(key.period)


def _terminal(row: Row) -> Terminal:
    report_key, place = _bytes(row["report_key"]), row["place"]
    _demand(len(report_key) == ED25519_BYTES and 0 < len(place) <= _PLACE_LIMIT and place.isprintable())
    return Terminal(_name(row["id"]), _digest(row["channel"]), report_key, Chain(row["chain"]), place, _period(row))


def _terminal_row(terminal: Terminal) -> Row:
    return {
        "id": terminal.id,
        "channel": terminal.channel,
        "report_key": _text(terminal.report_key),
        "chain": terminal.chain.value,
        "place": terminal.place,
        **_period_row(terminal.period),
    }


def _centre(row: Row) -> Centre:
    signing_key = _bytes(row["signing_key"])
    _demand(len(signing_key) == ED25519_BYTES)
    return Centre(_name(row["id"]), _digest(row["channel"]), signing_key, _period(row))


def _centre_row(centre: Centre) -> Row:
    row = {"id": centre.id, "channel": centre.channel, "signing_key": _text(centre.signing_key)}
    return row | _period_row(centre.period)


def _period(row: Row) -> Period:
    revoked_at = row.get("revoked_at")
    period = Period(
        _moment(row["valid_from"]), _moment(row["valid_until"]), None if revoked_at is None else _moment(revoked_at)
    )
    _demand(period.valid_from < period.valid_until)
    return period


def _period_row(period: Period) -> Row:
    row = {"valid_from": unix_seconds(period.valid_from), "valid_until": unix_seconds(period.valid_until)}
    return row if period.revoked_at is None else row | {"revoked_at": unix_seconds(period.revoked_at)}


def _demand(holds: bool) -> None:
    if not holds:
        raise TrustListMalformed


def _number(value: object) -> int:
    if type(value) is not int or not 0 < value < 1 << 53:
        raise TrustListMalformed
    return value


def _moment(value: object) -> datetime:
    return from_unix(_number(value))


def _municipality(value: str) -> str:
    _demand(len(value) == 6 and value.isascii() and value.isdigit())
    return value


def _name(value: str) -> str:
    _demand(0 < len(value) <= _NAME_LIMIT and set(value) <= _NAME_CHARACTERS)
    return value


def _hex(value: str) -> str:
    _demand(0 < len(value) <= _NAME_LIMIT and set(value) <= _HEXADECIMAL)
    return value


def _digest(value: str) -> str:
    _demand(len(value) == 64)
    return _hex(value)


def _bytes(value: str) -> bytes:
    """base64url without padding; that it is the only spelling, the comparison of the whole document shows."""
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
