"""Every page of the administration, wide and on a phone, its links in the dark, and what its printer gives."""

import re
from collections import deque

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.site import CLAIRE, HELENE, INES, YANN


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


WAGTAIL = re.compile(
    "/admin/(?:pages|images|documents|snippets|reports|workflows|account|logout|collections|redirects|locali[sz]e|locales"
    "|search|bulk|login|users|groups)/"
)
FILE = re.compile(r"\.\w{2,4}$|/fichier/|/modele/|/a-corriger/")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")
NAMED = re.compile(r"/(courriels|reglages|information|reponses)/(?!changements)[^/]+")
LINKS = "() => [...document.querySelectorAll('main a[href], aside a[href]')].map((link) => link.getAttribute('href'))"


def our_pages(visitor):
    """Go to each page of ours that links lead to, one of a kind, and give its path while it is shown."""
    waiting, seen = deque(["/admin/"]), {"/admin/"}
    while waiting:
        path = waiting.popleft()
        assert visitor.go(path) == 200, path
        yield path
        for link in visitor.page.evaluate(LINKS):
            there = (link or "").partition("#")[0].partition("?")[0]
            kind = NAMED.sub(r"/\1/…", KEY.sub("…", there))
            ours = (
                there.startswith("/admin/") and not WAGTAIL.match(there) and not FILE.search(there)
            )
            if ours and kind not in seen:
                seen.add(kind)
                waiting.append(there)


@pytest.mark.parametrize(("who", "least"), [(YANN, 30), (HELENE, 20), (CLAIRE, 30), (INES, 3)])
def test_axe_finds_nothing_on_any_page_of_ours_and_each_fits_a_phone(visitor, who, least):
    one = visitor(who)
    checked = 0
    for path in our_pages(one):
        one.check_admin()
        one.page.set_viewport_size(PHONE)
        one.check_admin()
        assert one.page.evaluate(CUT) == [], path
        one.page.set_viewport_size(WIDE)
        checked += 1
    assert checked >= least


def test_pages_of_contents_fit_a_phone(visitor):
    yann = visitor(YANN, viewport=PHONE)
    for path in CONTENTS:
        fits(yann, f"/admin/{path}")


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
