"""A printer on the bench: takes its time, jams and runs dry when told, and lays paper into a tray one can look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from kofu.kiosk.devices import PrintOutcome
from kofu.paper.preview import pages_as_png

PICTURE_DPI = 100


class Trouble(Enum):
    """What is the matter with the printer; the first copy that meets it fails by it."""

    NONE = "none"
    JAM = "jam"
    EMPTY = "empty"
    SILENT = "silent"
    """Prints, and nobody hears whether it did"""


@dataclass(frozen=True, slots=True)
class Paper:
    """One job's paper: pictures of its pages, fronts and backs in turn."""

    job: str
    is_receipt: bool
    pages: tuple[bytes, ...] = field(repr=False)

    @property
    def sheets(self) -> int:
        """Sheets of a job printed on both sides; a receipt is one."""
        return 1 if self.is_receipt else (len(self.pages) + 1) // 2


@dataclass
class DockPrinter:
    """See devices.Printer. Pictures are made here, in the session's thread: PDFium serves one thread at a time."""

    changed: Callable[[], None]
    wait: Callable[[float], None]
    """Lets seconds go by; raises PowerLost when the plug is pulled"""
    seconds_per_copy: float = 2.5
    trouble: Trouble = Trouble.NONE
    is_printing: bool = False
    tray: tuple[Paper, ...] = ()
    in_hand: tuple[Paper, ...] = ()
    jobs: list[str] = field(default_factory=list)

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """See devices.Printer. A job's name is used once (incident I3)."""
        if job in self.jobs:
            raise ValueError("a job's name was used twice")
        self.jobs.append(job)
        self._set_printing(True)
        try:
            self.wait(self.seconds_per_copy)
        finally:
            self._set_printing(False)
        match self.trouble:
            case Trouble.JAM | Trouble.EMPTY:
                return PrintOutcome.SPOILT
            case Trouble.SILENT:
                self.trouble = Trouble.NONE
                self._lay(job, pdf, is_receipt=False)
                return PrintOutcome.UNKNOWN
            case Trouble.NONE:
                self._lay(job, pdf, is_receipt=False)
                return PrintOutcome.PRINTED

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """See devices.Printer. A receipt comes from a printer of its own, which has no troubles here."""
        self._lay(job, pdf, is_receipt=True)

    def _lay(self, job: str, pdf: bytes, is_receipt: bool) -> None:
        self.tray = (*self.tray, Paper(job, is_receipt, pages_as_png(pdf, PICTURE_DPI)))
        self.changed()

    def _set_printing(self, is_printing: bool) -> None:
        self.is_printing = is_printing
        self.changed()

    def take(self, receipts: bool) -> None:
        """The person takes the sheets, or the receipt."""
        taken = tuple(paper for paper in self.tray if paper.is_receipt is receipts)
        self.tray = tuple(paper for paper in self.tray if paper.is_receipt is not receipts)
        self.in_hand = (*self.in_hand, *taken)
        self.changed()

    def paper(self, job: str) -> Paper | None:
        """Paper that came out, in the tray or in hand."""
        return next((paper for paper in (*self.tray, *self.in_hand) if paper.job == job), None)

    def set_trouble(self, trouble: Trouble) -> None:
        """Break it, or put it right."""
        self.trouble = trouble
        self.changed()
