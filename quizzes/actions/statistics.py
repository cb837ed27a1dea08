"""Publishes what is known of quizzes: each learner’s first attempt is read once, in one batch."""

import random
from collections.abc import Iterator

import numpy as np
from django.conf import settings
from django.db import transaction

from core.site_settings import value_of
from quizzes.models import Attempt, Quiz, StatisticsSnapshot
from quizzes.queries.statistics import Unread, counted_so_far, unread, unread_first_attempts
from quizzes.statistics.disclosure import Batch, Codes, Rule, publish_drawn, publish_same


CHUNK = 1_000
GROWTH = 10  # a further batch is at least a tenth of those counted before
DRAWN = "drawn"


def publication_rule() -> Rule:
    return Rule.for_production(value_of("PUBLICATION_THRESHOLD"), settings.PUBLICATION_COALITION)


@transaction.atomic
def publish_statistics(*, quiz: Quiz, dry_run: bool = False) -> list[StatisticsSnapshot]:
    """Publish a snapshot of each batch that is large enough. A dry run returns unsaved ones without figures: lots
    drawn twice over the same people would tell who was left out."""
    rule = publication_rule()
    Quiz.objects.select_for_update(of=("self",)).get(pk=quiz.pk)
    attempts = unread_first_attempts(quiz)
    least = max(rule.least, -(-counted_so_far(quiz) // GROWTH))
    if len(attempts) < least:
        return []
    answers = unread(quiz, attempts)
    is_drawn = quiz.max_questions is not None or quiz.draws.exists()
    ready = list(_drawn_rows(answers, rule) if is_drawn else _same_rows(answers, least))
    if dry_run:
        return [StatisticsSnapshot(quiz=quiz) for _ in ready]
    return [_publish(quiz, answers, rows, rule, is_drawn=is_drawn) for rows in ready]


def _same_rows(answers: Unread, least: int) -> Iterator[Codes]:
    """People who were asked the same, where there are enough of them. What asks nothing has form 0."""
    for form in np.unique(answers.form):
        rows = np.flatnonzero(answers.form == form)
        if form and len(rows) >= least:
            yield rows


def _drawn_rows(answers: Unread, rule: Rule) -> Iterator[Codes]:
    """Everybody, once half of the questions were asked of enough people."""
    rows = np.flatnonzero(answers.form)
    counts = np.bincount(answers.table["item"])
    counts = counts[counts > 0]
    enough = sum(rule.is_enough(count) for count in counts.tolist())
    if len(rows) and 2 * enough >= len(counts):
        yield rows


def _publish(
    quiz: Quiz, answers: Unread, rows: Codes, rule: Rule, *, is_drawn: bool
) -> StatisticsSnapshot:
    batch: Batch = answers.batch(rows)
    chance = random.SystemRandom()
    publish = publish_drawn if is_drawn else publish_same
    data = publish(batch, rule, chance)
    data["form"] = DRAWN if is_drawn else f"{answers.form[rows[0]]:016x}"
    snapshot = StatisticsSnapshot.objects.create(quiz=quiz, n=data["n"], data=data)
    snapshot.questions.set({item["question"] for item in data["items"]})
    read = answers.attempts[rows].tolist()
    for start in range(0, len(read), CHUNK):
        Attempt.objects.filter(pk__in=read[start : start + CHUNK]).update(is_counted=True)
    return snapshot
