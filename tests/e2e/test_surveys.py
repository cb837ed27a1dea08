"""The barometer on a phone, by keyboard and without script; its figures for who runs the programme."""

import pytest

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA


BAROMETER, ANSWERS = "/usage/barometre/", "/usage/carnet/reponses/"


@pytest.mark.parametrize("scripted", [True, False])
def test_the_barometer_is_answered_by_keyboard_and_leaves_a_copy_only_if_asked(
    visitor, site, scripted
):
    nadia = visitor(NADIA if scripted else CLAIRE, viewport=PHONE, java_script_enabled=scripted)
    page = nadia.page
    nadia.go("/")
    page.locator(f"main a[href='{BAROMETER}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BAROMETER}")
    first = page.locator("input[name='q-why_portal']").first
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name='q-why_portal'][value='2']").is_checked()
    page.locator("form.survey button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Garder une copie dans mon carnet").wait_for()
    assert page.get_by_text("On aide mieux là où l’on est déjà passé").is_visible()
    if scripted:
        nadia.check()
    page.get_by_role("button", name="Garder une copie dans mon carnet").click()
    page.wait_for_url(f"**{ANSWERS}")
    assert page.get_by_text("Plutôt pas d’accord").count() == 1
    nadia.go(BAROMETER)
    assert page.locator("form.survey").count() == 0


def test_results_are_read_and_their_tables_opened(visitor):
    claire = visitor(CLAIRE)
    claire.visit("/usage/sondages/")
    claire.page.get_by_role("link", name="Résultats").first.click()
    claire.check()
    claire.page.locator("details.data summary").first.click()
    assert claire.page.get_by_role("table").first.is_visible()
    claire.check()
