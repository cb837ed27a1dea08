"""The table of days of use: its rows come through the change of its key, and through files of rows."""

import importlib
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import ProtectedError
from django.db.utils import DatabaseError

import adoption.migrations
from adoption.foundation.periods import Month
from adoption.usage.models import UsageDay
from adoption.usage.usage_table import months_apart
from tests.adoption.apart import Base
from tests.adoption.factories import UsageDayFactory


pytestmark = pytest.mark.postgresql

DAYS = [date(2026, 10, 1), date(2026, 10, 31), date(2025, 12, 31), date(1999, 5, 5)]


def migration():
    """By its subject: its number may change before it goes out."""
    (file,) = Path(adoption.migrations.__path__[0]).glob("*_usage_by_month.py")
    return importlib.import_module(f"adoption.migrations.{file.stem}")


ERRORS = (DatabaseError, sqlite3.DatabaseError)


def rows():
    return list(UsageDay.objects.order_by("pk").values_list("pk", "is_late"))


def through_the_change_and_back(portal, folder):
    for place, day in enumerate(DAYS):
        service = portal.services.order_by("slug")[place % 2]
        UsageDayFactory(portal=portal, service=service, day=day, is_late=place == 1)
    change, base = migration(), Base(folder)
    (earlier,) = change.Migration.dependencies
    apps = MigrationLoader(connection).project_state([earlier]).apps
    told = (
        "SELECT portal_id, pseudonym, service_id, day, is_late FROM adoption_usageday"
        " ORDER BY pseudonym"
    )
    before = base.ask(told)

    def back():
        with connection.schema_editor() as editor:
            change.in_one_table(apps, editor)

    def forth():
        with connection.schema_editor() as editor:
            change.by_month(apps, editor)

    base.apart(back)
    assert base.ask(told) == before
    assert base.ask("SELECT count(DISTINCT id) FROM adoption_usageday")[0][0] == len(DAYS)
    base.apart(forth)
    assert base.ask(told) == before
    with pytest.raises(ERRORS):
        base.ask("SELECT id FROM adoption_usageday")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rows_of_an_installation_on_postgresql_come_through_the_change_and_back(portal, tmp_path):
    through_the_change_and_back(portal, tmp_path)

    assert months_apart() == [Month(2025, 12), Month(2026, 10)]


@pytest.mark.django_db
def test_rows_of_an_installation_on_sqlite_come_through_the_change_and_back(portal, tmp_path):
    if connection.vendor == "postgresql":
        pytest.skip("SQLite alone")
    through_the_change_and_back(portal, tmp_path)


@pytest.mark.django_db
def test_rows_come_through_a_dump(portal, tmp_path):
    for day in DAYS:
        UsageDayFactory(portal=portal, service=portal.services.order_by("slug")[0], day=day)
    before, file = rows(), tmp_path / "days.json"

    call_command("dumpdata", "adoption.UsageDay", output=str(file))
    UsageDay.objects.order_by().delete()
    call_command("loaddata", str(file), verbosity=0)

    assert rows() == before


@pytest.mark.django_db
def test_a_row_is_its_own_key_and_holds_its_service_and_its_portal(portal):
    use = UsageDayFactory(portal=portal)

    with pytest.raises(IntegrityError), transaction.atomic():
        UsageDay.objects.create(
            portal=portal, pseudonym=use.pseudonym, service=use.service, day=use.day, is_late=True
        )
    for held in (use.service, portal):
        with pytest.raises(ProtectedError):
            held.delete()

    def past_the_model():
        type(use.service).objects.filter(pk=use.service.pk)._raw_delete("default")
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        past_the_model()


@pytest.mark.django_db
def test_what_a_row_calls_itself_in_a_message_names_nobody(portal):
    assert str(UsageDayFactory(portal=portal, pseudonym="p-secret")) == "2026-10-06"
