"""An order, a text with gaps, a case with branches, spots and cards, answered on a phone by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA


MAKE = """
from quizzes.actions.bank import publish_version
from quizzes.models import Category, Question, Quiz, QuizQuestion
from tests.quizzes.new_kinds import NEW_KINDS

category, _ = Category.objects.get_or_create(name="Essais")
quiz = Quiz.objects.create(title="Trois façons de demander", slug="trois-facons")
for order, asked in enumerate(NEW_KINDS.values()):
    question = Question.objects.create(title=asked.kind, category=category, status="ready")
    publish_version(question=question, spec=asked)
    QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=order)
"""
BEGIN = """
from people.models import Person
from quizzes.actions.starts import start_attempt
from quizzes.models import Quiz

quiz = Quiz.objects.get(slug="trois-facons")
learner = Person.objects.get(email={name!r})
quiz.attempts.filter(learner=learner).delete()
print(start_attempt(quiz=quiz, learner=learner).uuid)
"""
RIGHT = ["Écouter", "Reformuler", "Répondre", "Conclure"]


@pytest.fixture(scope="module")
def quiz(site):
    site.shell(MAKE)


@pytest.fixture
def attempt(site, quiz):
    """The address of an attempt of hers that has just begun."""
    return f"/quiz/{site.shell(BEGIN.format(name=NADIA))}/"


def press_until(page, target, key="Tab"):
    """Move on with a key until this has the focus, as somebody without a mouse does."""
    for _ in range(60):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} was never reached")


def press(page, name):
    button = page.get_by_role("button", name=name, exact=True)
    press_until(page, button)
    page.keyboard.press("Enter")


def expect_told(page, error):
    """The sentence that says what is missing has the focus."""
    told = page.locator("#answer-error")
    expect(told).to_contain_text(error)
    expect(told).to_be_focused()


def shown_order(page):
    return page.locator("[data-order-text]").all_inner_texts()


def test_items_are_put_in_order_with_two_keys(visitor, attempt):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit(f"{attempt}?q=1")
    expect(page.get_by_role("combobox")).to_have_count(0)

    for goal, item in enumerate(RIGHT):
        while (at := shown_order(page).index(item)) > goal:
            up = page.get_by_role("button", name=f"Monter : {item}")
            press_until(page, up)
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
            expect(page.locator("[data-order-said]")).to_have_text(
                f"« {item} » est maintenant à la place {at} sur 4."
            )
    assert shown_order(page) == RIGHT
    nadia.check()

    press(page, "Valider ma réponse")
    page.locator("[data-quiz-done]").wait_for()
    expect(page.get_by_role("status").filter(has_text="C’est juste.")).to_be_focused()
    nadia.check()


def test_an_order_that_was_begun_is_there_again(visitor, attempt):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go(f"{attempt}?q=1")
    first, second, *_others = shown_order(page)

    with page.expect_response(lambda answer: answer.url.endswith("/garder/")):
        page.get_by_role("button", name=f"Descendre : {first}").click()
    page.reload()

    assert shown_order(page)[:2] == [second, first]


def test_items_are_put_in_order_without_script(visitor, attempt):
    nadia = visitor(NADIA, viewport=PHONE, java_script_enabled=False)
    page = nadia.page
    nadia.go(f"{attempt}?q=1")
    expect(page.get_by_role("button", name="Monter")).to_have_count(0)

    for place, item in enumerate([1, 2, 2, 4]):
        page.get_by_role("combobox", name=RIGHT[place]).select_option(str(item))
    page.get_by_role("button", name="Valider ma réponse").click()
    expect(page.get_by_role("main")).to_contain_text("La place 2 est donnée plus d’une fois")
    page.get_by_role("link", name="Répondre", exact=True).click()
    nadia.check_width()

    page.get_by_role("combobox", name="Répondre").select_option("3")
    page.get_by_role("button", name="Valider ma réponse").click()
    expect(page.get_by_role("main")).to_contain_text("C’est juste.")


def test_gaps_are_filled_where_they_stand_in_the_text(visitor, attempt):
    nadia = visitor(NADIA, viewport={"width": 320, "height": 640})
    page = nadia.page
    nadia.visit(f"{attempt}?q=2")

    press_until(page, page.get_by_role("textbox", name="Blanc 1 sur 3"))
    page.keyboard.type("rgpd")
    year = page.get_by_role("combobox", name="Blanc 2 sur 3")
    press_until(page, year)
    page.keyboard.type("2016")
    expect(year.locator("option:checked")).to_have_text("2016")
    press(page, "Valider ma réponse")

    expect_told(page, "Remplissez chaque blanc")
    expect(page.get_by_role("textbox", name="Blanc 1 sur 3")).to_have_value("rgpd")
    nadia.check()
    link = page.get_by_role("link", name="Blanc 3 sur 3")
    press_until(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Blanc 3 sur 3")).to_be_focused()
    page.keyboard.type("1978")
    press(page, "Valider ma réponse")

    page.locator("[data-quiz-done]").wait_for()
    expect(page.get_by_role("status").filter(has_text="C’est juste.")).to_be_focused()
    nadia.check()


def test_spots_are_marked_in_the_message_or_in_the_list_without_script(visitor, attempt):
    nadia = visitor(NADIA, viewport=PHONE, java_script_enabled=False)
    page = nadia.page
    nadia.go(f"{attempt}?q=4")

    page.locator("label.spots__words", has_text="expire ce soir").click()
    expect(page.get_by_role("checkbox", name="2. expire ce soir")).to_be_checked()
    page.get_by_role("checkbox", name="sante-carte.example").press("Space")
    page.get_by_role("button", name="Valider ma réponse").click()
    expect(page.get_by_role("main")).to_contain_text("C’est juste.")


def test_a_card_is_dragged_onto_its_box_or_chosen_with_the_keyboard(visitor, attempt):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.visit(f"{attempt}?q=5")

    def box(card, name):
        return page.get_by_role("group", name=card).get_by_role("radio", name=name)

    zone = page.locator("[data-sorting-zone]", has_text="Oui")
    page.get_by_role("group", name="Un badge").drag_to(zone)
    expect(box("Un badge", "Oui")).to_be_checked()
    press(page, "Valider ma réponse")
    expect_told(page, "Choisissez une boîte pour chaque carte")
    expect(box("Un badge", "Oui")).to_be_checked()
    nadia.check()

    box("Une plaque", "Oui").press("Space")
    box("Un horaire", "Non").press("Space")
    press(page, "Valider ma réponse")
    expect(page.get_by_role("status").filter(has_text="C’est juste.")).to_be_focused()
    nadia.check()


def test_a_case_is_played_scene_by_scene(visitor, attempt):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.visit(f"{attempt}?q=3")
    choices = page.get_by_role("group", name="Que répondez-vous ?")
    expect(choices.get_by_role("radio")).to_have_count(3)

    press(page, "Répondre")
    expect_told(page, "Choisissez une réponse")
    _reply(page, "Je vérifie votre identité.")
    expect(page.locator(".story__feedback", has_text="Bon réflexe.")).to_be_focused()
    expect(page.get_by_text("Voici mon numéro.")).to_be_visible()
    nadia.check()

    page.go_back()
    page.go_forward()
    _reply(page, "Je note, on vous rappelle.")
    _reply(page, "Oui, votre numéro ?")
    page.locator("[data-quiz-done]").wait_for()
    expect(page.get_by_text("Meilleure réponse :")).to_be_visible()
    nadia.check()

    page.locator("form[action$='/terminer/'] button, .quiz__act a.button").first.click()
    assert steps.asked(page) or page.url.endswith("/resultat/")


def _reply(page, text):
    wanted = page.get_by_role("radio", name=text, exact=True)
    others = page.get_by_role("radio")
    press_until(page, others.first)
    page.keyboard.press("Space")
    press_until(page, wanted, key="ArrowDown")
    expect(wanted).to_be_checked()
    press(page, "Répondre")
    page.wait_for_load_state()
