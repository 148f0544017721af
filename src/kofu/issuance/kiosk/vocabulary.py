"""The kiosk's events, effects, and the states of one session. Keys and offers live in memory only (promise 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kofu.card.authenticate import CardProof
from kofu.errors import KofuError
from kofu.issuance.messages import (
    Answer,
    Application,
    Choices,
    Manifest,
    Offer,
    Request,
    SessionOpened,
    Signed,
    ToldCause,
)
from kofu.issuance.sealing import Sealer, Signer, Unsealer
from kofu.issuance.states import CopyState
from kofu.issuance.transcript import ChainHead
from kofu.money import Yen
from kofu.pki.certificates import TrustAnchor
from kofu.pki.trust import TrustList


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The keys of one session: made for it, gone with it."""

    sign: Signer
    signing_public: bytes
    unseal: Unsealer


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """Which terminal this is and what it believes."""

    terminal: str
    trust: TrustList
    anchors: Sequence[TrustAnchor]
    sign_report: Signer
    sealer: Sealer
    random: Callable[[int], bytes]
    make_keys: Callable[[], SessionKeys]


# What happens


@dataclass(frozen=True, slots=True)
class Begun:
    """A resident chose a municipality (six digits)."""

    municipality: str


@dataclass(frozen=True, slots=True)
class CentreAnswered:
    """The centre answered what this kiosk asked."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class CentreSilent:
    """The centre could not be reached in time: whether it acted is unknown."""


@dataclass(frozen=True, slots=True)
class CardProved:
    """The card signed the statement and may be taken."""

    proof: CardProof


@dataclass(frozen=True, slots=True)
class CardRefused:
    """The card did not sign: wrong PIN, blocked, gone, mute, or none of ours."""

    error: KofuError


@dataclass(frozen=True, slots=True)
class Chosen:
    """The resident confirmed a certificate on the screen."""

    choices: Choices
    copies: int
    fee: Yen


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The resident gave up, or a time-out did it for them."""


@dataclass(frozen=True, slots=True)
class CoinsHeld:
    """Coins and notes worth this much lie in escrow."""

    amount: Yen
    counter: Yen | None = None
    """What the coin unit's counter of fees ever kept stood at; None where it has none"""


@dataclass(frozen=True, slots=True)
class CopyCameOut:
    """The printer reported the whole copy."""

    index: int


@dataclass(frozen=True, slots=True)
class CopySpoilt:
    """The printer reported that the copy did not come out, or not whole."""

    index: int


@dataclass(frozen=True, slots=True)
class CopyInDoubt:
    """Nobody can tell whether the copy came out: staff must look."""

    index: int


KioskEvent = (
    Begun
    | CentreAnswered
    | CentreSilent
    | CardProved
    | CardRefused
    | Chosen
    | Cancelled
    | CoinsHeld
    | CopyCameOut
    | CopySpoilt
    | CopyInDoubt
)


# What to do


@dataclass(frozen=True, slots=True)
class AskCentre:
    """Send a request to the centre and wait; ``CentreAnswered`` or ``CentreSilent`` follows."""

    message: Request


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Have the holder enter the PIN and the card sign; ``CardProved``, ``CardRefused`` or ``Cancelled`` follows."""

    make_statement: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class ShowOffer:
    """Let the holder choose; ``Chosen`` or ``Cancelled`` follows."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class ShowRefusal:
    """Tell all reasons, the desk and the next moment."""

    causes: tuple[ToldCause, ...]
    succeeds_at: int | None


@dataclass(frozen=True, slots=True)
class ShowFailure:
    """Tell that it cannot go on, with the failure code."""

    error: KofuError


@dataclass(frozen=True, slots=True)
class CollectCoins:
    """Take coins into escrow up to the amount; ``CoinsHeld`` or ``Cancelled`` follows."""

    amount: Yen


@dataclass(frozen=True, slots=True)
class ReturnCoins:
    """Give everything in escrow back."""


@dataclass(frozen=True, slots=True)
class KeepFee:
    """Move the fee from escrow into the box and give change."""

    amount: Yen


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """Print one copy under a name that is never used again; one of the three copy events follows."""

    index: int
    job: str
    number: str
    pages: int
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class GiveReceipt:
    """Print the receipt: amount, kind, number; no personal data (fact D-10)."""

    terminal: str
    municipality: str
    kind: str
    amount: Yen
    copies: int
    issuance: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Something has to be settled by store staff: a jam, a copy in doubt, money to give back."""

    issuance: str


@dataclass(frozen=True, slots=True)
class Erase:
    """End the session's process: keys, offer and pages go with it."""


KioskEffect = (
    AskCentre
    | ReadCard
    | ShowOffer
    | ShowRefusal
    | ShowFailure
    | CollectCoins
    | ReturnCoins
    | KeepFee
    | PrintCopy
    | GiveReceipt
    | CallStaff
    | Erase
)


# Where a session stands


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is here."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The centre is asked for a session."""

    municipality: str


@dataclass(frozen=True, slots=True)
class Proving:
    """The card is on the reader."""

    municipality: str
    opened: SessionOpened
    keys: SessionKeys


@dataclass(frozen=True, slots=True)
class Live:
    """What every later state knows: the session, its keys, and the card that was read."""

    municipality: str
    session: str
    keys: SessionKeys
    card: bytes
    """Fingerprint of the card's identity, 32 bytes, worked out from the certificate this kiosk read"""
    chain: ChainHead


@dataclass(frozen=True, slots=True)
class AwaitingOffer:
    """The proof is on its way."""

    live: Live


@dataclass(frozen=True, slots=True)
class Choosing:
    """The holder looks at the offer."""

    live: Live
    offer: Offer


@dataclass(frozen=True, slots=True)
class Applying:
    """The application is on its way."""

    live: Live
    offer: Offer
    application: Application
    signed: Signed


@dataclass(frozen=True, slots=True)
class Prepared:
    """A certificate that passed every check of this kiosk."""

    application: Application
    manifest: Manifest
    manifest_digest: str
    files: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paying:
    """Coins are awaited."""

    live: Live
    offer: Offer
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Reserving:
    """The centre is asked for permission to print."""

    live: Live
    offer: Offer
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Printing:
    """Copies come out one by one."""

    live: Live
    prepared: Prepared
    copies: tuple[CopyState, ...]
    next_row: int = 5
    """Place of the next journal row; four were written before the first copy"""


@dataclass(frozen=True, slots=True)
class Closing:
    """The session is being closed at the centre."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Over; the next resident begins anew."""


KioskState = (
    Idle | Opening | Proving | AwaitingOffer | Choosing | Applying | Paying | Reserving | Printing | Closing | Ended
)
