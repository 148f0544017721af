"""What registers refuse."""

from __future__ import annotations

from kofu.errors import KofuError


class UnknownCard(KofuError):
    """No person of this municipality is linked to the card's certificate."""

    code = "REGISTER_UNKNOWN_CARD"
    summary = "this municipality has no person linked to the card"


class UnknownFactKind(KofuError):
    """A fact of a kind no register keeps."""

    code = "REGISTER_UNKNOWN_FACT_KIND"
    summary = "no register keeps facts of this kind"


class NothingToCorrect(KofuError):
    """A correction names a fact that is not there, or has been corrected already."""

    code = "REGISTER_NOTHING_TO_CORRECT"
    summary = "the fact to be corrected does not exist or was corrected before"


class OverlappingFacts(KofuError):
    """Two facts of one slot would begin on the same day and neither corrects the other."""

    code = "REGISTER_OVERLAPPING_FACTS"
    summary = "another fact of the same kind holds from the same day; correct it instead"


class RecordedBeforeLast(KofuError):
    """A batch carries an earlier moment than the last one, which would change what was known in the past."""

    code = "REGISTER_RECORDED_BEFORE_LAST"
    summary = "facts are recorded in the order of time"


class ContradictoryFacts(KofuError):
    """Root of contradictions between facts; the batch that brings one is refused whole."""


class TwoHeads(ContradictoryFacts):
    """A household has two heads (世帯主) on one day."""

    code = "REGISTER_TWO_HEADS"
    summary = "a household would have two heads"


class NoHead(ContradictoryFacts):
    """A household with current members has no head."""

    code = "REGISTER_NO_HEAD"
    summary = "a household would be left without a head"


class ChildOlderThanParent(ContradictoryFacts):
    """A child of the head was born before the head."""

    code = "REGISTER_CHILD_OLDER_THAN_PARENT"
    summary = "a child would be older than the parent"


class TwoKoseki(ContradictoryFacts):
    """A person stands in two koseki at once."""

    code = "REGISTER_TWO_KOSEKI"
    summary = "a person would stand in two koseki at once"


class CardOfTwoPersons(ContradictoryFacts):
    """One certificate is linked to two persons: the mistake of 2023 in one row."""

    code = "REGISTER_CARD_OF_TWO_PERSONS"
    summary = "the card's certificate is linked to another person already"


class BeforeBirth(ContradictoryFacts):
    """A person's fact begins before the person's birth."""

    code = "REGISTER_BEFORE_BIRTH"
    summary = "a fact would hold before the person's birth"


class ForeignerWithHonseki(ContradictoryFacts):
    """A foreign national's record names a honseki."""

    code = "REGISTER_FOREIGNER_WITH_HONSEKI"
    summary = "a foreign national has no honseki"


class IncompleteRecord(ContradictoryFacts):
    """A resident's record lacks the particulars, the address or the household it needs."""

    code = "REGISTER_INCOMPLETE_RECORD"
    summary = "a record lacks a fact it cannot be without"


class RegisterStale(KofuError):
    """A register cannot prove that it is current; nothing that rests on it is issued (promise 2)."""

    code = "REGISTER_STALE"
    summary = "the register has not been heard of for too long"


class RegisterStopped(RegisterStale):
    """The register's feed showed that it may be behind; ``cause`` is the failure code of what was found."""

    code = "REGISTER_STOPPED"
    summary = "the register's feed is not in order; nothing is issued until an operator has reconciled it"


class FactOfAnother(ContradictoryFacts):
    """A fact's content names another person, koseki, card or year than the slot it is told for."""

    code = "REGISTER_FACT_OF_ANOTHER"
    summary = "the content of a fact belongs to another subject or key than the fact is told for"
