"""An attempt: its page, autosave and submission beside a bare page, and 300 learners at once.

The load runs on PostgreSQL behind two web workers, with as many browsers as learners, each on its own
connection. A save counts as acknowledged when the server answered 200; each is looked up afterwards.
"""

import http.client
import json
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import cpu_seconds
from benchmarks.pages import REQUESTS, ROUNDS, Browser, Server
from tests.e2e import site as sites
from tests.services import Missing, postgresql


QUESTIONS = 20
LEARNERS = 300
WEB_WORKERS = 2
SAVES_EACH = 5
PAUSE = 2.0  # seconds between two saves of a learner, as somebody who reads and types
WAITS = (2.0, 4.0, 8.0)  # seconds before what failed is sent again
LOGINS = 8  # at once: a password takes its time on purpose

MAKE_QUIZ = f"""
from quizzes.importers.gift import import_gift
from quizzes.models import Question, Quiz, QuizQuestion
text = "\\n\\n".join(f"::Banc {{n}}::Question {{n}} ?{{{{=juste ~faux ~autre ~encore}}}}" for n in range({QUESTIONS}))
import_gift(text.encode(), category="Banc")
quiz = Quiz.objects.create(title="Banc", slug="banc", behaviour="at_end")
for place, question in enumerate(Question.objects.filter(category__name="Banc").order_by("pk")):
    Question.objects.filter(pk=question.pk).update(status="ready")
    QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=place)
print(quiz.uuid)
"""
MAKE_LEARNERS = f"""
from django.contrib.auth.hashers import make_password
from people.actions.notices import record_notice_seen
from people.models import Person
from people.notices import AT_SIGN_IN
from people.queries.notices import current_notices
password = make_password({sites.PASSWORD!r})
Person.objects.bulk_create(
    Person(staff_number=f"BANC{{n}}", last_name=f"Banc{{n}}", first_name="A", password=password)
    for n in range({LEARNERS})
)
for person in Person.objects.filter(staff_number__startswith="BANC"):
    record_notice_seen(person=person, shown=current_notices(AT_SIGN_IN))
"""
SAVED = """
import json
from quizzes.models import AttemptItem
rows = AttemptItem.objects.filter(attempt__quiz__slug="banc").values_list(
    "attempt__uuid", "slot", "sequence", "response"
)
print(json.dumps([[str(uuid), slot, sequence, response] for uuid, slot, sequence, response in rows]))
"""


def measure() -> dict:
    return {"cpu of one request": _cpu(), f"{LEARNERS} learners at once": _load()}


# --- One request -------------------------------------------------------------------------------------


