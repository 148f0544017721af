"""What the documents take from the code is what the code gives; kofu agrees with its own test vectors."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tools import make_docs, message_tables

from kofu.issuance import canonical
from kofu.issuance.messages import Application, Choices, Signed, Statement
from kofu.issuance.pages import pack, unpack
from kofu.issuance.sealing import CannotUnseal, HpkeKey, require_signature, signing_key

DOCS = make_docs.DOCS
VECTORS: dict[str, Any] = json.loads((DOCS / "protocol-vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", make_docs.PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == make_docs.PAGES[name](), "run: python -m tools.make_docs"


def test_a_part_replaces_what_stood_between_its_marks() -> None:
    page = "before <!-- made: x -->old<!-- end: x --> after"
    assert make_docs.between_marks(page, "x", "new") == "before <!-- made: x -->\n\nnew\n\n<!-- end: x --> after"


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(make_docs.MissingMark):
        make_docs.between_marks("<!-- made: x -->", "x", "new")


def test_every_message_has_its_table_with_every_field() -> None:
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    for kind in message_tables.kinds():
        section = page.partition(f"### {kind.__name__}\n")[2].partition("\n### ")[0]
        assert [name for name in kind.model_fields if f"| `{name}` |" not in section] == [], kind.__name__


def test_every_form_in_a_table_is_explained() -> None:
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    assert "| ? |" not in page
    for name in message_tables.NAMES:
        word = name.partition(" (")[0]
        assert f"\n| {word} | " in page, word


def test_every_failure_code_that_pages_name_exists() -> None:
    known = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", (DOCS / "failure-codes.md").read_text(encoding="utf-8"), re.M))
    prefixes = "|".join(sorted({code.partition("_")[0] for code in known}))
    for path in sorted(DOCS.glob("*.md")):
        named = set(re.findall(rf"`((?:{prefixes})_[A-Z0-9_]*[A-Z0-9])`", path.read_text(encoding="utf-8")))
        assert named - known == set(), path.name


def test_kofu_reads_its_statement_and_applications() -> None:
    statement = Statement.model_validate_json(json.dumps(VECTORS["statement"]["fields"]))
    assert statement.signed_bytes().hex() == VECTORS["statement"]["signed_bytes"]
    key = signing_key(statement.signing_key)
    for vector in VECTORS["applications"]:
        signed = Signed.from_bytes(bytes.fromhex(vector["signed"]))
        require_signature(Application.label, signed.payload, signed.signature, key)
        assert Application.from_signed(signed.payload).model_dump(mode="json") == vector["fields"]


def test_kofu_refuses_what_has_no_canonical_form() -> None:
    for text in VECTORS["not_canonical"]:
        with pytest.raises(canonical.NotCanonical):
            canonical.decode(text.encode())


def test_kofu_opens_its_sealed_examples_and_only_in_their_context() -> None:
    for vector in VECTORS["sealing"]:
        key = HpkeKey.from_private_bytes(bytes.fromhex(VECTORS["keys"][vector["private"]]))
        sealed, info = bytes.fromhex(vector["sealed"]), vector["info"].encode()
        assert key.unseal(info, sealed).hex() == vector["plaintext"]
        with pytest.raises(CannotUnseal):
            key.unseal(info + b"0", sealed)


def test_kofu_reads_the_sealed_choices_and_pages() -> None:
    choices, pages = (bytes.fromhex(vector["plaintext"]) for vector in VECTORS["sealing"])
    assert Choices.from_bytes(choices).persons == "household"
    copies = unpack(pages)
    assert pack(tuple(nonce for nonce, _ in copies), tuple(file for _, file in copies)) == pages


def test_the_check_tells_fresh_pages_from_stale_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_docs, "DOCS", tmp_path)
    monkeypatch.setattr(make_docs, "PAGES", {"a.md": lambda: "text"})
    assert make_docs.main(["--check"]) == 1
    assert "docs/a.md is stale" in capsys.readouterr().out
    assert make_docs.main([]) == 0
    assert make_docs.main(["--check"]) == 0
