"""The people of `./run bench load`, for locust: what their browsers send, and what they were told is kept.

A page is followed by about ten seconds without one. Style, scripts and pictures are not asked for: a browser has
them from its first page on. Run in a process of its own, since locust replaces the sockets of its process.
"""

import json
import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, constant, events, task
from urllib3 import encode_multipart_formdata


PEOPLE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
STAFF: list[str] = PEOPLE["staff"]
MANAGERS: list[str] = PEOPLE["managers"]
PASSWORD: str = PEOPLE["password"]
TRACE = Path(os.environ["LOAD_TRACE"])
STARTED = TRACE.with_suffix(".started")  # is there once everybody has signed in
ALL = len(STAFF) + len(MANAGERS) + 2
FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
POLL_SECONDS = 2

requests: list[tuple[str, float, int]] = []  # name, milliseconds, status; since STARTED
# What was sent, written before it is sent; the last word: whether the answer said that it was kept.
saves: list[list] = []  # attempt, slot, sequence, response
lessons: list[list] = []  # account, lesson, what, place
outcomes: dict[str, str] = {}
arrivals: list[str] = []


def begin() -> None:
    requests.clear()
    STARTED.touch()


@events.request.add_listener
def note(name: str, response_time: float, response: Any, **_event: Any) -> None:
    status = getattr(response, "status_code", 0) or 0
    requests.append((name, round(response_time, 1), status))


@events.quitting.add_listener
def write(**_event: Any) -> None:
    told = {"requests": requests, "saves": saves, "lessons": lessons, "outcomes": outcomes}
    TRACE.write_text(json.dumps(told))


class Person(FastHttpUser):
    abstract = True
    network_timeout = connection_timeout = 60.0
    default_headers = {"Accept-Language": "fr"}
    account = ""
    token = ""

    def on_start(self) -> None:
        page = self.show("/compte/connexion/", "sign-in form")
        data = {"username": self.account, "password": PASSWORD}
        status = self.send("/compte/connexion/", "sign-in", data) if page else 0
        if status != 302:
            outcomes[f"not signed in: {self.account}"] = str(status)
        arrivals.append(self.account)
        if len(arrivals) == ALL:
            begin()

    def show(self, path: str, name: str) -> str:
        """The text of a page, and its token of forms; "" where it did not come."""
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            answer.success()  # what is an error is read from the statuses
            text = answer.text or "" if answer.status_code == 200 else ""
        found = FORM.search(text)
        if found:
            self.token = found.group(1)
        return text

    def send(self, path: str, name: str, data: dict[str, str]) -> int:
        """The status, 0 without an answer. `location`: where the answer leads."""
        body = {"csrfmiddlewaretoken": self.token, **data}
        with self.client.post(
            path, name=name, data=body, allow_redirects=False, catch_response=True
        ) as answer:
            answer.success()
            self.location = (answer.headers or {}).get("Location") or ""
            return answer.status_code or 0


