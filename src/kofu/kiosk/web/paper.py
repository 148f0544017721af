"""A printer with a screen: says which copy is being printed."""

from __future__ import annotations

from dataclasses import dataclass

from kofu.kiosk.devices import Printer, PrintOutcome
from kofu.kiosk.screens.printing import Printing
from kofu.kiosk.web.host import Host


@dataclass
class ScreenPrinter:
    """The terminal's ``Printer``: the real one, and the screen beside it."""

    printer: Printer
    host: Host
    copies: int = 1
    """How many the resident asked for"""
    begun: int = 0

    def expect(self, copies: int) -> None:
        """A new set of copies."""
        self.copies, self.begun = copies, 0

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """See devices.Printer."""
        self.begun += 1
        self.host.show(Printing(min(self.begun, self.copies), self.copies))
        return self.printer.print_copy(job, pdf)

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """See devices.Printer."""
        self.printer.print_receipt(job, pdf)
