"""Learners in an attempt, for the benches and for `./run faults`."""

import re

from benchmarks.browser import CSRF, Browser
from tests.e2e import site as sites


QUESTIONS, LEARNERS = 20, 300
LATEST = "/quiz/mes-resultats/"

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


class Learner:
    """A browser in an attempt of its own."""

    def __init__(self, browser: Browser, quiz: str) -> None:
        self.browser, self.quiz, self.attempt, self.token = browser, quiz, "", ""
        self.sequence = 0
        self.kept: dict[int, tuple[int, str]] = {}

    def sign_in(self, name: str) -> None:
        self.browser.sign_in(name)
        self._read_token(LATEST)

    def start(self) -> None:
        status, _ = self.post(f"/quiz/commencer/{self.quiz}/")
        if status != 302:
            raise RuntimeError(f"starting answered {status}")
        found = re.search(r"/quiz/([0-9a-f-]{36})/", self.browser.location)
        self.attempt = found.group(1) if found else ""
        self._read_token(f"/quiz/{self.attempt}/")

    def page(self) -> tuple[int, str]:
        return self.browser.ask("GET", f"/quiz/{self.attempt}/?q=3")

    def save(self, slot: int = 3) -> int:
        """Save a newer answer at each call, also after a failure."""
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
        token = re.search(CSRF, page)
        self.token = token.group(1) if token else ""
