"""Small pictures of sheets, made by running the demonstration: ``python -m tools.make_docs --pictures``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from kofu.cli.main import kofu

MOST_BYTES = 150_000
HIGHEST_DPI, LOWEST_DPI, STEP_DPI = 150, 60, 10
SHEETS = {
    "resident-record.png": "01-family-of-five-page1.png",
    "foreign-resident.png": "02-foreign-resident-page1.png",
}
"""Picture in docs/pictures/, and the preview of the demonstration it is made from (150 dpi)"""


class DemoFailed(Exception):
    """The demonstration did not end as it has to, so there is nothing to show."""


def make(folder: Path, target: Path) -> Iterator[Path]:
    """Run the demonstration in ``folder`` and write the pictures to ``target``. Raises DemoFailed."""
    arguments = ["demo", "--once", "--state", str(folder / "state"), "--out", str(folder / "out")]
    result = CliRunner().invoke(kofu, arguments)
    if result.exit_code != 0:
        raise DemoFailed(result.output)
    target.mkdir(exist_ok=True)
    for name, source in SHEETS.items():
        with Image.open(folder / "out" / source) as sheet:
            (target / name).write_bytes(_small(sheet.convert("L")))
        yield target / name


def _small(sheet: Image.Image) -> bytes:
    """The sheet in sixteen greys, as large as fits into MOST_BYTES."""
    for dpi in range(HIGHEST_DPI, LOWEST_DPI, -STEP_DPI):
        size = (sheet.width * dpi // HIGHEST_DPI, sheet.height * dpi // HIGHEST_DPI)
        picture = sheet.resize(size, Image.Resampling.LANCZOS).quantize(16)
        data = io.BytesIO()
        picture.save(data, "PNG", optimize=True)
        if len(data.getvalue()) <= MOST_BYTES:
            return data.getvalue()
    raise DemoFailed("a sheet too full for a small picture")
