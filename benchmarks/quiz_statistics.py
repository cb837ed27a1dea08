"""Statistics of a quiz of 40 questions after 10,000 first attempts, from the rows to the snapshot."""

import json
import os
import random
import sys
from typing import Any

import django
from django.db import connection
from django.utils.timezone import now

from benchmarks import large
from benchmarks.machine import peak_mib, timed
from benchmarks.servers import Servers, in_own_process


ATTEMPTS, QUESTIONS, CHOICES = 10_000, 40, 4
PART, READINGS = 5_000, 20


def measure(servers: Servers) -> dict[str, Any]:
    settings = servers.settings("quiz_statistics")
    in_own_process("quiz_statistics", settings, "fill")
    figures = in_own_process("quiz_statistics", settings, "publish")
    servers.drop("quiz_statistics")
    return figures


def fill() -> int:
    from people.enums import IdentityProof  # noqa: PLC0415 - Django is set up first
    from people.models import Person  # noqa: PLC0415
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
        Person(
            email=f"a{number}@exemple.fr",
            staff_number=f"{number}",
            identity_proven_at=large.PROVEN_AT,
            identity_proof=IdentityProof.SINGLE_SIGN_ON,
        )
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
    return ATTEMPTS


def _answers(attempts: list[int], versions: list[int]) -> None:
    chance = random.Random(1)
    said = [json.dumps({"choice": f"c{one + 1}"}) for one in range(CHOICES)]
    columns = "attempt_id, slot, version_id, response, sequence, fraction, max_points, tries, tried"
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY quizzes_attemptitem ({columns}) FROM STDIN") as copy:
            for attempt in attempts:
                ability = chance.random()
                for slot, version in enumerate(versions, start=1):
                    one = 0 if chance.random() < ability else chance.randrange(CHOICES)
                    copy.write_row(
                        (attempt, slot, version, said[one], 1, int(one == 0), 1, 1, "[]")
                    )
        cursor.execute("ANALYZE")


def publish() -> dict:
    from quizzes.actions.statistics import publish_statistics  # noqa: PLC0415
    from quizzes.models import Quiz  # noqa: PLC0415
    from quizzes.queries.statistics import published_of  # noqa: PLC0415

    quiz, before = Quiz.objects.get(), peak_mib()
    publishing, [snapshot] = timed(lambda: publish_statistics(quiz=quiz))
    after = peak_mib()
    reading, _page = timed(lambda: [published_of(quiz) for _ in range(READINGS)])
    return {
        "ms": {"publication": publishing, f"{READINGS} readings": reading},
        "attempts": ATTEMPTS,
        "questions": QUESTIONS,
        "counted": snapshot.n,
        "snapshot_kib": len(json.dumps(snapshot.data)) // 1024,
        "peak_mib_before": before,
        "peak_mib": after,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps({"fill": fill, "publish": publish}[sys.argv[1]]()))
