"""Paths that fit a job come first, and modules are listed by what they answer."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from learning.enums import Barrier
from learning.models import ModulePage
from learning.queries.paths import choosable_paths
from people.enums import PublicContact
from tests.learning.factories import make_enrolment, make_lesson, make_module, make_path
from tests.people.factories import JobFactory, PositionFactory, SiteFactory


pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)


def make_answer(barrier, title):
    module = make_module(title)
    ModulePage.objects.filter(pk=module.pk).update(barrier=barrier)
    make_lesson(module)
    return module


def reading(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def aimed(title, *, jobs=(), sites=(), contact=""):
    path = make_path(title=title)
    path.jobs.set(jobs)
    path.sites.set(sites)
    path.contact = contact
    path.save()
    return path


def test_paths_for_ones_job_come_first_and_those_for_others_last_none_is_hidden():
    job, site = JobFactory(), SiteFactory()
    person = PositionFactory(
        job=job, site=site, contact=PublicContact.FRONT_OFFICE, started_on=date(2020, 1, 1)
    ).person
    aimed("A autre métier", jobs=[JobFactory()])
    aimed("B pour tous")
    aimed("C mon métier, autre site", jobs=[job], sites=[SiteFactory()])
    aimed("D mon accueil", contact=PublicContact.FRONT_OFFICE)
    aimed("E mon métier et mon site", jobs=[job, JobFactory()], sites=[site])
    titles = [path.title[0] for path in choosable_paths(person, on=DAY)]
    assert titles == ["D", "E", "B", "A", "C"]
    text = reading(person).get(reverse("learning:paths")).content.decode()
    assert "For your job · for your site" in text
    assert text.count("or your site") == 1


def test_who_holds_no_position_sees_every_path(person):
    aimed("A", jobs=[JobFactory()], contact=PublicContact.FRONT_OFFICE)
    aimed("B")
    assert [path.title for path in choosable_paths(person, on=DAY)] == ["B", "A"]


def test_only_the_primary_position_of_the_day_counts():
    job = JobFactory()
    person = PositionFactory(job=job, is_primary=False, started_on=date(2020, 1, 1)).person
    PositionFactory(person=person, job=job, started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1))
    aimed("A", jobs=[job])
    assert choosable_paths(person, on=DAY).get().rank == 2


def test_the_paths_are_read_in_a_few_queries_and_by_fifty(person, django_assert_max_num_queries):
    for number in range(51):
        make_path(title=f"Parcours {number:02}")
    client = reading(person)
    client.get(reverse("learning:paths"))
    with django_assert_max_num_queries(14):
        text = client.get(reverse("learning:paths")).content.decode()
    assert "Parcours 49" in text
    assert "Parcours 50" not in text
    assert "Parcours 50" in client.get(reverse("learning:paths"), {"page": "2"}).content.decode()


def test_a_mandatory_path_says_by_when(person):
    path = make_path(make_answer(Barrier.FEAR, "Se protéger"))
    make_enrolment(person, path, due_on=date(2099, 2, 28), is_mandatory=True)
    text = reading(person).get(reverse("learning:paths")).content.decode()
    assert "0 lessons done of 1. Mandatory training, 7 min. By Saturday 28 February 2099." in text


def test_each_barrier_that_a_module_answers_opens_on_the_page(person):
    module = make_answer(Barrier.FEAR, "Et mon métier, demain")
    text = reading(person).get(reverse("learning:paths")).content.decode()
    assert module.url in text
    assert "I fear for my job" in text
    assert "I do not feel like it" not in text
