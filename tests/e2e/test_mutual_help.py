"""A round proposes, both accept, they meet: each on their own screen."""

from playwright.sync_api import expect

from tests.e2e import stories
from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC


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
