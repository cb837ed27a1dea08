"""Markup that somebody slipped into a page runs nothing, though the scripts that it calls are our own."""

import pytest

from tests.e2e.site import NADIA, YANN


HARM = "window.harmed = 1"
# What a browser is asked to run, in a page whose headers and own scripts are those of the site.
PLANTED = f"""
<script src="/static/django_htmx/htmx-2.min.js"></script>
<script>{HARM}</script>
<img src="data:," onerror="{HARM}" alt="">
<link rel="stylesheet" href="/planted.css">
<div hx-get="/planted/" hx-trigger="load[({HARM})]" hx-on:htmx:load="{HARM}">
<div hx-get="/planted/" hx-trigger="load" hx-vals="js:{{x: {HARM}}}"></div>
<div hx-post="https://elsewhere.example/" hx-trigger="load"></div>
</div>
"""
FRAGMENT = f"<p id='arrived'>Arrivé</p><script src='/planted.js'></script><script>{HARM}</script>"
FILES = {
    "/planted/": ("text/html", FRAGMENT),
    "/planted.js": ("text/javascript", HARM),
    "/planted.css": ("text/css", "body { background: url(/planted.png) }"),
}


@pytest.fixture
def planted(visitor, site):
    """Open an address with the markup in its body. Return who sees it, the answer and what it then asked."""

    def plant(name, address):
        one = visitor(name)
        asked = []

        def answer(route):
            path = route.request.url.removeprefix(site.url)
            if path == address and route.request.is_navigation_request():
                real = route.fetch()
                body = real.text().replace("</main>", f"{PLANTED}</main>")
                return route.fulfill(response=real, body=body)
            if path in FILES:
                asked.append(path)
                kind, text = FILES[path]
                return route.fulfill(content_type=kind, body=text)
            return route.continue_()

        one.page.route("**/*", answer)
        response = one.page.goto(site.url + address, wait_until="networkidle")
        return one, response, asked

    return plant


@pytest.mark.smoke
def test_no_file_of_ours_is_run_unless_the_page_asked_for_it(planted):
    one, response, asked = planted(NADIA, "/compte/mes-donnees/")

    assert one.page.evaluate("[typeof htmx, window.harmed ?? null]") == ["undefined", None]
    assert asked == []
    refused = [line for line in one.complaints if "Content Security Policy" in line]
    assert len(refused) == len(one.complaints) == 4  # two scripts, a handler, a style sheet
    one.complaints.clear()
    write = "try { document.body.innerHTML = '<b>a</b>' } catch (error) { error.name }"
    assert one.page.evaluate(write) == "TypeError"
    one.complaints.clear()
    menu = one.page.locator("[data-menu]").first
    menu.locator("summary").click()
    one.page.keyboard.press("Escape")  # heard by a script of ours
    assert menu.get_attribute("open") is None
    assert response.headers["server"] == ""


@pytest.mark.smoke
def test_where_htmx_is_run_no_attribute_is_a_program_and_no_fragment_brings_one(planted):
    """Under /admin/ files of this site need no nonce: there the configuration of htmx stands alone."""
    one, _, asked = planted(YANN, "/admin/")

    one.page.locator("#arrived").first.wait_for()
    assert one.page.evaluate("[typeof htmx, window.harmed ?? null]") == ["object", None]
    assert "/planted.js" not in asked
    refused = [line for line in one.complaints if "Content Security Policy" in line]
    assert not [line for line in refused if "eval" in line]
    assert not [line for line in one.complaints if "left the site" in line]
    one.complaints.clear()
