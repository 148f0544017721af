"""Money and paper: permission to print, what the terminal reports, what the numbers become (design §5, step 6)."""

from __future__ import annotations

from datetime import datetime

from kofu.issuance.centre.applications import erasure
from kofu.issuance.centre.records import IssuanceRecord, SessionRecord, SessionState, issuance_stream
from kofu.issuance.centre.sessions import CentreStep
from kofu.issuance.centre.vocabulary import CentreSettings, CentreState
from kofu.issuance.ledger import Entry
from kofu.issuance.messages import Acknowledged, Permission, Report, Reservation, Reserve, SettleNumbers, TellReport
from kofu.issuance.refusals import (
    FeeDiffers,
    ManifestContradicts,
    MunicipalityHalted,
    NotProved,
    UnknownIssuance,
    WrongTerminal,
)
from kofu.issuance.sealing import require_signature, signing_key
from kofu.issuance.states import (
    COPY_FINAL,
    CopyEvent,
    CopyState,
    Event,
    EventNotAllowed,
    State,
    advance,
    advance_copy,
    all_copies_ended,
)
from kofu.issuance.step import Reply, Step, next_sequence
from kofu.issuance.store import Outgoing, Row, Work


def reserve(state: CentreState, record: SessionRecord, message: Reserve, at: datetime) -> CentreStep:
    """Book the fee as reserved; the answer is the permission to print. Asking again gives the same permission."""
    reservation = _read_reservation(message, record)
    issuance = state.issuance
    if issuance is None or issuance.session != record.session:
        raise UnknownIssuance
    if reservation.amount != issuance.fee:
        raise FeeDiffers(expected=issuance.fee, received=reservation.amount)
    if reservation.manifest != issuance.manifest:
        raise ManifestContradicts(fields="manifest")
    permission = Reply(Permission(issuance=issuance.issuance, amount=issuance.fee))
    if issuance.state in {State.PAID, State.PRINTING}:
        return Step(effects=(permission,))
    if state.is_halted:
        raise MunicipalityHalted
    paid = advance(issuance.state, Event.PAY)
    row = Row(issuance_stream(issuance.issuance), next_sequence(issuance.rows), Event.PAY, paid, at)
    return Step(Work(rows=(row,), entries=issuance.books.reserve(len(issuance.copies))), (permission,))


def _read_reservation(message: Reserve, record: SessionRecord) -> Reservation:
    if record.state is not SessionState.PROVED:
        raise NotProved
    signed = message.reservation
    require_signature(Reservation.label, signed.payload, signed.signature, signing_key(record.signing_key))
    reservation = Reservation.from_signed(signed.payload)
    if (reservation.session, reservation.issuance) != (record.session, message.issuance):
        raise UnknownIssuance
    return reservation


def read_report(settings: CentreSettings, message: TellReport, peer: str, at: datetime) -> Report:
    """A report, after its signature by the terminal's report key. Raises WrongTerminal, BadSignature."""
    signed = message.report
    require_signature(Report.label, signed.payload, signed.signature, settings.trust.terminal(peer, at).ed25519)
    report = Report.from_signed(signed.payload)
    if (report.terminal, report.issuance) != (peer, message.issuance):
        raise WrongTerminal
    return report


def tell_report(state: CentreState, report: Report, at: datetime) -> CentreStep:
    """Record what the terminal did; a report that came before is acknowledged again and changes nothing."""
    issuance = state.issuance
    if issuance is None and report.event == "withdrawn":
        return _fence(report, at)
    if issuance is None or issuance.terminal != report.terminal:
        raise UnknownIssuance
    if report.event == "withdrawn":
        return _withdraw(issuance, at)
    return _move_copy(issuance, CopyEvent(report.event), report.copy_index or 0, at)


def _fence(report: Report, at: datetime) -> CentreStep:
    """The application itself may still be on its way: written down as withdrawn, it is never begun."""
    state = advance(None, Event.WITHDRAW)
    row = Row(issuance_stream(report.issuance), 1, Event.WITHDRAW, state, at, {"terminal": report.terminal})
    return Step(Work(rows=(row,)), (Reply(Acknowledged(issuance=report.issuance, state=state)),))


def _withdraw(issuance: IssuanceRecord, at: datetime) -> CentreStep:
    acknowledged = Reply(Acknowledged(issuance=issuance.issuance, state=State.WITHDRAWN))
    if issuance.state is State.WITHDRAWN:
        return Step(effects=(acknowledged,))
    state = advance(issuance.state, Event.WITHDRAW)
    row = Row(issuance_stream(issuance.issuance), next_sequence(issuance.rows), Event.WITHDRAW, state, at)
    is_paid = issuance.state is State.PAID
    entries = tuple(issuance.books.refund(index) for index in range(len(issuance.copies))) if is_paid else ()
    return Step(Work(rows=(row,), entries=entries, post=(erasure(issuance, row),)), (acknowledged,))


def _move_copy(issuance: IssuanceRecord, event: CopyEvent, index: int, at: datetime) -> CentreStep:
    if index >= len(issuance.copies):
        raise EventNotAllowed(copy=index, event=event)
    if _told_before(issuance, event, index):
        return Step(effects=(Reply(Acknowledged(issuance=issuance.issuance, state=issuance.state)),))
    if issuance.state not in {State.PAID, State.PRINTING}:
        raise EventNotAllowed(state=issuance.state, event=event)
    moved = advance_copy(issuance.copies[index], event)
    copies = (*issuance.copies[:index], moved, *issuance.copies[index + 1 :])
    has_ended = all_copies_ended(copies)
    state = advance(State.PRINTING, Event.FINISH) if has_ended else advance(issuance.state, Event.START_COPY)
    row = Row(issuance_stream(issuance.issuance), next_sequence(issuance.rows), event, state, at, {"copy": index})
    work = Work(rows=(row,), entries=_entries(issuance, moved, index))
    if moved in COPY_FINAL:
        settle = _settle(issuance, moved, index, erase=has_ended)
        work = work.and_also(Work(post=(_outgoing(issuance, row, settle),)))
    return Step(work, (Reply(Acknowledged(issuance=issuance.issuance, state=state)),))


def _told_before(issuance: IssuanceRecord, event: CopyEvent, index: int) -> bool:
    return any(row.event == event and row.data.get("copy") == index for row in issuance.rows)


def _entries(issuance: IssuanceRecord, moved: CopyState, index: int) -> tuple[Entry, ...]:
    match moved:
        case CopyState.PRINTED:
            return (issuance.books.post(index),)
        case CopyState.REFUNDED:
            return (issuance.books.refund(index),)
        case _:
            return ()


def _settle(issuance: IssuanceRecord, moved: CopyState, index: int, *, erase: bool) -> SettleNumbers:
    number = (issuance.numbers[index],)
    is_valid = moved is CopyState.PRINTED
    return SettleNumbers(
        issuance=issuance.issuance, valid=number if is_valid else (), void=() if is_valid else number, erase=erase
    )


def _outgoing(issuance: IssuanceRecord, row: Row, message: SettleNumbers) -> Outgoing:
    return Outgoing(f"{row.stream}/{row.sequence}", issuance.municipality, message.model_dump_json())
