"""On a phone: an agent asks on a lesson, with a name and without; an editor answers, and everybody reads it."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import INES, NADIA


pytestmark = pytest.mark.every_look
ASK = "a[href^='/entraide/questions/lecons/']"
A_WEEK_AGO = """
from datetime import timedelta
from django.db.models import F
from ambassadors.help.models import BoxedQuestion
week = timedelta(days=7)
BoxedQuestion.objects.filter(text="{text}").update(week=F("week") - week, shown_from=F("shown_from") - week)
"""
NAMED, UNNAMED = "Qui lit les messages que j’envoie ?", "Et moi, perso, je lis rien du tout ?"


def ask(agent, text, *, name):
    page = agent.page
    page.locator("main textarea[name=text]").fill(text)
    page.locator(f"main button[name=name][value={name}]").click()


def answer(editor, text, *, reworded, said):
    page = editor.page
    editor.visit("/entraide/questions/a-repondre/")
    page.locator("main .ruled a", has_text=text[:20]).click()
    editor.check()
    page.locator("main textarea[name=text]").fill(reworded)
    page.locator("main textarea[name=answer]").fill(said)
    page.locator("main form.form button[type=submit]").click()


def test_asked_on_a_lesson_answered_for_everybody(visitor, site):
    agent = visitor(NADIA, viewport=PHONE)
    page = agent.page
    lesson = steps.open_next_lesson(agent)
    page.locator(ASK).press("Enter")
    agent.check()
    ask(agent, "Écrivez à nadia.benali@exemple.fr", name="no")
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("main textarea[name=text]")).to_have_value(
        "Écrivez à nadia.benali@exemple.fr"
    )
    agent.check()
    ask(agent, UNNAMED, name="no")
    expect(page.locator(".banner")).to_be_visible()
    ask(agent, NAMED, name="yes")
    page.locator("button[name=notice]").click()
    expect(page.locator(".banner")).to_be_visible()
    agent.check()

    site.shell(A_WEEK_AGO.format(text=UNNAMED))  # without a name it waits for the next Monday
    editor = visitor(INES, viewport=PHONE)
    answer(editor, UNNAMED, reworded=UNNAMED.upper(), said="Rien n’est perdu.")
    expect(editor.page.locator(".errors")).to_be_visible()
    expect(editor.page.locator("textarea[name=answer]")).to_have_value("Rien n’est perdu.")
    answer(editor, UNNAMED, reworded="Faut-il tout lire ?", said="Non, l’essentiel.")
    answer(editor, NAMED, reworded="Qui lit les messages ?", said="Vous et l’agent.")
    editor.check()

    agent.visit(lesson)
    fold = page.locator("#questions details")
    fold.locator("summary").press("Enter")
    expect(fold).to_contain_text("Vous et l’agent.")
    expect(fold).to_contain_text("l’essentiel")
    expect(fold).not_to_contain_text("Nadia")
    agent.check()
    fold.locator("form[action$='/utile/'] button").first.press("Enter")
    expect(page.locator(".banner")).to_be_visible()
    agent.check()
