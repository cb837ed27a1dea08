"""A portal may be for some jobs or sites alone: nobody else is asked about it, nor counted."""

from datetime import date

import pytest
from django.urls import reverse

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.publishing.queries.facts import month_facts
from adoption.usage.actions.declarations import declare
from adoption.usage.enums import DeclaredUse
from people.models import Job, JobFamily, Position, Site
from tests.adoption.conftest import OCTOBER, root
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)


@pytest.fixture
def desk():
    return JobFamily.objects.create(name="Accueil")


@pytest.fixture
def at_the_desk(organisation, desk):
    """Twenty of the sixty."""
    people = [person for team in organisation["people"].values() for person in team][:20]
    job = Job.objects.create(name="Agent d’accueil", family=desk)
    Position.objects.filter(person__in=people).update(job=job)
    return people


def test_without_a_scope_everybody_is_counted(portal, organisation, at_the_desk):
    assert len(month_facts(portal, OCTOBER).people) == Position.objects.count()


def test_the_jobs_of_the_scope_are_counted_and_nobody_else(portal, organisation, at_the_desk, desk):
    portal.job_families.set([desk])
    portal.save()
    publication = publish(portal=portal, month=OCTOBER)
    assert set(publication.figures.filter(team=root()).values_list("population", flat=True)) == {20}
    assert publication.parameters["scope"] == {"job_families": ["Accueil"], "sites": []}


def test_a_site_narrows_the_scope_further(portal, organisation, at_the_desk, desk):
    site = Site.objects.create(name="Angers")
    Position.objects.filter(person__in=at_the_desk[:12]).update(site=site)
    portal.job_families.set([desk])
    portal.sites.set([site])
    portal.save()
    assert len(month_facts(portal, OCTOBER).people) == 12


def test_the_job_of_the_last_day_decides(portal, desk):
    job, team = Job.objects.create(name="Agent d’accueil", family=desk), TeamFactory()
    leaving, coming = PersonFactory(), PersonFactory()
    for person, first, then in ((leaving, job, None), (coming, None, job)):
        PositionFactory(
            person=person,
            team=team,
            job=first,
            started_on=date(2025, 1, 1),
            ended_on=date(2026, 10, 14),
        )
        PositionFactory(person=person, team=team, job=then, started_on=date(2026, 10, 15))
    portal.job_families.set([desk])
    portal.save()
    assert len(month_facts(portal, OCTOBER).people) == 1


def test_only_the_scope_is_asked_and_may_answer(portal, organisation, at_the_desk, desk, client):
    portal.job_families.set([desk])
    portal.save()
    inside = at_the_desk[0]
    outside = next(
        person
        for team in organisation["people"].values()
        for person in team
        if person not in at_the_desk
    )
    address = reverse("adoption:declare", args=[portal.slug, NOVEMBER])
    for person, status in ((inside, 200), (outside, 404)):
        client.force_login(person)
        assert (address in client.get("/").content.decode()) is (status == 200)
        assert client.get(address).status_code == status


def test_who_leaves_the_scope_keeps_the_logbook_of_what_they_said(
    portal, organisation, at_the_desk, desk, client
):
    person = at_the_desk[0]
    declare(person=person, portal=portal, month=NOVEMBER, answer=DeclaredUse.NOT_YET)
    Position.objects.filter(person=person).update(job=None)
    portal.job_families.set([desk])
    portal.save()
    client.force_login(person)
    page = client.get(reverse("adoption:logbook")).content.decode()
    assert portal.name in page
    assert reverse("adoption:declare", args=[portal.slug, NOVEMBER]) not in page
    assert not Publication.objects.exists()
