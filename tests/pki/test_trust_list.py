from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kofu.clock import JAPAN, from_unix
from kofu.pki.trust import (
    Centre,
    Chain,
    KeyUse,
    Material,
    MunicipalKey,
    Period,
    Terminal,
    TrustList,
    errors,
    key_id_of,
    read_trust_list,
    sign_trust_list,
)
from kofu.pki.trust.encoding import encode

AT = datetime(2026, 7, 8, 10, 0, tzinfo=JAPAN)
DAY = timedelta(days=1)
ROOT = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_ROOT = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOW = Period(AT - 30 * DAY, AT + 30 * DAY)
PAST = Period(AT - 90 * DAY, AT - 30 * DAY)
LATER = Period(AT + 20 * DAY, AT + 80 * DAY)
REVOKED = Period(AT - 30 * DAY, AT + 30 * DAY, AT - DAY)
CHANNEL = "ab" * 32


def key(use: KeyUse, key_id: str, period: Period, municipality: str = "282031", fill: int = 1) -> MunicipalKey:
    return MunicipalKey(municipality, use, key_id, bytes([fill]) * (1216 if use is KeyUse.HPKE else 32), period)


TRUST_LIST = TrustList(
    material=Material.TEST,
    number=7,
    issued_at=AT - DAY,
    expires_at=AT + 7 * DAY,
    keys=(
        key(KeyUse.MANIFEST, "0a", PAST),
        key(KeyUse.MANIFEST, "0b", NOW, fill=2),
        key(KeyUse.MANIFEST, "0c", LATER),
        key(KeyUse.HPKE, "0a", NOW),
        key(KeyUse.SEAL, "00000001", PAST),
        MunicipalKey("282031", KeyUse.SEAL, "00000002", b"s" * 32, NOW, b"q" * 1312),
        key(KeyUse.SEAL, "00000003", REVOKED, municipality="132276"),
        key(KeyUse.MANIFEST, "0a", REVOKED, municipality="132276"),
    ),
    terminals=(
        Terminal("000001", CHANNEL, b"r" * 32, Chain.LAWSON, "明石駅前", NOW),
        Terminal("000002", "cd" * 32, b"r" * 32, Chain.TOWN_HALL, "羽村市役所", REVOKED),
        Terminal("000003", "ef" * 32, b"r" * 32, Chain.SEICOMART, "札幌", LATER),
    ),
    centres=(Centre("kofu-test", "12" * 32, b"c" * 32, NOW),),
)
FILE = sign_trust_list(TRUST_LIST, ROOT)


def read(data: bytes, at: datetime = AT, newest_seen: int = 0) -> TrustList:
    return read_trust_list(data, ROOT.public_key(), at, material=Material.TEST, newest_seen=newest_seen)


def signed(content: bytes) -> bytes:
    header = b"kofu/trust-list/v1/test\n"
    return header + ROOT.sign(header + content) + content


def test_a_trust_list_reads_back_as_it_was_signed() -> None:
    assert read(FILE) == TRUST_LIST


def test_the_same_list_and_root_give_the_same_bytes() -> None:
    assert sign_trust_list(TRUST_LIST, ROOT) == FILE


def test_lookups_answer_with_the_key_in_force() -> None:
    assert TRUST_LIST.manifest_key("282031", AT).key_id == "0b"
    assert TRUST_LIST.manifest_key("282031", AT - 40 * DAY).key_id == "0a"
    assert TRUST_LIST.manifest_key("282031", AT, "0b").key == b"\x02" * 32
    assert len(TRUST_LIST.hpke_key("282031", AT).key) == 1216
    assert TRUST_LIST.current_seal_key("282031", AT).key_id == "00000002"
    assert TRUST_LIST.seal_key("00000001", AT - 40 * DAY, AT).municipality == "282031"
    assert TRUST_LIST.terminal("000001", AT).chain is Chain.LAWSON
    assert TRUST_LIST.terminal_by_channel(CHANNEL, AT).id == "000001"
    assert TRUST_LIST.centre("kofu-test", AT).signing_key == b"c" * 32
    assert TRUST_LIST.municipalities == {"282031", "132276"}


