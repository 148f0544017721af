"""One municipality's issuing server in the real service."""

from kofu.pki.trust import Material
from kofu.settings.base import *  # noqa: F403  # Django's way to share settings

INSTALLED_APPS = ["kofu.municipality"]
KOFU_MATERIAL = Material.REAL
