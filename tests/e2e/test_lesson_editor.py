"""The lesson editor: begun from a template, written, previewed and sent for review; then translated. Clicks are counted."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.counting import Counted
from tests.e2e.site import INES
from tests.e2e.test_editor import keep_still


# What Wagtail's own editor leaves, by rule and by place: docs/lesson-editor.md says why.
WAGTAILS_OWN = {
    (
        "aria-required-children",
        ".w-combobox__menu",
    ),  # a button of each block's picture, in the list of blocks
}


ANOTHER_EDITOR = """
from people.actions.accounts import grant_role
from people.models import Person
grant_role(person=Person.objects.get(email="marc.lefevre@exemple.fr"), role="editor")
"""


def write_richly(does, name, text):
    """Type in place of what stands in the rich text of this name."""
    field = does.page.locator(f"main [data-field-input]:has([name='{name}'])").last
    box = field.locator("[role=textbox]")
    box.click()
    expect(box).to_be_focused()
    box.press("Control+a")
    box.press_sequentially(text)
    kept = field.locator(f"[name='{name}']")  # written there a moment after the last key
    expect(kept).to_have_value(re.compile(f'"{re.escape(text)}"'))
    does.fields += 1


def check_editor(page):
    """Check that axe finds nothing but what is Wagtail's own, by name."""
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


def choose(does, field, title=""):
    """Choose the first of the list, or the one that is searched for."""
    does.click(f"#{field}-chooser [data-chooser-action-choose]")
    modal = does.page.locator(".modal-body")
    if title:
        does.fill(modal.locator("[name=q]"), title)
    choices = modal.locator(".image-choice, a[data-chooser-modal-choice]", has_text=title)
    does.click(choices.first)
    expect(does.page.locator(f"main [name={field}]")).not_to_have_value("")


def module_of(site):
    return site.shell(
        "from learning.models import ModulePage\n"
        "print(ModulePage.objects.filter(locale__language_code='fr').order_by('path')[0].pk)"
    )


def begin(ines, site, template):
    """Begin a lesson from the module in the list of pages."""
    does = Counted.from_page(ines, f"/admin/pages/{module_of(site)}/")
    does.click("a[href$='/add_subpage/']")
    expect(ines.page.locator("main .begin li")).to_have_count(4)
    ines.check_admin()
    does.click(f"a[href*='modele={template}']")
    ines.page.wait_for_url("**modele=*")
    keep_still(ines.page)
    return does


def write_scene(does):
    does.page.locator("main input[name=title]").press_sequentially("Été à l’accueil")
    does.fields += 1
    expect(does.page.locator("input[name=slug]")).to_have_value("ete-a-laccueil")
    does.fill("[name=goal]", "vous saurez repérer ce qui presse.")
    write_richly(does, "body-0-value", "Un matin d’été, une personne tend une lettre.")
    choose(does, "body-1-value-image-image")
    does.check("[name='body-1-value-image-decorative']")
    does.fill("[name='body-1-value-caption']", "La lettre")
    for number, step in enumerate(("Lire la date", "Chercher le dossier")):
        does.fill(f"[name='body-2-value-steps-{number}-value-title']", step)
    does.fill("[name='body-3-value-title']", "Qu’est-ce qui presse ?")
    write_spots(does, "body-3-value")
    does.fill("[name='body-4-value-title']", "La date d’abord")


def write_spots(does, block):
    """Write what is to be found on a picture, each spot placed by a click on it."""
    does.fill(f"[name='{block}-message']", "")
    choose(does, f"{block}-image-image")
    does.fill(f"[name='{block}-image-alt_text']", "Une lettre dont la date est entourée")
    picture = does.page.locator(f"#{block}-image-image-chooser .chooser__image")
    for number, (text, left, top) in enumerate((("La date", 80, 20), ("Le logo", 10, 50))):
        spot = f"{block}-spots-{number}-value"
        does.fill(f"[name='{spot}-text']", text)
        point_at(does, picture, left, top)
        expect_place(does.page, spot, left, top)
        write_richly(does, f"{spot}-feedback", "C’est pourquoi.")
    does.page.locator(f"[name='{block}-spots-0-value-top']").focus()
    point_at(does, picture, 60, 30)  # moves the one whose place has the focus
    expect_place(does.page, f"{block}-spots-0-value", 60, 30)
    expect_place(does.page, f"{block}-spots-1-value", 10, 50)


def point_at(does, picture, left, top):
    seen = picture.bounding_box()
    place = {"x": seen["width"] * left / 100, "y": seen["height"] * top / 100}
    picture.click(position=place)
    does.clicks += 1


def expect_place(page, spot, left, top):
    """A pixel of the small picture is up to 1.5 per cent of it."""
    for name, share in (("left", left), ("top", top)):
        near = "|".join(str(share + by) for by in (-1, 0, 1))
        expect(page.locator(f"[name='{spot}-{name}']")).to_have_value(re.compile(f"^({near})$"))


