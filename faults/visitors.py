"""People at the site while a fault strikes: what they are answered, what was acknowledged to them, what is left of it."""

import http.client
import itertools
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import requests

from benchmarks.browser import Browser
from benchmarks.learners import MAKE_LEARNERS, MAKE_QUIZ, SAVED, Learner
from tests.e2e import site as sites


LEARNERS = 6
PAGES = ("/", "/parcours/", "/quiz/mes-resultats/")
FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def open_school(stage: Any) -> str:
    """Make the quiz and its learners, once. Returns the quiz."""
    found = stage.shell(
        "from quizzes.models import Quiz\n"
        "print(*Quiz.objects.filter(slug='banc').values_list('uuid', flat=True))"
    )
    if found:
        return found
    stage.shell(MAKE_LEARNERS)
    return stage.shell(MAKE_QUIZ).split()[-1]


class Traffic:
    """Learners who read pages and answer a quiz, each in a thread, until the end of the block."""

    _next = 0  # of the learners that were made

    def __init__(self, stage: Any, *, count: int = LEARNERS, urls: Sequence[str] = ()) -> None:
        """`urls`: the servers that each learner asks in turn; the site alone by default."""
        self.stage, self.quiz = stage, open_school(stage)
        self.urls = urls or [stage.url]
        self.learners = []
        for _ in range(count):
            learner = Learner(Browser(self.urls[0]), self.quiz)
            learner.sign_in(f"BANC{Traffic._next}")
            learner.start()
            Traffic._next += 1
            self.learners.append(learner)
        self.answers: list[tuple[float, str, float]] = []  # when, status, seconds
        self.saved = 0
        self.is_over = threading.Event()
        self.began = 0.0

    def __enter__(self) -> "Traffic":
        for learner in (
            self.learners
        ):  # one that waited for the others was closed by the server, as browsers notice
            learner.browser.connection.close()
        self.began = time.monotonic()
        self.threads = [
            threading.Thread(target=self._live, args=(learner,)) for learner in self.learners
        ]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def _live(self, learner: Learner) -> None:
        chance = random.Random(learner.attempt)
        for turn in itertools.count():
            if self.is_over.wait(0.2 + 0.3 * chance.random()):
                return
            if len(self.urls) > 1:
                move(learner.browser, self.urls[turn % len(self.urls)])
            slot = chance.randrange(1, 20)
            self._ask(learner, lambda slot=slot: self._save(learner, slot))
            path = chance.choice(PAGES)
            self._ask(learner, lambda path=path: learner.browser.ask("GET", path)[0])

    def _save(self, learner: Learner, slot: int) -> int:
        status = learner.save(slot)
        self.saved += status == 200
        return status

    def _ask(self, learner: Learner, call: Callable[[], int]) -> None:
        start = time.monotonic()
        try:
            status = str(call())
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
            learner.browser.connection.close()
        self.answers.append((start, status, time.monotonic() - start))

    # --- What came of it ---

    def troubles(self) -> Counter[str]:
        """Count the answers that were neither a page nor a redirect."""
        return Counter(word for _at, word, _s in self.answers if word[:1] not in "23")

    def outage(self) -> float:
        """Return the longest time in which nobody was answered well, to the tenth of a second."""
        good = sorted(at + spent for at, word, spent in self.answers if word[:1] in "23")
        moments = [self.began, *good]
        gaps = [after - before for before, after in itertools.pairwise(moments)]
        return round(max(gaps, default=0.0), 1)

    def slowest(self) -> float:
        return round(max((spent for *_rest, spent in self.answers), default=0.0), 1)

    def slowest_trouble(self) -> float:
        troubled = [spent for _at, word, spent in self.answers if word[:1] not in "23"]
        return round(max(troubled, default=0.0), 1)

    def p95(self) -> float:
        times = sorted(spent for _at, word, spent in self.answers if word[:1] in "23")
        return round(times[int(len(times) * 0.95)], 2) if times else 0.0

    def lost(self) -> list[tuple[str, int]]:
        """Return the answers that were acknowledged and are no more, or are mixed with another."""
        return lost_saves(self.learners, json.loads(self.stage.shell(SAVED).splitlines()[-1]))

    def seen(self) -> str:
        troubles = self.troubles()
        words = ", ".join(f"{word} × {count}" for word, count in sorted(troubles.items()))
        return (
            f"{len(self.answers)} requests, {words or 'none refused'}; "
            f"longest time without a good answer {self.outage()} s"
        )


def move(browser: Browser, url: str) -> None:
    """Send the next requests to another server, with the same cookies."""
    browser.connection.close()
    other = Browser(url)
    browser.host, browser.connection = other.host, other.connection


def lost_saves(learners: list[Learner], rows: list) -> list[tuple[str, int]]:
    """A later answer may stand there whose acknowledgement was lost; an earlier one, or another of its number, never."""
    stored = {(uuid, slot): (sequence, response) for uuid, slot, sequence, response in rows}
    lost = []
    for learner in learners:
        for slot, (sequence, choice) in learner.kept.items():
            there, response = stored.get((learner.attempt, slot), (0, None))
            is_same = there == sequence and response == {"choice": choice}
            if there <= sequence and not is_same:
                lost.append((learner.attempt, slot))
    return lost


class Stranger:
    """Somebody who is not signed in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "fr"

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.url + path, timeout=60)

    def post(self, path: str, files: Any = None, **data: str) -> requests.Response:
        """Send the form of a page, which is read first."""
        token = FORM.search(self.get(path).text)
        return self.session.post(
            self.url + path, files=files, timeout=60, allow_redirects=False,
            data=data | {"csrfmiddlewaretoken": token.group(1) if token else ""},
            headers={"Referer": self.url + path},
        )  # fmt: skip

    def ask_new_password(self, name: str) -> int:
        return self.post("/compte/mot-de-passe/oublie/", name=name).status_code


class Office(Stranger):
    """Somebody in the administration, who sends files."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(url)
        done = self.post("/compte/connexion/", username=name, password=sites.PASSWORD)
        if done.status_code != 302:
            raise RuntimeError(f"signing in answered {done.status_code}")

    def send_staff_list(self, text: str, day: str) -> str:
        """Send a list and return the address of its import."""
        files = {"file": ("agents.csv", text.encode(), "text/csv")}
        done = self.post("/admin/agents/imports/envoyer/", files=files, as_of=day)
        if done.status_code != 302:
            raise RuntimeError(f"the list was answered {done.status_code}")
        return done.headers["Location"]


def staff_list(count: int, team: str, prefix: str = "Z") -> str:
    """Return a list of so many newcomers, without an address: nobody writes to them."""
    heading = "matricule;nom;prenom;equipe;date_entree"
    lines = [f"{prefix}{n:06};Durand{prefix}{n};Camille;{team};2026-09-01" for n in range(count)]
    return "\n".join([heading, *lines]) + "\n"
