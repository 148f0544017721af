"""From rows to a sheet that may leave: composed, drawn, read back, compared (design §5, step 5)."""

from __future__ import annotations

from kofu.certificates import IssuerFacts
from kofu.certificates.composing import compose
from kofu.certificates.wanted import Wanted
from kofu.paper.binding import Binding
from kofu.paper.expected import expected
from kofu.paper.front.drawing import Drawn, Front
from kofu.paper.positions import pages_of
from kofu.paper.readback import compare, read_back
from kofu.paper.seal import SealSigner
from kofu.pki.identity import CardIdentity
from kofu.registers.model import Snapshot


def draw_checked(
    front: Front,
    snapshot: Snapshot,
    wanted: Wanted,
    issuer: IssuerFacts,
    binding: Binding,
    holder: CardIdentity,
    signer: SealSigner,
) -> Drawn:
    """A document whose every field was found on the page as the raw rows have it.

    Raises CertificateError and PaperError types; ReadBackMismatch and HolderNotReached are alarms, never retried.
    """
    content = compose(snapshot, wanted, issuer, binding.issued_at)
    drawn = front.draw(content, binding, holder, signer)
    rows_say = expected(snapshot, wanted, issuer, binding)
    compare(read_back(drawn.pdf, pages_of(wanted.kind, rows_say)), rows_say)
    return drawn
