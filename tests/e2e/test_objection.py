"""An agent reads what is collected, declares, objects to being counted, and is asked nothing any more."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import HELENE, NADIA, SYLVIE


INFORMATION = "/compte/information/"
OBJECTION = "/usage/carnet/mesure/"
MINE = "main form:not([action])"


def as_new(site, address):
    """As if this person had never signed in."""
    site.shell(
        "from people.models import NoticeSeen\n"
        f"NoticeSeen.objects.filter(person__email={address!r}).delete()"
    )


@pytest.mark.smoke
def test_an_agent_is_told_first_declares_objects_and_is_asked_nothing_any_more(visitor, site):
    as_new(site, NADIA)
    steps.undo_links(site, NADIA)
    sylvie = visitor(SYLVIE)
    sylvie.go("/usage/equipe/")
    before = sylvie.page.locator("main").inner_text()

    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    page.wait_for_url("**/compte/bienvenue/**")
    page.locator(f"main a[href^='{INFORMATION}']").last.click()
    page.wait_for_url(f"**{INFORMATION}**")
    page.locator("main details summary").first.click()
    nadia.check()
    page.locator(f"{MINE} button[type=submit]").click()
    page.wait_for_url(nadia.site.url + "/")

    question = page.locator(steps.MONTHLY).last
    expect(question.locator("input[name=notice]")).to_be_attached()
    question.locator("details summary").click()
    nadia.check()
    question.locator("button[value=not_yet]").click()
    page.wait_for_url(nadia.site.url + "/")

    nadia.visit("/compte/mes-donnees/")
    page.locator(f"main a[href='{OBJECTION}']").click()
    nadia.check()
    page.locator("input[name=logbook][value=erase]").check()
    page.locator("button[name=counted][value=no]").click()
    page.wait_for_url("**/usage/carnet/")
    nadia.check()

    nadia.visit("/")
    expect(page.locator(steps.MONTHLY)).to_have_count(0)
    expect(page.locator("a[href^='/usage/declarer/']")).to_have_count(0)
    sylvie.go("/usage/equipe/")
    assert sylvie.page.locator("main").inner_text() == before

    nadia.visit(OBJECTION)
    page.locator("button[name=counted][value=yes]").click()
    page.wait_for_url("**/usage/carnet/")
    nadia.visit("/")
    expect(page.locator(steps.MONTHLY).last).to_be_visible()


def test_what_was_typed_survives_words_that_change_meanwhile(visitor):
    """The officer publishes new words while an agent fills in the form: shown first, nothing is lost."""
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go("/entraide/demande/")
    for name in ("topics", "formats", "slots"):
        page.locator(f"input[name={name}]").first.check()

    helene = visitor(HELENE)
    helene.go("/admin/information/help/")
    helene.check_admin()
    for name in ("text_fr", "text_en"):
        helene.page.locator(f"textarea[name={name}]").fill("Mots nouveaux de l’organisation.")
    helene.page.locator("#new-section form button[type=submit]").click()
    helene.page.locator("button[name=seen]").click()
    helene.page.wait_for_url("**/admin/information/")
    helene.check_admin()

    page.locator("form[action='/entraide/demande/'] button[type=submit]").click()
    expect(page.get_by_text("Mots nouveaux de l’organisation.")).to_be_visible()
    nadia.check()
    page.locator("button[name=notice]").click()
    expect(page.locator("input[name=topics]")).to_have_count(0)
    nadia.visit("/entraide/")
    steps.press_folded(page, "/entraide/demande/annuler/")
