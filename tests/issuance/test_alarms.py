"""An alarm is closed by two different operators, each signing with a cause, and by nothing else."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.assembly.state import open_state
from kofu.cli.main import kofu
from kofu.clock import JAPAN
from kofu.errors import KofuError
from kofu.issuance.alarms import (
    SameOperator,
    Standing,
    UnknownAlarm,
    UnknownOperator,
    decide_closing,
    open_alarms,
    raise_alarm,
    sign_closing,
    standing_of_alarm,
)
from kofu.issuance.memory_store import MemoryStore
from kofu.issuance.sealing import BadSignature
from kofu.issuance.store import Row, Store, Work
from kofu.rules.book import RuleBook

AKASHI, ISSUANCE = "282031", "a" * 32
STREAM = f"alarm/{AKASHI}/{ISSUANCE}"
NOON = datetime(2026, 7, 8, 12, tzinfo=JAPAN)
KEYS = {name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32)) for name in ("mori", "ueda", "thief")}
OPERATORS = {name: KEYS[name].public_key() for name in ("mori", "ueda")}


@pytest.fixture
def store() -> Store:
    store = MemoryStore()
    store.commit(raise_alarm(AKASHI, ISSUANCE, "ALARM_MANIFEST_CONTRADICTS", {}, NOON))
    return store


def decide(store: Store, operator: str, *, key: str | None = None, stream: str = STREAM) -> None:
    signed = sign_closing(stream, operator, "a cable was swapped", KEYS[key or operator].sign, NOON)
    store.commit(decide_closing(store, signed, OPERATORS, NOON))


def test_two_operators_close_an_alarm_together(store: Store) -> None:
    decide(store, "mori")
    assert standing_of_alarm(store.rows(STREAM)) is Standing.HALF_CLOSED
    assert open_alarms(store, AKASHI) == (STREAM,), "one decision closes nothing"
    decide(store, "ueda")
    assert standing_of_alarm(store.rows(STREAM)) is Standing.CLOSED
    assert open_alarms(store, AKASHI) == ()


@pytest.mark.parametrize(
    ("operator", "key", "stream", "error"),
    [
        ("mori", "mori", STREAM, SameOperator),
        ("thief", "thief", STREAM, UnknownOperator),
        ("ueda", "thief", STREAM, BadSignature),
        ("ueda", "ueda", f"alarm/{AKASHI}/{'b' * 32}", UnknownAlarm),
    ],
)
def test_no_other_second_decision_counts(
    store: Store, operator: str, key: str, stream: str, error: type[KofuError]
) -> None:
    decide(store, "mori")
    with pytest.raises(error):
        decide(store, operator, key=key, stream=stream)
    assert open_alarms(store, AKASHI) == (STREAM,)


def test_a_closed_alarm_is_not_closed_again(store: Store) -> None:
    decide(store, "mori")
    decide(store, "ueda")
    with pytest.raises(UnknownAlarm):
        decide(store, "mori")


def test_an_alarm_that_a_retry_closed_is_seen_as_improper(store: Store) -> None:
    store.commit(Work(rows=(Row(STREAM, 2, "close", "closed", NOON, {"cause": "printed normally"}),)))
    assert standing_of_alarm(store.rows(STREAM)) is Standing.IMPROPER


def test_the_command_closes_an_alarm_at_centre_and_municipality(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    state = open_state(folder, RuleBook.load(), random.Random(3).randbytes)
    stores = (state.centre_store(), state.municipality(AKASHI)[0])
    for store in stores:
        store.commit(raise_alarm(AKASHI, ISSUANCE, "ALARM_DRAWING_CONTRADICTS", {}, NOON))
    name, run = f"{AKASHI}/{ISSUANCE}", CliRunner()
    close = ["alarms", "close", name, "--cause", "the font was replaced", "--state", str(folder), "--operator"]
    assert name in run.invoke(kofu, ["alarms", "list", "--state", str(folder)]).output
    assert "one more" in run.invoke(kofu, [*close, "mori"]).output
    again = run.invoke(kofu, [*close, "mori"])
    assert (again.exit_code, "ALARM_SAME_OPERATOR" in again.output + again.stderr) == (2, True)
    assert "closed" in run.invoke(kofu, [*close, "ueda"]).output
    assert [open_alarms(store, AKASHI) for store in stores] == [(), ()]
