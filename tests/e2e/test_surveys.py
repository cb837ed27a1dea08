"""The barometer on a phone, by keyboard and without script; its figures for who runs the programme."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, HELENE, MARC, NADIA


BAROMETER, ANSWERS = "/usage/barometre/", "/usage/carnet/reponses/"


@pytest.mark.parametrize("scripted", [True, False])
def test_the_barometer_is_answered_by_keyboard_and_leaves_a_copy_only_if_asked(
    visitor, site, scripted
):
    nadia = visitor(NADIA if scripted else CLAIRE, viewport=PHONE, java_script_enabled=scripted)
    page = nadia.page
    nadia.go("/")
    page.locator(f"main a[href='{BAROMETER}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BAROMETER}")
    end = page.locator("form.survey").evaluate("form => form.getBoundingClientRect().bottom")
    assert end <= 2 * PHONE["height"]
    first = page.locator("input[name='q-why_portal']").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name='q-why_portal'][value='2']").is_checked()
    assert page.get_by_role("radio", name="Plutôt pas d’accord", checked=True).count() == 1
    if scripted:
        nadia.check()
    page.locator("form.survey button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="J’ai lu").click()  # the notice, before the first answer
    page.get_by_role("button", name="Garder une copie dans mon carnet").wait_for()
    assert page.get_by_text("On aide mieux là où l’on est déjà passé").is_visible()
    if scripted:
        nadia.check()
    page.get_by_role("button", name="Garder une copie dans mon carnet").click()
    page.wait_for_url(f"**{ANSWERS}")
    assert page.get_by_text("Plutôt pas d’accord").count() == 1
    nadia.go(BAROMETER)
    assert page.locator("form.survey").count() == 0


def test_results_are_read_and_their_tables_opened(visitor):
    claire = visitor(CLAIRE)
    claire.visit("/usage/sondages/")
    claire.page.get_by_role("link", name="Résultats").first.click()
    claire.check()
    claire.page.locator("details.data summary").first.click()
    assert claire.page.get_by_role("table").first.is_visible()
    claire.check()


def test_own_questions_are_written_returned_approved_opened_and_answered(visitor):
    claire = visitor(CLAIRE)
    page = claire.page
    claire.visit("/usage/sondages/")
    page.get_by_role("link", name="Écrire ou lire les questions").click()
    page.get_by_role("link", name="Écrire des questions").click()
    page.get_by_label("Question 1 (français)", exact=True).fill("Les réunions sont utiles.")
    page.get_by_role("button", name="Noter, et les voir").click()
    claire.check()
    page.get_by_role("link", name="Question 1 (anglais)").click()  # of the summary of errors
    english = page.get_by_label("Question 1 (anglais)", exact=True)
    expect(english).to_be_focused()
    english.fill("Meetings are useful.")
    answers = page.get_by_label("Réponses à la question 1 (français)")
    expect(answers).to_be_hidden()
    page.get_by_label("Une réponse parmi celles que vous écrivez").first.check()
    expect(answers).to_be_visible()
    page.get_by_label("Une échelle d’accord").first.check()
    page.get_by_role("button", name="Noter, et les voir").click()
    page.get_by_role("button", name="Les remettre à la protection des données").click()

    helene = visitor(HELENE, viewport=PHONE)
    helene.visit("/")
    helene.page.get_by_role("link", name="Lire et répondre").click()
    helene.page.get_by_role("button", name="Renvoyer").click()
    expect(helene.page.locator(".errors")).to_be_focused()
    helene.check()
    helene.page.get_by_label("Votre mot").fill("Lesquelles ?")
    helene.page.get_by_role("button", name="Renvoyer").click()

    claire.visit("/")
    expect(page.locator("main blockquote")).to_have_text("Lesquelles ?")
    page.get_by_role("link", name="Modifier les questions").click()
    page.get_by_label("Question 1 (français)", exact=True).fill("Les réunions du lundi aident.")
    page.get_by_role("button", name="Noter, et les voir").click()
    claire.check()
    page.get_by_role("button", name="Les remettre à la protection des données").click()
    helene.go("/usage/sondages/questions/")
    helene.page.get_by_label("J’ai lu chaque question").check()
    helene.page.get_by_role("button", name="Approuver").click()
    expect(helene.page.get_by_role("button", name="Approuver")).to_have_count(0)

    claire.go("/")
    page.get_by_role("link", name="Choisir le dernier jour").click()
    section = page.get_by_role("region", name="Les questions de notre organisme")
    section.get_by_role("button", name="Ouvrir l’enquête").click()
    claire.check()
    page.get_by_role("button", name="Ouvrir et envoyer le courriel").click()
    page.get_by_text("Enquête ouverte").or_(section.get_by_text("En cours")).first.wait_for()

    marc = visitor(MARC, viewport=PHONE)
    marc.go("/")
    marc.page.locator("main a[href='/usage/questions/']").click()
    marc.check()
    marc.page.get_by_label("Plutôt d’accord").check()
    marc.page.locator("form.survey button[type=submit]").click()
    marc.page.get_by_role("button", name="J’ai lu").click()
    marc.page.get_by_role("link", name="Résultats des enquêtes").wait_for()
    marc.check()
