"""The web server of one kiosk: loopback only, a thread for each request, in the process that holds the session.

The screen, its devices and the session live in one process and one machine; a pool of workers has nothing to do here
(design §9). gunicorn serves the parties on the network; see ``kofu.wire.runner``.
"""

from __future__ import annotations

import socketserver
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

REQUEST_SECONDS = 30
"""How long a connection may take to say what it wants"""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def server_bind(self) -> None:
        """Bind without asking a name server who we are."""
        socketserver.TCPServer.server_bind(self)
        host, port = self.socket.getsockname()[:2]
        self.server_name, self.server_port = str(host), port
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that went away; nothing to tell."""


class _Handler(WSGIRequestHandler):
    timeout = REQUEST_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """No log: paths of a kiosk's screen tell nothing, forms must not be told."""


class ScreenServer:
    """A running server; ``port`` 0 takes a free one. Only loopback addresses are bound."""

    def __init__(self, application: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> None:
        if host not in {"127.0.0.1", "localhost"}:
            raise ValueError("a kiosk's screen is served on loopback only")
        self._server = _Server((host, port), _Handler)
        self._server.set_app(application)
        self.address = f"http://{host}:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="screen", daemon=True)

    def __enter__(self) -> ScreenServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
