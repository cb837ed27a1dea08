"""A quiz of every kind of question, planted in a served site, and hands that have only a keyboard.

For a kind of its own: another `Question` in a list, planted with `plant`, and its answer by `Keyboard`.
"""

from playwright.sync_api import expect


CHECK = "form[data-quiz] button[type=submit]:not([name])"
MOST_TABS = 80

PLANT = """
from decimal import Decimal
from quizzes.actions.bank import save_question
from quizzes.actions.starts import start_attempt
from quizzes.enums import QuestionStatus
from quizzes.models import Category, Question, Quiz, QuizQuestion
from quizzes.kinds import *
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.numeric import NumberAnswer, Unit
from quizzes.kinds.short_text import TextAnswer
from quizzes.values.marks import FULL
from quizzes.values.texts import Rich
from people.models import Person
from learning.models import LessonPage
from tests.quizzes.media import make_picture, make_recording, picture_of, recording_of
from tests.quizzes.factories import spec

category, _ = Category.objects.get_or_create(name="Tous les genres")
lesson = LessonPage.objects.live().order_by("path").first()
learner = Person.objects.get(email={learner!r})
quiz = Quiz.objects.create(title={title!r}, slug={slug!r})
for order, asked in enumerate([{specs}]):
    question = Question(
        title=f"Genre {{order}}", category=category, status=QuestionStatus.READY, lesson_id=lesson.pk
    )
    save_question(question=question, spec=asked)
    QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=order)
print(start_attempt(quiz=quiz, learner=learner).uuid)
"""


def plant(site, learner, *specs, slug="genres"):
    """Begins a quiz of these questions, each a Python expression. Returns its address."""
    code = PLANT.format(
        learner=learner, title="Tous les genres", slug=slug, specs=",\n".join(specs)
    )
    return f"/quiz/{site.shell(code).splitlines()[-1]}/"


class Keyboard:
    """Moves by Tab, Enter, Space and arrows only."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text):
        self.page.keyboard.type(text)

    def go_to(self, locator):
        """Tab until this is where the keyboard is."""
        for _ in range(MOST_TABS):
            if locator.evaluate("element => element === document.activeElement"):
                self.seen(locator)
                return
            self.press("Tab")
        raise AssertionError(f"the keyboard does not reach {locator}")

    def seen(self, locator):
        """Where the keyboard is can be seen."""
        shown = locator.evaluate(
            """element => {
                const marked = (one) => one && getComputedStyle(one).outlineStyle !== "none";
                return marked(element) || marked(element.closest("label"));
            }"""
        )
        assert shown, f"no focus is drawn on {locator}"

    def check(self):
        """Send the answer. The explanation takes the focus, or what is to correct."""
        self.go_to(self.page.locator(CHECK))
        self.press("Enter")

    def explained(self):
        expect(self.page.locator("[role=status][data-focus]")).to_be_focused()

    def go_on(self):
        """To the next question, or to the result."""
        self.go_to(self.page.locator(".quiz__act a.button, .quiz__act form button").first)
        self.press("Enter")
