from __future__ import annotations

import pytest
from hypothesis import settings

from kofu.settings import begin

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def django() -> None:
    begin("demo")
