"""The certificate centre in the real service."""

from kofu.pki.trust import Material
from kofu.settings.base import *  # noqa: F403  # Django's way to share settings

INSTALLED_APPS = ["kofu.centre"]
KOFU_MATERIAL = Material.REAL
