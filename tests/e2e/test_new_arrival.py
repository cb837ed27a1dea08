"""From the staff list to the certificate: a first path by rule, then another job and another path."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import courses, steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, SYLVIE


HEAD = "matricule;nom;prenom;courriel;equipe;metier;contact;date_entree"
LINE = "90031;Morvan;Awen;awen.morvan@exemple.fr;Accueil Saint-Aubin;{job};accueil;{day}"
AWEN = "awen.morvan@exemple.fr"
DESK, FLOORS = "Agent de guichet", "Agent de tournée"
TODAY = """
from datetime import timedelta
from core.dates import today
from core.typography import day_text
print(today().isoformat(), day_text(today() + timedelta(days=30), "j F"), sep=";")
"""
# What the worker runs at night, on the night three days before the day to meet.
NIGHT = """
import time_machine
from datetime import date
from learning.tasks import remind_task
from people.models import OutgoingMail
with time_machine.travel({day!r} + "T03:00:00+01:00", tick=False):
    remind_task()
print(list(OutgoingMail.objects.filter(person__email={email!r}, kind="training_due_soon")
    .values_list("status", flat=True)))
"""


@pytest.fixture(scope="module")
def rules(site, tmp_path_factory):
    courses.load(site, tmp_path_factory.mktemp("courses") / "fr")
    courses.give_by_job(site, [DESK, "bien-accueillir"], [FLOORS, "bien-entrer"])


def take_in(claire, job, day):
    """The staff list as somebody sends it by hand, looked at and applied."""
    page = claire.page
    claire.go("/admin/agents/imports/envoyer/")
    content = f"{HEAD}\n{LINE.format(job=job, day=day)}\n".encode()
    page.locator("input[type=file][name=file]").set_input_files(
        {"name": "agents.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/imports/*-*-*-*/")
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator("main .help-info[role=status]")).to_be_visible()
    claire.check_admin()


def finish_lesson(awen):
    awen.page.locator(steps.WAY_ON).click()


def rows_of(sylvie, name):
    sylvie.visit("/parcours/obligatoires/")
    return sylvie.page.locator("tbody tr", has_text=name)


def test_somebody_arrives_learns_proves_it_and_moves_to_another_job(visitor, site, rules):
    day, due_day = site.shell(TODAY).splitlines()[-1].split(";")
    claire = visitor(CLAIRE)
    take_in(claire, DESK, day)
    site.open_accounts("Awen Morvan")

    awen = visitor(viewport=PHONE)
    page = awen.page
    awen.sign_in(AWEN)
    steps.read_notices(awen)
    awen.visit("/")
    due = page.locator("section[aria-labelledby=echeances]")
    expect(due).to_contain_text("Bien accueillir")
    expect(due).to_contain_text(due_day)

    near = site.shell(NIGHT.format(day=shifted(day, 27), email=AWEN))
    assert near.splitlines()[-1] == "['waiting']"

    # On a first day a short lesson stands first, and what is asked beside it.
    due.get_by_role("link", name="Bien accueillir").first.click()
    page.locator(".page-head a.button").click()
    awen.check()
    finish_lesson(awen)
    page.wait_for_url("**/repondre/**")
    awen.check()
    finish_lesson(awen)
    steps.start_quiz(awen)
    awen.check()
    right = steps.give_up_on_all(awen)
    page.locator(".hero form button.button--sun").click()
    steps.answer_all(awen, right)
    steps.expect_passed(page)
    awen.check()

    awen.visit("/parcours/")
    page.locator("main a", has_text="Bien accueillir").first.click()
    page.locator("form[action$='/attestation/'] button").click()
    page.wait_for_url("**/parcours/attestations/**")
    awen.check()
    pdf = page.request.get(site.url + page.locator("a[href$='.pdf']").get_attribute("href"))
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF")
    code = "".join(page.locator("dd.secret > span").all_inner_texts())
    page.locator("#shows-name").check()
    page.locator("form[action$='/partage/'] button").click()
    expect(page.locator("[data-toast]")).to_be_visible()

    stranger = visitor(viewport=PHONE)
    stranger.visit("/attestations/")
    stranger.page.locator("#code").fill(code)
    stranger.page.locator("main form button").click()
    expect(stranger.page.locator("h1")).to_have_text("Awen Morvan")
    stranger.check()

    sylvie = visitor(SYLVIE)
    theirs = rows_of(sylvie, "Awen Morvan")
    expect(theirs).to_have_count(1)
    expect(theirs).to_contain_text("Bien accueillir")
    expect(theirs).to_contain_text("Faite le")

    take_in(claire, FLOORS, day)
    theirs = rows_of(sylvie, "Awen Morvan")
    expect(theirs).to_have_count(1)
    expect(theirs).to_contain_text("Bien entrer")
    expect(theirs).not_to_contain_text("Faite le")

    steps.open_next_lesson(awen)
    finish_lesson(awen)
    awen.visit("/parcours/formations/")
    expect(page.locator("main")).to_contain_text("Bien accueillir")
    expect(page.locator("main")).to_contain_text("Bien entrer")
    theirs = rows_of(sylvie, "Awen Morvan")
    expect(theirs).to_contain_text("Faite le")
    certificate = page.locator("a[href*='/parcours/attestations/']").first.get_attribute("href")
    assert sylvie.go(certificate) == 404


def shifted(day, days):
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
