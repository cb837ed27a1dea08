"""The table of days of use: its key, and its rows through files of rows."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from adoption.usage.models import UsageDay
from tests.adoption.factories import UsageDayFactory


pytestmark = pytest.mark.postgresql

DAYS = [date(2026, 10, 1), date(2026, 10, 31), date(2025, 12, 31), date(1999, 5, 5)]


def rows():
    return list(UsageDay.objects.order_by("pk").values_list("pk", "is_late"))


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
