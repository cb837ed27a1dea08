"""The catalogue: found by its words, narrowed by what a reader is after."""

import json

import pytest
from django.urls import reverse

from learning.models import LessonPage, ModulePage
from learning.queries.catalog import CatalogQuery, catalog_modules, search_lessons
from tests.learning.factories import make_lesson, make_module


CATALOG = reverse("wagtail_serve", args=["apprendre/"])


def text(words):
    return {"type": "text", "value": f"<p>{words}</p>"}


def titles(person, words, **wanted):
    hits, _page = search_lessons(person, CatalogQuery(words, **wanted), number=1)
    return [hit.lesson.title for hit in hits]


@pytest.fixture
def lessons(db):
    module = make_module("Se protéger")
    make_lesson(module, "Un mot de passe solide", blocks=[text("Une phrase suffit.")])
    make_lesson(module, "Reconnaître un hameçonnage", blocks=[text("Changez de mot de passe.")])
    make_lesson(module, "En réunion", blocks=[text("<b>Micro</b> coupé, l’écran partagé.")])
    return module


@pytest.mark.django_db
class TestSearch:
    def test_a_word_in_the_title_comes_before_one_in_the_text(self, lessons, person):
        assert titles(person, "mot de passe") == [
            "Un mot de passe solide",
            "Reconnaître un hameçonnage",
        ]

    def test_what_is_not_published_is_not_found(self, lessons, person):
        make_lesson(lessons, "Brouillon secret", live=False)
        hidden = make_module("Module retiré", live=False)
        make_lesson(hidden, "Secret aussi")

        assert titles(person, "secret") == []

    def test_a_rewritten_page_is_found_by_its_new_words_alone(self, lessons, person):
        page = LessonPage.objects.get(title="En réunion")
        page.body = json.dumps([text("Des sous-titres pour tous.")])
        page.save_revision().publish()

        assert titles(person, "sous titres") == ["En réunion"]
        assert titles(person, "micro") == []

    def test_a_draft_of_an_author_is_not_found(self, lessons, person):
        page = LessonPage.objects.get(title="En réunion")
        page.body = json.dumps([text("Texte en préparation.")])
        page.save_revision()

        assert titles(person, "préparation") == []

    def test_level_and_time_narrow(self, lessons, person):
        ModulePage.objects.filter(pk=lessons.pk).update(level="beginner")

        assert len(titles(person, "mot", level="beginner", minutes=30)) == 2
        assert titles(person, "mot", level="advanced") == []
        assert titles(person, "mot", minutes=15) == []  # three lessons of seven minutes

    @pytest.mark.parametrize("modules", [3, 30])
    def test_queries_do_not_grow(self, person, modules, django_assert_max_num_queries):
        for _number in range(modules):
            make_lesson(make_module(), "Une leçon sur le portail")

        with django_assert_max_num_queries(12):
            titles(person, "portail")
        with django_assert_max_num_queries(8):
            catalog_modules(person, CatalogQuery(), number=1)


@pytest.mark.django_db
class TestPage:
    def test_an_old_or_forged_address_still_opens_it(self, lessons, client, person):
        client.force_login(person)
        for query in ("?niveau=x&duree=-1&page=9999", "?q=" + "a" * 1500, "?q=%25_\\"):
            assert client.get(CATALOG + query).status_code == 200

    def test_words_that_nothing_has_lead_back(self, lessons, client, person):
        client.force_login(person)
        page = client.get(CATALOG + "?q=zzz").content.decode()

        assert f'href="{CATALOG}"' in page

    def test_what_is_looked_for_is_shown_and_is_no_markup(self, lessons, client, person):
        client.force_login(person)
        page = client.get(CATALOG + "?q=<b>mot").content.decode()

        assert "<b>mot" not in page
        assert "&lt;b&gt;mot" in page
