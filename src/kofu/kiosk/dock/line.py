"""The line to the centre, with a switch in it."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.issuance.messages import Answer, Request
from kofu.issuance.servers import Peer, PeerUnreachable


@dataclass
class SwitchedLine:
    """See servers.Peer. Cut, it answers nothing, and nothing gets through."""

    peer: Peer
    is_cut: bool = False

    def ask(self, message: Request) -> Answer:
        """See servers.Peer."""
        if self.is_cut:
            raise PeerUnreachable
        return self.peer.ask(message)
