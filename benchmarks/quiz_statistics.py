"""Statistics of a quiz of 40 questions after 50,000 first attempts, from the rows to the snapshot."""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django
from django.db import connection, transaction
from django.utils.timezone import now

from tests.e2e import site as sites


ATTEMPTS, QUESTIONS, CHOICES = 50_000, 40, 4
PART = 5_000


def measure() -> dict:
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as folder:
        settings = sites.environment(Path(folder))
        sites.manage("migrate", "-v0", **settings)
        _run("fill", settings)
        return json.loads(_run("publish", settings))


def _run(step: str, settings: dict[str, str]) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.quiz_statistics", step]
    done = subprocess.run(
        command, cwd=sites.ROOT, env=os.environ | settings, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


def fill() -> None:
    from people.models import Person  # noqa: PLC0415 - Django is set up first
    from quizzes.actions.bank import publish_version  # noqa: PLC0415
    from quizzes.kinds.choices import Choice, with_choice_ids  # noqa: PLC0415
    from quizzes.kinds.single_choice import SingleChoice  # noqa: PLC0415
    from quizzes.models import Attempt, Category, Question, Quiz  # noqa: PLC0415
    from quizzes.values.marks import FULL, NOTHING  # noqa: PLC0415
    from quizzes.values.texts import Rich  # noqa: PLC0415

    quiz = Quiz.objects.create(title="Grand", slug="grand")
    category = Category.objects.create(name="Mesure")
    versions = []
    for number in range(QUESTIONS):
        texts = [
            Choice(text=Rich(f"{one}"), fraction=FULL if one == 0 else NOTHING)
            for one in range(CHOICES)
        ]
        question = Question.objects.create(title=f"{number}", category=category, status="ready")
        asked = SingleChoice(text=Rich(f"Question {number}"), choices=with_choice_ids(texts))
        versions.append(publish_version(question=question, spec=asked).pk)
    people = [
        Person(email=f"a{number}@exemple.fr", staff_number=f"{number}")
        for number in range(ATTEMPTS)
    ]
    people = Person.objects.bulk_create(people, batch_size=PART)
    when = now()
    attempts = [
        Attempt(
            quiz=quiz,
            learner=one,
            pass_percent=80,
            max_points=QUESTIONS,
            started_at=when,
            submitted_at=when,
        )
        for one in people
    ]
    attempts = Attempt.objects.bulk_create(attempts, batch_size=PART)
    _answers([one.pk for one in attempts], versions)


def _answers(attempts: list[int], versions: list[int]) -> None:
    chance = random.Random(1)
    said = [json.dumps({"choice": f"c{one + 1}"}) for one in range(CHOICES)]
    columns = "attempt_id, slot, version_id, response, sequence, fraction, max_points, tries"
    statement = f"INSERT INTO quizzes_attemptitem ({columns}) VALUES (%s, %s, %s, %s, 1, %s, 1, 1)"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(attempts), PART):
            rows = []
            for attempt in attempts[start : start + PART]:
                ability = chance.random()
                for slot, version in enumerate(versions, start=1):
                    one = 0 if chance.random() < ability else chance.randrange(CHOICES)
                    rows.append((attempt, slot, version, said[one], int(one == 0)))
            cursor.executemany(statement, rows)


def publish() -> None:
    from quizzes.actions.statistics import publish_statistics  # noqa: PLC0415
    from quizzes.models import Quiz  # noqa: PLC0415
    from quizzes.queries.statistics import published_of  # noqa: PLC0415

    quiz = Quiz.objects.get()
    before = _peak_mib()
    start, cpu = time.perf_counter(), time.process_time()
    [snapshot] = publish_statistics(quiz=quiz)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    start = time.perf_counter()
    published_of(quiz)
    figures = {
        "attempts": ATTEMPTS,
        "questions": QUESTIONS,
        "counted": snapshot.n,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "reading_page_ms": round(1000 * (time.perf_counter() - start), 1),
        "snapshot_kib": len(json.dumps(snapshot.data)) // 1024,
        "peak_mib_before": before,
        "peak_mib": _peak_mib(),
    }
    print(json.dumps(figures))


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    {"fill": fill, "publish": publish}[sys.argv[1]]()
