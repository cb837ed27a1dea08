"""The body of a lesson is drawn once for everybody, and never older than what it shows."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.models import GlossaryTerm, Portal, PortalService
from learning.models import LessonPage
from tests.cms.files import make_document, make_picture
from tests.learning.factories import make_article, make_lesson, make_module, make_quiz


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    ),
]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def read(client, person):
    client.force_login(person)

    def read(page):
        html = client.get(page.url).content.decode()
        body = BeautifulSoup(html, "html.parser").select_one(".lesson__body")
        for token in body.select("[name=csrfmiddlewaretoken]"):
            token.decompose()
        return body

    return read


@pytest.fixture
def portal():
    return Portal.objects.create(name="Portail des agents", slug="agents", url="https://a.example")


@pytest.fixture
def lesson(portal):
    """A lesson that shows a picture, a document, a term and the portal."""
    picture, document = make_picture(), make_document("note.pdf", title="Note")
    image = {"image": picture.pk, "alt_text": "Un écran", "decorative": False}
    sheet = {"title": "À garder", "document": document.pk, "description": "", "accessible": "PDF"}
    blocks = [
        {"type": "text", "value": "<p>Le bordereau, puis un badge. Le bordereau encore.</p>"},
        {"type": "image", "value": {"image": image, "caption": ""}},
        {"type": "sheet", "value": sheet},
        {"type": "text", "value": "<p>Un badge.</p>"},
        {"type": "checklist", "value": {"title": "À faire", "items": ["Ouvrir"]}},
    ]
    GlossaryTerm.objects.create(term="Bordereau", definition="Une liste.")
    page = make_lesson(make_module(), blocks=blocks)
    page.portal_service = PortalService.objects.create(portal=portal, name="Payer", slug="payer")
    page.save()
    page.shown = picture, document
    return page


def test_what_has_changed_since_is_shown_at_the_next_look(read, lesson, portal):
    picture, document = lesson.shown
    before = str(read(lesson))
    assert str(read(lesson)) == before
    assert before.count('class="term"') == 1
    assert "Une liste." in before

    GlossaryTerm.objects.create(term="Badge", definition="Une carte.")
    assert len(read(lesson).select(".term")) == 2
    term = GlossaryTerm.objects.get(term="Bordereau")
    term.definition = "Un état."
    term.save()
    assert "Un état." in str(read(lesson))
    type(portal).objects.update(name="Mes démarches", url="https://b.example")
    assert "Mes démarches" in str(read(lesson))
    assert read(lesson).select_one('[href="https://b.example"]')
    type(picture).objects.update(credit="Service des images")
    assert "Service des images" in str(read(lesson))
    type(document).objects.update(file_size=5_000_000)
    assert "4,8" in str(read(lesson))
    address = read(lesson).select_one(".shot img")["src"]
    picture.renditions.filter(filter_spec="width-480").update(file="images/autre.png")
    assert read(lesson).select_one(".shot img")["src"] != address
    picture.delete()
    assert read(lesson).select(".shot img") == []
    body = LessonPage.objects.get(pk=lesson.pk)
    body.body[0].value.source = "<p>Tout autre chose.</p>"
    body.save()
    assert "Tout autre chose." in str(read(lesson))


def test_a_second_look_reads_the_files_of_a_body_in_one_query_and_draws_nothing(read, lesson):
    read(lesson)
    with CaptureQueriesContext(connection) as asked:
        read(lesson)
    of_files = [query["sql"] for query in asked if "cms_picture" in query["sql"]]

    assert len(of_files) == 1
    assert "cms_attachment" in of_files[0]
    assert "cms_rendition" in of_files[0]


def test_a_link_to_a_page_leads_where_it_stands_now_and_terms_are_explained_once(read):
    GlossaryTerm.objects.create(term="Bordereau", definition="Une liste.")
    GlossaryTerm.objects.create(term="Badge", definition="Une carte.")
    article = make_article("avant")
    text = f'<p>Le bordereau, <a linktype="page" id="{article.pk}">ici</a>.</p>'
    blocks = [
        {"type": "text", "value": "<p>Un badge.</p>"},
        {"type": "text", "value": text},
        {"type": "text", "value": "<p>Le bordereau et le badge.</p>"},
    ]
    lesson = make_lesson(make_module(), blocks=blocks)
    first = read(lesson)
    assert str(first) == str(read(lesson))
    assert [term.text for term in first.select(".term")] == ["badge", "bordereau"]
    assert first.select_one("[href$='/avant/']")

    article.slug = "apres"
    article.save()
    assert read(lesson).select_one("[href$='/apres/']")


def test_the_same_body_of_another_language_or_page_is_its_own(client, person, read, lesson):
    """The surroundings of a body alone differ: the words of our own, the portal, the place of quizzes."""
    french = str(read(lesson))
    client.post(reverse("set_language"), {"language": "en"})
    assert "These ticks stay on this page" in str(read(lesson))
    client.post(reverse("set_language"), {"language": "fr"})
    assert str(read(lesson)) == french
    LessonPage.objects.update(portal_service=None)
    assert "Portail des agents" not in str(read(lesson))


def test_a_quiz_of_a_body_is_read_at_each_look(read):
    quiz = make_quiz("Avant")
    lesson = make_lesson(make_module(), quiz=quiz)
    assert "Avant" in str(read(lesson))
    type(quiz).objects.update(title="Après")
    assert "Après" in str(read(lesson))
