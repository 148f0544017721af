"""Django's settings, one module a party, and the one way to begin with one of them.

``begin("centre")`` and ``begin("municipality")`` are the real service and refuse everything of the test PKI;
``begin("demo")`` serves all parties in one process from test material and refuses everything real.
"""

from __future__ import annotations

import os

import django
from django.conf import settings

from kofu.errors import KofuError

MODULES = ("centre", "municipality", "demo")


class SettingsBegun(KofuError):
    """This process already runs under other settings, or there are no settings of this name."""

    code = "SETTINGS_BEGUN"
    summary = "a process has one of the settings centre, municipality, demo, from its beginning to its end"


def begin(name: str) -> None:
    """Set Django up, once in a process; the same name again changes nothing. Raises SettingsBegun."""
    module = f"{__name__}.{name}"
    if name not in MODULES:
        raise SettingsBegun(wanted=name)
    if settings.configured:
        if module != settings.SETTINGS_MODULE:
            raise SettingsBegun(wanted=name)
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    django.setup(set_prefix=False)
