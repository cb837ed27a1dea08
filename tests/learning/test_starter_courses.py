"""Our own courses: they load, every page is drawn in both languages, every path leads to its certificate."""

from html import unescape

import pytest
from django.conf import settings as site
from django.urls import reverse

from cms.languages import in_source_language
from cms.models import ArticlePage
from demo.seeding.answers import right_answer
from learning.actions.certificates import issue_certificate
from learning.actions.enrolments import enrol
from learning.actions.practice import record_practice
from learning.actions.progress import finish_lesson, start_lesson
from learning.importers.content import load_content
from learning.importers.content_translations import load_content_folder
from learning.models import LessonPage, ModulePage, Path
from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.queries.asking import attempt_items
from quizzes.specs.codec import from_dict
from tests.people.factories import PersonFactory


CONTENT = site.BASE_DIR / "content"

# Wagtail leaves the file that it draws a picture’s size into for the collector to close.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture
def lessons(settings, tmp_path):
    """The French pages of the lessons, with their English ones beside them."""
    settings.MEDIA_ROOT = tmp_path
    report = load_content(CONTENT / "fr")
    assert (report.applied, report.refused) == (True, [])
    lessons = list(LessonPage.objects.all())
    report = load_content_folder(CONTENT / "en")
    assert (report.applied, report.refused) == (True, [])
    return lessons


def draw_every_page(client, person):
    client.force_login(person)
    for page in (*LessonPage.objects.all(), *ModulePage.objects.all(), *ArticlePage.objects.all()):
        is_french = page.locale.language_code == "fr"
        client.cookies["django_language"] = "fr" if is_french else "en"
        shown = client.get(page.url)
        assert shown.status_code == 200
        assert is_french or page.alias_of or page.title in unescape(shown.content.decode())
    for path in Path.objects.all():
        assert client.get(reverse("learning:path", args=[path.uuid])).status_code == 200


def pass_every_quiz(person, page):
    """With the right answers of each, as the bank has them."""
    for quiz in {
        page.record.required_quiz,
        *(block.value["quiz"] for block in page.body if block.block_type == "quiz"),
    } - {None}:
        attempt = start_attempt(quiz=quiz, learner=person)
        for item in attempt_items(attempt):
            answer = right_answer(from_dict(item.version.spec))
            save_response(attempt=attempt.uuid, slot=item.slot, raw=answer, sequence=1)
        submit_attempt(attempt=attempt.uuid)


def follow(person, path):
    enrol(person=person, path=path)
    for entry in path.entries.all():
        pages = in_source_language(LessonPage.objects.live()).filter(record__module=entry.module)
        for page in pages.select_related("record__required_quiz"):
            start_lesson(person=person, lesson=page.record)
            if page.record.required_quiz:
                pass_every_quiz(person, page)
            if page.record.required_practice:
                record_practice(person=person, task=page.record.required_practice)
            finish_lesson(person=person, lesson=page.record)


@pytest.mark.full
def test_every_page_is_drawn_and_every_path_leads_to_its_certificate(client, person, lessons):
    translated = LessonPage.objects.filter(locale__language_code="en", alias_of=None)
    assert translated.count() == len(lessons)
    assert not Path.objects.filter(title_en="").exists()
    assert load_content(CONTENT / "fr").created == 0

    draw_every_page(client, person)
    for path in Path.objects.all():
        learner = PersonFactory()
        follow(learner, path)
        assert issue_certificate(person=learner, path=path), path.title