def test_of_two_keys_in_force_the_one_that_began_last_answers() -> None:
    newer = key(KeyUse.MANIFEST, "0d", Period(AT - DAY, AT + DAY))
    both = dataclasses.replace(TRUST_LIST, keys=(newer, *TRUST_LIST.keys))
    assert both.manifest_key("282031", AT).key_id == "0d"
    assert both.manifest_key("282031", AT, "0b").key_id == "0b"


LOOKUPS_REFUSED = [
    ("municipality", lambda t: t.manifest_key("999999", AT), errors.UnknownMunicipality),
    ("manifest key id", lambda t: t.manifest_key("282031", AT, "ff"), errors.UnknownKey),
    ("no key of that use", lambda t: t.hpke_key("132276", AT), errors.UnknownKey),
    ("manifest key of the past", lambda t: t.manifest_key("282031", AT, "0a"), errors.KeyNotInForce),
    ("manifest key of the future", lambda t: t.manifest_key("282031", AT, "0c"), errors.KeyNotInForce),
    ("manifest key revoked", lambda t: t.manifest_key("132276", AT), errors.KeyRevoked),
    ("seal key id", lambda t: t.seal_key("ffffffff", AT, AT), errors.UnknownKey),
    ("seal outside the period", lambda t: t.seal_key("00000001", AT, AT), errors.KeyNotInForce),
    ("seal key revoked, sheet older", lambda t: t.seal_key("00000003", AT - 9 * DAY, AT), errors.KeyRevoked),
    ("terminal", lambda t: t.terminal("999999", AT), errors.UnknownTerminal),
    ("terminal channel", lambda t: t.terminal_by_channel("00" * 32, AT), errors.UnknownTerminal),
    ("terminal revoked", lambda t: t.terminal("000002", AT), errors.KeyRevoked),
    ("terminal not yet", lambda t: t.terminal("000003", AT), errors.KeyNotInForce),
    ("centre", lambda t: t.centre("other", AT), errors.UnknownCentre),
    ("expired list", lambda t: t.terminal("000001", AT + 7 * DAY), errors.TrustListExpired),
    ("expired list, seal", lambda t: t.seal_key("00000002", AT, AT + 7 * DAY), errors.TrustListExpired),
]


@pytest.mark.parametrize(("what", "lookup", "error"), LOOKUPS_REFUSED, ids=[row[0] for row in LOOKUPS_REFUSED])
def test_each_lookup_that_fails_says_why(what: str, lookup, error: type[errors.TrustError]) -> None:  # type: ignore[no-untyped-def]  # lambdas of many shapes
    with pytest.raises(error):
        lookup(TRUST_LIST)


def test_the_usual_key_id_is_the_head_of_the_keys_digest() -> None:
    assert key_id_of(b"abc") == "ba7816bf"  # SHA-256 of "abc": FIPS 180-4, example 1


def test_a_list_of_another_root_is_forged() -> None:
    with pytest.raises(errors.TrustListForged):
        read(sign_trust_list(TRUST_LIST, OTHER_ROOT))


def test_test_and_real_lists_do_not_mix() -> None:
    with pytest.raises(errors.TrustListForTests):
        read_trust_list(FILE, ROOT.public_key(), AT)
    real = sign_trust_list(dataclasses.replace(TRUST_LIST, material=Material.REAL), ROOT)
    with pytest.raises(errors.TrustListForTests):
        read(real)
    with pytest.raises(errors.TrustListForged):
        read(real.replace(b"/real\n", b"/test\n", 1))


def test_a_list_counts_from_its_date_until_its_end() -> None:
    assert read(FILE, AT - DAY) == TRUST_LIST
    with pytest.raises(errors.TrustListNotYetValid):
        read(FILE, AT - DAY - timedelta(seconds=1))
    with pytest.raises(errors.TrustListExpired):
        read(FILE, AT + 7 * DAY)


def test_an_older_list_than_one_already_seen_is_refused() -> None:
    assert read(FILE, newest_seen=7) == TRUST_LIST
    with pytest.raises(errors.TrustListOutdated):
        read(FILE, newest_seen=8)


