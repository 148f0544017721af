"""The centre routes and settles without learning anything of the resident (design §5, decision 001)."""

from __future__ import annotations

import base64
import re

import pytest
from tests.issuance.people import AKASHI, Town, made_cards, town

from kofu.issuance.messages import Answer, Request
from kofu.issuance.servers import DirectPeer
from kofu.scenarios.script import Wish, holder


def secrets(here: Town) -> list[str]:
    """Everything the registers hold on the family: names, readings, addresses, numbers, dates, honseki."""
    resident, made = made_cards()["akashi/hanako"]
    registers = next(place.registers for place in here.stage.places if place.rules.code == AKASHI)
    snapshot = registers.snapshot(made.identity, here.stage.clock.now())
    assert snapshot.household is not None
    found = {resident.pin}
    for member in snapshot.household.members:
        found |= {member.name.written, member.name.reading or member.name.written, member.address.text}
        found |= {part for part in member.name.written.split() if len(part) > 1}
        found |= {value for value in (member.my_number, member.resident_code, member.honseki) if value}
        found |= {member.birth.isoformat(), str(member.person), str(member.household)}
    return sorted(found - {resident.pin})


def decoded(text: str) -> str:
    """The text with everything in base64 that can be read opened up, two layers deep."""
    layers = [text]
    for _ in range(2):
        found = re.findall(r"[A-Za-z0-9+/_-]{16,}={0,2}", layers[-1])
        opened = [
            base64.urlsafe_b64decode(word.replace("+", "-").replace("/", "_").rstrip("=") + "==")
            for word in found
            if len(word.rstrip("=")) % 4 != 1
        ]
        layers.append(" ".join(part.decode("utf-8", "replace") for part in opened))
    return "\n".join(layers)


def test_nothing_the_centre_stores_or_relays_holds_the_residents_data(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = town()
    relayed: list[str] = []
    ask = DirectPeer.ask

    def overhear(peer: DirectPeer, message: Request) -> Answer:
        answer = ask(peer, message)
        relayed.extend((message.model_dump_json(), answer.model_dump_json()))
        return answer

    monkeypatch.setattr(DirectPeer, "ask", overhear)
    with caplog.at_level(0):
        account = here.visit(
            wish=Wish("resident_record", holder, household=True, options=frozenset({"my_number", "relationship"}))
        )
    assert account.printed
    assert len(relayed) > 10
    store = here.store("centre")
    streams = store.streams("", {"open", "spent", "proved", "closed", "finished", "halted", "applied"})
    stored = [repr(row) for name in streams for row in store.rows(name)] + [repr(store.entries()), repr(store.outbox())]
    assert any("finished" in row for row in stored)
    seen = decoded("\n".join([*relayed, *stored, caplog.text]))
    assert [secret for secret in secrets(here) if secret in seen] == []


def test_the_search_would_find_what_it_looks_for() -> None:
    here = town()
    leak = base64.urlsafe_b64encode(secrets(here)[-1].encode() * 3).decode()
    seen = decoded(f'{{"payload":"{leak}"}}')
    assert [secret for secret in secrets(here) if secret in seen]