def write_its_quiz(does):
    """Write the quiz in a tab that its block opens."""
    with does.page.context.expect_page() as opened:
        does.click("a[href$='/quizzes/quiz/write/']")
    tab = opened.value
    tab.locator("[name=quiz-title]").fill("L’été à l’accueil")
    for number, kind in enumerate(("single_choice", "true_false", "multiple_choice"), start=1):
        does.click(tab.locator(f"button[value='add::{kind}']"))
        expect(tab.locator(f"[name=n{number}-text]")).to_be_focused()
        does.fill(tab.locator(f"[name=n{number}-text]"), f"Que lit-on en {number} ?")
        does.select(tab.locator(f"[name=n{number}-category]"), index=1)
    for key in ("n1", "n3"):
        for row, text in enumerate(("La date", "La signature", "Le timbre")):
            does.fill(tab.locator(f"[name={key}-rows-{row}-text]"), text)
        does.check(tab.locator(f"[name={key}-rows-0-is_right]"))
    does.check(tab.locator("[name=n3-rows-1-is_right]"))
    does.check(tab.locator("[name=n2-answer][value=true]"))
    does.click(tab.locator(".writing__top button[type=submit]"))
    tab.locator(".messages li.success").wait_for()
    tab.close()


def send_for_review(does):
    does.click(does.page.locator("footer .w-dropdown__toggle"))
    does.click(does.page.locator("button[name=action-submit]"))


def test_an_editor_writes_a_lesson_from_a_template_and_sends_it_for_review(visitor, site):
    ines = visitor(INES)
    does = begin(ines, site, "scene")
    page = ines.page
    check_editor(page)
    does.click(page.locator("[data-side-panel-toggle=preview]").first)
    preview = page.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first
    expect(preview.locator("main")).to_contain_text("✎")  # as it begins, with nothing chosen
    does.click(page.locator("[data-side-panel-toggle=preview]").first)
    write_scene(does)
    write_its_quiz(does)
    choose(does, "body-5-value-quiz", "L’été à l’accueil")

    send_for_review(does)
    left = page.locator("main .w-field__errors", has_text="✎").first
    expect(left).to_be_visible()
    write_richly(does, "body-4-value-text", "Une date se lit en premier.")
    does.click(page.locator("[data-side-panel-toggle=preview]").first)
    expect(preview.locator("h1")).to_have_text("Été à l’accueil")
    expect(preview.locator("main")).to_contain_text("3 questions")
    expect(preview.locator("main .spot")).to_have_count(2)  # on the picture
    expect(preview.locator("main")).not_to_contain_text("✎")
    send_for_review(does)
    page.locator(".messages li.success").wait_for()
    does.ends("editor: a lesson with its check, previewed and sent", most=40)

    site.shell(ANOTHER_EDITOR)  # an editor who is alone approves what they sent
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


SHORT_LESSON = """
from learning.models import LessonPage, ModulePage
module = ModulePage.objects.filter(locale__language_code="fr").order_by("path")[0]
lesson = LessonPage(title="Une date", slug="une-date", goal="vous saurez lire une date.", locale=module.locale, live=False)
lesson.body = [("text", "<p>Elle est en haut.</p>"), ("callout", {"title": "La date", "text": "<p>On la lit d’abord.</p>"})]
module.add_child(instance=lesson)
lesson.save_revision().publish()
print(lesson.pk)
"""


def test_an_editor_translates_a_lesson(visitor, site):
    lesson = site.shell(SHORT_LESSON)
    ines = visitor(INES)
    does = Counted.from_page(ines, f"/admin/pages/{lesson}/edit/")
    page = ines.page
    does.click(page.locator("header .w-dropdown__toggle[aria-label=Actions]").first)
    does.click(page.locator("a[href*='/localize/submit/page/']").first)
    does.check("[name=locales]")
    does.click("form [type=submit]")
    page.wait_for_url("**/edit/**")
    left = page.locator("li.incomplete")
    expect(left).to_have_count(5)
    for number in range(5):
        does.click(left.first.locator("button"))
        page.keyboard.press("Control+a")
        page.keyboard.type(f"English {number}")
        page.keyboard.press("Enter")
        does.fields += 1
        expect(left).to_have_count(4 - number)
    does.click(page.locator("footer button[name=action][value=publish]"))
    page.locator(".messages li.success").wait_for()
    does.ends("editor: a lesson of five texts in another language", most=10)
    published = "from learning.models import LessonPage; print(LessonPage.objects.get(title='English 0').live)"
    assert site.shell(published) == "True"
    sends = Counted.here(ines)
    sends.load("button[name=action][value=review]")
    page.locator(".messages li.success").wait_for()
    sends.ends("editor: a translation sent for review", most=1)
    expect(page.locator("main button[name=action][value=take_back]")).to_be_visible()
