"""Where a quiz is asked for."""

from cms.queries import page_addresses
from learning.policies import published_lesson_pages
from quizzes.models import Quiz


def lesson_of_quiz(quiz: Quiz) -> str:
    """The address of the quiz in the published lesson that asks for it; "" when there is none."""
    return lessons_of_quizzes([quiz]).get(quiz.pk, "")


def lessons_of_quizzes(quizzes: list[Quiz]) -> dict[int, str]:
    """The same of each, in one query: only of those that a lesson asks for."""
    address = page_addresses()
    pages = published_lesson_pages().filter(record__required_quiz__in=quizzes)
    found: dict[int, str] = {}
    for page in pages.select_related("record"):
        quiz = page.record.required_quiz_id if page.record else None
        if quiz is not None:
            found.setdefault(quiz, f"{address(page.url_path)}#quiz-{quiz}")
    return found
