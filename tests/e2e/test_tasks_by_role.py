"""Tasks of the administration with an aim, each from where its role begins: clicks, fields, seconds."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, INES, NADIA, YANN
from tests.e2e.test_administrator import LOGO, fail_to_pick_up_staff_files
from tests.identity import saml


BEGUN = """
from datetime import timedelta
from django.utils import timezone
from ambassadors.workshops.models import WorkshopSession
WorkshopSession.objects.filter(uuid="{uuid}").update(
    starts_at=timezone.now() - timedelta(minutes=1), ends_at=timezone.now() + timedelta(hours=1))
"""


def make_it_our_own(visitor, site):
    yann = visitor(YANN)
    page, does = yann.page, Counted.from_page(yann)
    does.click("a[href='/admin/reglages/']")
    does.click("#identite a.button")
    does.fill("[name=name]", "Habitat des Trois Rives")
    does.fill("[name=accent]", "#7a1f5c")
    logo = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": LOGO.encode()}
    does.give_file("[name=logo]", **logo)
    does.click("form.setting-form button[type=submit]")
    does.click("#chiffres a.button")
    does.fill("[name=PUBLICATION_THRESHOLD]", "12")
    does.click("form.setting-form button[type=submit]")
    expect(page.locator("#chiffres")).to_contain_text("12")
    yann.check_admin()
    return does


def run_a_task_again(visitor, site):
    fail_to_pick_up_staff_files(site)
    yann = visitor(YANN)
    does = Counted.from_page(yann)
    does.click(".help-critical a[href='/admin/fonctionnement/']")
    expect(yann.page.locator("#failures-section")).to_contain_text(
        "Un fichier ou un dossier manque."
    )
    yann.check_admin()
    does.click("#failures-section button[value=retry]")
    expect(yann.page.locator("main, .messages").first).to_be_visible()
    return does


def answer_as_the_provider(yann, number):
    """Post what the test's identity provider would have the browser post."""

    def answer(route):
        asked = saml.read_request(route.request.url)
        said = saml.Assertion(asked, attributes={"matricule": number})
        fields = saml.form(saml.signed(said.xml()))
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{value}">' for name, value in fields.items()
        )
        form = f'<form method="post" action="{asked.acs}">{inputs}<button>Continuer</button></form>'
        route.fulfill(content_type="text/html", body=f"<!doctype html><title>IdP</title>{form}")

    yann.page.route(f"{saml.SSO_URL}**", answer)


def connect_a_provider(visitor, site):
    yann = visitor(YANN)
    page = yann.page
    answer_as_the_provider(yann, staff_number(site))
    does = Counted.from_page(yann)
    does.click("a[href='/admin/connexions/']")
    yann.check_admin()
    does.click("a[href$='/ajouter/saml/']")
    does.fill("[name=name]", "Mon Agence")
    does.fill("[name=provider_id]", "essai-2")
    does.fill("[name=metadata]", saml.metadata())
    does.select("[name=match]", value="staff_number")
    does.fill("[name=claim]", "matricule")
    does.click("form button[type=submit]")
    yann.check_admin()
    does.click("#try-section form button")
    does.click(f"a[href^='{saml.SSO_URL}']")
    page.wait_for_url(f"{saml.SSO_URL}**")
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/acs/suite/")
    expect(page.locator("main ol > li")).to_have_count(12)
    expect(page.locator("main")).to_contain_text("Yann Kerbrat")
    yann.check()
    page.set_viewport_size(PHONE)
    yann.check()
    page.set_viewport_size(WIDE)
    yann.complaints[:] = [line for line in yann.complaints if saml.SSO_URL not in line]
    return does


def staff_number(site):
    return site.shell(
        f"from people.models import Person; print(Person.objects.get(email={YANN!r}).staff_number)"
    ).split()[-1]


def assign_a_path(visitor, site):
    claire = visitor(CLAIRE)
    page, does = claire.page, Counted.from_page(claire)
    does.click("a[href='/admin/parcours/attribuer/']")
    does.click("a[href$='/nouvelle/']")
    does.fill("[name=title]", "Nouveaux à l’accueil")
    does.select("[name=path]", label="Vos premières semaines")
    does.check("[name=is_mandatory]")
    does.check("[name=due][value=relative]")
    does.fill("[name=due_days]", "30")
    does.click("form button[type=submit]")
    does.select("#quoi", value="contact")
    does.click("form.add button")
    does.check("input[value=front_office]")
    does.click(".acts button[type=submit]")
    does.select("#quoi", value="arrived_within")
    does.click("form.add button")
    does.fill("form input[type=number]", "60")
    does.click(".acts button[type=submit]")
    claire.check_admin()
    does.click("form[action$='/appliquer/'] button")
    page.locator("a[href$='/fin/']").wait_for()
    return does


