"""One world for the whole package: each test works inside a transaction that is undone."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.access.world import build_world


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=media),
    ):
        yield build_world(media)
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    return built
