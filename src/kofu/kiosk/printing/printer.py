"""A real printer behind the terminal's ``Printer``: one job for each copy, watched to its end, never sent twice.

What the printer itself says decides: completed is printed, aborted and canceled are spoilt, and whatever cannot be
found out in time is unknown, for staff to see. A job is known by its name (issuance and copy), looked for after a lost
answer; by its number alone never, since printers begin again at 1 (platform reference §6.2).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from kofu.errors import KofuError
from kofu.kiosk.devices import PrintOutcome
from kofu.kiosk.printing.client import IppClient, PrinterBusy, PrinterRefused, PrinterUnreachable, PrintJob
from kofu.kiosk.printing.ipp import Attributes, MalformedIpp
from kofu.kiosk.printing.raster import RASTER_FORMAT, pwg_raster

log = logging.getLogger("kofu.kiosk")

PDF_FORMAT = "application/pdf"
COMPLETED, CANCELED, ABORTED = 9, 7, 8
"""job-state values (RFC 8011, 5.3.7)"""
STOPPED = 5
"""printer-state (RFC 8011, 5.4.11)"""
TROUBLE = (
    "media-jam",
    "media-empty",
    "media-needed",
    "cover-open",
    "toner-empty",
    "marker-supply-empty",
    "input-tray-missing",
)
"""Reasons that keep paper from coming, by prefix; printers add -error, -warning or -report"""
NOT_TROUBLE_SUFFIX = "-report"


class PrinterNotReady(KofuError):
    """The printer would not print now: asked before any money is taken."""

    code = "PRINTER_NOT_READY"
    summary = "the printer cannot print now"


@dataclass(frozen=True, slots=True)
class PrinterPatience:
    """How long the printer is waited for, in seconds."""

    busy: float = 60.0
    job: float = 600.0
    """Two minutes and more are usual (fact F-28); a jam is cleared by staff meanwhile"""
    poll: float = 0.5


class IppPrinter:
    """See devices.Printer."""

    def __init__(
        self,
        client: IppClient,
        patience: PrinterPatience | None = None,
        ticks: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._patience = patience or PrinterPatience()
        self._ticks = ticks
        self._wait = wait

    def require_ready(self) -> None:
        """Before money: state, reasons, and whether such a job would be taken. Raises PrinterNotReady."""
        try:
            reasons = self.trouble()
            if reasons:
                raise PrinterNotReady(reason=reasons[0])
            self._client.validate(PrintJob("kofu-ready", b"", self._format()))
        except (PrinterUnreachable, PrinterRefused, PrinterBusy, MalformedIpp) as error:
            raise PrinterNotReady(cause=error.code) from None

    def trouble(self) -> list[str]:
        """What keeps paper from coming now, by the printer's own words."""
        told = self._client.printer_attributes(["printer-state", "printer-state-reasons"])
        reasons = [str(reason) for reason in told.get("printer-state-reasons", [])]
        bad = [reason for reason in reasons if reason.startswith(TROUBLE)]
        return bad or (["stopped"] if told.get("printer-state") == [STOPPED] else [])

    def print_copy(self, job: str, pdf: bytes) -> PrintOutcome:
        """See devices.Printer."""
        return self._print(job, pdf, is_two_sided=True)

    def print_receipt(self, job: str, pdf: bytes) -> None:
        """See devices.Printer. A receipt that fails is told to the log; the certificate came out."""
        outcome = self._print(job, pdf, is_two_sided=False)
        if outcome is not PrintOutcome.PRINTED:
            log.error("receipt %s", outcome.value)

    def _print(self, name: str, pdf: bytes, is_two_sided: bool) -> PrintOutcome:
        try:
            job_format = self._format()
            document = pdf if job_format == PDF_FORMAT else pwg_raster(pdf, is_two_sided)
            job_id = self._submit(PrintJob(name, document, job_format, is_two_sided))
        except (PrinterRefused, PrinterBusy):
            return PrintOutcome.SPOILT
        except (PrinterUnreachable, MalformedIpp):
            return self._found_by_name(name)
        return self._watched(job_id, name)

    def _submit(self, job: PrintJob) -> int:
        """Send once; only a printer that said "busy" is asked again. Raises as ``IppClient.print``."""
        ends = self._ticks() + self._patience.busy
        while True:
            try:
                return _number(self._client.print(job), "job-id")
            except PrinterBusy:
                if self._ticks() >= ends:
                    raise
                self._wait(self._patience.poll)

    def _watched(self, job_id: int, name: str) -> PrintOutcome:
        """Follow a job until it ends, is another's, or the time is over."""
        ends = self._ticks() + self._patience.job
        while self._ticks() < ends:
            try:
                told = self._client.job_attributes(job_id, ["job-state", "job-name"])
            except (PrinterUnreachable, PrinterRefused, PrinterBusy, MalformedIpp):
                return self._found_by_name(name)
            if told.get("job-name") != [name]:
                return PrintOutcome.UNKNOWN
            outcome = _outcome(told)
            if outcome is not None:
                return outcome
            self._wait(self._patience.poll)
        return PrintOutcome.UNKNOWN

    def _found_by_name(self, name: str) -> PrintOutcome:
        """After a lost answer: what the printer's lists say of a job of this name. Never sent again."""
        ends = self._ticks() + self._patience.busy
        while self._ticks() < ends:
            try:
                jobs = [*self._client.jobs("not-completed"), *self._client.jobs("completed")]
            except (PrinterUnreachable, PrinterRefused, PrinterBusy, MalformedIpp):
                self._wait(self._patience.poll)
                continue
            found = next((job for job in jobs if job.get("job-name") == [name]), None)
            if found is None:
                return PrintOutcome.UNKNOWN
            outcome = _outcome(found)
            if outcome is not None:
                return outcome
            self._wait(self._patience.poll)
        return PrintOutcome.UNKNOWN

    def _format(self) -> str:
        """PDF where the printer takes it, else PWG raster. Raises PrinterRefused when it takes neither."""
        formats = self._client.printer_attributes(["document-format-supported"]).get("document-format-supported", [])
        for wanted in (PDF_FORMAT, RASTER_FORMAT):
            if wanted in formats:
                return wanted
        raise PrinterRefused(formats=len(formats))


def _outcome(job: Attributes) -> PrintOutcome | None:
    """What an ended job came to; None while it goes on."""
    match job.get("job-state"):
        case [9]:
            return PrintOutcome.PRINTED
        case [7] | [8]:
            return PrintOutcome.SPOILT
    return None


def _number(attributes: Attributes, name: str) -> int:
    match attributes.get(name):
        case [int(number)]:
            return number
    raise MalformedIpp
