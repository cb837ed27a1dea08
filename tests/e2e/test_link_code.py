"""Somebody links their account: a code on the screen, typed on the portal, and the logbook fills."""

import json
import re
import urllib.request

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC, YANN


LOGBOOK = "/usage/carnet/"


def token_of(site, yann):
    """Made in the administration, where it is shown once."""
    yann.go("/admin/jetons/")
    yann.check_admin()
    yann.page.locator("select[name=portal]").select_option(index=1)
    yann.page.locator("input[name=name]").fill("Serveur d’essai")
    yann.page.locator("form:has(select[name=portal]) button[type=submit]").click()
    yann.check_admin()
    return yann.page.locator("#new-token").input_value(), yann.page.locator(
        "#new-address"
    ).input_value()


def call(address, token, content):
    request = urllib.request.Request(
        address,
        data=json.dumps(content).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def test_a_code_links_an_account_and_the_logbook_fills(site, visitor):
    steps.undo_links(site, MARC)
    token, days = token_of(site, visitor(YANN))
    marc = visitor(MARC, viewport=PHONE)

    marc.visit(LOGBOOK)
    marc.page.locator("a[href$='/lier/']").click()
    marc.check()
    marc.page.locator("main form button[type=submit]").click()
    marc.check()
    code = re.sub(r"\s", "", marc.page.locator("#code").inner_text())
    slug = marc.page.url.split("/")[-3]
    today = site.shell("from core.dates import today\nprint(today())")
    service = site.shell(
        f"from cms.models import Portal\nprint(Portal.objects.get(slug={slug!r}).services.first().slug)"
    )
    linked = call(
        days.replace("/days", "/links"), token, {"code": code, "pseudonym": "essai-4f1a9c"}
    )
    sent = call(days, token, [{"pseudonym": "essai-4f1a9c", "service": service, "day": today}])

    assert linked == {"created": 1, "unchanged": 0}
    assert sent["created"] == 1
    marc.visit(LOGBOOK)
    assert marc.page.locator("a[href$='/delier/']").count() == 1
    marc.visit(f"{LOGBOOK}{slug}/lier/")


def test_the_code_can_be_had_and_taken_without_script(site, visitor):
    reader = visitor(viewport=PHONE, java_script_enabled=False)
    steps.undo_links(site, MARC)
    reader.sign_in(MARC)
    reader.go(LOGBOOK)
    reader.page.locator("a[href$='/lier/']").click()
    reader.page.locator("main form button[type=submit]").click()

    assert re.fullmatch(
        r"(\w{4}-){2}\w{4}", re.sub(r"\s", "", reader.page.locator("#code").inner_text())
    )
    assert reader.page.locator("[data-copies]").is_hidden()
