"""A pcscd with the virtual reader, for one test run: private by namespaces, else the system's under a lock.

Imported, it starts itself as a child and talks JSON lines with it; run as a program, it is that child.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

READER = "Virtual PCD 00 00"
PROGRAMS = ("pcscd", "opensc-tool", "pkcs15-tool", "pkcs11-tool", "openssl", "unshare", "ip")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")
SOURCES = Path(__file__).parents[2] / "src"
NAMESPACES = ["--net", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child"]
WAYS: tuple[list[str], ...] = (["unshare", *NAMESPACES], ["unshare", "--map-root-user", *NAMESPACES], [])
LONGEST_COMMAND_SECONDS = 30


@dataclass(frozen=True)
class Outcome:
    status: int
    output: str
    errors: str


class Stack:
    """The running reader; cards are put on it by file."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child

    def ask(self, **question: Any) -> Any:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(question) + "\n")
        self._child.stdin.flush()
        return json.loads(self._child.stdout.readline())

    def run(self, *command: str) -> Outcome:
        return Outcome(**self.ask(run=command))

    @contextlib.contextmanager
    def inserted(self, file: Path) -> Iterator[Stack]:
        assert self.ask(insert=str(file)), "the reader did not see the card"
        try:
            yield self
        finally:
            assert self.ask(take_out=True), "the reader still sees the card"

    def close(self) -> None:
        """End of input ends the child, and the child its pcscd; so does the end of this process."""
        self._child.communicate(timeout=LONGEST_COMMAND_SECONDS)


def missing() -> str | None:
    """What this machine lacks, in words; None when everything is there."""
    lacking = [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]
    if not DRIVER.exists():
        lacking.append("vsmartcard-vpcd")
    return f"not installed: {', '.join(lacking)}" if lacking else None


def start() -> tuple[Stack | None, str]:
    """A stack, or the reasons why none can run here."""
    reasons = []
    for way in WAYS:
        child = subprocess.Popen(
            [*way, sys.executable, __file__, "private" if way else "system"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(),
        )
        assert child.stdout is not None
        ready = child.stdout.readline()
        if ready and json.loads(ready) is None:
            return Stack(child), ""
        child.kill()
        errors = child.communicate()[1].strip().splitlines()
        reasons.append(json.loads(ready) if ready else " ".join(errors[-1:]) or "no answer")
    return None, "no pcscd of our own: " + "; ".join(reasons)


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def _environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OPENSC", "PYTEST"))}
    return inherited | {"PATH": _path(), "PYTHONPATH": str(SOURCES), "LC_ALL": "C"}


# The child


def _until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for another process: there is nothing to be told by."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _prepare(mode: str) -> str | None:
    """Bring up pcscd; the reason if that fails."""
    if mode == "private":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        if not SOCKET.parent.exists():
            if os.getuid() != 0:
                return f"{SOCKET.parent} does not exist"
            SOCKET.parent.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(SOCKET.parent)], check=True)
    else:
        if os.getuid() != 0:
            return "the system's pcscd needs root"
        if SOCKET.exists():
            return "a system pcscd is running already"
        _lock_forever()
    _started.append(
        subprocess.Popen(
            ["pcscd", "--foreground"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    )
    return None if _until(SOCKET.exists) else "pcscd does not start"


_started: list[subprocess.Popen[bytes]] = []
_lock: IO[str] | None = None


def _lock_forever() -> None:
    """One system pcscd at a time; the lock ends with the process."""
    global _lock  # noqa: PLW0603 - kept open as long as the process lives
    _lock = (Path(tempfile.gettempdir()) / "kofu-pcscd.lock").open("w")
    fcntl.flock(_lock, fcntl.LOCK_EX)


def _card_seen() -> bool:
    listed = subprocess.run(["opensc-tool", "-l"], capture_output=True, text=True, check=False).stdout
    return any(line.split()[:2] == ["0", "Yes"] for line in listed.splitlines())


def _ended_or_seen(card: subprocess.Popen[bytes]) -> bool:
    """Whether the card gave up, because vpcd does not listen yet, or is on the reader."""
    return card.poll() is not None or _card_seen()


class _Reader:
    def __init__(self) -> None:
        self._card: subprocess.Popen[bytes] | None = None

    def insert(self, file: str) -> bool:
        if _card_seen():
            return False
        end = time.monotonic() + 10
        while time.monotonic() < end:
            self._card = subprocess.Popen(
                [sys.executable, "-m", "kofu.card.simulated.vpcd", file],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            _until(partial(_ended_or_seen, self._card))
            if self._card.poll() is None:
                return True
        return False

    def take_out(self) -> bool:
        self.end()
        return _until(lambda: not _card_seen())

    def end(self) -> None:
        if self._card is not None:
            self._card.terminate()
            self._card.wait()


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LONGEST_COMMAND_SECONDS, stdin=subprocess.DEVNULL
    )
    return {"status": done.returncode, "output": done.stdout, "errors": done.stderr}


def main() -> None:
    reader = _Reader()
    try:
        print(json.dumps(_prepare(sys.argv[1])), flush=True)  # noqa: T201 - the answer to the parent
        for line in sys.stdin:
            print(json.dumps(_answer(reader, json.loads(line))), flush=True)  # noqa: T201 - as above
    finally:
        reader.end()
        for process in _started:
            process.terminate()
            process.wait()


def _answer(reader: _Reader, question: dict[str, Any]) -> object:
    if "insert" in question:
        return reader.insert(question["insert"])
    return reader.take_out() if "take_out" in question else _run(question["run"])


if __name__ == "__main__":
    main()
