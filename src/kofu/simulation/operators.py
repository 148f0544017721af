"""Two invented operators who look at alarms and close them, and who sometimes forget that it takes both."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kofu.issuance.alarms import SameOperator, UnknownAlarm, decide_closing, sign_closing
from kofu.issuance.store import Store

if TYPE_CHECKING:
    from kofu.simulation.world import World

NAMES = ("operator-a", "operator-b")


class Operators:
    """They come a few minutes after an alarm, one after the other."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._keys = {name: Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)) for name in NAMES}
        self._public = {name: key.public_key() for name, key in self._keys.items()}
        self.refused = 0
        """How often one of them tried to be both"""

    def hear(self, store: Store, stream: str) -> None:
        """An alarm was opened."""
        wait = self._dice.uniform(60, 240)
        names = self._dice.sample(NAMES, 2)
        if self._dice.random() < 0.2:
            names.insert(1, names[0])
        for place, name in enumerate(names, start=1):
            self._world.scheduler.after(wait * place, lambda name=name: self._close(store, stream, name))  # type: ignore[misc]

    def _close(self, store: Store, stream: str, name: str) -> None:
        at = self._world.scheduler.now()
        signed = sign_closing(stream, name, "cause found and repaired", self._keys[name].sign, at)
        try:
            store.commit(decide_closing(store, signed, self._public, at))
        except SameOperator:
            self.refused += 1
        except UnknownAlarm:
            return
