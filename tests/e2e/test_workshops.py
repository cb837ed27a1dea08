"""An agent on a phone takes a seat in a workshop, finds it on the first screen, and gives it up."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, SYLVIE


WORKSHOPS = "/ateliers/"
SEAT = "form[action$='/place/'] button"
GIVE_UP = "form[action$='/rendre/'] button"
ON_THE_FIRST_SCREEN = "#atelier"


def with_seats_left(page):
    """The first row of the list that is neither full nor without a day."""
    return page.locator("ul.ruled li", has_text="Il reste des places").first.locator("a")


@pytest.mark.smoke
@pytest.mark.parametrize("scripted", [True, False])
def test_a_seat_is_taken_shown_on_the_first_screen_and_given_up(visitor, scripted):
    agent = visitor(SYLVIE if scripted else CLAIRE, viewport=PHONE, java_script_enabled=scripted)
    page = agent.page
    check = agent.check if scripted else agent.check_width  # axe itself is a script
    agent.go("/")
    expect(page.locator(ON_THE_FIRST_SCREEN)).to_have_count(0)

    agent.go(WORKSHOPS)
    check()
    with_seats_left(page).click()
    check()
    notice = page.locator("form[action$='/place/'] .notice")
    expect(notice).to_be_visible()
    notice.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(notice.locator("dl").first).to_be_visible()
    check()
    page.locator(SEAT).focus()
    page.keyboard.press("Enter")
    expect(page.locator(GIVE_UP)).to_be_visible()
    expect(page.locator(SEAT)).to_have_count(0)
    check()

    agent.go("/")
    expect(page.locator(ON_THE_FIRST_SCREEN)).to_be_visible()
    check()
    page.locator(f"{ON_THE_FIRST_SCREEN} a").click()
    page.locator(GIVE_UP).click()
    check()
    page.locator("button[name=confirmed]").click()
    expect(page.locator(SEAT)).to_be_visible()
    expect(page.locator("form[action$='/place/'] .notice")).to_have_count(0)
    check()
    agent.go("/")
    expect(page.locator(ON_THE_FIRST_SCREEN)).to_have_count(0)
