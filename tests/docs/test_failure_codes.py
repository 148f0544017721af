"""Every failure code has one type, one remedy and one row on its page, and nothing else stands there."""

from pathlib import Path

from tools import failure_codes

DOCS = Path(__file__).parents[2] / "docs"


def test_no_two_errors_share_a_code() -> None:
    assert failure_codes.shared_codes(failure_codes.types()) == []


def test_two_errors_with_one_code_would_be_noticed() -> None:
    kinds = failure_codes.types()
    assert failure_codes.shared_codes([*kinds, kinds[0]]) == [kinds[0].code]


def test_every_code_has_a_remedy_and_every_remedy_a_code() -> None:
    codes = {kind.code for kind in failure_codes.types()}
    told = set(failure_codes.remedies(DOCS / "failure-remedies.toml"))
    assert codes - told == set(), "write what to do into docs/failure-remedies.toml"
    assert told - codes == set(), "no error has these codes any more"


def test_remedies_are_sentences() -> None:
    told = failure_codes.remedies(DOCS / "failure-remedies.toml")
    assert [code for code, remedy in told.items() if not remedy.endswith(".") or not remedy[0].isupper()] == []


def test_every_prefix_has_a_heading() -> None:
    assert {kind.code.partition("_")[0] for kind in failure_codes.types()} <= set(failure_codes.GROUPS)


def test_every_error_says_what_it_is() -> None:
    assert [kind.code for kind in failure_codes.types() if not (kind.summary and kind.__doc__)] == []


def test_the_page_is_what_the_code_gives() -> None:
    page = failure_codes.markdown(DOCS / "failure-remedies.toml")
    assert (DOCS / "failure-codes.md").read_text(encoding="utf-8") == page, "run: python -m tools.make_docs"
