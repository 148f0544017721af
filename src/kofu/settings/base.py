"""What all parties have in common. Only what Django demands stands here; the rest is a ``Deployment``."""

from __future__ import annotations

from typing import Any

DEBUG = False
ALLOWED_HOSTS = ["*"]
"""Names are proved by TLS certificates; nothing is built from the Host header"""
ROOT_URLCONF = "kofu.settings.no_urls"
DATABASES = {"default": {"ENGINE": "kofu.settings.no_database"}}
"""No ambient municipality (design.md §3, docs/decisions/010-stores-beside-the-orm.md)"""
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kofu.wire.headers.message_headers",
]
SECURE_HSTS_SECONDS = 31_536_000
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # kofu.wire.headers sends X-Frame-Options
    "security.W003",  # messages come with client certificates, not with cookies or forms
    "security.W005",  # a party answers for its own name, not for subdomains
    "security.W008",  # nothing listens without TLS
    "security.W009",  # Django signs nothing here, so there is no SECRET_KEY to lose; using it raises
    "security.W021",  # no browser goes to these names
]
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_CODE = "ja"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "loggers": {
        "kofu": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # kofu.http tells of every request; Django's records carry the request, and tracebacks with its values.
        "django": {"handlers": ["nowhere"], "level": "WARNING", "propagate": False},
    },
}