def match(visitor, site):
    claire = visitor(CLAIRE)
    does = Counted.from_page(claire)
    does.click("a[href='/admin/entraide/']")
    does.fill("[name=title]", "Tour d’hiver")
    does.click("#next-round-section form button[type=submit]")
    steps.wait_for_draft(claire)
    claire.check_admin()
    does.click("form[action$='/publier/'] button")
    claire.page.locator("form[action$='/publier/']").wait_for(state="detached")
    return does


def hold_a_workshop(visitor, site):
    claire, nadia = visitor(CLAIRE), visitor(NADIA, viewport=PHONE)
    page, does = claire.page, Counted.from_page(claire)
    does.click("a[href='/admin/ateliers/']")
    does.click("a[href$='/ajouter/']")
    does.fill("[name=title]", "Essayer le portail")
    does.fill("[name=summary]", "Une heure pour essayer, ensemble.")
    does.click("form button[type=submit]")
    does.click("a[href$='/date/']")
    day = datetime.now(tz=UTC) + timedelta(days=20)
    does.fill("[name=starts_at]", f"{day:%Y-%m-%dT10:00}")
    does.fill("[name=room]", "Salle Erdre")
    does.click("form button[type=submit]")
    session = page.locator("main a[href$='/presences/']").first.get_attribute("href")
    uuid = re.search(r"[0-9a-f-]{36}", session)[0]
    nadia.go(f"/ateliers/{uuid}/")
    nadia.page.locator("form[action$='/place/'] button").click()
    nadia.page.wait_for_load_state()
    site.shell(BEGUN.format(uuid=uuid))
    claire.check_admin()
    does.click(f"a[href='{session}']")
    does.check("[name=came]")
    does.click("form button[type=submit]")
    expect(page.locator("main")).to_contain_text("Nadia")
    claire.check()
    return does


def open_a_survey(visitor, site):
    claire = visitor(CLAIRE)
    page, does = claire.page, Counted.from_page(claire, "/")
    does.click(page.locator("nav.nav a[href='/usage/programme/']").first)
    does.click("a[href='/usage/sondages/']")
    does.click("form.filters button[type=submit]")
    claire.check()
    does.click("form.dialog__act button")
    expect(page.locator("main")).to_contain_text("En cours depuis")
    return does


def declare_a_release(person, version, path):
    """Declare a release that brings a service and changes a screen. The form is on the page of releases."""

    def declare(visitor, site):
        who = visitor(person)
        page, does = who.page, Counted.from_page(who, path)
        if path == "/admin/":
            does.load("a[href='/admin/versions/']")
        day = datetime.now(tz=UTC) + timedelta(days=20)
        does.fill("[name=version]", version)
        does.fill("[name=released_on]", f"{day:%Y-%m-%d}")
        does.fill("[name=words]", "La demande se suit pas à pas.")
        does.fill("[name=new_services]", f"Suivi {version}")
        page.locator("main [name=screens]").first.check()  # what it changes: no click of the way
        does.click(".acts button:not([name])")
        expect(page.locator(".messages .success")).to_be_visible()
        expect(page.locator("main ul.rules > li")).to_have_count(6)
        return does

    return declare


TASKS = {
    "administrator: logo, name, accent and a threshold": (make_it_our_own, 6),
    "administrator: find why a task failed, and run it again": (run_a_task_again, 4),
    "training manager: assign a path to arrivals at the desk": (assign_a_path, 12),
    "training manager: draft, read and publish a round": (match, 3),
    "training manager: plan a workshop and record presence": (hold_a_workshop, 10),
    "training manager: open a survey that people hear of": (open_a_survey, 4),
    "editor: declare a release of the portal": (
        declare_a_release(INES, "2027.8", "/admin/versions/"),
        1,
    ),
    "training manager: declare a release of the portal": (
        declare_a_release(CLAIRE, "2027.9", "/admin/"),
        2,
    ),
    # The last: with a provider, the sign-in page folds its form away.
    "administrator: connect an identity provider and try it": (connect_a_provider, 6),
}


@pytest.mark.parametrize("task", TASKS)
def test_a_task_takes_no_more_clicks_than_its_aim(visitor, site, task):
    does, most = TASKS[task]
    does(visitor, site).ends(task, most=most)