class Learner:
    """A browser in an attempt of its own."""

    def __init__(self, browser: Browser, quiz: str) -> None:
        self.browser, self.quiz, self.attempt, self.token = browser, quiz, "", ""
        self.sequence = 0
        self.kept: dict[int, tuple[int, str]] = {}

    def sign_in(self, name: str) -> None:
        self.browser.sign_in(name)
        self._read_token("/quiz/mes-resultats/")

    def start(self) -> None:
        status, _ = self.post(f"/quiz/commencer/{self.quiz}/")
        if status != 302:
            raise RuntimeError(f"starting answered {status}")
        found = re.search(r"/quiz/([0-9a-f-]{36})/", self.browser.location)
        self.attempt = found.group(1) if found else ""
        self._read_token(f"/quiz/{self.attempt}/")

    def page(self) -> int:
        return self.browser.ask("GET", f"/quiz/{self.attempt}/?q=3")[0]

    def save(self, slot: int = 3) -> int:
        """Each call is a newer answer; sending one again after a failure is one too."""
        self.sequence += 1
        choice = f"c{self.sequence % 4 + 1}"
        data = {"slot": str(slot), "sequence": str(self.sequence), "choice": choice}
        status, _ = self.post(f"/quiz/{self.attempt}/garder/", data)
        if status == 200:
            self.kept[slot] = (self.sequence, choice)
        return status

    def submit(self) -> int:
        return self.post(f"/quiz/{self.attempt}/terminer/")[0]

    def post(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        return self.browser.ask("POST", path, {"csrfmiddlewaretoken": self.token, **(data or {})})

    def _read_token(self, path: str) -> None:
        _, page = self.browser.ask("GET", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.token = token.group(1) if token else ""


def _cpu() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as top:
        settings = sites.environment(Path(top))
        sites.seed(settings)
        quiz = _shell(settings, MAKE_QUIZ).split()[-1]
        agent = sites.manage("demo_accounts", "--role", "agent", **settings).strip()
        with (
            Server(settings, "config.wsgi") as (url, pid),
            Server(settings, "benchmarks.bare") as (bare_url, bare_pid),
        ):
            learner, bare = Learner(Browser(url), quiz), Browser(bare_url)
            learner.sign_in(agent)
            return _in_turn(learner, bare, pid, bare_pid)


def _in_turn(learner: Learner, bare: Browser, pid: int, bare_pid: int) -> dict:
    cpu: dict[str, list[float]] = {}
    for turn in range(ROUNDS + 1):
        learner.start()
        asked = {
            "bare page": (bare_pid, lambda: bare.ask("GET", "/")[0], 200),
            "attempt page": (pid, learner.page, 200),
            "autosave": (pid, learner.save, 200),
        }
        for name, (process, ask, wanted) in asked.items():
            _count(cpu, name, process, [ask] * REQUESTS, wanted, keep=bool(turn))
        for _ in range(REQUESTS // 10):
            _count(cpu, "submit", pid, [learner.submit], 302, keep=bool(turn))
            learner.sequence = 0
            learner.start()
    yardstick = statistics.median(cpu["bare page"])
    return {
        name: {
            "cpu_ms_per_request": round(statistics.median(times), 2),
            "times_the_bare_page": round(statistics.median(times) / yardstick, 1),
        }
        for name, times in cpu.items()
    }


def _count(cpu: dict, name: str, pid: int, calls: list, wanted: int, *, keep: bool) -> None:
    """One submission is shorter than a tick of the clock that counts CPU: the mean of many is kept."""
    used = cpu_seconds(pid)
    for call in calls:
        status = call()
        if status != wanted:
            raise RuntimeError(f"{name} answered {status}")
    if keep:
        cpu.setdefault(name, []).append((cpu_seconds(pid) - used) * 1000 / len(calls))


# --- Many at once ------------------------------------------------------------------------------------


@dataclass
class Times:
    save: list[float] = field(default_factory=list)
    submit: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def _load() -> dict:
    try:
        with postgresql() as database, tempfile.TemporaryDirectory(prefix="passerelle-") as top:
            settings = sites.environment(Path(top)) | database
            sites.manage("migrate", "-v0", **settings)
            quiz = _shell(settings, MAKE_QUIZ).split()[-1]
            _shell(settings, MAKE_LEARNERS)
            with Server(settings, "config.wsgi", workers=WEB_WORKERS, threads=4) as (url, _pid):
                learners = _signed_in(url, quiz)
                times = _all_at_once(learners)
            return _figures(times, learners, json.loads(_shell(settings, SAVED).splitlines()[-1]))
    except Missing as missing:
        return {"not measured": str(missing)}


def _signed_in(url: str, quiz: str) -> list[Learner]:
    learners = [Learner(Browser(url), quiz) for _ in range(LEARNERS)]
    numbered = list(enumerate(learners))

    def enter(part: int) -> None:
        for number, learner in numbered[part::LOGINS]:
            learner.sign_in(f"BANC{number}")
            learner.start()

    _together([lambda part=part: enter(part) for part in range(LOGINS)])
    return learners


def _all_at_once(learners: list[Learner]) -> Times:
    times = Times()
    barrier = threading.Barrier(len(learners))

    def take(number: int, learner: Learner) -> None:
        # One that waited for the others to sign in was closed by the server: browsers see that.
        learner.browser.connection.close()
        barrier.wait()
        time.sleep(PAUSE * number / len(learners))  # nobody types in step
        for slot in range(1, SAVES_EACH + 1):
            _timed(times.save, times.refused, lambda slot=slot: learner.save(slot), 200)
            time.sleep(PAUSE)
        _timed(times.submit, times.refused, learner.submit, 302)

    _together([lambda n=n, one=one: take(n, one) for n, one in enumerate(learners)])
    return times


def _timed(times: list[float], refused: list[str], call, wanted: int) -> None:
    """As the page does: what could not be sent is sent again, a little later each time."""
    start = time.perf_counter()
    for wait in (*WAITS, None):
        try:
            status = call()
        except (OSError, http.client.HTTPException) as error:
            status, why = 0, type(error).__name__
        else:
            why = str(status)
        if status == wanted:
            times.append(time.perf_counter() - start)
            return
        refused.append(why)
        if wait is not None:
            time.sleep(wait)


def _together(calls: list) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _figures(times: Times, learners: list[Learner], rows: list) -> dict:
    stored = {(uuid, slot): (sequence, response) for uuid, slot, sequence, response in rows}
    acknowledged = [
        ((learner.attempt, slot), said)
        for learner in learners
        for slot, said in learner.kept.items()
    ]
    lost = [
        at for at, (sequence, choice) in acknowledged
        if stored.get(at) != (sequence, {"choice": choice})
    ]  # fmt: skip
    return {
        "autosave p95 ms": _p95(times.save),
        "submit p95 ms": _p95(times.submit),
        "saves acknowledged": len(acknowledged),
        "acknowledged saves lost": len(lost),
        "saves wanted": LEARNERS * SAVES_EACH,
        "requests sent again": dict(Counter(times.refused)),
    }


def _p95(seconds: list[float]) -> int:
    return round(statistics.quantiles(seconds, n=20)[-1] * 1000)


def _shell(settings: dict[str, str], code: str) -> str:
    return sites.manage("shell", "-v0", "--no-imports", "-c", code, **settings).strip()
