"""The lesson editor: begun from a template, written, previewed and sent for review; then translated. Clicks are counted."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import INES
from tests.e2e.test_editor import keep_still


# What Wagtail's own editor leaves, by rule and by place: docs/lesson-editor.md says why.
WAGTAILS_OWN = {
    (
        "aria-required-children",
        ".w-combobox__menu",
    ),  # a button of each block's picture, in the list of blocks
}


class Counted:
    """Clicks of an editor; what is typed counts as none."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, selector, **more):
        self.page.locator(selector, **more).first.click()
        self.clicks += 1

    def write(self, name, text):
        self.click(f"main [name='{name}']")
        self.page.locator(f"main [name='{name}']").fill(text)

    def write_richly(self, name, text):
        field = self.page.locator(f"main [data-field-input]:has([name='{name}']) [role=textbox]")
        field.first.click()
        self.clicks += 1
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)


def check_editor(page):
    """Nothing that axe finds but what is Wagtail's own, by name."""
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector('section.w-panel:not([data-named])')")
    found = Axe().run(page, context={"include": [["main"]]}).response["violations"]
    ours = [
        (rule["id"], node["target"])
        for rule in found
        for node in rule["nodes"]
        if not any(
            rule["id"] == known
            and page.locator(node["target"][0]).and_(page.locator(place)).count()
            for known, place in WAGTAILS_OWN
        )
    ]
    assert ours == []


def choose_first(editor, field):
    editor.click(f"#{field}-chooser [data-chooser-action-choose]")
    editor.click("a[data-chooser-modal-choice]")
    expect(editor.page.locator(f"main [name={field}]")).not_to_have_value("")


def choose_picture(editor, field):
    editor.click(f"#{field}-chooser [data-chooser-action-choose]")
    editor.click(".modal-body .image-choice, .modal-body a[data-chooser-modal-choice]")
    expect(editor.page.locator(f"main [name={field}]")).not_to_have_value("")


def module_of(site):
    return site.shell(
        "from learning.models import ModulePage\n"
        "print(ModulePage.objects.filter(locale__language_code='fr').order_by('path')[0].pk)"
    )


def begin(ines, site, template):
    """From the module in the list of pages."""
    ines.go(f"/admin/pages/{module_of(site)}/")
    editor = Counted(ines.page)
    editor.click("a[href$='/add_subpage/']")
    expect(ines.page.locator("main .begin li")).to_have_count(4)
    ines.check_admin()
    editor.click(f"main a[href*='modele={template}']")
    ines.page.wait_for_url("**modele=*")
    keep_still(ines.page)
    return editor


def write_scene(editor):
    page = editor.page
    page.locator("main input[name=title]").press_sequentially("Été à l’accueil")
    expect(page.locator("input[name=slug]")).to_have_value("ete-a-laccueil")
    editor.write("goal", "vous saurez repérer ce qui presse.")
    editor.write_richly("body-0-value", "Un matin d’été, une personne tend une lettre.")
    choose_picture(editor, "body-1-value-image-image")
    editor.click("main [name='body-1-value-image-decorative']")
    editor.write("body-1-value-caption", "La lettre")
    for number, step in enumerate(("Lire la date", "Chercher le dossier")):
        editor.write(f"body-2-value-steps-{number}-value-title", step)
    editor.write("body-3-value-title", "Qu’est-ce qui presse ?")
    editor.write("body-3-value-message", "Répondez avant vendredi. Bonne journée.")
    for number, spot in enumerate(("avant vendredi", "Bonne journée")):
        editor.write(f"body-3-value-spots-{number}-value-text", spot)
        editor.write_richly(f"body-3-value-spots-{number}-value-feedback", "C’est pourquoi.")
    editor.write("body-4-value-title", "La date d’abord")
    choose_first(editor, "body-5-value-quiz")


def send_for_review(editor):
    editor.click("footer .w-dropdown__toggle")
    editor.click("button[name=action-submit]")


def test_an_editor_writes_a_lesson_from_a_template_and_sends_it_for_review(visitor, site):
    ines = visitor(INES)
    editor = begin(ines, site, "scene")
    page = ines.page
    check_editor(page)
    write_scene(editor)

    send_for_review(editor)
    left = page.locator("main .w-field__errors", has_text="✎").first
    expect(left).to_be_visible()
    editor.write_richly("body-4-value-text", "Une date se lit en premier.")
    editor.click("[data-side-panel-toggle=preview]")
    preview = page.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(preview.locator("h1")).to_have_text("Été à l’accueil")
    expect(preview.locator("main")).not_to_contain_text("✎")
    send_for_review(editor)
    page.locator(".messages li.success").wait_for()
    print(f"clicks: {editor.clicks}")
    assert editor.clicks <= 40

    state = (
        "from wagtail.models import WorkflowState\n"
        "print(WorkflowState.objects.order_by('pk').last().status)"
    )
    assert site.shell(state) == "in_progress"
    page.locator(
        ".messages a, main a", has_text=re.compile("Modifier|Été à l’accueil")
    ).first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("[data-workflow-action-name=approve]")).to_have_count(0)


def test_blocks_are_found_by_other_words_and_shown_before_they_are_chosen(visitor, site):
    ines = visitor(INES)
    begin(ines, site, "empty")
    page = ines.page
    page.locator("main button.c-sf-add-button").last.click()
    expect(page.locator(".w-combobox input")).to_be_focused()
    page.keyboard.type("FAQ")
    expect(page.locator("[role=option]")).to_have_count(1)
    check_editor(page)
    page.locator(".w-combobox [role=option] ~ button, .w-combobox__option-preview").first.click()
    expect(page.frame_locator(".w-combobox-preview__iframe").locator(".folds")).to_be_visible()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_the_editors_have_no_fault_of_ours(visitor, site, viewport):
    ines = visitor(INES, viewport=viewport)
    module = module_of(site)
    longest = site.shell(
        "from learning.models import LessonPage\n"
        "print(max(LessonPage.objects.filter(locale__language_code='fr'), key=lambda p: len(p.body.raw_data)).pk)"
    )
    for path in (
        f"/admin/pages/{longest}/edit/",
        f"/admin/pages/{module}/edit/",
        "/admin/snippets/cms/portal/edit/1/",
        "/admin/snippets/learning/path/edit/1/",
        "/admin/images/add/",
    ):
        assert ines.go(path) == 200, path
        ines.page.wait_for_function("document.querySelectorAll('[data-block]:empty').length === 0")
        check_editor(ines.page)
