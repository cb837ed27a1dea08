"""On a phone: a manager takes back a seat asked for by mistake; somebody of the public joins by camera."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, SYLVIE


PAGE = "/decouvrir-le-portail/"
TAKE_BACK = "form[action$='/equipe/reprendre/'] button"


def test_from_the_page_about_a_workshop_a_seat_is_asked_for_and_taken_back(visitor):
    manager = visitor(SYLVIE, viewport=PHONE)
    page = manager.page
    manager.visit("/ateliers/")
    page.locator(f"a[href='{PAGE}']").click()
    manager.check()
    page.locator("aside ul.ruled a").last.click()
    expect(page.locator(f"a[href='{PAGE}']")).to_be_visible()
    page.locator("main a[href$='/equipe/']").click()
    manager.check()

    page.locator("input[name=person]").first.check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(TAKE_BACK)).to_have_count(1)
    manager.check()
    page.locator(TAKE_BACK).focus()
    page.keyboard.press("Enter")

    expect(page.locator(TAKE_BACK)).to_have_count(0)
    expect(page.locator("section[aria-labelledby=demandees] li")).to_have_count(1)
    manager.check()


def test_a_camera_opens_the_door_of_a_journey_and_the_button_joins(visitor):
    host = visitor(CLAIRE)
    host.visit("/parcours-usager/")
    host.page.locator("form[action$='/ouvrir/'] button").first.click()
    host.check()
    host.page.locator("a.button[href$='/projeter/']").click()
    host.check()
    expect(host.page.locator("svg.qr")).to_be_visible()
    code = host.page.locator(".code-shown").inner_text()

    guest = visitor(viewport=PHONE)
    guest.visit(f"/parcours-usager/salle/?code={code}")
    expect(guest.page.locator("#id_code")).to_have_value(code)
    guest.page.locator("main form button[type=submit]").click()
    guest.page.wait_for_url(re.compile("/salle/.+/"))
    guest.check()
