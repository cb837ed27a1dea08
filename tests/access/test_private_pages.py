"""Every page of the content is for people who signed in, and a draft for those who write it alone."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from tests.access.matrix import SIGN_IN
from tests.access.test_matrix import outcome
from tests.access.world import ANONYMOUS, EDITOR, STAFF
from tests.learning.factories import make_lesson


pytestmark = pytest.mark.django_db

ELSEWHERE = [  # where other sites tell what there is
    "sitemap.xml", "robots.txt", "feed/", "rss/", "flux/", "api/", "api/v2/pages/", "search/?q=canari",
    "recherche/?q=canari", "amp/", "embed/", "oembed/?url=/", "index.xml",
]  # fmt: skip


@pytest.fixture
def draft(world):
    page = make_lesson(world.shared["module"], "Brouillon canari", live=False)
    page.save_revision()
    return page


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = get_document_model()(title="Note", file=ContentFile(b"canari", "note.txt"))
    document.save()
    document.get_file_size()
    return document


def test_a_stranger_cannot_tell_what_there_is_from_what_there_is_not(world, draft, document):
    client, lesson = world.client(ANONYMOUS), world.shared["lesson"]
    known = [lesson.get_url(), draft.get_url(), document.url, "/media/photo.txt"]
    known += [f"{lesson.get_url()}?preview=1", f"{lesson.get_url()}?q=x#y", "/apprendre/"]
    unknown = ["/apprendre/rien/", "/documents/999/note.txt", "/media/rien.txt"]

    assert {url: outcome(client.get(url)) for url in known + unknown} == dict.fromkeys(
        known + unknown, SIGN_IN
    )


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_address_tells_what_there_is(world, draft, path):
    assert outcome(world.client(ANONYMOUS).get(f"/{path}")) in (SIGN_IN, 404)
    assert world.client(STAFF).get(f"/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?preview=true", "?mode=draft", "?revision=latest", "?draft=1"]
)
def test_a_draft_is_found_by_none_of_its_readers(world, draft, query):
    assert world.client(STAFF).get(f"{draft.get_url()}{query}").status_code == 404


def test_the_address_that_a_page_had_leads_nowhere_once_it_has_another(world):
    lesson = world.shared["lesson"]
    before = lesson.get_url()
    lesson.slug = "une-autre-adresse"
    lesson.save()
    try:
        assert world.client(STAFF).get(before).status_code == 404
        assert outcome(world.client(ANONYMOUS).get(before)) == SIGN_IN
    finally:
        lesson.refresh_from_db()


def test_nobody_makes_a_page_for_some(world):
    """Lists ask for no page whether it is hidden: so none can be, not even by a form that is made up."""
    lesson, client = world.shared["lesson"], world.client(EDITOR)
    url = reverse("wagtailadmin_pages:set_privacy", args=[lesson.pk])
    for kind in ("login", "password", "groups"):
        client.post(url, {"restriction_type": kind, "password": "x", "groups": [1]})

    assert not PageViewRestriction.objects.exists()


def test_a_document_is_for_people_who_signed_in_and_comes_as_a_file(world, document):
    answer = world.client(STAFF).get(document.url)

    assert answer.getvalue() == b"canari"
    assert answer["Content-Disposition"].startswith("attachment")
