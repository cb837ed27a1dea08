"""A holder lets a stranger read their name on a certificate, then takes that back."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA


pytestmark = pytest.mark.every_look
ISSUE = f"""
from datetime import date, timedelta
from learning.certificate_codes import generate_code
from learning.models import Certificate, Path
from people.models import Person
lesson = {{"uuid": "0", "title": "Écouter d’abord", "module": "Accueillir", "revision": None}}
made = Certificate.objects.create(
    person=Person.objects.get(email={NADIA!r}), path=Path.objects.order_by("pk")[0],
    title="Premiers pas au guichet", minutes=25, code=generate_code(),
    lessons=[lesson | {{"done_on": date.today().isoformat()}}],
    issued_on=date.today(), expires_on=date.today() + timedelta(days=30),
)
print(made.uuid, made.code)
"""


def test_a_holder_shares_their_name_a_stranger_checks_it_and_it_is_taken_back(visitor, site):
    uuid, code = site.shell(ISSUE).split()
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.visit("/parcours/formations/")
    nadia.page.locator(f"a[href$='/{uuid}/']").click()
    nadia.check()

    stranger = visitor(viewport=PHONE)
    stranger.visit("/attestations/")
    stranger.page.locator("#code").fill(code.lower().replace("-", " "))
    stranger.page.locator("main form button").click()
    stranger.page.wait_for_url(f"**/attestations/{code}/")
    expect(stranger.page.locator("main")).not_to_contain_text("Nadia")
    stranger.check()

    nadia.page.locator("#shows-name").check()
    nadia.page.locator("form[action$='/partage/'] button").click()
    expect(nadia.page.locator("[data-toast]")).to_be_visible()
    nadia.check()
    stranger.page.reload()
    expect(stranger.page.locator("h1")).to_have_text("Nadia Benali")
    expect(stranger.page.locator("main")).not_to_contain_text("Premiers pas")
    stranger.check()

    nadia.page.locator("form[action$='/retrait/'] button").click()
    expect(nadia.page.locator("#shows-name")).not_to_be_checked()
    stranger.page.reload()
    expect(stranger.page.locator("main")).not_to_contain_text("Nadia")
