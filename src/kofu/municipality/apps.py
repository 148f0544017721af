"""The app as Django knows it."""

from django.apps import AppConfig


class MunicipalityConfig(AppConfig):
    """One municipality's issuing server (証明書発行サーバ)."""

    name = "kofu.municipality"
    label = "municipality"
    verbose_name = "証明書発行サーバ"
