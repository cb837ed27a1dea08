"""A lesson on a phone, as its reader lives it: read, left, found again, explained, noted."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import PHONE
from tests.e2e.site import MARC, NADIA


LESSON = "/apprendre/les-services-essentiels/trois-services-essentiels/"
OTHER_LESSON = "/apprendre/messages-frauduleux/par-sms-et-par-telephone/"
NOTES = "/parcours/notes/"
NOTE = "Demander à Marc qui est d’astreinte."
ALL_FITS = "element => element.scrollWidth <= element.clientWidth"


def a_paragraph(page):
    """One far down the lesson."""
    return page.locator("[data-part] > .flow > p").nth(-2)


def scroll_to(page, paragraph):
    """As a thumb does: by steps, until it is in the upper third."""
    for _ in range(80):
        if paragraph.bounding_box()["y"] < page.viewport_size["height"] * 0.33:
            return
        before = page.evaluate("scrollY")
        page.mouse.wheel(0, 120)
        page.wait_for_function("before => scrollY > before", arg=before)
    raise AssertionError("the paragraph was not reached")


def told(page, end):
    return page.expect_response(lambda answer: answer.url.endswith(end))


def expect_to_be_at(page, paragraph):
    """It has the focus and stands in the upper half of the screen."""
    expect(paragraph).to_be_focused()
    expect(paragraph).to_be_in_viewport()
    assert 0 <= paragraph.bounding_box()["y"] < page.viewport_size["height"] / 2


def test_a_reader_leaves_and_comes_back_to_the_paragraph(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    lesson = steps.open_next_lesson(nadia)
    nadia.check()
    expect(page.locator("[data-resume]")).to_have_count(0)

    page.mouse.move(100, 300)
    with told(page, "/endroit/") as answer:
        scroll_to(page, a_paragraph(page))
    assert answer.value.status == 204

    nadia.go("/")
    nadia.go(lesson)
    page.locator("[data-resume]").focus()
    page.keyboard.press("Enter")
    expect_to_be_at(page, a_paragraph(page))
    nadia.check()

    # From the first screen, the next step leads there at once.
    nadia.go("/")
    page.locator(f".hero__act a[href^='{lesson}#bloc-']").click()
    page.wait_for_url(re.compile("#bloc-"))
    expect_to_be_at(page, a_paragraph(page))


def shown_steps(page):
    return [
        step.get_attribute("id") for step in page.locator("[data-step]").all() if step.is_visible()
    ]


@pytest.mark.smoke
@pytest.mark.parametrize("has_script", [True, False])
def test_a_lesson_is_read_step_by_step_or_whole(visitor, has_script):
    nadia = visitor(NADIA, viewport=PHONE, reads_whole=False, java_script_enabled=has_script)
    page = nadia.page
    nadia.go(LESSON)
    last = f"pas-{page.locator('[data-step]').count()}"
    assert shown_steps(page) == ["pas-1"]
    expect(page.locator(".lesson__goal")).to_be_visible()
    page.locator("[data-on]:visible").press("Enter")
    expect(page.locator("#pas-2")).to_be_focused()
    assert shown_steps(page) == ["pas-2"]
    expect(page.locator(".lesson__goal")).to_be_hidden()
    page.locator("[data-back]:visible").click()
    assert shown_steps(page) == ["pas-1"]
    page.go_back()
    assert shown_steps(page) == ["pas-2"]
    quiz = page.locator("[id^=quiz-]").first.get_attribute("id")
    nadia.go(f"{LESSON}#{quiz}")
    assert shown_steps(page) == [last]
    expect(page.locator(".turn")).to_be_visible()
    if has_script:
        nadia.check()
        nadia.go(LESSON)
        nadia.check()

    page.get_by_role("button", name="Lire la leçon d’une page").click()
    page.wait_for_load_state()
    expect(page.locator("[data-step]")).to_have_count(0)
    nadia.go(OTHER_LESSON)
    expect(page.locator("[data-step]")).to_have_count(0)
    page.get_by_role("button", name="Lire la leçon pas à pas").click()
    page.wait_for_load_state()
    assert shown_steps(page) == ["pas-1"]


def test_a_word_is_explained_by_keyboard_and_the_focus_comes_back(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go(LESSON)
    word = page.locator("button.term").first
    assert word.bounding_box()["height"] >= 24
    word.focus()
    page.keyboard.press("Enter")

    note = page.get_by_role("dialog")
    expect(note).to_be_visible()
    expect(note).to_be_focused()
    expect(note).to_have_accessible_name("Quittance")
    nadia.check()
    page.keyboard.press("Tab")
    expect(note.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")

    expect(note).to_be_hidden()
    expect(word).to_be_focused()


def test_a_note_and_a_bookmark_are_found_again_and_are_nobody_elses(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go(LESSON)
    with page.expect_navigation():
        page.locator("button[name=kept][value=yes]").click()
    expect(page.locator("button[name=kept][value=no]")).to_be_visible()
    page.locator("#ma-note textarea").fill(NOTE)
    with told(page, "/note/"):
        page.locator("#ma-note form button").first.click()
    expect(page.locator("[data-note-state]")).to_have_text(re.compile(r"\d\d:\d\d|\d h \d\d|\d{4}"))
    nadia.check()

    nadia.visit(NOTES)
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.locator("main input[name=q]").fill("DEMANDER à marc")
    page.keyboard.press("Enter")
    expect(page.locator(".kept > li")).to_have_count(1)
    with page.expect_download() as file:
        page.locator("a[download]").click()
    assert NOTE in file.value.path().read_text(encoding="utf-8")

    marc = visitor(MARC, viewport=PHONE)
    for path in (LESSON, NOTES):
        marc.go(path)
        expect(marc.page.get_by_text(NOTE)).to_have_count(0)
        assert NOTE not in marc.page.content()


def test_a_note_that_was_not_saved_is_when_its_page_is_left(visitor):
    nadia = visitor(NADIA, viewport=PHONE)
    page = nadia.page
    nadia.go(LESSON)
    page.locator("#ma-note textarea").fill("Écrit sans enregistrer.")
    with told(page, "/note/"):
        page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", { value: "hidden" });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    nadia.go(NOTES)
    expect(page.get_by_text("Écrit sans enregistrer.")).to_be_visible()


def test_without_script_all_of_it_works_but_the_place(visitor):
    nadia = visitor(NADIA, viewport=PHONE, java_script_enabled=False)
    page = nadia.page
    nadia.go(LESSON)
    page.locator("button.term").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.locator("[popovertargetaction=hide]").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator("#ma-note textarea").fill("Sans script.")
    page.locator("#ma-note form button").first.click()
    page.wait_for_url("**#ma-note")
    expect(page.locator("#ma-note textarea")).to_have_value("Sans script.")


def test_a_lesson_prints_without_what_is_for_the_screen(visitor):
    nadia = visitor(NADIA)
    page = nadia.page
    nadia.go(LESSON)
    page.emulate_media(media="print")

    for hidden in (
        "header.site-header",
        "nav.turn",
        "#ma-note",
        "aside.lesson__side",
        ".gloss__act",
    ):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
    expect(page.locator(".gloss").first).to_be_visible()
    assert page.locator("article").evaluate(ALL_FITS)
