"""An agent finds out where she stands, on a phone and by keyboard, and meets her mistakes again."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA


PLACEMENT = """
from quizzes.actions.bank import publish_version
from quizzes.enums import Purpose, QuestionStatus
from quizzes.gift.reader import read_gift
from quizzes.models import Category, Question, Quiz, QuizDraw

category = Category.objects.create(name="Positionnement essayé")
for level in range(1, 9):
    for number in range(3):
        question = Question.objects.create(
            title=f"Niveau {level}.{number}",
            category=category,
            difficulty=level,
            status=QuestionStatus.READY,
        )
        [asked] = read_gift(f"Geste {level}.{number} ? {{=oui ~non}}").questions
        publish_version(question=question, spec=asked.spec)
quiz = Quiz.objects.create(
    title="Où vous en êtes", slug="ou-vous-en-etes", purpose=Purpose.PLACEMENT
)
QuizDraw.objects.create(quiz=quiz, category=category)
print(quiz.uuid)
"""


def test_a_few_questions_say_where_she_stands(visitor, site):
    uuid = site.shell(PLACEMENT)
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit(f"/quiz/positionnement/{uuid}/")
    page.get_by_role("radio", name=re.compile("débrouille")).press("Space")
    page.get_by_role("button", name="Commencer").press("Enter")
    page.wait_for_url("**/positionnement/")
    nadia.check()
    for _question in range(20):
        if page.url.endswith("/niveau/"):
            break
        before = page.locator("input[name=slot]").input_value()
        page.get_by_role("radio", name="oui").press("Space")
        page.get_by_role("button", name="Question suivante").press("Enter")
        page.wait_for_function(
            "before => document.querySelector('[name=slot]')?.value !== before", arg=before
        )
    expect(page.locator(".hero__title")).to_contain_text("personne d’autre")
    nadia.check()


MISTAKE = """
from people.models import Person
from quizzes.actions.bank import publish_version
from quizzes.actions.starts import start_attempt
from quizzes.actions.attempts import submit_attempt
from quizzes.enums import QuestionStatus
from quizzes.gift.reader import read_gift
from quizzes.models import Category, Question, Quiz, QuizQuestion

question = Question.objects.create(
    title="Manquée",
    category=Category.objects.create(name="Manquées"),
    status=QuestionStatus.READY,
)
[asked] = read_gift("Qui lit mes réponses ? {=Moi seule ~Ma cheffe}").questions
publish_version(question=question, spec=asked.spec)
quiz = Quiz.objects.create(title="Manqué", slug="manque")
QuizQuestion.objects.create(quiz=quiz, question=question)
nadia = Person.objects.get(email="%s")
submit_attempt(attempt=start_attempt(quiz=quiz, learner=nadia).uuid)
"""


def test_her_mistakes_come_back(visitor, site):
    site.shell(MISTAKE % NADIA)
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit("/quiz/revoir/")
    page.get_by_role("button", name="Commencer").press("Enter")
    page.wait_for_url(re.compile("/quiz/revoir/[^/?]+/"))
    nadia.check()
    page.get_by_role("button", name="Je ne sais pas").press("Enter")
    page.wait_for_url("**/explication/**")
    expect(page.get_by_text("Vous la retrouverez le")).to_be_visible()
    nadia.check()
