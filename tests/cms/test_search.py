"""The search of the head: what it finds, for whom, and that it keeps nothing."""

import logging

import pytest
import yaml
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from ambassadors.workshops.models import Workshop
from cms.models import ArticlePage, GlossaryTerm, HomePage, SearchEntry, SearchSynonyms
from cms.search import queries
from cms.search.actions import refresh_search
from cms.search.queries import Found, search
from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from learning.models import LessonPage, Path
from tests.cms.translating import translate
from tests.learning.factories import make_lesson, make_module, make_path
from tests.people.factories import ExternalFactory


pytestmark = pytest.mark.django_db
PAGE = reverse("cms:search")
QUESTIONS = yaml.safe_load((site.BASE_DIR / "tests/cms/search_questions.yaml").read_text())
WANTED = {"fr": 54, "en": 13}


def text(words):
    return {"type": "text", "value": f"<p>{words}</p>"}


def titles(person, typed, **wanted):
    return [hit.shown.title for hit in search(person, typed, **wanted).hits]


def nearest(person, typed):
    return [title.replace("\xa0", " ") for title in titles(person, typed)[:3]]


@pytest.fixture(autouse=True)
def words_of_this_test():
    """What a process keeps of the words is told apart by a count and a moment, which two tests may share."""
    queries._synonyms_of.cache_clear()
    queries._vocabularies.clear()


@pytest.fixture
def lessons(db):
    module = make_module("Se protéger")
    make_lesson(module, "Un mot de passe solide", blocks=[text("Une phrase suffit.")])
    make_lesson(module, "Reconnaître un hameçonnage", blocks=[text("Changez de mot de passe.")])
    make_lesson(module, "En réunion", blocks=[text("<b>Micro</b> coupé, l’écran partagé.")])
    return module


@pytest.mark.full  # it loads all courses in both languages
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_the_held_list_leads_to_the_pages_that_were_meant(settings, tmp_path, person):
    settings.MEDIA_ROOT = tmp_path
    assert load_content(site.BASE_DIR / "content" / "fr").applied
    assert load_content_folder(site.BASE_DIR / "content" / "en").applied

    assert SearchSynonyms.objects.filter(language="fr").count() >= 150
    for language, questions in QUESTIONS.items():
        with override(language):
            missed = [
                (question["asked"], found)
                for question in questions
                if not set(found := nearest(person, question["asked"])) & set(question["meant"])
            ]
        assert len(questions) - len(missed) >= WANTED[language], missed
    assert refresh_search() == (
        1,
        0,
    )  # of what the load did not touch, a page that a migration made


class TestWhatIsFound:
    def test_a_title_comes_before_a_text_and_slips_do_not_matter(self, lessons, person):
        assert titles(person, "mot de passe", kinds=["lessons"]) == [
            "Un mot de passe solide",
            "Reconnaître un hameçonnage",
        ]
        for typed in ("HAMECONNAGE", "hameconage", "reconnaitre des hameçonnages"):
            assert titles(person, typed)[0] == "Reconnaître un hameçonnage"
        assert titles(person, "micro coupe") == ["En réunion"]
        assert titles(person, "strong") == []  # a mark of HTML

    def test_words_that_editors_say_mean_the_same(self, lessons, person):
        assert titles(person, "phishing") == []
        SearchSynonyms.objects.create(language="fr", words="phishing, hameçonnage")

        assert titles(person, "phishing") == ["Reconnaître un hameçonnage"]

    def test_every_kind_is_found_and_follows_what_is_published(self, lessons, person):
        home = HomePage.objects.get(locale__language_code="fr")
        article = ArticlePage(title="Aide du pingouin", slug="aide-du-pingouin")
        home.add_child(instance=article)
        path = make_path(lessons, title="Parcours du pingouin")
        term = GlossaryTerm.objects.create(
            term="Manchot", variants="pingouin", definition="Un oiseau.", locale=home.locale
        )
        assert {(hit.kind, hit.shown.url) for hit in search(person, "pingouins").hits} == {
            ("help", article.url),
            ("paths", reverse("learning:path", args=[path.uuid])),
            ("glossary", f"{reverse('cms:glossary')}#mot-{term.pk}"),
        }

        article.title = "Aide de la mouette"
        article.save_revision()
        assert titles(person, "mouette") == []  # a draft
        article.get_latest_revision().publish()
        assert titles(person, "mouette") == ["Aide de la mouette"]
        article.refresh_from_db()
        article.unpublish()
        Path.objects.update(is_retired=True)
        term.delete()
        assert titles(person, "mouette") == titles(person, "pingouin") == []

    def test_what_stands_below_a_page_that_was_taken_down_is_gone_with_it(self, lessons, person):
        lessons.unpublish()

        assert titles(person, "micro") == []

    def test_a_word_of_something_hidden_is_not_told(self, lessons, person, partner_session):
        hidden = make_module("Ornithorynque caché")
        make_lesson(hidden, "Licenciement des origamistes")
        assert search(person, "ornitorynque").instead == {"ornitorynque": "ornithorynque"}
        hidden.unpublish()

        assert search(person, "licenciment") == Found([], {})
        mixed = search(person, "micro licenciment")
        assert ([hit.shown.title for hit in mixed.hits], mixed.instead) == (["En réunion"], {})
        assert search(person, "origamo").instead == {"origamo": "origami"}
        assert search(ExternalFactory(), "origamo") == Found([], {})

    def test_a_hidden_word_does_not_stand_before_one_that_may_be_told(self, lessons, person):
        hidden = make_module("Zorglub")
        make_lesson(lessons, "Le zorglob")
        hidden.unpublish()
        for typed in ("zorglub", "zorglubb"):
            assert search(person, typed).instead == {typed: "zorglob"}

    def test_words_typed_without_a_space_are_parted(self, lessons, person):
        for typed in ("motdepasse", "unmotdepasse"):
            found = search(person, typed)
            assert found.instead == {typed: typed.replace("motdepasse", " mot de passe").strip()}
            assert found.hits[0].shown.title == "Un mot de passe solide"
        lessons.unpublish()
        assert search(person, "motdepasse") == Found([], {})

    def test_a_guess_comes_before_a_small_word_of_another_language(self, lessons, person):
        page = LessonPage.objects.get(title="En réunion")
        translate(page, {page.title: "The meeting of le Gall"})
        assert [hit.shown.title for hit in search(person, "le mcro").hits] == ["En réunion"]

    def test_a_workshop_is_found_by_whom_it_is_offered_to(self, person, partner_session):
        assert titles(person, "origami") == ["Atelier origami"]
        assert titles(ExternalFactory(), "origami") == []

    def test_another_language_helps_out_and_says_so(self, lessons, person, client):
        with override("en"):
            found = search(person, "hameçonnage")
        assert found.is_elsewhere
        assert [hit.shown.title for hit in found.hits] == ["Reconnaître un hameçonnage"]

        page = LessonPage.objects.get(title="Reconnaître un hameçonnage")
        translate(page, {page.title: "Spotting phishing"})
        with override("en"):
            assert titles(person, "phishing") == ["Spotting phishing"]
            assert titles(person, "hameçonnage") == ["Spotting phishing"]  # by its French words

    def test_the_nightly_task_mends_what_was_written_past_the_pages(self, lessons, person):
        refresh_search()
        LessonPage.objects.filter(title="En réunion").update(goal="choisir un parapluie")
        SearchEntry.objects.create(kind="help", key="0", language="fr", title="Perdu")
        assert titles(person, "parapluie") == []

        assert refresh_search() == (1, 1)
        assert titles(person, "parapluie") == ["En réunion"]
        assert refresh_search() == (0, 0)


