"""An agent on a phone: the next lesson and its quiz, the month's use, the logbook, a request for help."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import NADIA


@pytest.mark.smoke
def test_an_agent_learns_passes_the_quiz_after_a_closed_browser_and_the_lesson_is_done(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.check()
    title = nadia.page.locator(".hero__title").inner_text()
    lesson = steps.open_next_lesson(nadia)
    assert nadia.page.locator("h1").inner_text() == title
    nadia.check()

    nadia.page.locator(steps.WAY_ON).click()  # “I have finished”: the quiz is left
    nadia.page.wait_for_url(f"**{lesson}#quiz-*")
    nadia.check()

    steps.start_quiz(nadia)
    nadia.check()
    right = steps.give_up_on_all(nadia)
    steps.expect_to_retry(nadia.page)
    nadia.check()

    nadia.page.locator(".hero form button.button--sun").click()
    second = nadia.page.locator(steps.WHOLE).nth(1)
    with nadia.page.expect_response(lambda answer: answer.url.endswith("/garder/")) as kept:
        steps.give(second, right[steps.asked_in(second)])
    assert kept.value.status == 200
    nadia.close()

    nadia = visitor(NADIA, viewport=PHONE)
    nadia.page.locator(steps.NEXT_STEP).click()
    steps.start_quiz(nadia)
    second = nadia.page.locator(steps.WHOLE).nth(1)
    expect(second.locator("input:checked, option:checked:not([value=''])").first).to_be_attached()
    steps.answer_all(nadia, right)
    steps.expect_passed(nadia.page)
    nadia.check()

    nadia.go("/")
    assert nadia.page.locator(".hero__title").inner_text() != title
    nadia.page.locator(steps.NEXT_STEP).click()
    expect(nadia.page.locator(f"aside a[href='{lesson}']")).to_be_visible()


def test_who_undoes_the_link_is_asked_changes_the_answer_and_only_their_logbook_shows_it(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    asked = page.locator(steps.MONTHLY)
    expect(asked).to_have_count(0)
    nadia.visit("/usage/carnet/")
    page.locator("a[href$='/delier/']").click()
    nadia.check()
    page.locator("main form.dialog__act button").click()
    page.wait_for_url("**/usage/carnet/")
    nadia.go("/")
    month = asked.last.get_attribute("action")
    asked.last.locator("button[value=yes]").click()
    page.wait_for_url("**/frequence/")
    nadia.check()
    page.locator("button[value=yes_weekly]").click()
    page.wait_for_url(nadia.site.url + "/")
    nadia.check()

    nadia.visit("/usage/carnet/")
    declared = page.locator("li", has=page.locator(f"a[href='{month}']"))
    before = declared.inner_text()
    declared.locator("a").click()
    nadia.check()
    page.locator("button[value=not_yet]").click()
    page.wait_for_url(nadia.site.url + "/")
    nadia.visit("/usage/carnet/")
    assert declared.inner_text() != before


def test_an_agent_asks_for_an_ambassador_and_may_withdraw(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    nadia.visit("/entraide/demande/")
    nadia.page.locator("form[action='/entraide/demande/'] button[type=submit]").click()
    expect(nadia.page.locator(".field--error")).to_have_count(3)
    nadia.check()
    steps.ask_for_help(nadia)
    nadia.check()
    nadia.visit("/")
    nadia.go("/entraide/")
    steps.press_folded(nadia.page, "/entraide/demande/annuler/")
    expect(nadia.page.locator("input[name=topics]").first).to_be_visible()
