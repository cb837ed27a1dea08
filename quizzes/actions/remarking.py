"""Marking answers again by a corrected key: each once in each run, however often the run is cut off."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from people.actions.outbox import enqueue_task
from people.models import OutboxTask, Person
from quizzes.actions.scoring import earned_share, write_score
from quizzes.models import (
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
    RemarkedItem,
    RemarkRun,
)
from quizzes.pass_registry import notify_passed
from quizzes.queries.remarking import reading_in_answer_language, readings_of
from quizzes.queries.translations import editions_of
from quizzes.rekeying import KeyReading


REMARK = "quizzes.tasks.remark_task"
BATCH = 200
# Shares that differ by less were rounded at another time, not marked otherwise.
SAME = Decimal("0.0001")


def new_fraction(item: AttemptItem, reading: KeyReading, *, only_raises: bool) -> Decimal:
    """Return the share by the corrected key: `before` where nothing changes, or where it would only fall."""
    after = earned_share(item.attempt, item, reading.spec, read=reading.response)
    assert after is not None  # an open answer has no reading
    before = item.fraction
    if before is None:
        return after
    stays = abs(after - before) < SAME or (only_raises and after < before)
    return before if stays else after


@transaction.atomic
def start_remark(
    *,
    question: Question,
    versions: Collection[QuestionVersion],
    only_raises: bool,
    by: Person | None,
) -> RemarkRun:
    """Write down what `continue_remark` is to mark again by the version in force. Raises ValidationError where a
    run is to be finished, or that version cannot read the answers to one of these."""
    locked = Question.objects.select_for_update().get(pk=question.pk)
    unfinished = RemarkRun.objects.unfinished().filter(question=locked)
    keys = [_task_key(pk) for pk in unfinished.values_list("pk", flat=True)]
    if OutboxTask.objects.filter(key__in=keys).exists():
        raise ValidationError(
            _("The results of this question are being corrected already."), code="running"
        )
    unfinished.update(finished_at=Now())  # an administrator dismissed what was to finish them
    readings = readings_of(locked)
    if (
        locked.current_version is None
        or not versions
        or any(readings.get(version.pk) is None for version in versions)
    ):
        raise ValidationError(
            _("Choose earlier versions whose answers can be read by the version in force."),
            code="unreadable",
        )
    run = RemarkRun.objects.create(
        question=locked, version=locked.current_version, only_raises=only_raises, started_by=by
    )
    run.sources.set(versions)
    enqueue_task(REMARK, run.pk, key=_task_key(run.pk))
    return run


def _task_key(run_pk: int) -> str:
    return f"remark {run_pk}"


def continue_remark(run: RemarkRun, *, batches: int | None = None) -> bool:
    """Go on until it is finished, or for so many batches, and return whether it is. Two at once share the work."""
    done = 0
    while batches is None or done < batches:
        if not _next_batch(run.pk):
            return True
        done += 1
    return False


@transaction.atomic
def _next_batch(run_pk: int) -> bool:
    # no_key: a submission that notes the run in its own rows need not wait for it.
    run = RemarkRun.objects.select_for_update(no_key=True).select_related(None).get(pk=run_pk)
    if run.finished_at is not None:
        return False
    sources = run.sources.values("pk")
    listed = (
        AttemptItem.objects.filter(version__in=sources, pk__gt=run.cursor)
        .order_by("pk")
        .values_list("pk", "attempt_id")[:BATCH]
    )
    numbers = list(listed)
    if not numbers:
        RemarkRun.objects.filter(pk=run.pk).update(finished_at=Now())
        return False
    counts = _remark(run, [pk for pk, attempt in numbers], {attempt for pk, attempt in numbers})
    RemarkRun.objects.filter(pk=run.pk).update(
        cursor=numbers[-1][0],
        **{name: F(name) + count for name, count in counts.items()},
    )
    return True


def _remark(run: RemarkRun, pks: list[int], attempts: set[int]) -> dict[str, int]:
    """An attempt that is submitted at this moment is waited for; an open one is its submission's."""
    locked = list(
        Attempt.objects.select_for_update(of=("self",)).filter(pk__in=attempts).order_by("pk")
    )
    closed = {attempt.pk: attempt for attempt in locked if not attempt.is_open}
    items = (
        AttemptItem.objects.filter(pk__in=pks, attempt__in=closed, fraction__isnull=False)
        .exclude(remarks__run=run)
        .select_related("attempt", "translation")
        .order_by("pk")
    )
    rows, changed = _remarked(run, items)
    RemarkedItem.objects.bulk_create(rows)
    AttemptItem.objects.bulk_update(changed, ["fraction"])
    gains = [row.after - (row.before or 0) for row in rows]
    touched = [closed[pk] for pk in sorted({item.attempt_id for item in changed})]
    return {
        "examined": len(rows),
        "raised": sum(gain > 0 for gain in gains),
        "lowered": sum(gain < 0 for gain in gains),
        **_settled(touched),
    }


def _remarked(
    run: RemarkRun, items: Iterable[AttemptItem]
) -> tuple[list[RemarkedItem], list[AttemptItem]]:
    """What the run makes of each item, and those whose fraction changes."""
    readings, editions = readings_of(run.question, by=run.version), editions_of(run.version)
    rows, changed = [], []
    for item in items:
        reading = reading_in_answer_language(item, readings[item.version_id], editions)
        before = item.fraction
        if reading is None or before is None:
            continue
        after = new_fraction(item, reading, only_raises=run.only_raises)
        rows.append(RemarkedItem(run=run, item=item, before=before, after=after))
        if after != before:
            item.fraction = after
            changed.append(item)
    return rows, changed


def _settled(attempts: Sequence[Attempt]) -> dict[str, int]:
    """New scores for attempts that are locked; how many are passed since, or no longer."""
    by_attempt: dict[int, list[AttemptItem]] = {attempt.pk: [] for attempt in attempts}
    for item in AttemptItem.objects.filter(attempt__in=by_attempt).select_related("version"):
        by_attempt[item.attempt_id].append(item)
    for attempt in attempts:
        write_score(attempt, by_attempt[attempt.pk])
    now = set(Attempt.objects.passed().filter(pk__in=by_attempt).values_list("pk", flat=True))
    before = {attempt.pk for attempt in attempts if attempt.is_passed}
    for attempt in Attempt.objects.filter(pk__in=now - before).select_related("learner"):
        notify_passed(attempt)
    return {"now_passed": len(now - before), "no_longer_passed": len(before - now)}


def mark_by_corrected_keys(items: Sequence[AttemptItem]) -> None:
    """Mark, for a submission whose attempt is locked, what was asked before a key was corrected: by every run
    that was written before the lock; a later one finds it submitted."""
    items_by_version = {item.version_id: item for item in items if item.fraction is not None}
    if not items_by_version:
        return
    link = RemarkRun.sources.through
    links = link.objects.filter(questionversion__in=items_by_version).select_related(
        "remarkrun__version", "remarkrun__question"
    )
    runs = {row.questionversion_id: row.remarkrun for row in links.order_by("remarkrun_id")}
    rows = []
    for version, run in runs.items():
        item = items_by_version[version]
        readings = readings_of(run.question, by=run.version)
        reading = reading_in_answer_language(item, readings[version], editions_of(run.version))
        if reading is not None:
            item.fraction = new_fraction(item, reading, only_raises=run.only_raises)
            rows.append(RemarkedItem(run=run, item=item, before=None, after=item.fraction))
    RemarkedItem.objects.bulk_create(rows)
