"""Without a mouse, without script, without a network."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import HELENE, MARC, PASSWORD, YANN


CHOICES = (
    "/apprendre/donnees-personnelles/ce-qu-est-une-donnee-personnelle/"  # its quiz is all choices
)


# Nothing has the focus while a page is being replaced by the next.
REACHED = "(body, wanted) => !!document.activeElement?.matches(wanted)"


def press_until(page, selector, *, key="Tab", most=60):
    """Press a key until the element has the focus, as somebody without a mouse does."""
    for _ in range(most):
        if page.locator("body").evaluate(REACHED, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by {most} presses of {key}")


def focus_is_visible(page):
    """The focused element, or its label or the like around it, is outlined or ringed."""
    return page.evaluate(
        """() => {
            for (let one = document.activeElement; one && one !== document.body;
                 one = one.parentElement) {
                const style = getComputedStyle(one);
                if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
            }
            return false;
        }"""
    )


def test_the_keyboard_alone_signs_in_skips_to_the_content_and_answers_a_question(visitor):
    helene = visitor()
    page = helene.page
    helene.go("/compte/connexion/")
    press_until(page, "input[name=username]")
    page.keyboard.type(HELENE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(helene.site.url + "/")

    helene.go(CHOICES)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    press_until(page, "form[action^='/quiz/commencer/'] button")
    assert focus_is_visible(page)
    page.keyboard.press("Enter")
    page.locator("form[data-quiz]").wait_for()

    press_until(page, "input[name$=choice]")
    assert focus_is_visible(page)
    page.keyboard.press("Space")
    expect(page.locator("input[name$=choice]:checked")).to_have_count(1)
    press_until(page, steps.HAND_IN)
    assert focus_is_visible(page)
    page.keyboard.press("Enter")
    expect(page.locator("form.quiz > [data-focus]")).to_be_focused()
    press_until(page, steps.ANYWAY)
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_focused()


def test_what_is_said_to_a_form_has_the_focus_and_is_read_once(visitor):
    helene = visitor(HELENE)
    page = helene.page
    helene.go("/compte/mes-courriels/")
    button = page.locator("main form[method=post] button[type=submit]").last
    button.press("Enter")
    said = page.locator("[data-said]")
    expect(said).to_be_focused()
    expect(said).to_have_attribute("aria-live", "off")
    expect(said).to_be_in_viewport()
    helene.check()
    page.reload()
    expect(said).to_have_count(0)


def test_the_own_menu_opens_and_closes_from_the_keyboard(visitor):
    helene = visitor(HELENE)
    page = helene.page
    press_until(page, "details.menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".menu__panel")).to_be_visible()
    helene.check()
    page.keyboard.press("Escape")
    expect(page.locator(".menu__panel")).to_be_hidden()
    expect(page.locator("details.menu > summary")).to_be_focused()


def test_without_script_the_lesson_its_quiz_and_the_declaration_work(visitor):
    yann = visitor(YANN, viewport=PHONE, java_script_enabled=False)
    page = yann.page
    page.locator(steps.NEXT_STEP).click()
    yann.check_width()
    page.locator("nav.turn form button").click()
    expect(page.locator("[id^=quiz-] [role=status]")).to_be_in_viewport()
    steps.start_quiz(yann)
    right = steps.give_up_on_all(yann)
    steps.expect_to_retry(page)
    page.locator(".hero form button.button--sun").click()
    steps.answer_all(yann, right)
    steps.expect_passed(page)

    steps.declare_use(yann, "yes_now_and_then")
    yann.go("/usage/carnet/")
    expect(page.locator("a[href^='/usage/declarer/']").first).to_be_visible()


@pytest.fixture
def offline_marc(visitor):
    marc = visitor(MARC, viewport=PHONE)
    marc.go(CHOICES)
    steps.start_quiz(marc)
    yield marc
    marc.complaints[:] = [one for one in marc.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_an_answer_given_without_a_network_is_kept_and_sent_when_it_is_back(offline_marc):
    marc, page = offline_marc, offline_marc.page
    notice = page.locator("[data-quiz-notice]")
    marc.context.set_offline(True)
    expect(notice.locator(".banner")).to_be_visible()
    page.locator("label.answer").first.click()
    page.locator(steps.HAND_IN).click()
    expect(page.locator("input[name$=choice]").first).to_be_checked()
    expect(page.locator("form[data-quiz]")).to_be_visible()
    marc.check()
    with page.expect_response(lambda answer: answer.url.endswith("/garder/")) as sent:
        marc.context.set_offline(False)
    assert sent.value.status == 200
    expect(page.locator(steps.ANYWAY)).to_be_visible()  # what was asked went by itself