def test_a_list_beyond_the_size_limit_is_not_even_verified() -> None:
    with pytest.raises(errors.TrustListTooLarge):
        read(bytes((64 << 20) + 1))


def changed(**changes: object) -> bytes:
    document = json.loads(encode(TRUST_LIST)) | changes
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def first_key(**changes: object) -> bytes:
    keys = json.loads(encode(TRUST_LIST))["keys"]
    return changed(keys=[keys[0] | changes, *keys[1:]])


CONTENT_REFUSED = {
    "empty": b"",
    "not JSON": b"{",
    "not an object": b"[]",
    "deep nesting": b"[" * 100_000,
    "not UTF-8": b"\xff\xfe\xfd",
    "a space more": encode(TRUST_LIST).replace(b":", b": ", 1),
    "a name twice": encode(TRUST_LIST).replace(b'"number":7', b'"number":6,"number":7'),
    "a name unknown": changed(extra=1),
    "a name unknown in a key": first_key(extra=1),
    "a name missing": b'{"number":7}',
    "a number as text": changed(number="7"),
    "a number that is true": changed(number=True),
    "a number too large": changed(expires_at=1 << 60),
    "a year beyond the calendar": changed(expires_at=(1 << 53) - 1),
    "an end before the beginning": changed(expires_at=1),
    "a key too short": first_key(key="AQEB"),
    "a key not base64": first_key(key="!" * 43),
    "a key with loose last bits": first_key(key="A" * 42 + "B"),
    "a use unknown": first_key(use="other"),
    "a municipality code of five digits": first_key(municipality="28203"),
    "a period that ends before it begins": first_key(valid_until=1),
    "a key id twice": first_key(key_id="0b"),
    "a post-quantum key on a manifest key": first_key(post_quantum_key="AQEB"),
    "a null": first_key(revoked_at=None),
}


@pytest.mark.parametrize("content", CONTENT_REFUSED.values(), ids=CONTENT_REFUSED.keys())
def test_even_the_root_signs_one_form_only(content: bytes) -> None:
    with pytest.raises(errors.TrustListMalformed):
        read(signed(content))


def test_signing_refuses_a_list_that_would_not_read_back() -> None:
    with pytest.raises(errors.TrustListMalformed):
        sign_trust_list(dataclasses.replace(TRUST_LIST, issued_at=AT + timedelta(milliseconds=1)), ROOT)


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_byte_changed_makes_it_forged(position: int, difference: int) -> None:
    altered = bytearray(FILE)
    altered[position] ^= difference
    with pytest.raises(errors.TrustListForged):
        read(bytes(altered))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_forged(data: bytes) -> None:
    with pytest.raises(errors.TrustListForged):
        read(data)


@given(st.binary(max_size=300))
def test_arbitrary_signed_content_is_malformed(content: bytes) -> None:
    with pytest.raises(errors.TrustListMalformed):
        read(signed(content))


moments = st.integers(1, 4_000_000_000)
periods = st.builds(
    lambda start, length, revoked: Period(
        from_unix(start), from_unix(start + length), None if revoked is None else from_unix(revoked)
    ),
    moments,
    st.integers(1, 1_000_000_000),
    st.none() | moments,
)
terminals = st.builds(
    Terminal,
    st.text("0123456789", min_size=1, max_size=6),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.binary(min_size=32, max_size=32),
    st.sampled_from(Chain),
    st.text(min_size=1, max_size=20).filter(str.isprintable),
    periods,
)
manifest_keys = st.builds(
    MunicipalKey,
    st.text("0123456789", min_size=6, max_size=6),
    st.just(KeyUse.MANIFEST),
    st.binary(min_size=4, max_size=4).map(bytes.hex),
    st.binary(min_size=32, max_size=32),
    periods,
)


@given(st.lists(terminals, max_size=4), st.lists(manifest_keys, max_size=4, unique_by=lambda k: k.key_id))
def test_every_list_that_can_be_signed_reads_back(entries: list[Terminal], keys: list[MunicipalKey]) -> None:
    written = dataclasses.replace(TRUST_LIST, terminals=tuple(entries), keys=tuple(keys))
    assert read(sign_trust_list(written, ROOT)) == written
