"""What people did and chose outlives what an editor deletes."""

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data

from adoption.usage.models import Declaration
from cms.models import Portal, PortalService
from learning.actions.enrolments import enrol
from learning.actions.progress import start_lesson
from learning.models import Enrolment, LessonPage, LessonProgress, Path
from learning.queries.paths import other_paths
from people.privacy_registry import holdings
from quizzes.models import Quiz
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalServiceFactory,
    UsageDayFactory,
)
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory
from tests.learning.factories import make_lesson, make_module, make_path, make_quiz
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client, editor):
    client.force_login(editor)
    return client


def delete(author, row):
    name = f"wagtailsnippets_{row._meta.app_label}_{row._meta.model_name}:delete"
    return author.post(reverse(name, args=[row.pk]))


# --- Paths --------------------------------------------------------------------------------------------


def test_a_path_that_somebody_follows_stays_with_its_followers(author, person):
    path = make_path(make_module())
    enrol(person=person, path=path, mandatory=True)

    assert delete(author, path).status_code == 302

    assert Enrolment.objects.get().is_mandatory


def test_a_path_that_nobody_follows_can_be_deleted(author):
    delete(author, make_path(make_module()))

    assert not Path.objects.exists()


@pytest.mark.parametrize("app_model", ["learning/path", "cms/portal", "quizzes/quiz"])
def test_nothing_of_ours_is_deleted_many_at_once(author, app_model):
    rows = {
        "learning/path": lambda: make_path(make_module()),
        "cms/portal": PortalFactory,
        "quizzes/quiz": make_quiz,
    }
    row = rows[app_model]()
    app, model = app_model.split("/")

    author.post(reverse("wagtail_bulk_action", args=[app, model, "delete"]) + f"?id={row.pk}")

    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_retired_path_is_kept_by_its_followers_and_offered_to_nobody(client, person):
    path = make_path(make_module())
    enrol(person=person, path=path)
    Path.objects.update(is_retired=True)
    newcomer = PersonFactory()

    assert path not in other_paths(newcomer)
    for someone, status in ((person, 200), (newcomer, 404)):
        client.force_login(someone)
        assert client.get(reverse("learning:path", args=[path.uuid])).status_code == status


def test_a_retired_path_is_assigned_no_more(client, training_manager):
    make_path(make_module())
    Path.objects.update(is_retired=True)
    client.force_login(training_manager)

    form = client.get(reverse("rules_admin:add")).context["form"]

    assert not form.fields["path"].queryset.exists()


# --- Pages --------------------------------------------------------------------------------------------


@pytest.fixture
def begun(person):
    lesson = make_lesson(make_module())
    start_lesson(person=person, lesson=lesson.record)
    return lesson


@pytest.mark.may_write  # Wagtail keeps its own admin tables on a GET
@pytest.mark.parametrize("above", [0, 1, 2])
def test_a_page_with_what_somebody_began_is_not_deleted(author, begun, above):
    page = list(begun.get_ancestors(inclusive=True).reverse())[above]

    author.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    author.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"
    )

    assert LessonPage.objects.filter(pk=begun.pk).exists()
    assert LessonProgress.objects.exists()


@pytest.mark.may_write
def test_a_page_that_nobody_began_is_deleted(author):
    lesson = make_lesson(make_module())

    author.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))

    assert not LessonPage.objects.exists()


# --- Quizzes ------------------------------------------------------------------------------------------


def test_a_quiz_that_a_lesson_asks_for_stays(author):
    """Deleted, it would make the lesson done for whoever only read it."""
    quiz = make_quiz()
    make_lesson(make_module(), quiz=quiz)

    assert delete(author, quiz).status_code == 302

    assert Quiz.objects.exists()


# --- Portals ------------------------------------------------------------------------------------------


def test_a_portal_that_somebody_uses_stays(author, person):
    DeclarationFactory(person=person)

    assert delete(author, Portal.objects.get()).status_code == 302

    assert Declaration.objects.exists()


def used():
    return UsageDayFactory().service


def asked_for():
    return HelpRequestFactory().topics.get()


def offered():
    return AmbassadorFactory().topics.get()


@pytest.mark.parametrize("service_of", [used, asked_for, offered])
def test_a_service_that_somebody_uses_or_chose_stays(author, service_of):
    service = service_of()

    delete(author, service.portal)
    answer = author.post(*edit_of(service, DELETE="on"))

    assert answer.context["form"].errors
    assert PortalService.objects.get() == service


def test_a_service_that_nobody_chose_goes(author):
    service = PortalServiceFactory()

    author.post(*edit_of(service, DELETE="on"))

    assert not PortalService.objects.exists()


def edit_of(service, **more):
    portal = service.portal
    row = {"id": service.pk, "name": service.name, "slug": service.slug, "ORDER": 1}
    row |= {"tier": service.tier, "cadence": service.cadence}
    services = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    form = {
        "name": portal.name,
        "slug": portal.slug,
        "kind": portal.kind,
        "services": services | {"0": row | more},
        "screens": services | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return reverse("wagtailsnippets_cms_portal:edit", args=[portal.pk]), nested_form_data(form)


def test_a_portal_can_be_deleted_once_it_is_not_followed_and_nobody_used_it(author):
    portal = PortalServiceFactory().portal

    delete(author, portal)
    assert Portal.objects.exists()

    Portal.objects.update(is_open=False)
    delete(author, portal)
    assert not Portal.objects.exists()


# --- Who refers to what -------------------------------------------------------------------------------


def test_no_list_of_usage_tells_who_follows_or_uses_what():
    """Wagtail shows authors whatever its index says refers to a path, a portal or a quiz."""
    held = {each.model for each in holdings() if not each.model.startswith("people.")}
    snippets = {Path, Portal, PortalService, Quiz}
    told = [
        label
        for label in held
        if any(field.related_model in snippets for field in apps.get_model(label)._meta.fields)
        and ReferenceIndex.model_is_indexable(apps.get_model(label))
    ]

    assert told == []
