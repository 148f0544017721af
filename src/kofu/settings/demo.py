"""Tests and demonstrations: any party, test material only."""

from kofu.pki.trust import Material
from kofu.settings.base import *  # noqa: F403  # Django's way to share settings

INSTALLED_APPS = ["kofu.centre", "kofu.municipality"]
KOFU_MATERIAL = Material.TEST
