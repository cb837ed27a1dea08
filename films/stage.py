"""Plays a task of a practice portal in Chromium, and takes pictures of it. No demo is needed: one account is enough."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from learning.storyboards.storyboard import Act, Storyboard
from tests import migrated
from tests.e2e import site as sites


ACCOUNT = (
    "from django.test import Client\n"
    "from tests.people.factories import PersonFactory, informed\n"
    "visitor = Client()\n"
    "visitor.force_login(informed(PersonFactory()))\n"
    "print(visitor.session.session_key)"
)
TALL = 3000  # px: nothing scrolls, so that a picture holds all
# The stage alone, from edge to edge, and nothing that moves.
FRAMED = """
.page > :not(.practice__stage):not(.practice__result), body > :not(main), .practice__foot { display: none !important; }
main, .wrap.page { padding: 0 !important; max-width: none !important; display: block !important; }
.practice__stage { border: 0; background: var(--warn-soft); border-radius: 0; padding-inline: 0.5rem; min-height: %(height)spx; align-content: start; }
.practice__banner { border-radius: 0; position: static; margin-inline: -0.5rem; }
*, *::before, *::after { transition: none !important; animation: none !important; caret-color: transparent; }
:focus, :focus-within { outline: none !important; }
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in its own pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


class Stage:
    """A window on one task. Pictures and boxes are of the whole stage, in pixels of the picture."""

    def __init__(self, page: Page, scale: float, style: str) -> None:
        self.page = page
        self.scale = scale
        self.style = style

    def picture(self) -> Image.Image:
        self.page.evaluate("document.activeElement?.blur()")
        shot = self.page.locator(".practice__stage").screenshot(animations="disabled")
        return Image.open(BytesIO(shot)).convert("RGB")

    def element(self, name: str) -> Locator:
        return self.page.locator(f"[data-name='{name}']")

    def box(self, target: Locator) -> Box:
        found, frame = target.bounding_box(), self.page.locator(".practice__stage").bounding_box()
        assert found is not None
        assert frame is not None
        left, top = found["x"] - frame["x"], found["y"] - frame["y"]
        edges = (left, top, found["width"], found["height"])
        return Box(*(edge * self.scale for edge in edges))

    def target(self, act: Act) -> Locator:
        """Return what is touched: of a choice, the label of its option."""
        element = self.element(act.name)
        if not act.value:
            return element
        option = element.locator(f"label:has(input[value='{act.value}'])")
        return option if option.count() else element.locator("select, input").first

    def tap(self, act: Act) -> None:
        with self.page.expect_navigation():
            self.element(act.name).click()
        self.frame()

    def fill(self, act: Act) -> Iterator[None]:
        """Choose an option; or type a text, and yield after each sign."""
        target = self.target(act)
        kind = target.evaluate("element => element.localName")
        if kind == "select":
            target.select_option(act.value)
        elif kind == "label":
            target.click()
        for length in range(1, len(act.value) + 1) if kind == "input" else ():
            target.fill(act.value[:length])
            yield
        yield

    def frame(self) -> None:
        self.page.add_style_tag(content=self.style)
        self.page.evaluate("document.fonts.ready")


@dataclass(frozen=True, slots=True)
class Studio:
    browser: Browser
    url: str
    session: str

    @contextlib.contextmanager
    def stage(
        self, board: Storyboard, *, language: str, width: int, height: int, scale: float
    ) -> Iterator[Stage]:
        context = self.browser.new_context(
            viewport={"width": width, "height": TALL}, device_scale_factor=scale,
            locale=language, color_scheme="light", reduced_motion="reduce", bypass_csp=True,
        )  # fmt: skip
        cookies = {"sessionid": self.session, "django_language": language}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{self.url}/entrainement/{board.portal}/{board.task}/")
        stage = Stage(page, scale, FRAMED % {"height": height})
        stage.frame()
        yield stage
        context.close()


@contextlib.contextmanager
def studio() -> Iterator[Studio]:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_things:
        settings = sites.environment(Path(folder))
        migrated.load(settings["DATABASE_URL"].replace("sqlite:///", "file:"))
        site = open_things.enter_context(sites.served(settings))
        site.manage("migrate", "-v0")
        playwright = open_things.enter_context(sync_playwright())
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        open_things.callback(browser.close)
        yield Studio(browser, site.url, site.shell(ACCOUNT))
