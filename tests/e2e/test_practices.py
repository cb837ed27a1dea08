"""On a phone: a practice is proposed, sent back, sent again and published; a journey workshop is voted and read."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA, SYLVIE


LIST = "/ressources/bonnes-pratiques/"
OWN = "/pratiques/"
PROPOSE = "/pratiques/proposer/"
JOURNEYS = "/parcours-usager/"
ROOM = "/parcours-usager/salle/"
DECIDE = """
from ambassadors.practices.models import PracticePage
from people.models import Person
editor = Person.objects.get(email="ines.caradec@exemple.fr")
page = PracticePage.objects.get(translation_key=PracticePage.objects.get(draft_title="{title}").translation_key)
task = page.current_workflow_state.current_task_state
task.task.specific.on_action(task, user=editor, action_name="{action}", comment="{comment}")
"""


def decide(site, title, action, comment=""):
    site.shell(DECIDE.format(title=title, action=action, comment=comment))


@pytest.mark.parametrize("scripted", [True, False])
def test_a_practice_goes_to_the_editors_and_back_and_is_published(visitor, site, scripted):
    agent = visitor(NADIA if scripted else SYLVIE, viewport=PHONE, java_script_enabled=scripted)
    page = agent.page
    check = agent.check if scripted else agent.check_width  # axe itself is a script
    title = "Lire le courrier à voix haute" if scripted else "Un mot simple par semaine"

    agent.go(LIST)
    check()
    page.locator(f"a[href='{PROPOSE}']").first.click()
    check()
    page.locator("#id_title").fill(title)
    page.locator("#id_situation").fill("On nous rappelait pour comprendre la lettre.")
    page.locator("#id_done").fill("Nous la lisons avec Mme Durand.")
    page.locator("#id_changed").fill("Moins de rappels.")
    page.locator("#id_begin").fill("Prenez une lettre.")
    page.locator("main form button[type='submit']").last.click()
    expect(page.locator("#id_done")).to_have_value("Nous la lisons avec Mme Durand.")
    check()
    page.locator("#id_done").fill("Nous la lisons à deux.")
    page.locator("main form button[type='submit']").last.click()
    expect(page).to_have_url(re.compile(f"{OWN}$"))
    expect(page.locator("main")).to_contain_text(title)
    check()

    decide(site, title, "reject", "Dites quelle lettre.")
    agent.go(OWN)
    expect(page.locator("main")).to_contain_text("Dites quelle lettre.")
    check()
    page.locator("a[href$='/modifier/']").click()
    check()
    page.locator("#id_begin").fill("Prenez la lettre de refus.")
    page.locator("main form button[type='submit']").last.click()

    decide(site, title, "approve")
    agent.go(OWN)
    expect(page.locator("main")).not_to_contain_text(title)
    agent.go(f"{LIST}?q={title.split()[-1]}")
    check()
    page.locator("main").get_by_role("link", name=title).click()
    expect(page.locator("main")).to_contain_text("Prenez la lettre de refus.")
    check()
    useful = page.locator("form[action$='/utile/'] button")
    useful.focus()
    page.keyboard.press("Enter")
    expect(page.locator("input[name='useful']")).to_have_value("no")
    check()
    page.locator("form[action$='/utile/'] button").click()
    expect(page.locator("input[name='useful']")).to_have_value("yes")


def test_a_journey_workshop_is_voted_on_phones_and_read_afterwards(visitor):
    runner = visitor(CLAIRE)
    runner.go(JOURNEYS)
    runner.check()
    runner.page.locator(f"form[action='{JOURNEYS}ouvrir/'] button").click()
    code = runner.page.locator(".code-shown").inner_text().strip()
    runner.check()

    agent = visitor(NADIA, viewport=PHONE)
    agent.go(JOURNEYS)
    agent.check()
    agent.page.locator("#id_code").fill(code.lower())
    agent.page.locator(f"form[action='{JOURNEYS}rejoindre/'] button").click()
    agent.page.locator("input[name='steps']").nth(0).check()
    agent.page.locator("input[name='steps']").nth(1).check()
    agent.page.locator("button[name='vote']").click()
    expect(agent.page.locator("[role='status']:visible").first).to_be_visible()
    agent.check()
    agent.page.locator("#id_text").fill("Un mot de trop, seul de son groupe")
    agent.page.locator("main form button[type='submit']").last.click()
    expect(agent.page.locator("main .errors")).to_be_visible()
    agent.check()

    for number in range(5):
        resident = visitor(viewport=PHONE, java_script_enabled=number > 0)
        resident.go(ROOM)
        check = resident.check if number == 1 else resident.check_width
        check()
        resident.page.locator("#id_code").fill(code)
        resident.page.locator("main form button").click()
        resident.page.locator("input[name='steps']").nth(2 + number % 2).check()
        resident.page.locator("button[name='vote']").click()
        expect(resident.page.locator("input[name='steps']:checked")).to_have_count(1)
        check()
        assert not [each for each in resident.context.cookies() if "session" in each["name"]]

    resident.page.locator("#id_text").fill("Rappeler avant la relance du lundi")
    resident.page.locator("main form button[type='submit']").last.click()
    expect(resident.page.locator("[role='status']:visible").first).to_be_visible()
    runner.page.reload()
    expect(runner.page.locator("main")).not_to_contain_text("Un mot de trop")
    expect(runner.page.locator("main")).to_contain_text("Rappeler avant la relance du lundi")
    runner.page.locator("button[name='show'][value='yes']").click()
    runner.check()
    runner.page.locator("form[action$='/clore/'] button").click()
    expect(runner.page.locator(".gap-chart__step").first).to_be_visible()
    runner.check()

    agent.go(JOURNEYS)
    agent.page.locator("main a[href^='/parcours-usager/']").first.click()
    expect(agent.page.locator("main")).to_contain_text("Rappeler avant la relance du lundi")
    expect(agent.page.locator("main")).not_to_contain_text(code)
    agent.check()
