"""Somebody who types badly finds what they need: one search, one tap."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA


PAGE = "/contenus/recherche/"
GLOSSARY = "/contenus/glossaire/"
FIRST = ".hit__title"


@pytest.mark.smoke
def test_what_to_do_about_a_doubtful_sms_is_one_search_and_one_tap_away(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.page.locator("header a[href$='/recherche/']").click()
    nadia.check()
    nadia.page.locator("main input[name=q]").fill("sms bizare")
    nadia.page.keyboard.press("Enter")
    nadia.page.locator(FIRST).first.wait_for()
    nadia.check()
    expect(nadia.page.locator("mark").first).to_be_visible()
    nadia.page.locator(FIRST, has_text="Par SMS et par téléphone").first.click()
    expect(nadia.page.locator("h1")).to_have_text("Par SMS et par téléphone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, None], ids=["phone", "wide"])
def test_the_search_and_the_glossary_are_accessible_and_fit(visitor, scheme, viewport):
    nadia = visitor(NADIA, viewport=viewport, color_scheme=scheme)
    for query in ("", "?q=portail", "?q=hamconnage", "?q=portail&genre=lessons", "?q=zzzzzzzz"):
        nadia.visit(PAGE + query)
    nadia.visit(GLOSSARY)
    assert nadia.page.locator("html").evaluate("page => page.scrollHeight") < 4_000
    nadia.visit(f"{GLOSSARY}?q=hamconnage")
    expect(nadia.page.locator("main [id^=mot-]")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_word_of_the_glossary_opens_with_the_keyboard_and_from_a_link(visitor, scripted):
    nadia = visitor(NADIA, viewport=PHONE, java_script_enabled=scripted)
    page = nadia.page
    nadia.go(GLOSSARY)
    page.locator("main summary", has_text="Habitude du portail, ").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    word = page.locator("#lettre-H details[open]")
    expect(word.locator("summary")).to_have_text("Hameçonnage")
    if scripted:
        nadia.check()
    address = word.locator("p").get_attribute("id")
    nadia.go("/")
    nadia.go(f"{GLOSSARY}#{address}")
    expect(page.locator(f"#{address}")).to_be_in_viewport()
    expect(word.locator("summary")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.locator("main [id^=mot-]").last).to_be_visible()


def test_without_a_script_the_field_of_the_head_searches(visitor):
    nadia = visitor(NADIA, viewport={"width": 1300, "height": 800}, java_script_enabled=False)
    nadia.page.locator("header input[name=q]").fill("mdp oublié")
    nadia.page.locator("header form[role=search] button").click()
    expect(nadia.page.locator(FIRST, has_text="Garder l’accès").first).to_be_visible()
