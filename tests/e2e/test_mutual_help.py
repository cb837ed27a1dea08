"""A round proposes, both accept, they meet: each on their own screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import steps, stories
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, MARC


@pytest.mark.parametrize("scripted", [True, False])
def test_a_draft_is_changed_on_a_phone_and_the_cost_is_said(visitor, scripted):
    """By the list and its button, with the keyboard; without script too, where Wagtail's menu leaves room."""
    claire = visitor(CLAIRE, viewport=PHONE if scripted else None, java_script_enabled=scripted)
    title = "Tour relu au téléphone" if scripted else "Tour relu sans script"
    pairs = steps.draft_round(claire, title)
    assert pairs
    page = claire.page
    if scripted:
        claire.check_admin()
    form = page.locator("#pairs-section form[action$='/reaffecter/']").first
    choice = form.locator("select[name=ambassador]")
    label = choice.locator("option").nth(1).inner_text()
    assert re.search(r"\d+ points \([+−-]\d+\)", label)
    choice.focus()
    choice.select_option(index=1)
    form.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text(
        re.compile(r"\d+ (before|avant), \d+ (now|maintenant)")
    )
    if scripted:
        claire.check_admin()
    page.locator("form[action$='/abandonner/'] button").click()


@pytest.mark.smoke
def test_a_round_brings_two_colleagues_together_and_their_first_session_is_noted(visitor, site):
    stories.a_round_brings_two_colleagues_together(visitor, site)


def test_an_ambassador_who_declines_sees_the_proposal_no_more(visitor):
    marc = visitor(MARC, viewport=PHONE)
    marc.visit("/entraide/")
    refusals = marc.page.locator("form[action$='/reponse/'] button[value=no]")
    before = refusals.count()
    assert before
    refusals.first.click()
    expect(refusals).to_have_count(before - 1)
    marc.check()