class Staff(Person):
    """Comes to the first screen, searches the catalogue, reads some lessons, takes a quiz, and begins again."""

    wait_time = between(5, 15)
    places = iter(range(10**9))

    def on_start(self) -> None:
        number = next(self.places)
        self.account = STAFF[number % len(STAFF)]
        super().on_start()
        self.pages = self.day()
        self.lesson, self.blocks, self.modules = "", [], []

    @task
    def next_page(self) -> None:
        next(self.pages)

    def day(self) -> Iterator[None]:
        parts = [self.arrive, self.read, self.take_quiz]
        first = random.randrange(len(parts))  # not everybody at the same
        while True:
            for part in (*parts[first:], *parts[:first]):
                yield from part()

    def arrive(self) -> Iterator[None]:
        home = self.show("/", "page: first screen")
        button = re.search(r"<a[^>]*button--sun[^>]*>", home)
        address = re.search(r'href="(/apprendre/[^"#]+)', button.group(0)) if button else None
        self.lesson = address.group(1) if address else ""
        yield
        catalogue = self.show("/apprendre/", "page: catalogue")
        self.modules = re.findall(r'href="(/apprendre/[^"/#?]+/)"', catalogue)
        yield
        self.show("/apprendre/?q=mot+de+passe", "page: search")
        yield

    def read(self) -> Iterator[None]:
        """Four lessons, each opened and turned twice; finishing one leads to the next."""
        for _lesson in range(4):
            page = self.show(self.lesson, "page: lesson") if self.lesson else ""
            if "data-place-url" not in page:
                self.lesson = yield from self.choose_lesson()
                continue
            uuid = self.opened(page)
            for _turned in range(2):
                yield
                self.tell(uuid, "place", {"place": random.choice(self.blocks)})
            yield
            self.finish(uuid)

    def choose_lesson(self) -> Iterator[None]:
        if not self.modules:
            yield from self.arrive()
        module = random.choice(self.modules or ["/apprendre/"])
        text = self.show(module, "page: module")
        yield
        found = re.findall(rf'href="({re.escape(module)}[^"/#?]+/)"', text)
        return random.choice(found) if found else ""

    def opened(self, page: str) -> str:
        uuid = re.search(r'data-place-url="/parcours/lecons/([^/]+)/', page).group(1)
        self.blocks = re.findall(r'id="bloc-([^"]+)"', page)
        if "data-lesson-start" in page:
            self.tell(uuid, "start")
        return uuid

    def finish(self, uuid: str) -> None:
        self.tell(uuid, "finish")
        self.lesson = self.location.partition("#")[0]

    def tell(self, uuid: str, what: str, data: dict[str, str] | None = None) -> None:
        word = {"start": "ouverte", "place": "endroit", "finish": "terminee"}[what]
        fact = [self.account, uuid, what, (data or {}).get("place", ""), False]
        lessons.append(fact)
        status = self.send(f"/parcours/lecons/{uuid}/{word}/", f"progress: {what}", data or {})
        fact[-1] = status in (204, 302)

    def take_quiz(self) -> Iterator[None]:
        """Save each question while it is answered, then keep it by its button, as the page does."""
        self.show("/quiz/mes-resultats/", "page: results")
        yield
        self.send(f"/quiz/commencer/{PEOPLE['quiz']}/", "quiz: start", {"ready": "1"})
        page = self.follow("page: attempt")
        while 'name="slot"' in page:
            yield
            self.answer(page)
            page = self.follow("page: attempt")
        yield
        if "/relire/" in self.location:
            attempt = self.location.split("/")[2]
            self.send(f"/quiz/{attempt}/terminer/", "quiz: hand in", {})
            self.follow("page: result")
            yield

    def answer(self, page: str) -> None:
        attempt = re.search(r'data-quiz="([^"]+)"', page).group(1)
        slot, sequence = (
            int(re.search(rf'name="{field}" value="(\d+)"', page).group(1))
            for field in ("slot", "sequence")
        )
        first, second = random.sample(["c1", "c2", "c3", "c4"], 2)  # and thinks better of it
        ways = [(first, "garder/", "autosave"), (second, "garder/", "autosave")]
        ways += [(second, "", "quiz: keep and go on")]
        for choice, way, name in ways:
            fact = [attempt, slot, sequence, {"choice": choice}, False]
            saves.append(fact)
            data = {"slot": str(slot), "sequence": str(sequence), "choice": choice}
            fact[-1] = self.send(f"/quiz/{attempt}/{way}", name, data) in (200, 302)
            sequence += 1

    def follow(self, name: str) -> str:
        return self.show(self.location, name) if self.location else ""


class Manager(Person):
    """Reads the team's page and those behind it; a quarter of them the whole organisation's too."""

    wait_time = between(5, 15)
    fixed_count = len(MANAGERS)
    places = iter(range(10**9))

    def on_start(self) -> None:
        number = next(self.places) % len(MANAGERS)
        self.account = MANAGERS[number]
        super().on_start()
        own = ["equipe/", "equipe/formations/"]
        whole = ["organisation/", "programme/"] if number < PEOPLE["readers"] else []
        self.turn, self.pages = number, own + whole

    @task
    def next_page(self) -> None:
        page = self.pages[self.turn % len(self.pages)]
        self.turn += 1
        self.show(f"/usage/{page}", f"manager: {page}")


class Once(Person):
    """Does one thing, once everybody is there."""

    abstract = True
    fixed_count = 1
    wait_time = constant(POLL_SECONDS)
    is_done = False

    @task
    def act(self) -> None:
        if self.is_done or not STARTED.exists():
            return
        self.is_done = True
        began = time.perf_counter()
        outcome = self.do()
        seconds = round(time.perf_counter() - began, 1)
        outcomes[type(self).__name__.lower()] = f"{outcome} after {seconds} s"

    def do(self) -> str:
        raise NotImplementedError


class Export(Once):
    account = PEOPLE["exporter"]

    def do(self) -> str:
        with self.client.get(
            "/parcours/programme/programme.xlsx", name="export", catch_response=True
        ) as answer:
            answer.success()
            return f"{answer.status_code}, {len(answer.content or b'')} bytes"


class Import(Once):
    """Sends a staff list on the screen, and applies it once it is checked."""

    account = PEOPLE["importer"]

    def do(self) -> str:
        path = "/admin/agents/imports/envoyer/"
        self.show(path, "import: form")
        fields = {
            "csrfmiddlewaretoken": self.token,
            "as_of": PEOPLE["as_of"],
            "file": ("agents.csv", Path(PEOPLE["file"]).read_bytes(), "text/csv"),
        }
        body, kind = encode_multipart_formdata(fields)
        with self.client.post(
            path, name="import: file", data=body, headers={"Content-Type": kind},
            allow_redirects=False, catch_response=True,
        ) as answer:  # fmt: skip
            answer.success()
            run = (answer.headers or {}).get("Location")
        if not run:
            return f"not taken: {answer.status_code}"
        self.wait_until_done(run)
        self.send(run, "import: apply", {})
        self.wait_until_done(run)
        return "ended"

    def wait_until_done(self, run: str) -> None:
        while "/avancement/" in self.show(run, "import: progress"):
            time.sleep(POLL_SECONDS)
