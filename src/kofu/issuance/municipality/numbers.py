"""What became of the numbers: unconfirmed until the printer reported, then valid or void."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from kofu.issuance.messages import Settled, SettleNumbers
from kofu.issuance.municipality.proofs import MunicipalityStep
from kofu.issuance.municipality.records import IssueRecord, answer_blob, issue_stream
from kofu.issuance.refusals import UnknownIssuance
from kofu.issuance.states import Event, advance
from kofu.issuance.step import Reply, Step, next_sequence
from kofu.issuance.store import Claim, Row, Store, Work

NUMBER_SPACE = "number"
"""Where drawn numbers are claimed, each for one issuance."""
SETTLED_SPACE = "settled"
"""A number's fate is claimed here, once: its owner is ``valid`` or ``void``."""


class Status(Enum):
    """What a municipality says of a number."""

    VALID = "valid"
    UNCONFIRMED = "unconfirmed"
    VOID = "void"
    NOT_FOUND = "not_found"


def status_of(store: Store, number: str) -> Status:
    """The status of a document number: never anything of its content."""
    settled = store.owner(SETTLED_SPACE, number)
    if settled is not None:
        return Status(settled)
    return Status.NOT_FOUND if store.owner(NUMBER_SPACE, number) is None else Status.UNCONFIRMED


def settle(issue: IssueRecord | None, message: SettleNumbers, at: datetime) -> MunicipalityStep:
    """Record the fate of numbers; what was recorded before stays as it was.

    ``erase`` says that nothing more is printed: the envelope goes, and numbers without a fate are void.
    """
    if issue is None and message.erase and not message.valid + message.void:
        return _fence(message, at)
    if issue is None or not set(message.valid + message.void) <= set(issue.numbers):
        raise UnknownIssuance
    settled = Reply(Settled(issuance=issue.issuance))
    erase = (answer_blob(issue.issuance),) if message.erase else ()
    known = {number for row in issue.rows if row.event == "settle" for number in _numbers(row)}
    valid = [number for number in message.valid if number not in known]
    rest = set(issue.numbers) - set(valid) if message.erase else set(message.void)
    void = [number for number in issue.numbers if number in rest and number not in known]
    if not valid and not void:
        return Step(Work(erase=erase), (settled,))
    row = Row(
        issue_stream(issue.issuance),
        next_sequence(issue.rows),
        "settle",
        issue.state,
        at,
        {"valid": valid, "void": void},
    )
    claims = tuple(Claim(SETTLED_SPACE, number, Status.VALID.value) for number in valid)
    claims += tuple(Claim(SETTLED_SPACE, number, Status.VOID.value) for number in void)
    return Step(Work(rows=(row,), claims=claims, erase=erase), (settled,))


def _fence(message: SettleNumbers, at: datetime) -> MunicipalityStep:
    """The order itself may still be on its way: written down as withdrawn, it is never begun."""
    state = advance(None, Event.WITHDRAW)
    row = Row(issue_stream(message.issuance), 1, Event.WITHDRAW, state, at)
    return Step(Work(rows=(row,)), (Reply(Settled(issuance=message.issuance)),))


def _numbers(row: Row) -> tuple[str, ...]:
    lists = (row.data.get("valid"), row.data.get("void"))
    return tuple(str(number) for listed in lists if isinstance(listed, list | tuple) for number in listed)
