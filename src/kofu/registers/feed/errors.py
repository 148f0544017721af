"""What the feed refuses. An error that ``stops`` shows that a register is behind, and stops its issuing."""

from __future__ import annotations

from typing import ClassVar

from kofu.errors import KofuError


class FeedError(KofuError):
    """Root of what the feed refuses; nothing of the batch is recorded."""

    stops: ClassVar[bool] = False


class FeedTooLarge(FeedError):
    """The file is longer than a batch can be."""

    code = "FEED_TOO_LARGE"
    summary = "a batch cannot be this large"


class FeedTruncated(FeedError):
    """The file ends before its signature."""

    code = "FEED_TRUNCATED"
    summary = "the batch ends before its signature"


class FeedMalformed(FeedError):
    """A line is not what the format says."""

    code = "FEED_MALFORMED"
    summary = "a line of the batch does not have its form"


class FeedUnknownKey(FeedError):
    """Signed with a key that no source of this municipality has."""

    code = "FEED_UNKNOWN_KEY"
    summary = "no source of this municipality has the key that signed the batch"


class FeedAltered(FeedError):
    """The signature does not fit the bytes: the batch changed on its way."""

    code = "FEED_ALTERED"
    summary = "the batch was altered after it was signed"
    stops = True


class FeedOtherMunicipality(FeedError):
    """The batch was made for another municipality."""

    code = "FEED_OTHER_MUNICIPALITY"
    summary = "the batch is for another municipality"


class FeedOtherSource(FeedError):
    """The source named in the batch is not the one whose key signed it."""

    code = "FEED_OTHER_SOURCE"
    summary = "the batch names another source than the one that signed it"


class FeedRegisterNotCarried(FeedError):
    """A fact, or the header, belongs to a register that this source does not carry."""

    code = "FEED_REGISTER_NOT_CARRIED"
    summary = "this source does not carry facts of this register"
    stops = True


class FeedControlTotal(FeedError):
    """Number of facts or total in the trailer differ from the facts of the batch."""

    code = "FEED_CONTROL_TOTAL"
    summary = "the control totals differ from the facts of the batch"
    stops = True


class FeedFactsRefused(FeedError):
    """A signed batch holds something that registers refuse; ``because`` is the code of it."""

    code = "FEED_FACTS_REFUSED"
    summary = "a fact of the batch is refused by the registers"
    stops = True


class FeedGap(FeedError):
    """A later number came than the one that is next."""

    code = "FEED_GAP"
    summary = "batches before this one have not arrived"
    stops = True


class FeedNumberReused(FeedError):
    """A number that was recorded came again with other content."""

    code = "FEED_NUMBER_REUSED"
    summary = "this number was recorded before with other content"
    stops = True


class FeedChainBroken(FeedError):
    """The next number came, but it does not follow from the batch recorded before it."""

    code = "FEED_CHAIN_BROKEN"
    summary = "the batch does not follow from the one recorded before it"
    stops = True


class FeedTimeReversed(FeedError):
    """The batch was made before the one it follows."""

    code = "FEED_TIME_REVERSED"
    summary = "the batch was made before the one it follows"
    stops = True


class FeedFromTheFuture(FeedError):
    """The batch carries a moment that has not come: clocks differ, or somebody buys freshness in advance."""

    code = "FEED_FROM_THE_FUTURE"
    summary = "the batch says it was made at a moment that has not come yet"


class FeedTotalsDiffer(FeedError):
    """The source's totals of a register are not those of the facts recorded here."""

    code = "FEED_TOTALS_DIFFER"
    summary = "the source's totals of a register differ from what is recorded here"
    stops = True


class FeedReleaseNeedsOperator(FeedError):
    """A stop is ended by a named operator with a reason, never by itself."""

    code = "FEED_RELEASE_NEEDS_OPERATOR"
    summary = "ending a stop needs the operator's name and a reason"


class FeedSourcesInvalid(FeedError):
    """The settings of the feed's sources cannot be read, or two sources carry one register."""

    code = "FEED_SOURCES_INVALID"
    summary = "the settings of the feed's sources are not valid"


class FeedPeerRefused(FeedError):
    """The client's certificate is not one of those that may deliver batches."""

    code = "FEED_PEER_REFUSED"
    summary = "this connection may not deliver batches"
