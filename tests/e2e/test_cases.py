"""A case: brought on a phone, struck on the page, read by two, worked through, found, taken down."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, HELENE, INES, MARC, NADIA


pytestmark = pytest.mark.every_look
LIST, PROPOSE, TAKE_DOWN = "/cas/", "/cas/proposer/", "/cas/retirer/"
TITLE = "Une lettre que personne ne comprend"
TOLD = "Mme Quimperlois a appelé le 06 98 76 54 32. On lui a renvoyé la même lettre."
KEPT = "Mme […] a appelé le […]. On lui a renvoyé la même lettre."
CHANGE = "Relire chaque lettre à deux, dès lundi"


def bring(agent):
    page = agent.page
    agent.go(LIST)
    agent.check()
    count = Counted.here(agent)
    count.load(f"a[href='{PROPOSE}']")
    agent.check()
    count.fill("#id_title", TITLE)
    count.fill("#id_happened", TOLD)
    count.load("form.form button[value=look]")
    expect(page.locator("main del").first).to_contain_text("Quimperlois")
    expect(page.locator("#id_happened")).to_have_value(KEPT)
    agent.check()
    page.locator("#id_at_desk").fill("On a dit qu’elle était malade.")  # refused, with the word
    page.locator("main form.form button[value=send]").click()
    expect(page.locator("main .errors")).to_contain_text("malade")
    agent.check()
    page.locator("#id_at_desk").fill("On a relu la lettre avec elle.")
    page.locator("main form.form button[value=look]").click()
    count.load("form.form button[value=send]")
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    count.ends("bring a case", most=3)
    expect(page.locator("main .tiles")).not_to_contain_text(TITLE)


def read(reader, strike=""):
    reader.go(LIST)
    reader.page.locator("main .callout a", has_text=TITLE).click()
    reader.check()
    if strike:
        reader.page.locator("#id_strike").fill(strike)
        reader.page.locator("main button[value=keep]").click()
        expect(reader.page.locator("main .callout del", has_text=strike)).to_be_visible()
        reader.check()
    reader.page.locator("main button[value=keep]").click()
    expect(reader.page.locator("main .callout", has_text=TITLE)).to_have_count(0)


def work_through(runner):
    page = runner.page
    runner.go(f"{LIST}?q=lettre")
    page.locator("main .tiles a", has_text=TITLE).click()
    count = Counted.here(runner)
    count.load("a[href$='/atelier/']")
    runner.check()
    for _step in range(4):
        count.load("button[value=next]")
    count.fill("input[name=text]", "une ligne de plus")
    count.load("button[value=add]")
    expect(page.locator("input[name=text]")).to_be_focused()
    runner.check()
    count.fill("input[name=text]", CHANGE)  # typed, not added: kept all the same
    count.load("button[value=finish]")
    count.ends("work a case through", most=7)
    expect(page.locator("main")).to_contain_text(CHANGE)
    runner.check()
    return page.locator("main a[href^='/cas/retirer/']").get_attribute("href")


def test_a_case_from_the_phone_to_the_room_and_away(visitor):
    agent = visitor(NADIA, viewport=PHONE)
    bring(agent)
    read(visitor(CLAIRE, viewport=PHONE), strike="renvoyé")
    read(visitor(INES, viewport=PHONE))
    address = work_through(visitor(MARC))

    agent.go(f"{LIST}?q=lundi&vus=travailles")
    expect(agent.page.locator("main .tiles")).to_contain_text(CHANGE)
    agent.check()

    stranger = visitor(viewport=PHONE)
    stranger.go(address)
    stranger.check()
    stranger.page.locator("main form.form button[type=submit]").click()
    expect(stranger.page.locator("main .callout")).to_be_visible()
    stranger.check()
    agent.go(f"{LIST}?q=lundi")
    expect(agent.page.locator("main")).not_to_contain_text(CHANGE)

    officer = visitor(HELENE, viewport=PHONE)
    officer.go(LIST)
    officer.page.locator("main .callout a", has_text=TITLE).click()
    officer.check()
    officer.page.locator("main details.fold > summary").click()
    officer.check()
    officer.page.locator("main button[value=delete]").click()
    expect(officer.page.locator("main")).not_to_contain_text(TITLE)


def test_words_of_thanks_are_brought_without_a_script(visitor):
    agent = visitor(NADIA, viewport=PHONE, java_script_enabled=False)
    page = agent.page
    agent.go(PROPOSE)
    page.locator("main .tabs a[href$='thanks']").click()
    agent.check_width()
    page.locator("#id_happened").fill("Merci, Marie.")
    page.locator("#id_said_by").fill("un voisin")
    page.locator("#id_title").fill("à l’accueil")
    page.locator("#id_has_consent").check()
    page.locator("#id_consent_on").fill("2026-01-05")
    page.locator("main form.form button[value=look]").click()
    expect(page.locator("#id_happened")).to_have_value("Merci, […].")
    agent.check_width()
    page.locator("main form.form button[value=send]").click()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
