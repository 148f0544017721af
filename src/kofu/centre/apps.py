"""The app as Django knows it."""

from django.apps import AppConfig


class CentreConfig(AppConfig):
    """The certificate centre (証明書交付センター)."""

    name = "kofu.centre"
    label = "centre"
    verbose_name = "証明書交付センター"
