"""The practice portal: a task carried out from a lesson, by keyboard and without script."""

import pytest
from playwright.sync_api import expect

from tests.e2e.site import NADIA


LESSON = "/apprendre/les-services-essentiels/trois-services-essentiels/"
TASK = "/entrainement/logement/payer/"
NARROW = {"width": 320, "height": 640}
PORTALS = ("logement", "hopital", "assurance-maladie")


def press_move(page, key):
    """Go to a move with the keyboard alone, and press it."""
    move = page.locator(f"button[name=move][value='{key}']")
    for _tab in range(40):
        page.keyboard.press("Tab")
        if move.evaluate("button => button === document.activeElement"):
            break
    expect(move).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


@pytest.mark.smoke
def test_by_keyboard_and_without_script_a_task_is_carried_out_and_leads_back(visitor):
    nadia = visitor(NADIA, viewport=NARROW, java_script_enabled=False)
    page = nadia.page
    nadia.go(LESSON)
    page.locator(f"a[href^='{TASK}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    nadia.check_width()

    for key in ("open", "leave", "type", "wait", "resume", "december"):
        press_move(page, key)
        nadia.check_width()
    debit = page.locator("input[name=means][value=debit]")
    for _tab in range(40):
        page.keyboard.press("Tab")
        if page.locator("input[name=means]").first.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("ArrowDown")
    expect(debit).to_be_checked()
    for key in ("next", "confirm", "receipt", "menu:logout", "finish"):
        press_move(page, key)

    expect(page.locator(".callout--good li")).to_have_count(4)
    expect(page.locator(".callout--warn")).to_have_count(0)
    page.locator(f"main a.button[href$='{LESSON}']").click()
    expect(page.locator("#entrainement-payer .badge")).to_be_visible()


def test_each_practice_portal_is_accessible(visitor):
    nadia = visitor(NADIA)
    for portal in PORTALS:
        nadia.visit(f"/entrainement/{portal}/")
        nadia.visit(f"/entrainement/{portal}/trouver-un-document/")
        nadia.page.locator("button[name=move][value^='menu:'], button[name=move]").first.click()
        nadia.check()
    nadia.visit("/entrainement/logement/retrouver-son-acces/")
