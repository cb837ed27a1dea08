"""An author reads which questions are to be read again, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import INES


QUIZ = "Reconnaître un message frauduleux"


@pytest.fixture(scope="module")
def published(site):
    site.shell(
        "from quizzes.models import Quiz\n"
        "from tests.quizzes.factories import answered_by_many\n"
        f"answered_by_many(Quiz.objects.get(title={QUIZ!r}), 60)"
    )
    site.manage("publish_quiz_statistics")
    return QUIZ


def test_what_is_to_be_read_again_comes_first(visitor, published):
    author = visitor(INES)
    author.go("/admin/snippets/quizzes/quiz/statistics/")
    author.check_admin()
    author.page.locator("main tbody a", has_text=published).first.click()
    expect(author.page.locator("main h2").first).to_have_text(re.compile("question", re.IGNORECASE))
    author.page.locator("main summary").first.click()
    author.check_admin()


def test_a_question_shows_who_chose_what(visitor, published):
    author = visitor(INES)
    author.go("/admin/snippets/quizzes/quiz/statistics/")
    author.page.locator("main tbody a", has_text=published).first.click()
    author.page.locator("main th[scope=row] a").first.click()
    expect(author.page.locator("main h3").first).to_be_visible()
    author.check_admin()


def test_a_quiz_on_a_phone(visitor, published):
    author = visitor(INES, viewport=PHONE)
    author.go("/admin/snippets/quizzes/quiz/statistics/")
    author.page.locator("main tbody a", has_text=published).first.click()
    expect(author.page.locator("main h2").first).to_be_visible()
    author.check_admin()
