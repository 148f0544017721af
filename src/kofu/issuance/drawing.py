"""Drawing what was granted: each copy composed, drawn, read back and compared with the rows by separate code."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.certificates import IssuerFacts
from kofu.certificates.wanted import Wanted
from kofu.errors import KofuError
from kofu.issuance.municipality.vocabulary import DrawingFailed, DrawJob, Drawn, DrawnCopy
from kofu.paper.errors import HolderNotReached, NumberMismatch, PageCountMismatch, ReadBackMismatch
from kofu.paper.front.drawing import Front
from kofu.paper.issuing import draw_checked
from kofu.paper.seal import SealSigner
from kofu.rules.decision import Granted

CONTRADICTIONS = (HolderNotReached, NumberMismatch, PageCountMismatch, ReadBackMismatch)
"""What must never happen to correct code over correct rows: each is an alarm, and nothing is issued."""


@dataclass(frozen=True, slots=True)
class PaperRenderer:
    """Draws real sheets. Safe to share between threads."""

    front: Front
    issuer: IssuerFacts
    signer: SealSigner

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """One document for each copy. Raises KofuError where the rows hold something that cannot be drawn."""
        wanted = wanted_of(job.granted)
        try:
            drawn = [
                draw_checked(self.front, job.snapshot, wanted, self.issuer, binding, job.holder, self.signer)
                for binding in job.bindings
            ]
        except CONTRADICTIONS as error:
            return DrawingFailed(job, error.code, _place(error))
        copies = tuple(DrawnCopy(document.pdf, document.pages) for document in drawn)
        return Drawn(job, copies, drawn[0].holder_tag)


def wanted_of(granted: Granted) -> Wanted:
    """What was granted, in the words of the certificates."""
    return Wanted(granted.kind, granted.persons, granted.options, granted.tax_year, granted.title)


def _place(error: KofuError) -> str:
    return " ".join(f"{name}={value}" for name, value in error.facts.items())
