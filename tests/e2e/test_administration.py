"""Every page of the administration on a phone, its links in the dark, and what its printer gives."""

from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, HELENE, YANN


PEOPLE = [
    "agents/", "agents/imports/", "agents/imports/envoyer/", "agents/imports/correspondances/nouvelle/",
    "organisation/", "organisation/metiers/", "organisation/externes/", "organisation/externes/nouveau/",
    "organisation/equipes/2/", "information/", "conservation/", "contacts/", "contacts/canaux/", "jetons/", "courriels/",
    "connexions/ajouter/oidc/",
]  # fmt: skip
CONTENTS = [
    "", "account/", "pages/2/", "images/", "reports/aging-pages/", "snippets/quizzes/quiz/",
    "snippets/quizzes/quiz/edit/1/", "snippets/quizzes/question/edit/1/", "snippets/learning/path/edit/1/",
]  # fmt: skip
# Wagtail hides what is wider than the window, so the page's own width says nothing.
CUT = """() => [...document.querySelectorAll("main *")].filter((each) => {
    const box = each.getBoundingClientRect();
    const hides = ".form-side, .footer, [tabindex='0'][role=group][aria-label], .w-slim-header";
    return box.width && box.right > window.innerWidth + 1 && !each.closest(hides);
}).map((each) => each.outerHTML.slice(0, 80)).slice(0, 3)"""


def fits(visitor, path):
    assert visitor.go(path) == 200, path
    visitor.check_width()
    assert visitor.page.evaluate(CUT) == [], path


def test_every_page_of_an_administrator_fits_a_phone(visitor):
    yann = visitor(YANN, viewport=PHONE)
    for path in PEOPLE + CONTENTS:
        fits(yann, f"/admin/{path}")


def test_the_pages_of_the_other_roles_fit_a_phone(visitor):
    claire, helene = visitor(CLAIRE, viewport=PHONE), visitor(HELENE, viewport=PHONE)
    for path in ("", "parcours/attribuer/", "entraide/", "entraide/1/"):
        fits(claire, f"/admin/{path}")
    fits(helene, "/admin/demandes/")


def test_what_a_role_can_do_is_readable_in_the_dark(visitor):
    yann = visitor(YANN, color_scheme="dark")
    for path in ("", "organisation/", "courriels/", "nulle-part/"):
        yann.go(f"/admin/{path}")
        yann.check_admin()


def test_an_invitation_is_printed_without_the_administration_around_it(visitor):
    yann = visitor(YANN, color_scheme="dark")
    yann.go("/admin/agents/?q=nadia+benali")
    page = yann.page
    page.locator("td.title a").click()
    page.locator("form[action$='/invitation/'] button:not([name])").click()
    letter = page.locator(".letter")
    expect(letter).to_be_visible()

    page.emulate_media(media="print")

    for furniture in ("#wagtail-sidebar", ".w-slim-header", ".help-block", "[data-print]"):
        expect(page.locator(furniture).first).to_be_hidden()
    assert page.locator("main").inner_text().strip() == letter.inner_text().strip()
    assert letter.bounding_box()["x"] < 50
    expect(letter.locator("li").first).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("main .content")).to_have_css("background-color", "rgb(255, 255, 255)")
