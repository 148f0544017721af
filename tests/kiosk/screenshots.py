"""Pictures of every screen × language × manner, and everything wrong with them.

    python -m tests.kiosk.screenshots OUT [LANGUAGE …] [--only NAME …]

Exit status 1 when anything is wrong with a page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.kiosk.browsing import launch
from tests.kiosk.examples import EXAMPLES
from tests.kiosk.gallery import Gallery, gallery
from tests.kiosk.looking import faults_of

from kofu.kiosk.locale import Language
from kofu.kiosk.web.host import Manner

MANNERS: Mapping[str, tuple[bool, bool]] = {
    "plain": (False, False),
    "large": (True, False),
    "contrast": (False, True),
    "large-contrast": (True, True),
}


def take(
    shown: Gallery, names: Sequence[str], languages: Sequence[Language], manners: Sequence[str], out: Path
) -> list[str]:
    """Picture after picture; what is wrong, in words."""
    faults = []
    for language in languages:
        for manner in manners:
            is_large, is_contrast = MANNERS[manner]
            folder = out / language.tag / manner
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                page = shown.show(name, Manner(language, is_large, is_contrast))
                page.screenshot(path=folder / f"{name}.png")
                faults += [f"{language.tag} {manner} {name}: {fault}" for fault in faults_of(page, may_scroll=is_large)]
    return faults + shown.complaints


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("languages", nargs="*", default=[language.tag for language in Language])
    parser.add_argument("--manner", nargs="*", default=list(MANNERS), choices=list(MANNERS))
    parser.add_argument("--only", nargs="*", default=list(EXAMPLES), metavar="NAME")
    told = parser.parse_args(arguments)
    languages = [language for language in Language if language.tag in told.languages]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        with gallery(browser) as shown:
            faults = take(shown, told.only, languages, told.manner, told.out)
        browser.close()
    print("\n".join(faults) or "nothing wrong")  # noqa: T201  # a command's answer
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
