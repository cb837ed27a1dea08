"""The editor writes a module, a lesson and a question, and agents find them."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.site import INES, NADIA


QUESTIONS = "/admin/snippets/quizzes/question/"


def publish(page):
    page.locator("footer .w-dropdown__toggle").click()
    page.locator("button[name=action-publish]").click()
    page.locator(".messages li.success").wait_for()


def write_title(page, title):
    """Typed, since the address follows the title key by key."""
    page.locator("input[name=title]").press_sequentially(title)
    page.keyboard.press("Tab")
    expect(page.locator("input[name=slug]")).to_have_value(re.compile(r".+-[a-z]+"))


def keep_still(page):
    """Blocks unfold slowly as they are added, and a button that moves away is missed by a click."""
    page.evaluate("jQuery.fx.off = true")


def add_block(page, icon):
    """At the end of the body."""
    page.locator("button.c-sf-add-button").last.click()
    page.locator(f"[role=option]:has(use[href='#icon-{icon}'])").click()


def write_richly(page, name, text):
    """In the rich text editor that keeps its text in the hidden field of this name."""
    field = page.locator(f"[data-field-input]:has([name='{name}'])").last
    field.locator("[contenteditable=true]").click()
    page.keyboard.type(text)


def write_module(page, title):
    write_title(page, title)
    page.locator("[name=summary]").fill("Les gestes utiles avant d’appeler l’astreinte.")
    publish(page)


def write_lesson(page, title):
    keep_still(page)
    write_title(page, title)
    page.locator("input[name=goal]").fill("vous saurez quoi regarder avant d’appeler.")
    add_block(page, "help")
    page.locator("[name=body-0-value-title]").fill("Le compteur d’abord")
    write_richly(page, "body-0-value-text", "Coupez l’eau au compteur.")
    add_block(page, "list-ol")
    page.locator("[data-contentpath=steps] button.c-sf-add-button").last.press("Enter")
    for number, step in enumerate(("Regarder le compteur", "Couper l’arrivée")):
        page.locator(f"[name=body-1-value-steps-{number}-value-title]").fill(step)
    add_block(page, "clipboard-list")
    page.locator("#body-2-value-quiz-chooser [data-chooser-action-choose]").click()
    ready = page.locator("a[data-chooser-modal-choice]").filter(has_not_text="ce qui change")
    ready.first.click()  # not the draft of a declared release
    expect(page.locator("[name=body-2-value-quiz]")).not_to_have_value("")


@pytest.mark.smoke
def test_an_editor_writes_a_module_and_a_lesson_that_an_agent_then_finds(visitor, site):
    catalogue = site.shell(
        "from learning.models import CatalogPage\n"
        "print(CatalogPage.objects.get(locale__language_code='fr').pk)"
    )
    ines = visitor(INES)
    page = ines.page
    ines.go(f"/admin/pages/add/learning/modulepage/{catalogue}/")
    write_module(page, "Signaler une panne")
    page.locator(
        "main a[href*='/admin/pages/'][href$='/edit/']", has_text="Signaler une panne"
    ).first.click()
    page.wait_for_url("**/edit/")
    ines.go(page.url.removeprefix(site.url).replace("/edit/", "/add_subpage/"))
    page.wait_for_url("**/learning/lessonpage/**")
    page.locator("main a[href*='modele=empty']").click()
    page.wait_for_url("**modele=empty")

    write_lesson(page, "Avant d’appeler")
    page.locator("[data-side-panel-toggle=preview]").first.click()
    preview = page.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(preview.locator(".callout")).to_contain_text("Le compteur d’abord")
    expect(preview.locator("h1")).to_have_text("Avant d’appeler")

    nadia = visitor(NADIA)
    nadia.visit("/apprendre/signaler-une-panne/")
    expect(nadia.page.locator("main")).not_to_contain_text("Avant d’appeler")
    publish(page)

    nadia.visit("/apprendre/?q=signaler")
    nadia.page.locator("main a", has_text="Signaler une panne").click()
    nadia.page.locator("main li a", has_text="Avant d’appeler").click()
    expect(nadia.page.locator(".callout").first).to_contain_text("Coupez l’eau au compteur.")
    expect(nadia.page.locator("ol", has_text="Regarder le compteur")).to_contain_text(
        "Couper l’arrivée"
    )
    expect(nadia.page.locator("form[action^='/quiz/commencer/']")).to_be_visible()
    nadia.check()


def test_an_editor_writes_a_question_and_sees_it_as_a_learner_does(visitor):
    ines = visitor(INES)
    page = ines.page
    ines.go(f"{QUESTIONS}add/single_choice/")
    ines.check_admin()
    page.locator("[name=title]").fill("Compteur gelé")
    page.locator("[name=category]").select_option(index=1)
    page.locator("[name=text]").fill("Le compteur est **gelé** : que fait-on ?")
    page.locator("[name=rows-0-text]").fill("On appelle l’astreinte")
    page.locator("[name=rows-0-fraction]").fill("100")
    page.locator("main form[method=post] button[type=submit]").first.click()
    expect(
        page.locator("main [role=alert], main .error-message, .messages .error").first
    ).to_be_visible()
    page.locator("[name=rows-1-text]").fill("On attend le dégel")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(f"**{QUESTIONS}edit/*/")
    ines.check_admin()
    page.locator("main a[href*='/learner/']").click()
    expect(page.locator("main strong", has_text="gelé").first).to_be_visible()
    ines.check()
