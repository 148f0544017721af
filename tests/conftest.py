"""For all tests: how Hypothesis searches, and that nothing is skipped where everything must run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("kofu", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
IN_CI = os.environ.get("CI") == "true"
settings.load_profile("ci" if IN_CI else "kofu")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: there every reason to skip has been installed away."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not IN_CI:
        return
    skipped = len(reporter.stats.get("skipped", []))
    if skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"{skipped} skipped test(s): in CI none may be", red=True)
