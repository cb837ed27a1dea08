"""Whole stories in Chromium, each module against its own served copy of the seeded demo."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.e2e import counting, evidence
from tests.e2e import site as sites


CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# A page that never comes fails a test late; a slow machine fails none.
PATIENCE = 30_000  # milliseconds
TOLD_ABOUT_PEOPLE = 8  # the status of such a run: no test of it runs again
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime))
  .map((one) => one.finished.catch(() => null)))"""

expect.set_options(timeout=PATIENCE)


def pytest_configure():
    """A run that is ended from outside ends its servers first, as one that is ended by Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    evidence.begin()


def pytest_sessionfinish(session):
    """Fail the run where a log, a metric, a trace or a report of errors names somebody: no test sees them all."""
    found = evidence.end()
    report = session.config.pluginmanager.get_plugin("terminalreporter")
    report.write_line(counting.table())
    if found:
        session.exitstatus = TOLD_ABOUT_PEOPLE
        report.write_line(
            "\n".join(["FAILED what the sites of this run told about people:", *found]), red=True
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if not item.get_closest_marker("smoke"):
            item.add_marker(pytest.mark.full)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory):
    """The demo, seeded once for all modules."""
    folder = tmp_path_factory.mktemp("seeded")
    sites.seed_or_load(folder)
    return folder


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """One process for all modules whose site has no settings of its own."""
    with sites.loaded(sites.environment(tmp_path_factory.mktemp("site"))) as commands:
        yield commands


@pytest.fixture(scope="module")
def site(seeded, loaded):
    folder = Path(loaded.settings["VAR_DIR"])
    shutil.rmtree(folder)
    sites.copy_of(seeded, folder)
    with sites.serving(loaded) as served:
        yield served


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser: signs in, goes places, and every page they see is checked with axe.

    Requests that leave the site, script errors and refusals of the content-security policy are kept
    in `complaints`, which must be empty at the end.
    """

    def __init__(self, context, site):
        self.site = site
        self.context = context
        self.page = context.new_page()
        self.complaints = []
        self.is_closed = False
        self.sees_every_look = False
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def _heard(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.complaints.append(f"left the site: {request.url}")
        elif request.method == "POST" or "?" in request.url:
            body = request.post_data_buffer or b""
            evidence.keep_typed(request.url, body.decode("utf-8", "replace"))

    def go(self, path):
        answer = self.page.goto(self.site.url + path)
        return answer.status if answer else None

    def sign_in(self, name, password=sites.PASSWORD):
        self.go("/compte/connexion/")
        self.page.locator("input[name=username]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_url(lambda url: "connexion" not in url)

    def check_admin(self):
        """The same where the frame is Wagtail's: its menu, and its messages that fade in, are not ours."""
        self.check(within={"include": [["main"]], "exclude": [["main .messages"]]})

    def check(self, within=None):
        """No automatic accessibility violation, and nothing wider than the window.

        `within`: an axe context, for a part of the page only.
        """
        self.page.wait_for_load_state()
        self.page.evaluate(STILL)  # a colour that has not changed yet is of the other look
        found = Axe().run(self.page, context=within).response["violations"]
        assert not found, [
            (self.page.url, rule["id"], [node["target"] for node in rule["nodes"]][:3])
            for rule in found
        ]
        self.check_width()
        if self.sees_every_look:
            self.check_other_look(within)

    def check_other_look(self, within):
        """The same page on a phone where it was wide, dark where it was light, and the reverse."""
        own = self.page.viewport_size
        is_dark = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        self.page.set_viewport_size(PHONE if own["width"] > PHONE["width"] else WIDE)
        self.page.emulate_media(color_scheme="light" if is_dark else "dark")
        self.sees_every_look = False
        try:
            self.check(within)
        finally:
            self.sees_every_look = True
            self.page.emulate_media(color_scheme="dark" if is_dark else "light")
            self.page.set_viewport_size(own)

    def check_width(self):
        width = self.page.locator("html").evaluate("page => page.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{self.page.url} is {width} px wide"

    def visit(self, path):
        """Go there, find a page, and check it."""
        status = self.go(path)
        assert status == 200, f"{path} answers {status}"
        self.check()

    def close(self):
        """Shut the browser window: cookies and what the page kept are gone."""
        self.context.close()
        self.is_closed = True


@pytest.fixture
def visitor(chromium, site, request):
    """Makes visitors; each has cookies of their own. Their complaints are read at the end."""
    made = []

    def make(name=None, *, viewport=None, reads_whole=True, **options):
        settings = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce"}
        settings["service_workers"] = "block"  # allowed by the stories that are about it
        context = chromium.new_context(viewport=viewport or WIDE, **settings | options)
        context.set_default_timeout(PATIENCE)
        if reads_whole:  # lessons on one page
            context.add_cookies([{"name": "lesson_view", "value": "whole", "url": site.url}])
        one = Visitor(context, site)
        one.sees_every_look = request.node.get_closest_marker("every_look") is not None
        made.append(one)
        if name:
            one.sign_in(name)
        return one

    yield make
    for number, one in enumerate(made):
        if one.is_closed:
            continue
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            one.page.screenshot(path=f"{folder}/{request.node.name}-{number}.png", full_page=True)
        one.close()
    assert [complaint for one in made for complaint in one.complaints] == []
