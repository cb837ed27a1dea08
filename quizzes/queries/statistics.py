"""Answers for statistics, in bulk, and the statistics that are out. Never writes.

Pages read `published_of`, `published_items` and nothing else here: the rest is for the publication alone.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import (
    Case,
    F,
    FloatField,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from people.models import Person
from quizzes.behaviours import share_without_certainty
from quizzes.enums import Behaviour, Certainty, Purpose
from quizzes.kinds.base import kinds_where
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz, StatisticsSnapshot
from quizzes.specs.codec import from_dict
from quizzes.statistics.disclosure import Batch, Codes, Item
from quizzes.statistics.pooling import ItemReading, QuizReading, read_published, read_published_item
from quizzes.statistics.questions import (
    NO_ANSWER,
    chosen_ids,
    item_fingerprint,
)


CHUNK = 20_000
UNASKED = -1
NO_CHOICE: frozenset[str] = frozenset()
ROW = np.dtype(
    [("row", "i4"), ("item", "i4"), ("fraction", "f8"), ("points", "f4"), ("said", "i4")]
)


@dataclass(frozen=True, slots=True)
class Unread:
    """First attempts of a quiz that no snapshot has read. `form`, a row each: the same for the same items."""

    attempts: NDArray[np.int64]
    form: NDArray[np.uint64]
    table: NDArray[np.void]
    items: Sequence[Item]
    responses: Sequence[str]

    def batch(self, rows: Codes) -> Batch:
        """The answers of these attempts, with the items that they were asked."""
        place = np.full(len(self.attempts), UNASKED)
        place[rows] = np.arange(len(rows))
        own = self.table[place[self.table["row"]] != UNASKED]
        item_indexes = np.unique(own["item"])
        column = np.zeros(len(self.items), dtype=np.int64)
        column[item_indexes] = np.arange(len(item_indexes))
        at = place[own["row"]], column[own["item"]]
        fractions = np.full((len(rows), len(item_indexes)), np.nan)
        fractions[at] = own["fraction"]
        responses = np.full(fractions.shape, UNASKED)
        responses[at] = own["said"]
        points = np.zeros(len(item_indexes))
        points[at[1]] = own["points"]
        items = [
            replace(self.items[one], points=float(value))
            for one, value in zip(item_indexes, points, strict=True)
        ]
        picks, sets = self._picks(items, responses)
        return Batch(items, fractions, picks, sets)

    def _picks(
        self, items: Sequence[Item], said: Codes
    ) -> tuple[list[Codes | None], list[list[frozenset[str]]]]:
        picks: list[Codes | None] = []
        sets: list[list[frozenset[str]]] = []
        for index, item in enumerate(items):
            if not item.choices:
                picks.append(None)
                sets.append([])
                continue
            known, codes = np.unique(said[:, index], return_inverse=True)
            picks.append(codes)
            sets.append([self._chosen(code) for code in known.tolist()])
        return picks, sets

    def _chosen(self, code: int) -> frozenset[str]:
        return NO_CHOICE if code == UNASKED else chosen_ids(json.loads(self.responses[code]))


def unread_first_attempts(quiz: Quiz) -> list[int]:
    """The marked first attempt of each member of staff of whom none was read; placements are none.

    Of those begun once they had proved who they are: whoever holds all accounts of a batch but one reads that one
    between the lots, and an account may be in other hands until then (docs/decisions/0052).
    """
    attempts = Attempt.objects.filter(quiz=quiz, learner__in=Person.objects.staff())
    attempts = attempts.exclude(purpose=Purpose.PLACEMENT)
    marked = set(Attempt.objects.marked().filter(quiz=quiz).values_list("pk", flat=True))
    first: dict[int, int] = {}
    read_already = set()
    rows = attempts.order_by("started_at", "pk").values_list(
        "pk", "learner_id", "is_counted", "started_at", "learner__identity_proven_at"
    )
    for pk, learner, is_counted, started_at, proven_at in rows.iterator(chunk_size=CHUNK):
        if proven_at is not None and proven_at <= started_at:
            first.setdefault(learner, pk)
        if is_counted:
            read_already.add(learner)
    return [pk for learner, pk in first.items() if pk in marked and learner not in read_already]


def unread(quiz: Quiz, attempts: Sequence[int]) -> Unread:
    """Return what these attempts, as `unread_first_attempts` gives them, were asked and answered."""
    place = {pk: row for row, pk in enumerate(attempts)}
    items, of_version = _items(quiz)
    responses: dict[str, int] = {}
    answered = AttemptItem.objects.filter(
        attempt__quiz=quiz, attempt__is_counted=False, attempt__submitted_at__isnull=False
    )
    values = answered.order_by().values_list(
        "attempt_id",
        "version_id",
        Cast("fraction", FloatField()),
        Cast("max_points", FloatField()),
        Cast("response", TextField()),
        Case(  # how sure one was, which is not asked of an open answer
            When(
                Q(attempt__behaviour=Behaviour.CERTAINTY)
                & ~Q(version__kind__in=kinds_where(is_open=True)),
                then=Coalesce("certainty", Value(Certainty.UNSURE)),
            ),
            default=None,
            output_field=IntegerField(),
        ),
    )

    def rows() -> Iterator[tuple[int, int, float, float, int]]:
        for attempt, version, fraction, points, response, sure in values.iterator(chunk_size=CHUNK):
            row, item = place.get(attempt), of_version.get(version)
            if row is None or item is None or not points:
                continue
            share = math.nan if fraction is None else fraction
            share = (
                share_without_certainty(share, sure) if sure and not math.isnan(share) else share
            )
            yield row, item, share, points, responses.setdefault(response, len(responses))

    table = np.fromiter(rows(), dtype=ROW)
    form = _forms(table, items, len(attempts))
    return Unread(np.array(attempts, dtype=np.int64), form, table, items, list(responses))


def _forms(table: NDArray[np.void], items: Sequence[Item], attempts: int) -> NDArray[np.uint64]:
    """The sum, over what an attempt was asked, of numbers that look random."""
    cents = np.rint(table["points"] * 100).astype(np.int64)
    known, which = np.unique(table["item"].astype(np.int64) << 32 | cents, return_inverse=True)
    names = [f"{items[code >> 32].key} {code & 0xFFFFFFFF}" for code in known.tolist()]
    tokens = [int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) for name in names]
    form = np.zeros(attempts, dtype=np.uint64)
    if tokens:
        np.add.at(form, table["row"], np.array(tokens, dtype=np.uint64)[which])
    return form


def _items(quiz: Quiz) -> tuple[list[Item], dict[int, int]]:
    """The items that the quiz ever asked, and which of them each version is. The newest version speaks."""
    versions = QuestionVersion.objects.filter(
        pk__in=AttemptItem.objects.filter(attempt__quiz=quiz).order_by().values("version")
    ).order_by("question", "number")
    items: dict[str, Item] = {}
    keys: dict[int, str] = {}
    for version in versions:
        spec = from_dict(version.spec)
        if spec.counts_points:
            keys[version.pk] = key = f"{version.question_id}-{item_fingerprint(spec)}"
            choices = spec.ranked_choices()
            items[key] = Item(
                key=key,
                question=version.question_id,
                version=version.pk,
                points=0,
                guess=spec.random_guess(),
                choices=(*choices, NO_ANSWER) if choices else (),
                is_exclusive=spec.is_exclusive,
            )
    order = {key: index for index, key in enumerate(items)}
    return list(items.values()), {pk: order[key] for pk, key in keys.items()}


def counted_so_far(quiz: Quiz) -> int:
    return StatisticsSnapshot.objects.filter(quiz=quiz).aggregate(n=Sum("n"))["n"] or 0


# --- What is out ------------------------------------------------------------------------------------


def published_of(quiz: Quiz) -> QuizReading | None:
    """All that is known of a quiz, None before its first snapshot."""
    return read_published(
        [one.data for one in _newest_first(StatisticsSnapshot.objects.filter(quiz=quiz))]
    )


def published_items(question: Question) -> list[tuple[Quiz, list[ItemReading]]]:
    """Return a question's figures by quiz, its newest wording first. Quizzes are not added up: people may overlap."""
    snapshots = StatisticsSnapshot.objects.filter(questions=question).select_related("quiz")
    by_quiz: dict[Quiz, dict[str, list[dict[str, Any]]]] = {}
    for snapshot in _newest_first(snapshots):
        of_quiz = by_quiz.setdefault(snapshot.quiz, {})
        for item in snapshot.data["items"]:
            if item["question"] == question.pk:
                of_quiz.setdefault(item["key"], []).append(item)
    return [
        (quiz, [read_published_item(batches) for batches in of_quiz.values()])
        for quiz, of_quiz in sorted(by_quiz.items(), key=lambda one: (one[0].title, one[0].pk))
    ]


def _newest_first(snapshots: QuerySet[StatisticsSnapshot]) -> QuerySet[StatisticsSnapshot]:
    return snapshots.order_by(F("made_at").desc(), F("pk").desc())
