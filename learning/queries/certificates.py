"""Queries of who finished a path and has not had its certificate; what was passed, as it was then, in a path or a module."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import localdate, localtime
from wagtail.models import PageLogEntry

from learning.certificate_codes import normalise_code
from learning.models import Certificate, Enrolment, Lesson, LessonPage, ModuleGrant, Path
from learning.outline import LessonRow, ModuleRow, PathRow
from learning.policies import published_lesson_pages
from learning.queries.completion import annotate_completion
from people.models import Person
from quizzes.models import Quiz


PUBLISHED = "wagtail.publish"


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """The data of a completed path or module that a certificate keeps."""

    lessons: list[dict[str, Any]]
    minutes: int
    done_on: date


# --- Who is due one --------------------------------------------------------------------------------


def enrolments_to_certify() -> QuerySet[Enrolment]:
    """Return paths that are done, and whose certificate of this round is not there."""
    certificates = Certificate.objects.filter(
        person=OuterRef("person"), path=OuterRef("path"), issued_on__gte=OuterRef("round_from")
    )
    start = Coalesce(TruncDate("counts_from"), Value(date.min, output_field=DateField()))
    rows: QuerySet[Any] = annotate_completion(Enrolment.objects.all()).annotate(round_from=start)
    return rows.filter(~Exists(certificates), is_complete=1).order_by("pk")


def enrolments_to_certify_for(person: Person, lesson: Lesson) -> QuerySet[Enrolment]:
    """Return those that this lesson may just have completed."""
    of_lesson = Path.objects.filter(pk=OuterRef("path"), entries__module=lesson.module_id)
    return enrolments_to_certify().filter(Exists(of_lesson), person=person)


def enrolments_to_certify_after(person: Person, quiz: Quiz) -> QuerySet[Enrolment]:
    """Return those that passing this quiz may just have completed."""
    of_quiz = Path.objects.filter(pk=OuterRef("path"), entries__module__lessons__required_quiz=quiz)
    return enrolments_to_certify().filter(Exists(of_quiz), person=person).select_related("path")


def certificate_of_follower(person: Person, path: Path) -> Certificate | None:
    """Return the certificate of the round under way of somebody who follows the path."""
    enrolment = Enrolment.objects.filter(person=person, path=path).first()
    return current_certificate(enrolment) if enrolment else None


def current_certificate(enrolment: Enrolment) -> Certificate | None:
    """Return the certificate of the round under way: the first one, or the one since `counts_from`."""
    certificates = Certificate.objects.filter(person=enrolment.person_id, path=enrolment.path_id)
    if enrolment.counts_from is not None:
        certificates = certificates.filter(issued_on__gte=localdate(enrolment.counts_from))
    return certificates.order_by("-issued_on").first()


def shared_certificate(text: str) -> Certificate | None:
    """Return a certificate by what somebody typed; one that is not shared is not found."""
    code = normalise_code(text)
    return Certificate.objects.shared().select_related("person").filter(code=code).first()


# --- What it keeps ---------------------------------------------------------------------------------


def completed_path(row: PathRow, enrolment: Enrolment) -> CompletedCourse | None:
    """Return what was passed in a path that is done; None where nothing of it was done in this round."""
    return _completed(row.modules, enrolment.counts_from, _granted(enrolment, row))


def completed_module(row: ModuleRow) -> CompletedCourse | None:
    """Return what was passed in a module that is finished; None where it is not."""
    return _completed([row]) if row.is_finished else None


def _completed(
    modules: Sequence[ModuleRow], since: datetime | None = None, granted: Sequence[datetime] = ()
) -> CompletedCourse | None:
    done_here = [
        (module, lesson)
        for module in modules
        for lesson in module.lessons
        if lesson.done_at is not None
        and (since is None or lesson.done_at >= since)
        and (lesson.is_read or not lesson.is_granted)
    ]
    moments = [lesson.done_at for _module, lesson in done_here if lesson.done_at is not None]
    moments += granted
    if not moments:
        return None
    return CompletedCourse(
        lessons=_as_kept(done_here),
        minutes=sum(lesson.minutes for _module, lesson in done_here),
        done_on=localtime(max(moments)).date(),
    )


def _granted(enrolment: Enrolment, row: PathRow) -> list[datetime]:
    """Return when modules of the path were passed over."""
    grants = ModuleGrant.objects.filter(
        person=enrolment.person_id,
        module__in=[module.pk for module in row.modules if module.is_granted],
    )
    if enrolment.counts_from is not None:
        grants = grants.filter(granted_at__gte=enrolment.counts_from)
    return list(grants.values_list("granted_at", flat=True))


def _as_kept(lessons: Sequence[tuple[ModuleRow, LessonRow]]) -> list[dict[str, Any]]:
    revisions = _revisions({row.pk: row.done_at for _module, row in lessons if row.done_at})
    return [
        {
            "uuid": str(lesson.uuid),
            "title": lesson.title,
            "module": module.title,
            "revision": revisions.get(lesson.pk),
            "done_on": localtime(lesson.done_at).date().isoformat(),
        }
        for module, lesson in lessons
    ]


def _revisions(moments: dict[int, datetime]) -> dict[int, int]:
    """Return the key of the revision of each lesson's page that was live at its moment, where one was."""
    pages: dict[int, LessonPage] = {}
    wanted = published_lesson_pages().filter(record__in=moments).select_related("live_revision")
    for page in wanted.only("path", "record", "live_revision"):
        pages.setdefault(page.record_id or 0, page)
    published = _publications(page.pk for page in pages.values())
    revisions = {}
    for record, page in pages.items():
        moment = moments[record]
        before = [revision for at, revision in published.get(page.pk, ()) if at <= moment]
        live = page.live_revision
        if before:
            revisions[record] = before[-1]
        elif live is not None and live.created_at <= moment:
            revisions[record] = live.pk
    return revisions


def _publications(pages: Iterable[int]) -> dict[int, list[tuple[datetime, int]]]:
    """Return when which revision of each page went live, in order."""
    entries = PageLogEntry.objects.filter(
        page__in=list(pages), action=PUBLISHED, revision__isnull=False
    ).order_by("timestamp", "pk")
    publications: dict[int, list[tuple[datetime, int]]] = {}
    for page, revision, at in entries.values_list("page", "revision", "timestamp"):
        publications.setdefault(page, []).append((at, revision))
    return publications
