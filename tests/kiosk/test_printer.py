"""A real IPP printer, and every fault it can be given: what it reports decides, and nothing is printed twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.kiosk.ippeve import Printer, ippeveprinter

from kofu.kiosk.devices import PrintOutcome
from kofu.kiosk.printing.client import PrinterRefused, PrintJob
from kofu.kiosk.printing.printer import IppPrinter, PrinterNotReady, PrinterPatience
from kofu.kiosk.printing.raster import HEIGHT, WIDTH, packed_row, pwg_raster, unpacked_row

QUICK = PrinterPatience(busy=5, job=15, poll=0.05)
BLANK_PAGE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj
4 0 obj<</Length 17>>stream
0 0 595 421 re f
endstream endobj
trailer<</Root 1 0 R>>
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printer]:
    with ippeveprinter(tmp_path_factory.mktemp("printer") / "p") as printer:
        yield printer


@pytest.fixture
def printer(machine: Printer) -> Printer:
    machine.clear()
    return machine


def driver(machine: Printer, timeout_seconds: float = 5.0) -> IppPrinter:
    return IppPrinter(machine.client(timeout_seconds), QUICK)


def test_a_copy_comes_out_on_both_sides_of_a4_once(printer: Printer) -> None:
    assert driver(printer).print_copy("a1-1", BLANK_PAGE) is PrintOutcome.PRINTED
    (paper,) = printer.printed()
    assert paper.name.endswith("two-sided-long-edge")
    assert paper.read_bytes() == BLANK_PAGE


def test_a_jam_that_is_cleared_ends_in_paper(printer: Printer) -> None:
    printer.fault('echo "STATE: +media-jam-error" >&2; sleep 0.4; echo "STATE: -media-jam-error" >&2')
    assert driver(printer).print_copy("a2-1", BLANK_PAGE) is PrintOutcome.PRINTED


def test_while_it_is_jammed_the_printer_is_not_ready(printer: Printer) -> None:
    go = printer.folder / "go"
    printer.fault(f'echo "STATE: +media-jam-error" >&2; while [ ! -e {go} ]; do sleep 0.05; done; '
                  'echo "STATE: -media-jam-error" >&2')  # fmt: skip
    client = printer.client()
    client.print(PrintJob("a3-1", BLANK_PAGE, "application/pdf"))
    reasons: list[str] = []
    while not reasons:
        reasons = driver(printer).trouble()
    assert reasons[0].startswith("media-jam")
    with pytest.raises(PrinterNotReady):
        driver(printer).require_ready()
    go.touch()
    while client.jobs("not-completed"):
        pass
    driver(printer).require_ready()


def test_a_job_the_printer_aborts_is_spoilt(printer: Printer) -> None:
    printer.fault("exit 1")
    assert driver(printer).print_copy("a4-1", BLANK_PAGE) is PrintOutcome.SPOILT
    assert printer.printed() == []


def test_a_busy_printer_is_waited_for_and_prints_both_once(printer: Printer) -> None:
    printer.fault("sleep 0.5")
    printer.client().print(PrintJob("a5-other", BLANK_PAGE, "application/pdf"))
    assert driver(printer).print_copy("a5-1", BLANK_PAGE) is PrintOutcome.PRINTED
    assert len(printer.printed()) == 2


def test_a_printer_that_stalls_past_the_time_out_is_asked_by_the_jobs_name(printer: Printer) -> None:
    printer.fault(f"sleep 0.2; kill -STOP {_server_of(printer)}; (sleep 1.5; kill -CONT {_server_of(printer)}) &")
    assert driver(printer, timeout_seconds=0.5).print_copy("a6-1", BLANK_PAGE) is PrintOutcome.PRINTED
    assert len(printer.printed()) == 1


def test_wrong_formats_are_refused_before_printing(printer: Printer) -> None:
    with pytest.raises(PrinterRefused):
        printer.client().validate(PrintJob("a7", b"", "image/webp"))


def test_a_canceled_job_is_spoilt(printer: Printer) -> None:
    go = printer.folder / "cancel-go"
    printer.fault(f"touch {go}.begun; while [ ! -e {go} ]; do sleep 0.05; done")
    client = printer.client()
    told = client.print(PrintJob("a8-1", BLANK_PAGE, "application/pdf"))
    (job_id,) = told["job-id"]
    assert isinstance(job_id, int)
    client.cancel(job_id)
    go.touch()
    assert driver(printer)._watched(job_id, "a8-1") is PrintOutcome.SPOILT


def test_after_the_printers_own_power_cut_nobody_knows(tmp_path: Path) -> None:
    with ippeveprinter(tmp_path / "p") as machine:
        machine.fault(f"kill -KILL {_server_of(machine)}; sleep 1")
        patience = PrinterPatience(busy=0.3, job=1, poll=0.05)
        printer = IppPrinter(machine.client(2), patience)
        assert printer.print_copy("a9-1", BLANK_PAGE) is PrintOutcome.UNKNOWN


def test_a_number_that_is_anothers_job_by_now_is_not_believed(printer: Printer) -> None:
    client = printer.client()
    told = client.print(PrintJob("b1-other", BLANK_PAGE, "application/pdf"))
    (job_id,) = told["job-id"]
    assert isinstance(job_id, int)
    assert driver(printer)._watched(job_id, "b1-1") is PrintOutcome.UNKNOWN


def test_a_printer_without_pdf_gets_600_dpi_raster(tmp_path: Path) -> None:
    with ippeveprinter(tmp_path / "p", "image/pwg-raster") as machine:
        assert driver(machine).print_copy("b2-1", BLANK_PAGE) is PrintOutcome.PRINTED
        (paper,) = machine.printed()
        assert paper.read_bytes().startswith(b"RaS2PwgRaster\0")


def test_raster_has_the_page_without_scaling() -> None:
    data = pwg_raster(BLANK_PAGE, is_two_sided=True)
    width = (WIDTH + 7) // 8
    rows: list[bytes] = []
    place = 4 + 1796
    while len(rows) < HEIGHT:
        repeats = data[place] + 1
        row, place = unpacked_row(data, place + 1, width)
        rows += [row] * repeats
    assert not any(rows[1000])
    assert rows[6000][:600] == b"\xff" * 600
    assert next(number for number, row in enumerate(rows) if any(row)) in range(3500, 3516)
    assert data[place : place + 9] == b"PwgRaster"


@pytest.mark.parametrize(
    "row", [b"", b"a", b"ab" * 200, b"\0" * 621, b"abc" + b"\xff" * 300 + b"de", bytes(range(256))]
)
def test_a_packed_row_unpacks_to_itself(row: bytes) -> None:
    packed = packed_row(row)
    assert unpacked_row(packed, 0, len(row)) == (row, len(packed))


def _server_of(machine: Printer) -> int:
    """The process of ippeveprinter itself, below the message bus."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text(encoding="utf-8")
        except OSError:
            continue
        name, rest = told[told.index("(") + 1 : told.rindex(")")], told[told.rindex(")") + 2 :].split()
        if name == "ippeveprinter" and int(rest[3]) == machine.process.pid:
            return int(path.parent.name)
    raise AssertionError(signal.Signals.SIGTERM)
