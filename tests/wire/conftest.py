from __future__ import annotations

import pytest

from kofu.settings import begin


@pytest.fixture(autouse=True, scope="session")
def django() -> None:
    begin("demo")
