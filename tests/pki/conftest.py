from __future__ import annotations

import random
from datetime import datetime

import pytest

from kofu.clock import JAPAN
from kofu.pki.certificates import TrustAnchor
from kofu.pki.revocation import RevocationList, read_revocation_list
from kofu.pki.testing.authority import TestAuthority

AT = datetime(2026, 7, 8, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def authority() -> TestAuthority:
    return TestAuthority(random.Random(1).randbytes)  # seeded on purpose: the same cards each time


@pytest.fixture
def anchors(authority: TestAuthority) -> tuple[TrustAnchor, ...]:
    return authority.user_anchors()


def lists_of(authority: TestAuthority, at: datetime = AT) -> tuple[RevocationList, ...]:
    """The user authorities' revocation lists, published and read at ``at``."""
    return tuple(read_revocation_list(der, authority.user_anchors()) for der in authority.revocation_lists(at))
