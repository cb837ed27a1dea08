"""An open answer is written, marked without its author's name, and read; a wrong key is corrected."""

from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, INES, NADIA


ANSWER = "Je l’écoute jusqu’au bout.\n\nPuis je dis ce que je peux faire, et quand."
COMMENT = "Très juste. Dites aussi à qui l’adresser."
QUESTIONS = "/admin/snippets/quizzes/question/"
NEEDED = """
from decimal import Decimal
from people.models import Person
from quizzes.actions.bank import save_question
from quizzes.actions.starts import start_attempt
from quizzes.models import Category, Question, Quiz, QuizQuestion
from quizzes.kinds import Essay, TrueFalse
from quizzes.values.grids import Criterion
from quizzes.values.texts import Rich
def asked(title, spec):
    question = Question(title=title, category=Category.objects.first(), status="ready")
    save_question(question=question, spec=spec)
    quiz = Quiz.objects.create(title=title, slug=title.lower(), pass_percent=60)
    QuizQuestion.objects.create(quiz=quiz, question=question)
    learner = Person.objects.get(email="nadia.benali@exemple.fr")
    print(question.pk, start_attempt(quiz=quiz, learner=learner).uuid)
"""
ESSAY = """
asked("Accueil", Essay(text=Rich("Que dire à un usager qui s’impatiente ?"), is_marked=True,
    criteria=(Criterion(title="Exact", share=Decimal(75), help=Rich("Rien de faux.")),
              Criterion(title="Clair", share=Decimal(25)))))
"""
WRONG_KEY = """
asked("Midi", TrueFalse(text=Rich("Le guichet ouvre à midi."), answer=True))
"""


def made(site, code):
    question, attempt = site.shell(NEEDED + code).split()
    return question, f"/quiz/{attempt}/"


def submit(page):
    page.locator("form[action$='/terminer/'] button").click()
    page.wait_for_url("**/resultat/")


def unfold(page):
    page.locator("main details.data summary").first.click()


def test_an_answer_is_written_marked_by_keyboard_without_a_name_and_read(visitor, site):
    question, address = made(site, ESSAY)
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.visit(address)
    nadia.page.locator("#id_text").fill(ANSWER)
    nadia.page.locator(steps.CHECK).click()
    nadia.page.locator("[data-quiz-done]").wait_for()
    nadia.check()
    submit(nadia.page)
    unfold(nadia.page)
    nadia.check()
    result = nadia.page.url.removeprefix(site.url)

    claire = visitor(CLAIRE)
    page = claire.page
    claire.go(f"/admin/corrections/?question={question}")
    claire.check_admin()
    claire.go(f"/admin/corrections/suivante/?question={question}")
    expect(page.locator("#answer-text")).to_contain_text("Puis je dis ce que je peux faire")
    expect(page.locator("main")).not_to_contain_text("Benali")
    claire.check_admin()
    page.set_viewport_size(PHONE)
    claire.check_admin()
    page.set_viewport_size({"width": 1280, "height": 900})
    mark_by_keyboard(page)
    page.locator(".messages li.success").first.wait_for()
    expect(page.locator("main")).to_contain_text("Accueil")

    nadia.visit(result)
    expect(nadia.page.locator(".hero a.button--sun")).to_be_visible()
    unfold(nadia.page)
    for words in (COMMENT, "Exact", "Clair"):
        expect(nadia.page.locator("main")).to_contain_text(words)
    expect(nadia.page.locator("main")).not_to_contain_text("Dumont")
    nadia.check()
    nadia.visit("/compte/mes-donnees/consultations/")
    expect(nadia.page.locator("main")).to_contain_text("Accueil")
    expect(nadia.page.locator("main")).to_contain_text("Dumont")


def mark_by_keyboard(page):
    """From the first number on, with the keyboard alone."""
    page.locator("input[name=percent-0]").focus()
    for words in ("100", "40"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.type(COMMENT)
    page.keyboard.press("Tab")
    expect(page.locator("main form[method=post] button[type=submit]")).to_be_focused()
    page.keyboard.press("Enter")


def test_an_author_corrects_a_key_and_the_learner_reads_it(visitor, site):
    question, address = made(site, WRONG_KEY)
    nadia = visitor(NADIA)
    nadia.go(address)
    nadia.page.locator("input[name=choice][value=false]").check()
    nadia.page.locator(steps.CHECK).click()
    nadia.page.locator("[data-quiz-done]").wait_for()
    submit(nadia.page)
    steps.expect_to_retry(nadia.page)
    result = nadia.page.url.removeprefix(site.url)

    ines = visitor(INES)
    page = ines.page
    mend(site, question)
    ines.go(f"{QUESTIONS}edit/{question}/")
    page.locator("main a[href*='/remark/']").click()
    ines.check_admin()
    page.locator("input[name=versions]").check()
    page.locator("button[name=preview]").click()
    page.locator("#preview-section").wait_for()
    expect(page.locator("input[name=only_raises][type=checkbox]")).to_be_checked()
    expect(page.locator("main")).not_to_contain_text("Benali")
    ines.check_admin()
    page.set_viewport_size(PHONE)
    ines.check_admin()
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_url(f"**/remark/{question}/*/")
    ines.check_admin()

    nadia.visit(result)
    steps.expect_passed(nadia.page)
    expect(nadia.page.locator("main .banner").first).to_contain_text("Le guichet ouvre à midi")
    unfold(nadia.page)
    nadia.check()
    nadia.page.set_viewport_size(PHONE)
    nadia.check()


def mend(site, question):
    site.shell(
        "from quizzes.actions.bank import publish_version\n"
        "from quizzes.models import Question\n"
        "from quizzes.kinds import TrueFalse\n"
        "from quizzes.values.texts import Rich\n"
        f"publish_version(question=Question.objects.get(pk={question}), "
        "spec=TrueFalse(text=Rich('Le guichet ouvre à midi.'), answer=False))"
    )
