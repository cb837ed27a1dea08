"""One world for the whole package: each test works inside a transaction that is undone."""

import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
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


@pytest.fixture(autouse=True)
def connection_is_kept(monkeypatch):
    """An answer that is closed gives no connection back: the world stands in its transaction."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)


@pytest.fixture
def world(built, db):
    return built
