"""``kofu scenarios``: cases in the scenario vocabulary, each run through the roles that serve the kiosk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from kofu.assembly.stage import Bench
from kofu.assembly.world import FONT_FOLDERS, build_fingerprint
from kofu.cli.options import json_option
from kofu.paper.characters import find_font
from kofu.paper.front.drawing import Front
from kofu.rules.book import RuleBook
from kofu.scenarios.case import Case, UnknownCaseVocabulary, read_cases
from kofu.scenarios.run import Verdict, run_case


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--only", multiple=True, metavar="ID", help="Run these cases only.")
@json_option
def scenarios(path: Path, only: tuple[str, ...], as_json: bool) -> None:
    """Run the cases of FILE: card, session, offer, application, payment and print for each.

    Exit status 0 when every case ends as it expects, 1 when one does not, 2 when the file uses an unknown word.
    """
    cases = chosen(read_cases(path), only)
    bench = Bench(RuleBook.load(), Front.load(find_font(FONT_FOLDERS)), os.urandom, build_fingerprint())
    console = Console(highlight=False, stderr=True)
    verdicts = [run_case(bench, case) for case in track(cases, "Cases", console=console, disable=as_json)]
    passed = sum(verdict.is_as_expected for verdict in verdicts)
    if as_json:
        told = {
            "cases": [verdict.as_data() for verdict in verdicts],
            "passed": passed,
            "failed": len(verdicts) - passed,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for verdict in verdicts:
            click.echo(line(verdict))
        click.echo(f"{passed} passed, {len(verdicts) - passed} failed")
    raise SystemExit(0 if passed == len(verdicts) else 1)


def chosen(cases: tuple[Case, ...], only: tuple[str, ...]) -> tuple[Case, ...]:
    """The wanted cases, or all. Raises UnknownCaseVocabulary for an id that is not there."""
    known = {case.id for case in cases}
    for name in only:
        if name not in known:
            raise UnknownCaseVocabulary(case=name[:20], key="id")
    return tuple(case for case in cases if not only or case.id in only)


def line(verdict: Verdict) -> str:
    """One case on one line."""
    mark = "ok  " if verdict.is_as_expected else "FAIL"
    got = verdict.got
    money = f" {got.fee} yen" if got.fee is not None else ""
    told = f"{mark} {verdict.case.id} {verdict.case.municipality}: {got.outcome}/{got.reason}{money}"
    return told + "".join(f"\n       {difference}" for difference in verdict.differences)
