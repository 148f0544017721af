"""A My Number Card made of data, for tests, demo and simulation. Kiosk code never imports this package."""

from kofu.card.simulated.card import SimulatedCard
from kofu.card.simulated.file import CardFile, CardFileInvalid
from kofu.card.simulated.inprocess import InProcessConnection
from kofu.card.simulated.memory import (
    CardMemory,
    Credential,
    Fault,
    FaultKind,
    Pin,
    signature_pin,
    user_pin,
)

__all__ = [
    "CardFile",
    "CardFileInvalid",
    "CardMemory",
    "Credential",
    "Fault",
    "FaultKind",
    "InProcessConnection",
    "Pin",
    "SimulatedCard",
    "signature_pin",
    "user_pin",
]
