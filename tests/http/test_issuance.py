from __future__ import annotations

from pathlib import Path

from tests.http import parties
from tests.http.conftest import Running
from tests.http.resident import visit

from kofu.wire.client import HttpPeer
from kofu.wire.table import CENTRE_ROUTES, MUNICIPALITY_ROUTES


def test_certificates_come_out_over_two_connections(running: Running, tmp_path: Path) -> None:
    with running.to_centre() as client:
        centre = HttpPeer(client, parties.url(running.centre_port))
        account = visit(running.state, centre, "akashi/hanako", tmp_path, copies=2)
    assert (account.failures, account.refusals) == ([], [])
    assert (len(account.printed), account.fee, account.returned) == (2, 200, 0)
    assert [path.read_bytes()[:5] for path in tmp_path.glob("*.pdf") if "receipt" not in path.name] == [b"%PDF-"] * 2
    told = running.log.read_text()
    for route in CENTRE_ROUTES + MUNICIPALITY_ROUTES:
        assert f"event=request_answered path={route.path} status=200" in told
