"""The committed rules, loaded once."""

from __future__ import annotations

import pytest

from kofu.rules.book import RuleBook


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return RuleBook.load()
