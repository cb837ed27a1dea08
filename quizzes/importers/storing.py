"""Writes what an import decided, with as many queries for a long file as for a short one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from quizzes.actions.bank import publish_version
from quizzes.enums import Origin, QuestionStatus
from quizzes.kinds.base import Spec
from quizzes.models import Category, Question, QuestionVersion, Tag
from quizzes.search import searchable_text


CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"
KEPT = "ignored"  # known with other content, which is left as it is
ROWS_AT_ONCE = 500
T = TypeVar("T")


@dataclass(slots=True)
class ImportEntry:
    """A question of the file, ready to be stored, and what becomes of it."""

    line: int
    key: str
    title: str
    category: str
    spec: Spec
    content: dict[str, Any]
    tags: tuple[str, ...] = ()
    outcome: str = ""
    question: Question | None = None

    @property
    def kind(self) -> str:
        return self.spec.kind


@transaction.atomic
def store_entries(
    *, entries: list[ImportEntry], origin: Origin, status: QuestionStatus = QuestionStatus.READY
) -> None:
    """All of them or none. Raises IntegrityError where somebody else has just stored the same."""
    new = [entry for entry in entries if entry.outcome == CREATED]
    _create(new, origin, status)
    changed = [entry for entry in entries if entry.outcome == CHANGED]
    for entry in changed:
        if entry.question is not None:
            publish_version(question=entry.question, spec=entry.spec)
    _tag([*new, *changed])
    _log(new, "wagtail.create")
    _log(changed, "wagtail.edit")
    first = {entry.key: entry.question for entry in reversed(entries) if entry.question}
    for entry in entries:
        entry.question = entry.question or first[entry.key]


def _create(new: list[ImportEntry], origin: Origin, status: QuestionStatus) -> None:
    categories = get_or_create_categories(entry.category for entry in new)
    for entry in new:
        entry.question = Question(
            title=entry.title,
            category=categories[entry.category],
            status=status,
            origin=origin,
            external_id=entry.key,
            searchable=searchable_text(entry.title, entry.spec),
        )
    created = [entry.question for entry in new if entry.question is not None]
    Question.objects.bulk_create(created)
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(question=entry.question, number=1, spec=entry.content) for entry in new
    )
    for question, version in zip(created, versions, strict=True):
        question.current_version = version
    Question.objects.bulk_update(created, ["current_version"], batch_size=ROWS_AT_ONCE)


def _log(entries: list[ImportEntry], action: str) -> None:
    """Write down who takes these in; a command is nobody."""
    context = get_active_log_context()
    if context.user is None:
        return
    kind = ContentType.objects.get_for_model(Question)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=str(entry.question.pk),
            label=entry.question.title,
            action=action,
            timestamp=timezone.now(),
            user=context.user,
            uuid=context.uuid,
            content_changed=True,
        )
        for entry in entries
        if entry.question is not None
    )


def _tag(entries: list[ImportEntry]) -> None:
    """Tags are added; those that an editor gave stay."""
    names = sorted({name for entry in entries for name in entry.tags})
    if not names:
        return
    Tag.objects.bulk_create((Tag(name=name) for name in names), ignore_conflicts=True)
    tags = {tag.name: tag.pk for tag in Tag.objects.filter(name__in=names)}
    given = Question.tags.through
    given.objects.bulk_create(
        (
            given(question_id=entry.question.pk, tag_id=tags[name])
            for entry in entries
            if entry.question is not None
            for name in dict.fromkeys(entry.tags)
        ),
        ignore_conflicts=True,
    )


def get_or_create_categories(names: Iterable[str]) -> dict[str, Category]:
    wanted = sorted(set(names))
    Category.objects.bulk_create((Category(name=name) for name in wanted), ignore_conflicts=True)
    return {
        category.name: category
        for some in in_parts(wanted)
        for category in Category.objects.filter(name__in=some)
    }


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut values, each once, into parts: databases limit how many one query may name."""
    wanted = list(dict.fromkeys(value for value in values if value))
    return (wanted[at : at + ROWS_AT_ONCE] for at in range(0, len(wanted), ROWS_AT_ONCE))
