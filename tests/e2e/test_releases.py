"""A release of the portal: an editor declares it, the training manager writes, an agent reads and tries."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, INES, NADIA


VERSION, SERVICE = "2027.5", "Suivre sa demande pas à pas"
REWRITE = f"""
import json
from cms.models import PortalRelease
from learning.models import ReleaseCampaign
from people.models import Person
campaign = ReleaseCampaign.objects.get(release__version={VERSION!r})
for entry in campaign.quiz.entries.all():
    entry.question.status = "ready"
    entry.question.save()
campaign.quiz.status = "ready"
campaign.quiz.save()
lesson = campaign.lesson.get_latest_revision_as_object()
lesson.goal = "vous saurez suivre votre demande."
lesson.body = json.dumps(json.loads(json.dumps(list(lesson.body.raw_data)).replace("\\\\u270e ", "")))
lesson.save_revision().publish(user=Person.objects.get(email={INES!r}))
PortalRelease.objects.filter(pk=campaign.pk).update(released_on="{{day}}")
print(lesson.title)
"""


@pytest.mark.every_look
def test_a_release_is_declared_announced_read_and_tried(visitor, site):
    ines = visitor(INES)
    page, does = ines.page, Counted.from_page(ines, "/admin/versions/")
    ines.check_admin()
    now = datetime.now(tz=UTC)
    does.click(".acts button:not([name])")  # empty: what is missing is said
    expect(page.locator("main .error-message").first).to_be_visible()
    ines.check_admin()
    does.fill("[name=version]", VERSION)
    does.fill("[name=released_on]", f"{now + timedelta(days=15):%Y-%m-%d}")
    does.fill("[name=words]", "La demande se suit pas à pas.")
    does.fill("[name=new_services]", SERVICE)
    does.select(".released select >> nth=0", value="goes")
    does.click("button[name=preview]")
    expect(page.locator("main #drafts-section")).to_contain_text(f"Nouveau : {SERVICE}")
    ines.check_admin()
    does.click(".acts button:not([name])")
    parts = page.locator("main ul.rules > li")
    expect(parts).to_have_count(6)
    ines.check_admin()
    address = page.url
    does.load(parts.nth(1).locator("a"))
    expect(page.locator("main")).to_contain_text("✎")

    claire = visitor(CLAIRE)
    claire.go("/")
    claire.page.locator("a.bell").first.click()
    claire.page.locator("main .waiting__item", has_text=VERSION).locator("button").first.click()
    assert claire.page.url == address
    claire.page.locator("main a[href*='/admin/messages/']").click()
    expect(claire.page.locator("main button[name=now]")).to_have_count(0)  # a blank is left
    claire.page.locator("main a[href$='/contenu/']").click()
    text = claire.page.locator("textarea[name=text_fr]")
    text.fill(
        text.input_value().replace("[une ou deux phrases]", "elles savent où en est leur demande")
    )
    claire.page.locator("main form .acts button[type=submit]").click()
    expect(claire.page.locator("main [name=day]")).to_have_value(
        f"{now + timedelta(days=15):%Y-%m-%d}"
    )
    claire.page.locator("main button[name=later]").click()
    claire.page.locator("main form[action$='/annuler/']").wait_for()
    claire.check_admin()

    title = site.shell(REWRITE.replace("{day}", f"{now:%Y-%m-%d}")).splitlines()[-1]
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.go("/usage/carnet/")
    row = nadia.page.locator("main .due", has_text=SERVICE)
    row.locator("button").click()
    nadia.page.get_by_role("button", name="J’ai lu").click()  # the notice, before the first answer
    expect(nadia.page.locator("main .due", has_text=SERVICE)).to_contain_text("Essayé")
    nadia.check()
    nadia.page.locator("main a[href*='/parcours/portails/']").first.click()
    expect(nadia.page.locator("main")).to_contain_text("La demande se suit pas à pas.")
    nadia.check()
    nadia.page.locator("main a", has_text=title).click()
    expect(nadia.page.locator("main h1")).to_contain_text(title)
    nadia.check()
