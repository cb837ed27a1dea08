"""An ambassador plans a workshop from a kit on a phone; it is agreed to, a colleague comes, presence by code."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, MARC, NADIA


pytestmark = pytest.mark.every_look


MOST_CLICKS, MOST_FIELDS = 3, 3
BEGIN = """
from datetime import timedelta
from django.utils import timezone
from ambassadors.workshops.models import WorkshopSession
now = timezone.now()
WorkshopSession.objects.filter(uuid="{uuid}").update(
    starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=1))
"""


def test_from_a_kit_to_the_list_of_who_came(visitor, site):
    marc = visitor(MARC, viewport=PHONE)
    page = marc.page
    marc.visit("/entraide/")
    clicks, fields = 0, 0
    page.locator("form[action$='/proposer/'] button").click()
    clicks += 1
    marc.check()
    day = datetime.now(tz=UTC) + timedelta(days=20)
    for name, value in (("day", f"{day:%Y-%m-%d}"), ("hour", "10:00"), ("room", "Salle Erdre")):
        page.locator(f"input[name={name}]").fill(value)
        fields += 1
    page.locator("main form button[type=submit]").click()
    clicks += 1
    page.wait_for_url(lambda url: "proposer" not in url)
    assert (clicks, fields) <= (MOST_CLICKS, MOST_FIELDS)
    uuid = page.url.rstrip("/").rpartition("/")[2]
    marc.check()

    marc.visit("/ateliers/proposer/")
    page.locator("input[name=kit]").first.check()
    for name, value in (("day", f"{day:%Y-%m-%d}"), ("hour", "10:30"), ("room", "salle ERDRE")):
        page.locator(f"input[name={name}]").fill(value)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".errors")).to_be_visible()
    expect(page.locator("input[name=room]")).to_have_value("salle ERDRE")
    marc.check()

    claire = visitor(CLAIRE)
    claire.visit("/")
    claire.page.locator("a[href$='/ateliers/propositions/']").first.click()
    claire.check()
    claire.page.locator("button[value=agreed]").last.click()
    claire.check()

    nadia = visitor(NADIA, viewport=PHONE)
    nadia.visit(f"/ateliers/{uuid}/")
    nadia.page.locator("form[action$='/place/'] button").click()
    nadia.check()

    marc.visit("/ateliers/")
    marc.check()
    marc.visit(f"/ateliers/{uuid}/inviter/?nom=accueil")
    page.locator("main ul.ruled form button").first.click()
    marc.check()
    site.shell(BEGIN.format(uuid=uuid))
    marc.visit(f"/ateliers/{uuid}/code/")
    digits = page.locator(".spelled").inner_text()
    nadia.visit("/")
    expect(nadia.page.locator("main .card").first).to_contain_text("Votre atelier")
    nadia.check()
    nadia.visit(f"/ateliers/{uuid}/")
    nadia.page.locator("a[href$='/presence/']").click()
    nadia.page.locator("input[name=code]").fill(digits)
    nadia.page.keyboard.press("Enter")
    nadia.page.wait_for_url(f"**/ateliers/{uuid}/")

    marc.visit(f"/ateliers/{uuid}/presences/")
    expect(page.locator("input[name=came]:checked")).to_have_count(1)
    marc.check()
    assert marc.context.request.get(f"{site.url}/ateliers/{uuid}/emargement.pdf").ok
    marc.visit(f"/ateliers/{uuid}/")
    page.locator("a[href*='copie=']").click()
    expect(page.locator("input[name=room]")).to_have_value("Salle Erdre")
    marc.check()
