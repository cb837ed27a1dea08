"""A training manager publishes a commitment; on a phone an agent reads it and asks without a name; the answer comes out."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, NADIA


pytestmark = pytest.mark.every_look
PROMISE = "Une heure par semaine reste libre pour apprendre."
ASKED, REWORDED = "Et moi, on me la donne quand cette heure ?", "Quand l’heure est-elle donnée ?"
ANSWER = "Chaque équipe choisit son moment avec son responsable."
LATER = """
from datetime import UTC, datetime, timedelta
from django.db.models import F
from ambassadors.help.models import BoxedQuestion
week = timedelta(days=7)
BoxedQuestion.objects.filter(text="{text}").update({column}=F("{column}") - week)
"""


def publish(manager):
    manager.go("/admin/engagements/")
    manager.check_admin()
    counted = Counted.here(manager)
    counted.load("a[href$='/ajouter/']")
    manager.check_admin()
    counted.load("button[name=publish]")  # nothing is written yet
    expect(manager.page.locator("main textarea[name=text]")).to_be_visible()
    manager.check_admin()
    counted.select("select[name=kind]", value="time")
    counted.fill("textarea[name=text]", PROMISE)
    counted.fill("input[name=owner]", "Direction des ressources humaines")
    counted.fill("input[name=due_on]", f"{datetime.now(UTC) + timedelta(days=200):%Y-%m-%d}")
    counted.load("button[name=publish]")
    expect(manager.page.locator("main")).to_contain_text(PROMISE)
    assert counted.clicks == 3
    manager.check_admin()


def answer(manager):
    manager.visit("/entraide/questions/a-repondre/")
    page = manager.page
    page.locator("main .ruled a", has_text=ASKED[:15]).click()
    manager.check()
    expect(page.locator("main textarea[name=text]")).to_have_value("")
    page.locator("main textarea[name=text]").fill(REWORDED)
    page.locator("main textarea[name=answer]").fill(ANSWER)
    page.locator("main form.form button[type=submit]").click()
    manager.check()


def test_promised_asked_without_a_name_and_answered_with_others(visitor, site):
    publish(manager := visitor(CLAIRE))
    agent = visitor(NADIA, viewport=PHONE)
    page = agent.page
    agent.go("/")
    page.locator("footer a[href='/engagements/']").click()
    expect(page.locator("main article", has_text=PROMISE)).to_be_visible()
    agent.check()
    counted = Counted.here(agent)
    counted.load("a[href$='/questions/sur/engagements/'].button")
    agent.check()
    counted.fill("textarea[name=text]", "Écrivez à nadia.benali@exemple.fr")
    counted.load("form.form button[type=submit]")
    expect(page.locator("main .errors")).to_be_visible()
    agent.check()
    counted.fill("textarea[name=text]", ASKED)
    counted.load("form.form button[type=submit]")
    expect(page).to_have_url(f"{site.url}/entraide/questions/sur/engagements/merci/")
    assert counted.clicks == 3
    agent.check()

    site.shell(LATER.format(text=ASKED, column="week"))  # nobody reads it before the next week
    answer(manager)
    agent.visit("/engagements/")
    expect(page.locator("#questions")).not_to_contain_text(ANSWER)
    site.shell(LATER.format(text=REWORDED, column="shown_from"))  # it comes out on a Monday
    agent.visit("/engagements/")
    expect(page.locator("#questions")).to_contain_text(REWORDED)
    expect(page.locator("#questions")).to_contain_text(ANSWER)
    expect(page.locator("main")).not_to_contain_text(ASKED)
    agent.check()
