"""The lists of the administration ask as many questions of the database for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import today
from people.enums import ImportKind, ImportSource, ImportState, RequestKind
from people.models import DataRequest, ImportMapping, ImportRun
from tests.people.factories import (
    DelegationFactory,
    ExternalFactory,
    JobFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

FEW, MORE = 2, 25


def someone_placed():
    return PositionFactory(job=JobFactory(), site=SiteFactory()).person


def a_leaver():
    person = someone_placed()
    person.employed_until = "2020-01-01"
    person.save(update_fields=["employed_until"])


def an_import():
    ImportRun.objects.create(
        kind=ImportKind.STAFF,
        source=ImportSource.SCREEN,
        state=ImportState.APPLIED,
        sender=PersonFactory(),
        name="agents.csv",
    )


def a_mapping():
    number = ImportMapping.objects.count()
    ImportMapping.objects.create(kind=ImportKind.STAFF, name=f"paie-{number}")


def a_request():
    DataRequest.objects.create(
        person=PersonFactory(), kind=RequestKind.ACCESS, about="", due_on=today()
    )


def a_team_with_a_stand_in():
    team = TeamFactory(parent=TeamFactory())
    manager = PositionFactory(team=team, is_manager=True).person
    DelegationFactory(manager=manager, team=team)


def a_job():
    PositionFactory(job=JobFactory())


LISTS = {
    "staff": ("people_admin:staff", [], "administrator", someone_placed),
    "leavers": ("people_admin:staff", [], "administrator", a_leaver),
    "imports": ("people_admin:imports", [], "administrator", an_import),
    "mappings": ("people_admin:mappings", [], "administrator", a_mapping),
    "requests": ("rights_admin:requests", [], "data_protection_officer", a_request),
    "externals": ("organisation_admin:externals", [], "administrator", ExternalFactory),
    "teams": ("organisation_admin:teams", [], "administrator", a_team_with_a_stand_in),
    "jobs": ("organisation_admin:names", ["metiers"], "administrator", a_job),
    "retention": ("people_admin_retention", [], "data_protection_officer", a_leaver),
}
MOST, MOST_ELSEWHERE = {"retention": 77}, 19  # that one asks for each class of data


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_few_and_for_many(name, client, request):
    route, arguments, role, make = LISTS[name]
    client.force_login(request.getfixturevalue(role))
    address = reverse(route, args=arguments) + ("?post=all" if name == "leavers" else "")

    def asked_and_shown():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        return len(seen), len(page.content)

    for _ in range(FEW):
        make()
    client.get(address)  # what Wagtail keeps for later
    few, little = asked_and_shown()
    for _ in range(MORE):
        make()
    many, much = asked_and_shown()

    assert much > little + MORE * 20
    assert many == few <= MOST.get(name, MOST_ELSEWHERE)
