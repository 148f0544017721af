"""Running a case and judging it. Nothing here decides: what is asked goes through card, session, offer, application,
payment and print, or through the service that stands behind the action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kofu.assembly.stage import Bench
from kofu.card.authenticate import survey
from kofu.card.errors import CardError
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.issuance.messages import Failed, Order
from kofu.kiosk.terminal import Account
from kofu.registers.standing import standing_of
from kofu.rules import Reason, actions
from kofu.rules.actions import Channel, Equipment, Place, RefundCause, Visitor
from kofu.rules.decision import Refused
from kofu.scenarios.case import Case
from kofu.scenarios.content import missing, unwanted
from kofu.scenarios.outcome import outcome_of
from kofu.scenarios.setting import Setting


@dataclass(frozen=True, slots=True)
class Got:
    """What came of a case."""

    outcome: str
    reason: str
    fee: int | None = None
    attempts_left: int | None = None
    estimated_ready_on: str | None = None
    faults: tuple[str, ...] = ()
    """What is wrong with the paper"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case with what came of it."""

    case: Case
    got: Got

    @property
    def is_as_expected(self) -> bool:
        """Whether everything the case asserts holds."""
        return not self.differences

    @property
    def differences(self) -> tuple[str, ...]:
        """What does not hold."""
        return tuple(_differences(self.case, self.got))

    def as_data(self) -> dict[str, Any]:
        """The case's line in the command's JSON."""
        got = {
            "outcome": self.got.outcome,
            "reason": self.got.reason,
            "fee": self.got.fee,
            "attempts_left": self.got.attempts_left,
            "estimated_ready_on": self.got.estimated_ready_on,
            "faults": list(self.got.faults),
        }
        expected = self.case.expect.model_dump(exclude_defaults=True)
        return {"id": self.case.id, "pass": self.is_as_expected, "expected": expected, "got": got}


def run_case(bench: Bench, case: Case) -> Verdict:
    """Put up the stage, do what is asked, look at what came out."""
    return Verdict(case, _ACTIONS[case.request.action](Setting(bench, case)))


def _issue(setting: Setting) -> Got:
    _, account = setting.session(setting.wish(), setting.pins())
    told = outcome_of(account)
    fee = account.fee if account.printed else None
    faults = tuple(_paper_faults(setting, account)) if account.printed else tuple(_money_faults(setting, account))
    return Got(told.outcome, told.reason, fee, told.attempts_left, faults=faults)


def _paper_faults(setting: Setting, account: Account) -> Iterable[str]:
    if len(setting.tray.copies) != setting.case.request.copies:
        yield f"{len(setting.tray.copies)} copies came out"
    content = setting.case.expect.content
    if content is not None:
        for pdf in setting.tray.copies:
            yield from missing(setting, pdf, content.shows)
            yield from unwanted(setting, pdf, content.omits)
    if account.needs_staff:
        yield "staff were called"


def _money_faults(setting: Setting, account: Account) -> Iterable[str]:
    """A refusal prints nothing and keeps nothing."""
    if setting.tray.copies or account.fee or setting.cash.escrow:
        yield "paper or money although nothing was issued"


def _next_screen(setting: Setting) -> Got:
    """The session goes on to the offer, or stops at the reader."""
    _, account = setting.session(setting.wish())
    told = outcome_of(account)
    return Got("accept", "ok") if told.reason == "ok" else Got(told.outcome, told.reason)


def _refund(setting: Setting) -> Got:
    """Issue, then ask the money back; a print failure is a real one."""
    request = setting.case.request
    cause = RefundCause(request.cause)
    setting.tray.spoils = cause is RefundCause.PRINT_FAILURE
    terminal, account = setting.session(setting.wish())
    decision = actions.refund(setting.rules, cause, Place(request.place), setting.case.at)
    if isinstance(decision, Refused):
        return _told(decision)
    if account.issuance is None:
        return _as_told(account)
    returned_before = setting.cash.returned
    amount = terminal.refund(account.issuance)
    paid = setting.cash.returned - returned_before == amount == account.fee
    return Got(decision.outcome.value, "ok", faults=() if paid else ("the amount paid back is not the fee",))