@pytest.fixture
def partner_session(db):
    workshop = Workshop.objects.create(title="Atelier origami", summary="Plier.")
    return workshop.sessions.create(capacity=5)


class TestPage:
    def test_it_answers_whatever_is_typed(self, lessons, client, person):
        client.force_login(person)
        for typed in (
            *(
                "",
                " ",
                "a" * 10_000,
                "mot " * 500,
                "\x00\x07",
                '"',
                "'; DROP TABLE x; --",
                "NEAR(a b)",
            ),
            *(
                "mot* AND NOT (passe OR",
                "title:mot",
                "^mot",
                "-passe",
                "!passe & mot | :*",
                "\\",
                "%_",
            ),
            *(
                "\u202emot\u200f",
                "😀",
                "ﷺ" * 18,
                "mot\r\nX: y",
                "où en suis-je",
                "１２ mots",
                "<b>mot</b>",
            ),
        ):
            shown = client.get(PAGE, {"q": typed})
            assert shown.status_code == 200, typed
            assert shown["Referrer-Policy"] == "strict-origin"
        page = client.get(PAGE, {"q": "<b>mot</b> solide"}).content.decode()
        assert "<b>mot" not in page
        assert "<mark>mot</mark>" in page
        assert client.get(PAGE, {"q": "mot", "genre": "lessons", "page": "99"}).status_code == 200
        assert client.get(PAGE, {"q": "mot", "genre": "x"}).status_code == 200
        assert client.post(PAGE, {"q": "mot"}).status_code == 405

    def test_nothing_found_leads_on(self, lessons, client, person):
        client.force_login(person)
        english = {"accept-language": "en"}
        page = client.get(PAGE, {"q": "zzzzzz"}, headers=english).content.decode()

        assert reverse("ambassadors:ask") in page
        assert reverse("cms:glossary") in page
        assert "<title>zzzzzz – Nothing found – Search" in page
        found = client.get(PAGE, {"q": "mot"}, headers=english).content.decode()
        assert "<title>mot – 2 results – Search" in found

    def test_what_was_typed_is_kept_nowhere(self, lessons, client, person, caplog):
        client.force_login(person)
        with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"q": "ornithorynque mot"})
        told = [
            record.getMessage() for record in caplog.records if record.name != "django.db.backends"
        ]
        assert not any("ornithorynque" in message for message in told)
        assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in queries)

    def test_queries_do_not_grow(self, client, person, django_assert_max_num_queries):
        client.force_login(person)
        module = make_module()
        for _number in range(30):
            make_lesson(module, "Une leçon sur le portail")
        client.get(PAGE, {"q": "portail"})
        with django_assert_max_num_queries(22):
            client.get(PAGE, {"q": "leçon portail"})


def test_the_glossary_has_its_letters_and_its_own_field(client, person):
    locale = HomePage.objects.get(locale__language_code="fr").locale
    for term in ("Agenda", "Écran", "Élan", "2FA"):
        GlossaryTerm.objects.create(term=term, definition=f"De {term}.", locale=locale)
    client.force_login(person)
    page = client.get(reverse("cms:glossary")).content.decode()
    for letter in ("A", "E", "#"):
        assert f'id="lettre-{letter}"' in page
    assert "lettre-B" not in page
    assert "Écran, Élan</span>" in page  # looked over while the letter is closed
    assert "<details" in page
    assert " open>" not in page.partition("<main")[2]

    found = client.get(reverse("cms:glossary"), {"q": "ecrans"}).content.decode()
    assert "De Écran." in found
    assert " open>" in found.partition("<main")[2]
    assert "De Agenda." not in found
    assert (
        reverse("ambassadors:ask")
        in client.get(reverse("cms:glossary"), {"q": "zzz"}).content.decode()
    )
