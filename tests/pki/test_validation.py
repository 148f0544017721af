from __future__ import annotations

import pytest
from tests.pki.conftest import AT, lists_of

from kofu.pki import errors
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.validation import Chain, ValidCertificate, validate

SPECIMENS_REFUSED = [
    ("revoked", errors.Revoked),
    ("expired", errors.Expired),
    ("not_yet_valid", errors.NotYetValid),
    ("foreign_authority", errors.UnknownIssuer),
    ("wrong_usage", errors.WrongKeyUsage),
    ("wrong_policy", errors.WrongPolicy),
]


def judge(authority: TestAuthority, name: str) -> ValidCertificate:
    leaf = authority.issue_specimen(name).user_certificate
    return validate(Chain(leaf, authority.user_anchors(), lists_of(authority)), authority.user_policy(), AT)


@pytest.mark.parametrize("name", ["fine", "fine_next_generation", "fine_older_authority", "fine_phone"])
def test_a_fine_card_is_believed(authority: TestAuthority, name: str) -> None:
    assert judge(authority, name).der.startswith(b"\x30")


@pytest.mark.parametrize(("name", "error"), SPECIMENS_REFUSED)
def test_each_faulty_specimen_is_refused_for_its_fault(
    authority: TestAuthority, name: str, error: type[errors.PkiError]
) -> None:
    with pytest.raises(error):
        judge(authority, name)
