"""An IPP client: one operation, one HTTP request. It repeats nothing by itself (platform reference §6)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx2

from kofu.errors import KofuError
from kofu.kiosk.printing.ipp import MOST_BYTES, Answer, Attributes, MalformedIpp, Operation, Tag, Typed, decode, encode

USER = "kofu"
A4_HUNDREDTHS_OF_MILLIMETRES = (21_000, 29_700)
BUSY = 0x0507
"""server-error-busy: wait and ask again; nothing was taken on"""


class PrinterUnreachable(KofuError):
    """No answer: whether a job was taken on is unknown, and is found out by its name, never by sending it again."""

    code = "PRINTER_UNREACHABLE"
    summary = "the printer gave no answer"


class PrinterBusy(KofuError):
    """The printer is printing something else."""

    code = "PRINTER_BUSY"
    summary = "the printer is busy"


class PrinterRefused(KofuError):
    """The printer refuses an operation; ``status`` is IPP's."""

    code = "PRINTER_REFUSED"
    summary = "the printer refused the request"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is asked of the printer for one copy."""

    name: str
    document: bytes = field(repr=False)
    document_format: str
    is_two_sided: bool = True


class IppClient:
    """Talks to one printer at an ``ipp://`` or ``ipps://`` address."""

    def __init__(self, address: str, timeout_seconds: float = 10.0) -> None:
        self.address = address
        scheme = "https" if address.startswith("ipps:") else "http"
        self._url = scheme + address[address.index(":") :]
        self._ids = itertools.count(1)
        self._client = httpx2.Client(timeout=timeout_seconds, http2=False)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def printer_attributes(self, names: Sequence[str] = ("all",)) -> Attributes:
        """Get-Printer-Attributes."""
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, _requested(names))
        return answer.group(Tag.PRINTER)

    def validate(self, job: PrintJob) -> None:
        """Validate-Job: whether the printer would take it. Raises PrinterBusy, PrinterRefused."""
        self._ask(Operation.VALIDATE_JOB, _job_operation(job), _job_template(job))

    def print(self, job: PrintJob) -> Attributes:
        """Print-Job; the job's attributes. Raises PrinterBusy, PrinterRefused, PrinterUnreachable (then unknown)."""
        answer = self._ask(Operation.PRINT_JOB, _job_operation(job), _job_template(job), job.document)
        return answer.group(Tag.JOB)

    def job_attributes(self, job_id: int, names: Sequence[str] = ("all",)) -> Attributes:
        """Get-Job-Attributes."""
        return self._ask(Operation.GET_JOB_ATTRIBUTES, [_job_id(job_id), *_requested(names)]).group(Tag.JOB)

    def jobs(self, which: str) -> list[Attributes]:
        """Get-Jobs: ``completed`` or ``not-completed``."""
        asked = [
            ("which-jobs", Typed(Tag.KEYWORD, which)),
            *_requested(["job-id", "job-name", "job-uuid", "job-state"]),
        ]
        return self._ask(Operation.GET_JOBS, asked).all_groups(Tag.JOB)

    def cancel(self, job_id: int) -> None:
        """Cancel-Job. What is printing already may still come out."""
        self._ask(Operation.CANCEL_JOB, [_job_id(job_id)])

    def _ask(
        self,
        operation: Operation,
        attributes: Sequence[tuple[str, Typed]],
        template: Sequence[tuple[str, Typed]] = (),
        document: bytes = b"",
    ) -> Answer:
        request_id = next(self._ids)
        groups = [(Tag.OPERATION, [*self._target(), *_with_user(attributes)])] + (
            [(Tag.JOB, template)] if template else []
        )
        answer = decode(self._send(encode(operation, request_id, groups) + document))
        if answer.request_id != request_id:
            raise MalformedIpp
        if answer.status == BUSY:
            raise PrinterBusy
        if not answer.succeeded:
            raise PrinterRefused(operation=operation.name, status=f"{answer.status:04x}")
        return answer

    def _send(self, body: bytes) -> bytes:
        try:
            with self._client.stream(
                "POST", self._url, content=body, headers={"Content-Type": "application/ipp"}
            ) as response:
                if response.status_code != 200:
                    raise PrinterRefused(http_status=response.status_code)
                return _bounded(response.iter_bytes())
        except httpx2.TransportError:
            raise PrinterUnreachable from None

    def _target(self) -> list[tuple[str, Typed]]:
        """The three attributes that every request begins with, in this order (RFC 8011, 4.1.4)."""
        return [
            ("attributes-charset", Typed(Tag.CHARSET, "utf-8")),
            ("attributes-natural-language", Typed(Tag.LANGUAGE, "en")),
            ("printer-uri", Typed(Tag.URI, self.address)),
        ]


def _with_user(attributes: Sequence[tuple[str, Typed]]) -> list[tuple[str, Typed]]:
    """Who asks, after the job's number, which belongs right behind the printer's address."""
    job = [each for each in attributes if each[0] == "job-id"]
    rest = [each for each in attributes if each[0] != "job-id"]
    return [*job, ("requesting-user-name", Typed(Tag.NAME, USER)), *rest]


def _bounded(parts: Iterator[bytes]) -> bytes:
    read = bytearray()
    for part in parts:
        read += part
        if len(read) > MOST_BYTES:
            raise MalformedIpp
    return bytes(read)


def _requested(names: Sequence[str]) -> list[tuple[str, Typed]]:
    """A 1setOf: an empty name continues the attribute before it."""
    return [
        ("requested-attributes" if place == 0 else "", Typed(Tag.KEYWORD, name)) for place, name in enumerate(names)
    ]


def _job_id(job_id: int) -> tuple[str, Typed]:
    return ("job-id", Typed(Tag.INTEGER, job_id))


def _job_operation(job: PrintJob) -> list[tuple[str, Typed]]:
    """Fidelity is asked for: nothing is silently printed on one side, or on other paper."""
    return [
        ("job-name", Typed(Tag.NAME, job.name)),
        ("ipp-attribute-fidelity", Typed(Tag.BOOLEAN, True)),
        ("document-format", Typed(Tag.MIME_TYPE, job.document_format)),
    ]


def _job_template(job: PrintJob) -> list[tuple[str, Typed]]:
    x, y = A4_HUNDREDTHS_OF_MILLIMETRES
    size: dict[str, Typed] = {"x-dimension": Typed(Tag.INTEGER, x), "y-dimension": Typed(Tag.INTEGER, y)}
    media: dict[str, Typed] = {"media-size": Typed(Tag.BEGIN_COLLECTION, size)}
    return [
        ("copies", Typed(Tag.INTEGER, 1)),
        ("sides", Typed(Tag.KEYWORD, "two-sided-long-edge" if job.is_two_sided else "one-sided")),
        ("print-color-mode", Typed(Tag.KEYWORD, "monochrome")),
        ("media-col", Typed(Tag.BEGIN_COLLECTION, media)),
    ]
