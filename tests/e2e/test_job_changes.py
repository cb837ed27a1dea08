"""A map of how a job changes: a manager types the result of the workshop on a phone, it is reviewed, an agent reads it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import CLAIRE, NADIA, SYLVIE


JOBS = "/metiers/"
LINES = ("Saisir les relevés de compteur", "Répondre aux messages", "Aider devant l’écran")
LESSON = "L’accueil et ses cabines"
NO_MAP = "from ambassadors.job_changes.models import JobMap; JobMap.objects.all().delete()"
EIGHT_LINES = """
from ambassadors.job_changes.models import JobMap
published = JobMap.objects.published().get()
for place in range(published.changes.count(), 8):
    published.changes.create(kind="comes", words=f"Accompagner les personnes qui viennent à l’accueil {place}", sort_order=place)
"""


@pytest.mark.every_look
def test_a_workshop_is_typed_on_a_phone_reviewed_and_read_by_whoever_does_the_job(visitor, site):
    site.shell(NO_MAP)
    manager = visitor(SYLVIE, viewport=PHONE)
    page = manager.page
    task = Counted.from_page(manager, JOBS)
    manager.check()
    task.load("a[href$='/ecrire/']")
    family = page.locator(".breadcrumb [aria-current]").inner_text()
    blank = [
        n for n, one in enumerate(page.locator("main textarea").all()) if not one.input_value()
    ]
    assert len(blank) == len(LINES)
    for place, words in zip(blank, LINES, strict=True):
        task.fill(f"#id_form-{place}-words", words)
    last = page.locator("main form .card").last
    last.locator("summary").click()
    task.clicks += 1
    task.fill(f"#id_form-{blank[-1]}-course", "nulle part")
    manager.check()
    page.get_by_role("button", name=re.compile("relecture|review")).click()
    expect(page.locator("main .errors, main [aria-invalid='true']").first).to_be_visible()
    manager.check()
    page.locator(f"#id_form-{blank[-1]}-course").fill(LESSON)
    task.load(page.get_by_role("button", name=re.compile("relecture|review")))
    expect(page).to_have_url(re.compile(f"{JOBS}$"))
    task.ends("manager: type the result of a workshop", most=3)
    manager.check()

    reviewer = visitor(CLAIRE)
    task = Counted.from_page(reviewer, JOBS)
    reviewer.check()
    task.load("a[href$='/projet/']")
    reviewer.check()
    for words in LINES:
        expect(reviewer.page.locator("main")).to_contain_text(words)
    task.load("button[value='publish']")
    task.ends("training manager: review and publish how a job changes", most=2)
    expect(reviewer.page.locator("main")).to_contain_text(LINES[0])
    reviewer.check()

    agent = visitor(NADIA, viewport=PHONE)
    agent.go("/")
    agent.page.locator("footer a[href='/metiers/le-mien/']").click()
    expect(agent.page.locator("h1")).to_have_text(family)
    agent.check()
    expect(agent.page.locator("main a[href$='/ecrire/']")).to_have_count(0)
    agent.page.locator("main li", has_text=LINES[-1]).get_by_role("link", name=LESSON).click()
    expect(agent.page.locator("h1")).to_have_text(LESSON)

    site.shell(EIGHT_LINES)
    manager.go(JOBS)
    task = Counted.from_page(manager, JOBS)
    task.load("a[href$='/ecrire/']")
    rows = page.locator("main .folds > .fold")
    expect(rows).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollHeight") < 2500
    manager.check()
    changed = rows.nth(1)
    task.click(changed.locator("summary").first)
    task.fill("#id_form-1-words", "Répondre aux messages du jour")
    task.click(changed.locator(".fold > summary"))
    task.fill("#id_form-1-course", "nulle part")
    task.load(page.get_by_role("button", name=re.compile("relecture|review")))
    expect(page.locator("main .folds > .fold[open]")).to_have_count(1)
    expect(page.locator("#id_form-1-course")).to_be_visible()
    expect(page.locator("#id_form-1-words")).to_have_value("Répondre aux messages du jour")
    manager.check()
    page.locator("#id_form-1-course").fill("")
    task.load(page.get_by_role("button", name=re.compile("relecture|review")))
    expect(page).to_have_url(re.compile(f"{JOBS}$"))
    task.ends("manager: change a line of a map", most=5)
