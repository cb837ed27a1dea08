"""An editor writes a check of three questions on one page; a trainer marks ten essays on one."""

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.counting import Counted
from tests.e2e.site import INES, MARC


WRITE = "/admin/snippets/quizzes/quiz/write/"
SAVE = ".writing__top button[type=submit]"
TEN_ESSAYS = """
from decimal import Decimal
from people.actions.accounts import grant_role
from people.models import Person
from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.bank import save_question
from quizzes.actions.starts import start_attempt
from quizzes.kinds import Essay
from quizzes.models import Category, Question, Quiz, QuizQuestion
from quizzes.notifications import notify_markers
from quizzes.values.texts import Rich
question = Question(title="Accueil", category=Category.objects.first(), status="ready")
save_question(question=question, spec=Essay(text=Rich("Que dire à un usager qui s’impatiente ?"),
    general_feedback=Rich("L’écouter, puis dire ce que l’on peut faire."), is_marked=True))
quiz = Quiz.objects.create(title="Dix", slug="dix", pass_percent=60)
QuizQuestion.objects.create(quiz=quiz, question=question)
marc = Person.objects.get(email="marc.lefevre@exemple.fr")
grant_role(person=marc, role="trainer")
for learner in Person.objects.filter(is_active=True).exclude(pk=marc.pk).order_by("pk")[:10]:
    attempt = start_attempt(quiz=quiz, learner=learner)
    save_response(attempt=attempt.uuid, slot=1, raw={"text": "Je l’écoute, puis je dis quand."}, sequence=1)
    submit_attempt(attempt=attempt.uuid)
notify_markers()
print(quiz.pk, question.pk)
"""


def test_a_check_of_three_questions_is_written_on_one_page(visitor):
    ines = visitor(INES)
    page, hand = ines.page, Counted.from_page(ines, WRITE)
    ines.check_admin()
    hand.click("[name=quiz-title]")
    page.keyboard.type("Vérifier une identité")
    for number, kind in enumerate(("single_choice", "true_false", "multiple_choice"), start=1):
        hand.load(f"button[value='add::{kind}']")
        expect(page.locator(f"[name=n{number}-text]")).to_be_focused()
        page.keyboard.type(f"Que vérifie-t-on en {number} ?")
    for key in ("n1", "n3"):
        for row, text in enumerate(("Le nom", "La date", "La photo")):
            hand.click(f"[name={key}-rows-{row}-text]")
            page.keyboard.type(text)
        hand.click(f"[name={key}-rows-0-is_right]")
    hand.click("[name=n3-rows-2-is_right]")
    hand.click("[name=n2-answer][value=true]")
    hand.load(SAVE)
    ines.check_admin()  # the categories are missing: said, and nothing is lost
    expect(page.locator(".problems a")).to_have_count(3)
    hand.select("[name=n1-category]", index=1)  # of those below too
    hand.load(SAVE)
    page.locator(".messages li.success").wait_for()
    expect(page.locator(".writing__card")).to_have_count(3)
    hand.ends("editor: a check of three questions on one page", most=16)
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        ines.check_admin()
    written = page.url
    page.locator(".messages a[href*='?quiz=']").click()
    expect(page.locator(".by-module").first).to_be_visible()
    ines.check_admin()
    page.goto(written)

    page.locator(".writing__card button[value^='up:']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".writing__card h2").first).to_contain_text("Question 1")
    expect(page.locator(".writing__card textarea").first).to_have_value("Que vérifie-t-on en 2 ?")
    page.locator(".writing__card button[value^='at:']").first.click()
    page.wait_for_load_state()
    page.locator("[data-kind-search]").fill("reponse l")
    expect(page.locator(".kind-picker li:visible")).to_have_count(1)
    ines.check_admin()


def test_a_trainer_marks_ten_essays_with_a_click_each_and_one_more(visitor, site):
    quiz, question = site.shell(TEN_ESSAYS).split()
    marc = visitor(MARC)
    page, hand = marc.page, Counted.from_page(marc, "/admin/corrections/")
    marc.check_admin()
    hand.load(f"a[href*='/feuille/?quiz={quiz}&question={question}']")
    answers = page.locator(".sheet__answer")
    expect(answers).to_have_count(10)
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        marc.check_admin()
    for number in range(10):
        answers.nth(number).locator("label", has_text="75").click()
    hand.load(".writing__save button[type=submit]")
    page.locator(".messages li.success").first.wait_for()
    hand.ends("trainer: ten essays, beside their marks", most=2)
    counted = "from quizzes.models import EssayMark; print(EssayMark.objects.filter(fraction='0.75').count())"
    assert site.shell(counted) == "10"
