"""gunicorn around one application: mutual TLS, threads, a short farewell (platform.md §1.3, §3)."""

from __future__ import annotations

import resource
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no types

from kofu.pki.trust import Material
from kofu.wire.tls import Patience, TlsFiles, server_context

KEEP_SECONDS = 30
"""How long an idle connection is kept: longer than clients do (``client.KEEP_SECONDS``)."""
FAREWELL_SECONDS = 2
"""What requests in hand get when the server is told to stop"""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how to serve. Port 0 takes a free one. ``workers`` above 1 need PostgreSQL (platform.md §1.3)."""

    files: TlsFiles
    host: str = "127.0.0.1"
    port: int = 0
    threads: int = 16
    workers: int = 1
    material: Material = Material.REAL
    patience: Patience = field(default_factory=Patience)


def serve(
    load: Callable[[], WSGIApplication], listening: Listening, when_ready: Callable[[int], None] | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, then end the process with SystemExit. For a process's main thread.

    ``load`` builds the application inside the worker, after the fork: databases and clients are opened there.
    ``when_ready`` is called in each worker with the port, once requests will be answered.
    Raises MixedMaterial.
    """
    context = server_context(listening.files, listening.patience, listening.material)
    _Gunicorn(load, listening, context, when_ready or (lambda _: None)).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's embedding: settings from here alone, none from files, arguments or the environment."""

    def __init__(
        self,
        load: Callable[[], WSGIApplication],
        listening: Listening,
        context: ssl.SSLContext,
        when_ready: Callable[[int], None],
    ) -> None:
        self._load = load
        self._listening = listening
        self._context = context
        self._when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._settings().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called by gunicorn in each worker."""
        return self._load()

    def _settings(self) -> dict[str, Any]:
        listening = self._listening
        return {
            "bind": f"{listening.host}:{listening.port}",
            "workers": listening.workers,
            "worker_class": "gthread",
            "threads": listening.threads,
            "certfile": str(listening.files.certificate),
            "keyfile": str(listening.files.key),
            "ca_certs": str(listening.files.authority),
            "cert_reqs": ssl.CERT_REQUIRED,
            "ssl_context": lambda _config, _default: self._context,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "keepalive": KEEP_SECONDS,
            "graceful_timeout": FAREWELL_SECONDS,
            "loglevel": "warning",
            "post_fork": lambda _server, _worker: _leave_no_core(),
            "post_worker_init": lambda worker: self._when_ready(worker.sockets[0].getsockname()[1]),
        }


def _leave_no_core() -> None:
    """A crash writes no memory to disk (promise 4)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
