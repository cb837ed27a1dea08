"""Several tools at once: one question on the first screen, one page with a choice of tool, time and money beside."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, NADIA, SYLVIE


pytestmark = pytest.mark.every_look
TEAM, REPORT = "/usage/equipe/", "/usage/programme/rapport/"
QUESTION = "main form[action*='/usage/declarer/']"
TOOLS = """
from cms.models import Portal
for name, slug, kind in (("Ma tournée", "ma-tournee", "internal"), ("Assistant", "assistant", "assistant")):
    Portal.objects.create(name=name, slug=slug, kind=kind)
"""


def test_three_tools_ask_one_question_in_all_and_a_manager_chooses_among_them(visitor, site):
    site.shell(TOOLS)
    nadia = visitor(NADIA, viewport=PHONE)
    asked, page = [], nadia.page
    nadia.visit("/")
    story = Counted.here(nadia)
    while page.locator(QUESTION).count():
        expect(page.locator(QUESTION)).to_have_count(1)
        asked.append(page.locator(QUESTION).get_attribute("action"))
        story.load(f"form[action='{asked[-1]}'] button[value=not_yet]")
        assert len(asked) < 7
    assert len(asked) == len(set(asked)) == story.clicks
    assert {re.split("/", action)[3] for action in asked} >= {"ma-tournee", "assistant"}
    nadia.check()
    nadia.visit("/usage/carnet/")
    expect(page.locator("main a[href*='l-ia-au-travail']").first).to_be_visible()

    sylvie = visitor(SYLVIE)
    choice = Counted.from_page(sylvie, TEAM)
    choice.click("details:has(#portail) > summary")
    sylvie.page.locator("#portail").select_option("assistant")
    choice.load("form:has(#portail) button")
    expect(sylvie.page.locator("#portail")).to_have_value("assistant")
    assert choice.clicks == 2
    sylvie.check()


def test_what_the_estimate_rests_on_is_noted_in_one_form_and_read_beside(visitor):
    claire = visitor(CLAIRE)
    story, section = Counted.from_page(claire, REPORT), "section[aria-labelledby=worth]"
    claire.page.locator(f"{section} .table--cards tbody tr").last.scroll_into_view_if_needed()
    story.click(f"{section} summary")
    claire.check()
    claire.page.locator(f"{section} input[name=minutes_high]").fill("12")
    story.load(f"{section} form button")
    assert story.clicks == 2
    story.click(f"{section} summary")
    expect(claire.page.locator(f"{section} input[name=minutes_high]")).to_have_value("12")
