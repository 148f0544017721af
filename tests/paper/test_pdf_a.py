"""PDF/A-2u (ISO 19005-2) for every form: by our own reading of what matters here, and by a validator where installed.

The own checks are written from the standard's clauses; each has a broken file that it refuses. The validator is the
package ``page-validation`` (independent of typst and of us; it claims the veraPDF corpus); it is no dependency of kofu.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Object
from tests.paper.asked import NAMES, document
from tests.paper.glyphs import to_unicode

Broken = Callable[[pikepdf.Pdf], None]


def faults(pdf: bytes) -> set[str]:
    """What a document breaks, by clause of ISO 19005-2."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {clause for clause, broken in _clauses(opened) if broken}


def _clauses(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bool]]:
    root = pdf.Root
    without_metadata = "/Metadata" not in root or "/Filter" in root.Metadata
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        claim = told.get("pdfaid:part"), told.get("pdfaid:conformance")
    objects = list(pdf.objects)
    dictionaries = [found for found in objects if isinstance(found, Dictionary | pikepdf.Stream)]
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == Name.GTS_PDFA1]
    yield "6.1.3 encryption", pdf.is_encrypted
    yield "6.1.3 file identifier", "/ID" not in pdf.trailer
    yield "6.1.7 streams kept elsewhere", any("/F" in found for found in objects if isinstance(found, pikepdf.Stream))
    yield "6.1.7 LZW", any("LZW" in str(found.get("/Filter", "")) for found in dictionaries)
    yield "6.2.3 output intent", len(intents) != 1 or "/DestOutputProfile" not in intents[0]
    yield "6.2.10 transparency without a colour space", any(_blends(found) for found in dictionaries) and not intents
    yield "6.2.11.4 fonts embedded", any(not _embedded(font) for font in _fonts(dictionaries))
    yield "6.2.11.7 text as Unicode", any(not _maps_to_unicode(font) for font in _fonts(dictionaries))
    yield "6.5.1 actions", any(found.get("/S") in _ACTIONS for found in dictionaries) or "/AA" in root
    yield "6.5.1 scripts", any("/JS" in found or "/JavaScript" in found for found in dictionaries)
    yield "6.6.2 metadata", without_metadata
    yield "6.6.4 claim", claim != ("2", "U")
    yield "6.8 embedded files", "/EmbeddedFiles" in root.get("/Names", {})
    yield "6.3 annotations", any("/Annots" in page.obj for page in pdf.pages)


_ACTIONS = {Name.JavaScript, Name.Launch, Name.Sound, Name.Movie, Name.ResetForm, Name.ImportData, Name.URI}


def _fonts(dictionaries: Sequence[Object]) -> list[Object]:
    return [found for found in dictionaries if found.get("/Type") == Name.Font and "/DescendantFonts" in found]


def _blends(found: Object) -> bool:
    return found.get("/Type") == Name.ExtGState and (
        found.get("/ca", 1) != 1 or found.get("/BM", Name.Normal) != Name.Normal
    )


def _embedded(font: Object) -> bool:
    described: Object = font.DescendantFonts[0].get("/FontDescriptor", Dictionary())
    return "/FontFile2" in described or "/FontFile3" in described


def _maps_to_unicode(font: Object) -> bool:
    if "/ToUnicode" not in font:
        return False
    texts = to_unicode(font.ToUnicode.read_bytes().decode()).values()
    return bool(texts) and not any("\ue000" <= text[0] <= "\uf8ff" or text[0] in "\0\ufeff\ufffe" for text in texts)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_keeps_the_clauses_of_pdf_a_2u(name: str) -> None:
    assert faults(document(name)) == set()


def _edited(name: str, change: Broken) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(document(name))) as pdf:
        change(pdf)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _font(pdf: pikepdf.Pdf) -> Object:
    return _fonts([found for found in pdf.objects if isinstance(found, Dictionary)])[0]


def _claims_another_part(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
        told["pdfaid:part"] = "1"


def _without_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def _without_unicode(pdf: pikepdf.Pdf) -> None:
    del _font(pdf)["/ToUnicode"]


def _without_font_file(pdf: pikepdf.Pdf) -> None:
    del _font(pdf).DescendantFonts[0].FontDescriptor["/FontFile2"]


def _with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/OpenAction"] = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _with_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/Names"] = Dictionary(EmbeddedFiles=Dictionary(Names=[]))


def _without_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]


BROKEN: dict[str, Broken] = {
    "6.6.4 claim": _claims_another_part,
    "6.2.3 output intent": _without_intent,
    "6.2.11.7 text as Unicode": _without_unicode,
    "6.2.11.4 fonts embedded": _without_font_file,
    "6.5.1 scripts": _with_script,
    "6.8 embedded files": _with_attachment,
    "6.6.2 metadata": _without_metadata,
}


@pytest.mark.parametrize("clause", BROKEN)
def test_a_file_that_breaks_a_clause_is_found_out(clause: str) -> None:
    assert clause in faults(_edited("seal", BROKEN[clause]))


def _validator() -> ModuleType:
    try:
        return importlib.import_module("page")
    except ImportError:
        pytest.skip("the PDF/A validator page-validation is not installed on this machine")


@pytest.mark.parametrize("name", NAMES)
def test_an_independent_validator_finds_every_form_valid(name: str) -> None:
    page = _validator()
    report = page.validate_pdf_bytes(document(name), profile=page.ValidationProfile.PDF_A_2U)
    assert report.is_compliant, [failure.rule_id for failure in report.failures]


@pytest.mark.parametrize("clause", ["6.6.4 claim", "6.2.11.7 text as Unicode", "6.2.11.4 fonts embedded"])
def test_the_validator_refuses_broken_files(clause: str) -> None:
    page = _validator()
    assert not page.validate_pdf_bytes(
        _edited("seal", BROKEN[clause]), profile=page.ValidationProfile.PDF_A_2U
    ).is_compliant
