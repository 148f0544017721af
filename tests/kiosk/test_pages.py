"""What browsers and their operators can do to the pages: forms out of order, two tabs, and nothing kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.kiosk.conftest import VisitorMaker
from tests.kiosk.surroundings import make_bench

from kofu.kiosk.dock.serve import running


@pytest.fixture(scope="module")
def address(state_folder: Path) -> Iterator[str]:
    with running(make_bench(state_folder)) as served:
        yield served


def test_pages_are_kept_by_nobody_and_run_no_foreign_script(address: str) -> None:
    for page in ("kiosk/", "dock/", "dock/bench"):
        answer = httpx2.get(address + page)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "style=" not in answer.text
        assert "<script>" not in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nowhere", 404),
        ("PUT", "kiosk/", 405),
        ("GET", "kiosk/static/../../screen.py", 404),
        ("GET", "kiosk/static/nothing.css", 404),
        ("GET", "dock/paper/0/0.png", 404),
        ("GET", "dock/act", 405),
    ],
)
def test_what_is_not_there_is_not_there(address: str, method: str, path: str, status: int) -> None:
    assert httpx2.request(method, address + path).status_code == status


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"view": "guess", "action": "cancel"},
        {"view": "", "action": "pick", "value": "services"},
        {"action": "pin", "pin": "1234"},
        {"view": "guess", "action": "manner", "value": "en"},
    ],
)
def test_a_form_that_fits_no_screen_leads_back_to_the_present_one(address: str, fields: dict[str, str]) -> None:
    before = httpx2.get(f"{address}kiosk/").text
    answer = httpx2.post(f"{address}kiosk/", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk/?stale")
    assert httpx2.get(f"{address}kiosk/").text == before


def test_forms_from_other_sites_and_names_are_refused(address: str) -> None:
    foreign = {"Origin": "http://shop.invalid", "Sec-Fetch-Site": "cross-site"}
    deed = {"do": "power", "value": "off"}
    assert httpx2.post(f"{address}dock/act", data=deed, headers=foreign).status_code == 405
    assert httpx2.get(f"{address}kiosk/", headers={"Host": "kiosk.invalid"}).status_code == 403


@pytest.mark.parametrize("body", [b"x" * 5000, b"=%ff&", b"a=1&" * 100, "ä=1".encode()])
def test_a_body_that_is_no_form_does_nothing(address: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert httpx2.post(f"{address}kiosk/", content=body, headers=headers).status_code == 303
    assert httpx2.post(f"{address}dock/act", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(("deed", "value"), [("fly", ""), ("lay", "akashi/nobody"), ("drop", "7"), ("clock", "9999")])
def test_what_cannot_be_done_at_the_dock_is_refused(address: str, deed: str, value: str) -> None:
    assert httpx2.post(f"{address}dock/act", data={"do": deed, "value": value}).status_code == 400


def test_a_second_tab_follows_and_its_stale_form_changes_nothing(visit: VisitorMaker) -> None:
    first, second = visit(), visit()
    first.on("welcome")
    second.on("welcome")
    stale = second.page.get_attribute("body", "data-view")
    first.pick("services")
    second.on("services")
    told = second.page.evaluate(
        """(view) => fetch("", {method: "POST", body: new URLSearchParams({view, action: "pick", value: "services"})})
        .then((answer) => answer.url)""",
        stale,
    )
    assert told.endswith("?stale")
    second.page.goto(told)
    assert second.page.is_visible(".stale")
    first.on("services")


def test_a_forged_certificate_leads_to_the_same_menu(visit: VisitorMaker) -> None:
    visitor = visit()
    visitor.begin("akashi/hanako")
    visitor.prove("akashi/hanako")
    visitor.on("certificates")
    visitor.page.evaluate('document.querySelector("main button[name=value]").value = "koseki_full"')
    visitor.page.click("main button[name=value] >> nth=0")
    visitor.on("certificates")
    assert visitor.page.is_visible(".stale")


def test_nothing_of_a_session_is_in_history_or_storage(visit: VisitorMaker) -> None:
    visitor = visit()
    length = visitor.page.evaluate("history.length")
    visitor.begin("akashi/hanako")
    visitor.prove("akashi/hanako")
    visitor.on("certificates")
    visitor.pick("resident_record")
    visitor.on("persons")
    visitor.pick("some")
    visitor.on("some-persons")
    visitor.press("cancel")
    visitor.on("farewell")
    visitor.pick("on")
    visitor.on("welcome")
    assert visitor.page.evaluate("history.length") == length
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.page.evaluate("caches.keys().then((keys) => keys.length)") == 0
    assert "明石 花子" not in visitor.page.content()
