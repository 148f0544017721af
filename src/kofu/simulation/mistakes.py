"""The mistakes of 2020 to 2024, put back: studios that join a page to a person by something else than its rows.

Each keeps the property that made the accidents possible: the binding is added when the answer is assembled, so that
whatever file comes along is signed as the applicant's. A mutant puts one into a simulated world; nothing else can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kofu.issuance.municipality.vocabulary import DrawingFailed, DrawJob, Drawn, DrawnCopy
from kofu.paper.binding import holder_tag
from kofu.simulation.paper import LightStudio, read_pages, write_pages


class Mistaken:
    """Base: draws honestly, and hands out whatever lies where the file is looked for."""

    def __init__(self, light: LightStudio) -> None:
        self.light = replace(light, full=None)

    def begin(self, job: DrawJob) -> None:
        """See Studio."""

    def abandon(self, job: DrawJob) -> None:
        """See Studio."""

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """See Studio."""
        return self.light.draw(job)

    def image(self, job: DrawJob) -> tuple[DrawnCopy, ...]:
        """The print image of a job; empty when there is none."""
        drawn = self.light.draw(job)
        return drawn.copies if isinstance(drawn, Drawn) else ()

    @staticmethod
    def assembled(job: DrawJob, image: tuple[DrawnCopy, ...]) -> Drawn:
        """Bound at the end: tag and numbers of this job, pages of whatever file it was."""
        copies = tuple(image[place % len(image)] for place in range(len(job.bindings)))
        return Drawn(job, copies, holder_tag(job.bindings[0].application_digest, job.holder))


class PrintOrderLock(Mistaken):
    """I1: a time-out releases the print-order lock but leaves the print image; the waiting job takes that one."""

    def __init__(self, light: LightStudio, folder: list[tuple[str, tuple[DrawnCopy, ...]]]) -> None:
        super().__init__(light)
        self._left = folder

    def abandon(self, job: DrawJob) -> None:
        """Only the lock is released: the image of the abandoned job stays first in the folder."""
        image = self.image(job)
        if image:
            self._left.append((job.order.issuance, image))

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """The first image in the folder is taken for one's own, and one's own is left for the next."""
        if not self._left or self._left[0][0] == job.order.issuance:
            return super().draw(job)
        own = self.image(job)
        _, first = self._left.pop(0)
        if own:
            self._left.append((job.order.issuance, own))
        return self.assembled(job, first)


class NamedBy(Mistaken):
    """I3, I9: the print image lies in a shared folder under a name that another job may have as well."""

    def __init__(self, light: LightStudio, folder: dict[str, tuple[DrawnCopy, ...]], name: Callable[[], str]) -> None:
        super().__init__(light)
        self._folder = folder
        self._name = name
        self._names: dict[str, str] = {}

    def begin(self, job: DrawJob) -> None:
        """Write the image, over whatever lay there."""
        image = self.image(job)
        if image:
            self._names[job.order.issuance] = self._name()
            self._folder[self._names[job.order.issuance]] = image

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """Read it back by its name."""
        name = self._names.pop(job.order.issuance, None)
        image = self._folder.get(name) if name else None
        return self.assembled(job, image) if image else super().draw(job)


class SharedPagePool(Mistaken):
    """I4: later pages of a set come from a pool in which another job's pages lie as well."""

    def __init__(self, light: LightStudio, pool: list[tuple[object, ...]]) -> None:
        super().__init__(light)
        self._pool = pool

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """Put the own later pages into the pool and take the oldest out of it."""
        image = self.image(job)
        copies = tuple(DrawnCopy(self._mix(copy.pdf), copy.pages) for copy in image)
        return self.assembled(job, copies) if copies else super().draw(job)

    def _mix(self, document: bytes) -> bytes:
        first, *later = [_as_told(page) for page in read_pages(document) or ()]
        self._pool.extend(later)
        taken = [self._pool.pop(0) for _ in later] if len(self._pool) > len(later) + 1 else later
        return write_pages([first, *taken])


class PrecedingFile(Mistaken):
    """I8, the build without the fix of 2019: what is handed out is the file of the person before."""

    def __init__(self, light: LightStudio) -> None:
        super().__init__(light)
        self._before: tuple[DrawnCopy, ...] = ()

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """Swap the own image with the one before."""
        own, self._before = self._before, self.image(job)
        return self.assembled(job, own) if own else super().draw(job)


class WithoutSeal(Mistaken):
    """N3: a new system draws pages without their seal, and nobody looks."""

    def draw(self, job: DrawJob) -> Drawn | DrawingFailed:
        """Leave the seal out."""
        image = self.image(job)
        copies = tuple(DrawnCopy(_without_seal(copy.pdf), copy.pages) for copy in image)
        return self.assembled(job, copies) if copies else super().draw(job)


def _without_seal(document: bytes) -> bytes:
    return write_pages([(*_as_told(page)[:-1], "") for page in read_pages(document) or ()])


def _as_told(page: object) -> tuple[object, ...]:
    names = ("number", "page", "pages", "kind", "persons", "addresses", "texts", "seal")
    return tuple(getattr(page, name) for name in names)
