"""The pages that staff and those who look after them open, in the demo (about 400 staff), beside the bare pages."""

import re
from typing import Any

from benchmarks.browser import CSRF, Browser, found, weight
from benchmarks.learners import MAKE_QUIZ, Learner
from benchmarks.servers import Servers, Web, shell
from benchmarks.turns import Pace, Page, bare_pages, get, take_turns
from tests.e2e import site as sites


PACE = Pace(rounds=5, requests=15, warm_up=48)
EDITED = """
from learning.models import LessonPage
print(LessonPage.objects.live().order_by("pk")[0].pk)
"""


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("pages", has_demo=True)
    quiz, edited = shell(settings, MAKE_QUIZ), shell(settings, EDITED)
    with servers.serving(settings) as web:
        agent = Browser(web.url)
        agent.sign_in(sites.NADIA)
        with bare_pages(servers, settings, agent) as bare:
            lesson = _lesson_path(agent)
            pages = _of_staff(web, agent, lesson, quiz) | _of_others(web, edited)
            costs, sizes = take_turns(servers, bare | pages, PACE)
        cold = {"first screen": weight(agent, "/"), "lesson": weight(agent, lesson)}
    servers.drop("pages")
    return {"ms": costs, "bytes": sizes, "with nothing in the browser": cold}


def _of_staff(web: Web, agent: Browser, lesson: str, quiz: str) -> dict[str, Page]:
    reader = ReadingOn(agent, lesson)
    learner = Learner(Browser(web.url), quiz)
    learner.sign_in(sites.NADIA)
    learner.start()
    return {
        "first screen": get(web, agent, "/"),
        "lesson": get(web, agent, lesson),
        "a lesson's progress": Page(web, reader.go_on, 204),
        "catalogue": get(web, agent, "/apprendre/"),
        "search": get(web, agent, "/contenus/recherche/?q=mot+de+passe"),
        "attempt": Page(web, learner.page),
        "autosave": Page(web, lambda: (learner.save(), "")),
        "own data": get(web, agent, "/compte/mes-donnees/"),
    }


def _of_others(web: Web, edited: str) -> dict[str, Page]:
    def page(account: str, path: str) -> Page:
        browser = Browser(web.url)
        browser.sign_in(account)
        return get(web, browser, path)

    return {
        "first screen of a manager": page(sites.SYLVIE, "/"),
        "manager's page": page(sites.SYLVIE, "/usage/equipe/"),
        "mandatory training": page(sites.CLAIRE, "/parcours/obligatoires/"),
        "programme of learning": page(sites.CLAIRE, "/parcours/programme/"),
        "programme of use": page(sites.CLAIRE, "/usage/programme/"),
        "lesson editor": page(sites.INES, f"/admin/pages/{edited}/edit/"),
        "staff list": page(sites.YANN, "/admin/agents/"),
    }


class ReadingOn:
    """A browser whose reader goes on by a block of the lesson at each call."""

    def __init__(self, browser: Browser, lesson: str) -> None:
        self.browser = browser
        _, page = browser.ask("GET", lesson)
        self.place_url = found(r'data-place-url="([^"]+)', page)
        self.places = re.findall(r'id="bloc-([^"]+)"', page)
        self.token = found(CSRF, page)
        self.turn = 0

    def go_on(self) -> tuple[int, str]:
        self.turn += 1
        place = self.places[self.turn % len(self.places)]
        data = {"csrfmiddlewaretoken": self.token, "place": place}
        return self.browser.ask("POST", self.place_url, data)


def _lesson_path(browser: Browser) -> str:
    """Where the button of the next step leads, without its fragment."""
    _, home = browser.ask("GET", "/")
    button = found(r"(<a[^>]*button--sun[^>]*>)", home)
    return found(r'href="([^"#]+)', button)
