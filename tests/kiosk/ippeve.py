"""Debian's ippeveprinter, started for a test, with faults injected by its print command (platform reference §6)."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kofu.kiosk.printing.client import IppClient, PrinterUnreachable

PROGRAMS = ("ippeveprinter", "dbus-run-session")
START_SECONDS = 20.0
_COMMAND = """#!/bin/sh
. "{folder}/fault"
cp "$1" "{folder}/printed/$(basename "$1").$IPP_SIDES"
echo "ATTR: job-impressions-completed=2" >&2
"""


@dataclass
class Printer:
    """A running printer. ``fault`` is shell that the print command runs first."""

    address: str
    folder: Path
    process: subprocess.Popen[bytes]
    clients: list[IppClient] = field(default_factory=list)

    def client(self, timeout_seconds: float = 5.0) -> IppClient:
        """A client that is closed with the printer."""
        self.clients.append(IppClient(self.address, timeout_seconds))
        return self.clients[-1]

    def fault(self, shell: str) -> None:
        """What happens to the next jobs."""
        (self.folder / "fault").write_text(shell + "\n", encoding="utf-8")

    def printed(self) -> list[Path]:
        """What the print command was given, in order."""
        return sorted((self.folder / "printed").iterdir(), key=lambda path: path.stat().st_mtime_ns)

    def clear(self) -> None:
        """Take the paper out; no fault."""
        self.fault("")
        for path in self.printed():
            path.unlink()

    def kill(self) -> None:
        """Pull the printer's plug."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ippeveprinter(folder: Path, document_format: str = "application/pdf") -> Iterator[Printer]:
    """A printer on loopback with a private message bus. Skips where Debian's programs are missing."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: cups-ipp-utils, dbus)")
    for name in ("spool", "printed"):
        (folder / name).mkdir(parents=True)
    command = folder / "command.sh"
    command.write_text(_COMMAND.format(folder=folder), encoding="utf-8")
    command.chmod(0o755)
    port = _free_port()
    script = 'export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; exec ippeveprinter "$@"'
    arguments = ["-r", "off", "-n", "localhost", "-p", str(port), "-2", "-s", "30,30", "-f", document_format]
    arguments += ["-d", str(folder / "spool"), "-k", "-c", str(command), "Kiosk Printer"]
    process = subprocess.Popen(
        ["dbus-run-session", "--", "bash", "-c", script, "x", *arguments],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    printer = Printer(f"ipp://localhost:{port}/ipp/print", folder, process)
    printer.fault("")
    try:
        _wait_for(printer)
        yield printer
    finally:
        for client in printer.clients:
            client.close()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(printer: Printer) -> None:
    client = printer.client()
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            client.printer_attributes(["printer-state"])
        except PrinterUnreachable:
            if time.monotonic() > ends:
                raise
            printer.process.poll()
            time.sleep(0.05)  # another program starts; there is nothing to wait on but its port
        else:
            return
