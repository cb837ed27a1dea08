"""Whoever runs the programme reads what was tried, notes something new on a phone, and decides; a manager reads."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, SYLVIE


EXPERIMENTS = "/usage/experiences/"
WORKSHOPS, POSTER = "Ateliers de découverte", "Affiche avec code QR"
NOTE_IT = "form.form button[type=submit]:not([name])"
LEARNT = "À refaire avec deux équipes de plus."


@pytest.mark.parametrize("scripted", [True, False])
def test_what_was_tried_is_read_noted_and_decided(visitor, scripted):
    training = visitor(CLAIRE, viewport=PHONE, java_script_enabled=scripted)
    page = training.page
    check = training.check if scripted else training.check_width  # axe itself is a script

    training.go(EXPERIMENTS)
    expect(page.locator("ul.ruled li", has_text=WORKSHOPS)).to_be_visible()
    expect(page.locator("ul.ruled li", has_text=POSTER)).to_be_visible()
    check()
    page.locator("#q").fill("machine cafe")
    page.locator("main form[role=search] button").click()
    expect(page.locator("ul.ruled li", has_text=POSTER)).to_be_visible()
    expect(page.locator("ul.ruled li", has_text=WORKSHOPS)).to_have_count(0)
    check()

    training.go(f"{EXPERIMENTS}nouvelle/")
    check()
    page.locator("input[name=kind][value=experiment]").check()
    page.locator("#id_title").fill("Dix minutes de plus")
    page.locator("#id_starts").fill(f"{datetime.now(UTC):%Y-%m}")
    page.locator("#id_hypothesis").fill("Une démarche à la fois.")
    page.locator("#id_teams").fill("Comptabilité des locataires\nÉquipe qui n’existe pas")
    page.locator(NOTE_IT).click()
    expect(page.locator("#id_teams")).to_have_value(
        "Comptabilité des locataires\nÉquipe qui n’existe pas"
    )
    expect(page.locator(".field--error")).to_be_visible()
    check()
    page.locator("#id_teams").fill("Comptabilité des locataires")
    page.locator("#groupe").fill("recouvr")
    page.locator("#groupe").press("Enter")
    check()
    page.locator("#trouvees button").click()
    expect(page.locator("#id_teams")).to_have_value("Comptabilité des locataires\nRecouvrement")
    expect(page.locator("#id_title")).to_have_value("Dix minutes de plus")
    check()
    page.locator("button[name=verifier]").click()
    expect(page.locator("#attendre")).to_be_in_viewport()
    expect(page.locator("main")).to_contain_text("aucun effet ne pourrait être dit")
    check()
    page.locator(NOTE_IT).click()
    expect(page.locator("h1")).to_have_text("Dix minutes de plus")
    expect(page.locator("h1")).to_be_in_viewport()
    check()

    page.locator("input[name=decision][value=adapt]").check()
    page.locator("#id_learnt").fill(LEARNT)
    page.locator("form[action$='/decider/'] button").click()
    expect(page.locator("main")).to_contain_text(LEARNT)
    check()
    _take_back_and_withdraw(page, check)


def _take_back_and_withdraw(page, check):
    """What was written stays to be read."""
    page.locator("summary", has_text="Reprendre la décision").click()
    page.locator("#id_back-text").fill("Le comité veut en reparler.")
    page.locator("form[action$='/reprendre/'] button").click()
    expect(page.locator("#suivi + ul")).to_contain_text("Le comité veut en reparler.")
    expect(page.locator("#suivi + ul")).to_contain_text(LEARNT)
    check()
    page.locator("summary", has_text="La retirer").click()
    page.locator("#id_withdraw-text").fill("Notée pour essayer.")
    page.locator("form[action$='/retirer/'] button").click()
    expect(page.locator("main")).to_contain_text("Notée pour essayer.")
    check()


def test_a_manager_reads_it_and_decides_nothing(visitor):
    manager = visitor(SYLVIE, viewport=PHONE)
    page = manager.page

    manager.go(EXPERIMENTS)
    page.locator("ul.ruled li", has_text=WORKSHOPS).locator("a").first.click()

    expect(page.locator("h1")).to_contain_text(WORKSHOPS)
    expect(page.locator("form[action$='/decider/']")).to_have_count(0)
    manager.check()
