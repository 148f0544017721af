"""A database backend that refuses every use, named and found as Django demands."""

from __future__ import annotations

from typing import NoReturn

from django.db.backends.dummy import base as dummy

from kofu.errors import KofuError


class AmbientDatabase(KofuError):
    """Code asked Django for "the" database instead of a party's own."""

    code = "STORE_AMBIENT_DATABASE"
    summary = "there is no default database; every query says whose it is"


class DatabaseWrapper(dummy.DatabaseWrapper):
    """Refuses to connect."""

    def ensure_connection(self) -> NoReturn:
        """Raises AmbientDatabase."""
        raise AmbientDatabase

    def _cursor(self, name: str | None = None) -> NoReturn:  # noqa: ARG002  # Django's signature
        raise AmbientDatabase
