"""How long data is kept, as settings bound it, as people read it and as the administration shows it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from people import checks
from people.actions.retention import purge
from people.admin_views.retention import next_night
from people.enums import (
    Role,
)
from people.models import (
    Person,
)
from people.privacy_registry import holdings
from people.retention_registry import Retention, Unit, retention_of, retention_text, retentions
from tests.people.factories import PersonFactory
from tests.people.outdated import NOON, at, expired_invitation, months_later, refuse


pytestmark = pytest.mark.django_db

# --- The words and the settings ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_people_read_is_what_the_purge_does(language):
    by_key = {holding.key: holding for holding in holdings()}
    with translation.override(language):
        for retention in retentions():
            for key in retention.holdings:
                assert retention.in_words() in str(by_key[key].retention), key


def test_a_period_that_is_changed_changes_the_words(settings):
    settings.RETENTION_HELP_MONTHS = 7
    by_key = {holding.key: holding for holding in holdings()}
    with translation.override("en"):
        assert "7 months" in str(by_key["ambassadors.Pair"].retention)
        assert "then until your account is erased" in str(by_key["people.Person"].retention)
        settings.RETENTION_ERASE_LEAVERS = True
        assert "then 12 months" in str(by_key["people.Person"].retention)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, Unit.MONTHS, "1 month"),
        (12, Unit.MONTHS, "12 months"),
        (25, Unit.MONTHS, "25 months"),
        (60, Unit.MONTHS, "5 years"),
        (1, Unit.DAYS, "1 day"),
        (12, Unit.HOURS, "12 hours"),
        (30, Unit.MINUTES, "30 minutes"),
    ],
)
def test_a_period_is_said_as_people_say_it(number, unit, words):
    retention = Retention(key="", title="", words="", outdated=refuse, fixed=number, unit=unit)
    with translation.override("en"):
        assert retention.period_in_words() == words


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("RETENTION_HELP_MONTHS", 0, "people.E001"),
        ("RETENTION_USE_MONTHS", 12, "people.E001"),
        ("RETENTION_DATA_REQUESTS_MONTHS", 11, "people.E001"),
        ("RETENTION_LEAVERS_MONTHS", -3, "people.E001"),
        ("RETENTION_HELP_MONTHS", 61, "people.E002"),
    ],
)
def test_a_period_out_of_bounds_is_refused(settings, name, value, error):
    assert checks.check_retention_periods() == []
    setattr(settings, name, value)

    messages = checks.check_retention_periods()
    assert {message.id for message in messages} == {error}
    assert all(name in message.msg for message in messages)


# --- The page -----------------------------------------------------------------------------------------------

PAGE = reverse("people_admin_retention")


def reader(role):
    person = PersonFactory()
    person.groups.add(*_groups(role))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def _groups(role):
    return Person.groups.rel.model.objects.filter(name=role)


def test_the_page_says_what_tonight_would_delete_and_what_the_last_run_did(leaver):
    expired_invitation()
    with at(months_later(NOON, 4)):
        officer = reader(Role.DATA_PROTECTION_OFFICER)
        before = officer.get(PAGE)
        purge()
        after = officer.get(PAGE)

    lines = {line.retention.key: line for line in before.context["lines"]}
    assert lines["invitations"].due == 1
    assert lines["declarations"].due is None
    assert before.context["run"] is None
    lines = {line.retention.key: line for line in after.context["lines"]}
    assert (lines["invitations"].due, lines["invitations"].last) == (0, 1)
    assert "Partante" in after.content.decode()
    with translation.override("en"):
        assert str(retention_text("accounts")) in after.content.decode()


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-24T00:10+00:00", "2026-11-24T02:45+00:00"),
        ("2026-11-24T02:46+00:00", "2026-11-25T02:45+00:00"),
        ("2026-03-28T12:00+00:00", "2026-03-29T01:45+00:00"),
    ],
)
def test_tonight_is_the_hour_of_the_task_here(now, night):
    assert next_night(datetime.fromisoformat(now)) == datetime.fromisoformat(night)


def test_the_accounts_are_the_ones_that_the_purge_would_take():
    assert retention_of("accounts").due(NOON).model is Person
