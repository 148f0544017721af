from __future__ import annotations

import dataclasses
import random
import subprocess
import sys

import pytest
from django.db import connection
from tests.wire.parties import CENTRE, Setup, trust_list

from kofu.pki.errors import TestMaterialRefused
from kofu.pki.testing.authority import TestAuthority
from kofu.pki.trust import Material
from kofu.settings import SettingsBegun, begin
from kofu.settings.no_database.base import AmbientDatabase
from kofu.wire.deployment import require_material
from kofu.wire.errors import MixedMaterial


def test_there_is_no_default_database() -> None:
    with pytest.raises(AmbientDatabase):
        connection.cursor()


def test_a_process_keeps_its_settings() -> None:
    begin("demo")
    with pytest.raises(SettingsBegun):
        begin("centre")
    with pytest.raises(SettingsBegun):
        begin("nonsense")


def test_test_lists_and_test_cards_are_not_for_the_real_service() -> None:
    anchors = TestAuthority(random.Random(1).randbytes).user_anchors()  # seeded on purpose
    test = Setup(CENTRE, anchors=anchors)
    require_material(test, Material.TEST)
    with pytest.raises(MixedMaterial):
        require_material(test, Material.REAL)
    with pytest.raises(TestMaterialRefused):
        require_material(dataclasses.replace(test, trust=trust_list(Material.REAL)), Material.REAL)


def test_a_real_list_is_not_for_demonstrations() -> None:
    with pytest.raises(MixedMaterial):
        require_material(Setup(CENTRE, trust=trust_list(Material.REAL)), Material.TEST)


PROGRAM = """
import kofu.settings
from tests.wire import parties
kofu.settings.begin("{name}")
from django.conf import settings
from django.core.checks import run_checks
try:
    parties.{name}()
except Exception as refused:
    print(type(refused).__name__)
parties.{name}(trust=parties.trust_list(parties.Material.REAL))
print(settings.DEBUG, [c.id for c in run_checks(include_deployment_checks=True) if not c.is_silenced()])
"""


@pytest.mark.parametrize("name", ["centre", "municipality"])
def test_production_settings_refuse_test_material(name: str) -> None:
    program = PROGRAM.format(name=name)
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    refused, checks = told.splitlines()
    assert refused == MixedMaterial.__name__
    assert checks == "False []"