def _reprint(setting: Setting) -> Got:
    """Somebody repeats the very messages of an issue that is over, at the centre and at the municipality."""
    _, account = setting.session(setting.wish())
    if account.issuance is None:
        return _as_told(account)
    centre = setting.stage.centre
    heard = setting.heard[-1]
    again = centre.answer(heard, setting.terminal_name)
    order = Order(
        session=heard.session,
        issuance=account.issuance,
        application=heard.application,
        choices=heard.choices,
        received_at=int(setting.case.at.timestamp()),
    )
    answer = setting.stage.municipalities[setting.rules.code].answer(order, "centre")
    if isinstance(again, Failed) and isinstance(answer, Failed):
        return Got("refuse", answer.code.removeprefix("ISSUANCE_").lower())
    return Got("issue", "ok", faults=("the same certificate came out again",))


def _reset_pin(setting: Setting) -> Got:
    """The desk decides by its rules, sets the PIN anew, and the card works again."""
    request = setting.case.request
    decision = actions.reset_pin(setting.rules, request.brings, Visitor(request.by), setting.case.at)
    if isinstance(decision, Refused):
        return _told(decision)
    setting.set_pin_anew()
    _, account = setting.session(setting.wish())
    faults = tuple(error.code for error in account.failures)
    return Got(decision.outcome.value, "ok", faults=faults)


def _register(setting: Setting) -> Got:
    """Apply for a use registration at the kiosk or from home; an accepted application is then under review."""
    request, case = setting.case.request, setting.case
    equipment = Equipment(
        auth_certificate=_has_user_certificate(setting),
        signing_certificate=setting.made.memory.signature is not None,
        card_reader=case.card_reader,
    )
    snapshot = setting.registers.snapshot(setting.identity, case.at)
    decision = actions.register_honseki(
        setting.rules,
        setting.operations,
        standing_of(snapshot, case.at),
        Channel(request.channel),
        equipment,
        case.at,
    )
    if isinstance(decision, Refused):
        return _told(decision)
    setting.record_registration()
    ready = decision.estimated_ready_on
    return Got(decision.outcome.value, "ok", estimated_ready_on=ready.isoformat() if ready else None)


def _has_user_certificate(setting: Setting) -> bool:
    connection = InProcessConnection(setting.card)
    try:
        return survey(connection).has_user_certificate
    except CardError:
        return False
    finally:
        connection.close()


def _as_told(account: Account) -> Got:
    """Nothing was issued in the first place."""
    told = outcome_of(account)
    return Got(told.outcome, told.reason, attempts_left=told.attempts_left)


def _told(refused: Refused) -> Got:
    return Got(refused.outcome.value, refused.reason.value)


_ACTIONS: dict[str, Callable[[Setting], Got]] = {
    "issue": _issue,
    "next_screen": _next_screen,
    "refund": _refund,
    "reprint": _reprint,
    "reset_pin": _reset_pin,
    "register_honseki": _register,
}


def _differences(case: Case, got: Got) -> Iterable[str]:
    expect = case.expect
    accepted = {(expect.outcome, expect.reason)} | {(_outcome(reason), reason) for reason in expect.also}
    if (got.outcome, got.reason) not in accepted:
        yield f"{got.outcome}/{got.reason} instead of {expect.outcome}/{expect.reason}"
    if expect.fee is not None and got.fee != expect.fee:
        yield f"fee {got.fee} instead of {expect.fee}"
    if expect.outcome != "issue" and got.fee is not None:
        yield f"fee {got.fee} although nothing is issued"
    if expect.attempts_left is not None and got.attempts_left != expect.attempts_left:
        yield f"{got.attempts_left} tries left instead of {expect.attempts_left}"
    if expect.estimated_ready_on is not None and got.estimated_ready_on != expect.estimated_ready_on:
        yield f"estimated for {got.estimated_ready_on} instead of {expect.estimated_ready_on}"
    yield from got.faults


def _outcome(reason: str) -> str:
    return next((each.outcome.value for each in Reason if each.value == reason), "issue")
