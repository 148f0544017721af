"""``kofu verify``: is this sheet what the municipality issued, and what does the municipality say of its number?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from kofu.assembly.state import State
from kofu.cli.options import at_option, json_option, opened, state_option
from kofu.clock import JAPAN
from kofu.errors import KofuError
from kofu.issuance.municipality.numbers import status_of
from kofu.numbering import DocumentNumber, parts
from kofu.paper.scan.errors import FileTooLarge, UnreadableFile
from kofu.paper.scan.verify import Finding, Keys, Verdict, verify_pictures
from kofu.pki.trust import TrustList
from kofu.rules.book import RuleBook

_WORDS = {
    Verdict.GENUINE: "[bold green]genuine[/]",
    Verdict.ALTERED: "[bold red]altered[/]",
    Verdict.UNKNOWN_KEY: "[bold yellow]unknown key[/]",
    Verdict.UNREADABLE: "[bold yellow]unreadable[/]",
}


@click.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--offline", is_flag=True, help="Do not ask the municipality for the status.")
@at_option
@state_option
@json_option
def verify(paths: tuple[Path, ...], offline: bool, at: datetime, folder: Path, as_json: bool) -> None:
    """Check sheets from FILEs: PDF, PNG or JPEG, scanned or photographed. Exit status 0 when all are genuine."""
    state = opened(folder)
    keys = seal_keys(state.trust_list(at), at)
    results = [_result(path, keys, None if offline else state) for path in paths]
    if as_json:
        click.echo(json.dumps([as_data(path, result) for path, result in results], ensure_ascii=False))
    else:
        for path, result in results:
            tell(path, result)
    genuine = all(isinstance(result, Finding) and result.verdict is Verdict.GENUINE for _, result in results)
    raise SystemExit(0 if genuine else 1)


def seal_keys(trust: TrustList, at: datetime) -> Keys:
    """Seal keys from the trust list, for the day that stands in the document number."""

    def find(municipality: str, key_id: bytes, number: DocumentNumber) -> bytes | None:
        issued_on = parts(number).issued_on
        noon = datetime(issued_on.year, issued_on.month, issued_on.day, 12, tzinfo=JAPAN)
        try:
            key = trust.seal_key(key_id.hex(), noon, at)
        except KofuError:
            return None
        return key.key if key.municipality == municipality else None

    return find


def _result(path: Path, keys: Keys, state: State | None) -> tuple[Path, Finding | KofuError]:
    try:
        finding = verify_pictures(path.read_bytes(), str(path), keys)
    except (UnreadableFile, FileTooLarge) as error:
        return path, error
    return path, finding if state is None else with_status(finding, state)


def with_status(finding: Finding, state: State) -> Finding:
    """Ask the issuing municipality what became of the number."""
    if finding.number is None or finding.number[:6] not in state.keys.municipalities:
        return finding
    store, _ = state.municipality(finding.number[:6])
    return replace(finding, status=status_of(store, finding.number).value)


def as_data(path: Path, result: Finding | KofuError) -> dict[str, Any]:
    """One entry of the command's JSON."""
    if isinstance(result, KofuError):
        result = Finding(str(path), Verdict.UNREADABLE, reasons=())
        return _data(result) | {"reasons": ["unreadable_file"]}
    return _data(result)


def _data(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "verdict": finding.verdict.value,
        "number": finding.number,
        "kind": finding.kind.code if finding.kind else None,
        "municipality": _name_of(finding.municipality),
        "issued_at": finding.issued_at.isoformat() if finding.issued_at else None,
        "fields": [{"name": name, "value": value} for name, value in finding.fields],
        "status": finding.status,
        "reasons": [doubt.value for doubt in finding.reasons],
    }


def _name_of(code: str | None) -> str | None:
    """A municipality's short name, where the rules know it."""
    return next((rules.id for rules in RuleBook.load().municipalities if rules.code == code), code)


def tell(path: Path, result: Finding | KofuError) -> None:
    """The verdict for people."""
    console = Console(highlight=False)
    if isinstance(result, KofuError):
        console.print(f"[bold yellow]unreadable[/]  {path}\n  {result}")
        return
    console.print(f"{_WORDS[result.verdict]}  {path}  status: {result.status}")
    if result.kind and result.issued_at:
        console.print(f"  {result.kind.code} of {result.municipality}, issued {result.issued_at:%Y-%m-%d %H:%M}")
        console.print(f"  number {result.number}, sheet(s) {_sheets(result)} of {result.sheets_of}")
    for name, value in result.fields:
        console.print(f"  {name}: {value}")
    for doubt in result.reasons:
        console.print(f"  {doubt.value.replace('_', ' ')}")


def _sheets(finding: Finding) -> str:
    return ", ".join(str(sheet) for sheet in finding.sheets)
