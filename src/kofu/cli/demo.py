"""``kofu demo``: the main job, told as a story, leaving sheets and pictures behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from kofu.assembly.state import DEMO_START
from kofu.assembly.world import World
from kofu.cli.issue import Kiosk
from kofu.cli.options import state_option, world
from kofu.cli.scenes import SCENES, Scene
from kofu.cli.verify import seal_keys, with_status
from kofu.kiosk.simulated import FolderPrinter
from kofu.kiosk.terminal import Account
from kofu.paper.preview import pages_as_png
from kofu.paper.scan.verify import Finding, Verdict, verify_pictures
from kofu.scenarios.outcome import outcome_of

PICTURE_DPI = 150
MENTIONED_MILLISECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """What one scene left behind."""

    scene: Scene
    reason: str
    account: Account
    sheets: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @property
    def is_as_told(self) -> bool:
        """Whether the scene ended as it has to, and every sheet proved genuine and valid."""
        proved = all(finding.verdict is Verdict.GENUINE and finding.status == "valid" for finding in self.findings)
        return self.reason == self.scene.reason and bool(self.sheets) == (self.reason == "ok") and proved


@click.command()
@click.option("--once", is_flag=True, help="End after the story, also on a terminal.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@state_option
def demo(once: bool, out: Path, folder: Path) -> None:
    """Show the whole way from card to paper with invented people in two towns.

    Sheets (PDF) and pictures of them (PNG) are left in the output folder; each sheet is verified from its picture.
    """
    del once  # the demo has nothing to stay for yet; the flag keeps its meaning when it has
    console = Console(highlight=False)
    results = []
    running = world(folder, DEMO_START)
    worlds = {DEMO_START: running}
    for number, scene in enumerate(SCENES, 1):
        here = worlds.setdefault(scene.at, world(folder, scene.at)) if scene.at not in worlds else worlds[scene.at]
        result = play(here, scene, f"{number:02d}-{scene.slug}", out)
        results.append(result)
        for line in lines(number, result):
            console.print(line, soft_wrap=True)
    console.print(f"\nOne warm certificate, step by step: {steps(results)}", soft_wrap=True)
    printed = sum(len(result.sheets) for result in results)
    console.print(
        f"{printed} certificates and their pictures are in [bold]{out}[/]; try: kofu verify {out}/*.png", soft_wrap=True
    )
    failed = [result for result in results if not result.is_as_told]
    raise SystemExit(1 if failed else 0)


def play(running: World, scene: Scene, name: str, out: Path) -> Result:
    """One scene from touch to paper, then each sheet checked from its picture."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kofu-tray") as tray:
        printer = FolderPrinter(Path(tray))
        account = Kiosk(running, printer).issue(scene.municipality, scene.card, scene.wish, scene.pins)
        sheets = tuple(_keep(printer.copies, out, name))
        for receipt in printer.receipts:
            shutil.move(receipt, out / f"{name}-receipt.pdf")
    keys = seal_keys(running.shared.trust, running.clock.now())
    findings = []
    for sheet in sheets:
        for page, picture in enumerate(pages_as_png(sheet.read_bytes(), PICTURE_DPI), 1):
            path = sheet.with_name(f"{sheet.stem}-page{page}.png")
            path.write_bytes(picture)
            findings.append(with_status(verify_pictures(picture, path.name, keys), running.state))
    return Result(scene, outcome_of(account).reason, account, sheets, tuple(findings))


def _keep(copies: list[Path], out: Path, name: str) -> Iterator[Path]:
    for index, copy in enumerate(copies, 1):
        kept = out / (f"{name}.pdf" if len(copies) == 1 else f"{name}-copy{index}.pdf")
        shutil.move(copy, kept)
        yield kept


def lines(number: int, result: Result) -> Iterator[str]:
    """A scene for people."""
    spent = sum(result.account.steps_milliseconds.values())
    mark = "[green]✓[/]" if result.is_as_told else "[red]✗[/]"
    yield f"{mark} {number:2d} [bold]{result.scene.title}[/]  ({result.scene.card})"
    if result.sheets:
        fee = result.account.fee
        yield f"      printed {len(result.sheets)} for {fee} yen in {spent:.0f} ms; {_proved(result.findings)}"
    else:
        yield f"      refused: {result.reason}; {result.account.returned} yen returned, nothing charged"


def steps(results: list[Result]) -> str:
    """The fastest certificate's way through all roles, in milliseconds."""
    single = [result.account.steps_milliseconds for result in results if len(result.sheets) == 1]
    fastest = min(single, key=lambda spent: sum(spent.values()))
    told = ", ".join(f"{name} {spent:.1f}" for name, spent in fastest.items() if spent >= MENTIONED_MILLISECONDS)
    return f"{told}; in all {sum(fastest.values()):.0f} ms"


def _proved(findings: tuple[Finding, ...]) -> str:
    verdicts = {f"{finding.verdict.value}, {finding.status}" for finding in findings}
    return f"{len(findings)} picture(s) {' / '.join(sorted(verdicts))}"
