"""One party as a process of its own: ``python -m tests.http.serve FOLDER BEGINS centre|municipality``.

Its input says when the folder is made, and to the centre the municipality's port; its own port goes to the output
once requests are answered.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from wsgiref.types import WSGIApplication

from tests.http import parties

from kofu.assembly.keys import CENTRE
from kofu.assembly.state import State
from kofu.centre.application import centre_application
from kofu.municipality.application import municipality_application
from kofu.pki.trust import Material
from kofu.settings import begin
from kofu.wire.runner import Listening, serve
from kofu.wire.tls import Patience


def main(folder: str, begins: str, party: str) -> None:
    sys.stdin.readline()
    state, moment, tls = State(Path(folder)), datetime.fromisoformat(begins), Path(folder) / "tls"

    def load() -> WSGIApplication:
        begin("demo")
        if party == "municipality":
            return municipality_application(parties.municipality(state, moment))
        return centre_application(parties.centre(state, moment, tls, port=int(sys.stdin.readline())))

    files = parties.tls_files(tls, CENTRE if party == "centre" else parties.AKASHI)
    patience = Patience(handshake_seconds=0.5, request_seconds=1.0)
    serve(
        load,
        Listening(files, threads=4, material=Material.TEST, patience=patience),
        announce,
    )


def announce(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
