"""What a decision says: granted with everything printing and paying need, or refused with all reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kofu.money import Yen
from kofu.rules.kinds import Kind
from kofu.rules.reasons import Audience, Outcome, Reason
from kofu.rules.request import Option
from kofu.rules.standing import PersonId
from kofu.rules.values import Addresses, Desk, Source


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason of a refusal."""

    reason: Reason
    source: Source
    desk: Desk | None
    """Where to go; None when no desk can help (the terminal itself, for instance)."""
    earliest: datetime | None
    """No moment before this one can be free of this cause; None when time does not cure it.

    ``next_success`` says when the request as a whole would succeed.
    """
    audience: Audience = Audience.RESIDENT
    """STAFF: it would tell the holder of somebody else's protection, so residents read a neutral reason instead."""
    about: PersonId | None = None
    """For staff: the person whose facts decide, when it is not the holder."""

    @property
    def text(self) -> str:
        """The key of the sentence in the text catalogue."""
        return self.reason.value


@dataclass(frozen=True, slots=True)
class Granted:
    """The request may be served now."""

    kind: Kind
    title: str
    copies: int
    fee_each: Yen
    fee: Yen
    """For all copies."""
    persons: tuple[PersonId, ...]
    """Who stands on the paper; omitted persons are left out already."""
    omitted: tuple[PersonId, ...]
    """Who was asked for and is not printed (X-34)."""
    options: frozenset[Option]
    tax_year: int | None
    addresses: Addresses | None
    basis: str
    rules_fingerprint: str
    operations_version: int
    at: datetime

    outcome = Outcome.ISSUE


@dataclass(frozen=True, slots=True)
class Refused:
    """The request may not be served now. ``reasons`` are all there are, in the documented order; never empty."""

    reasons: tuple[Cause, ...]

    @property
    def reason(self) -> Reason:
        """The first reason."""
        return self.reasons[0].reason

    @property
    def outcome(self) -> Outcome:
        """What the refusal is called, by its first reason."""
        return self.reason.outcome

    def shown_to(self, audience: Audience) -> Refused:
        """What an audience may read: staff everything; residents with hidden causes collapsed into one neutral one."""
        if audience is Audience.STAFF:
            return self
        shown = [replace(cause, about=None) for cause in self.reasons if cause.audience is Audience.RESIDENT]
        hidden = next((cause for cause in self.reasons if cause.audience is Audience.STAFF), None)
        if hidden is not None:
            shown.append(Cause(Reason.ASK_AT_DESK, NEUTRAL, hidden.desk, None))
        return Refused(tuple(shown))


NEUTRAL = Source("neutral", "the desk knows more")
