"""Queries of a person's record of learning: the paths that they follow or finished, what they did beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from core.site_settings import value_of
from learning.enums import GrantSource, TranscriptKind
from learning.models import Certificate, Enrolment, LessonProgress, Path
from learning.outline import ModuleRow, PathRow
from learning.policies import (
    certificates_visible_to,
    grants_visible_to,
    published_module_pages,
)
from learning.queries.modules import module_rows
from learning.queries.paths import followed_paths
from learning.transcript_registry import TranscriptLine, registered_lines
from people.models import Person
from quizzes.enums import Purpose
from quizzes.policies import attempts_visible_to
from quizzes.queries.results import quiz_title_expression


BY_WORKSHOP = _("{workshop}, for the module “{module}”")


def renewal_period() -> timedelta:
    """Return how long before its end a certificate may be renewed."""
    return timedelta(days=value_of("CERTIFICATE_RENEWAL_DAYS"))


class PathStanding(StrEnum):
    """The states of a path in the record."""

    UNDER_WAY = "under_way"
    DONE = "done"  # and its certificate not made yet
    CERTIFIED = "certified"
    ENDED = "ended"  # the certificate is no longer valid


@dataclass(frozen=True, slots=True)
class TranscriptPath:
    """A path under way, or one round of it that was finished, with its certificate."""

    path: UUID
    title: str
    stand: PathStanding
    progress: PathRow | None = None
    certificate: Certificate | None = None
    may_renew: bool = False

    @property
    def done_on(self) -> date | None:
        return self.certificate.issued_on if self.certificate else None


@dataclass(frozen=True, slots=True)
class Transcript:
    paths: tuple[TranscriptPath, ...]
    lines: tuple[TranscriptLine, ...]

    @property
    def is_empty(self) -> bool:
        return not self.paths and not self.lines

    @property
    def years(self) -> list[int]:
        """Return those in which something was finished, the last first."""
        days = [path.done_on for path in self.paths] + [line.done_on for line in self.lines]
        return sorted({day.year for day in days if day is not None}, reverse=True)

    def of_year(self, year: int) -> "Transcript":
        """Return what was finished in a year."""

        def is_of_year(line: TranscriptPath | TranscriptLine) -> bool:
            return line.done_on is not None and line.done_on.year == year

        return Transcript(
            paths=tuple(filter(is_of_year, self.paths)),
            lines=tuple(filter(is_of_year, self.lines)),
        )


def transcript_of(person: Person, *, on: date) -> Transcript:
    """Return all of it, what was done last first. As many queries for little as for much."""
    registered = registered_lines(person)
    modules, granted = _modules(person, {line.completes for line in registered})
    lines = [*modules, *_quizzes(person), *(_with_module(line, granted) for line in registered)]
    lines.sort(key=lambda line: (line.done_on, str(line.title)), reverse=True)
    return Transcript(paths=tuple(_paths(person, on)), lines=tuple(lines))


# --- Paths -------------------------------------------------------------------------------------------


def _paths(person: Person, on: date) -> list[TranscriptPath]:
    certificates = list(
        certificates_visible_to(person)
        .exclude(path=None)
        .select_related("path")
        .order_by("-issued_on")
    )
    rounds = dict(Enrolment.objects.filter(person=person).values_list("path", "counts_from"))
    open_rows = [
        row for row in followed_paths(person) if not _in_round(certificates, row.pk, rounds)
    ]
    under_way = {row.pk for row in open_rows}
    lines = [
        TranscriptPath(
            row.uuid,
            row.title,
            PathStanding.DONE if row.is_done else PathStanding.UNDER_WAY,
            progress=row,
        )
        for row in open_rows
    ]
    last: set[int | None] = set()
    for certificate in certificates:
        is_last = certificate.path_id not in last and certificate.path_id not in under_way
        last.add(certificate.path_id)
        lines.append(
            _certified(certificate, on, may_renew=is_last and certificate.path_id in rounds)
        )
    return lines


def _in_round(certificates: Iterable[Certificate], path: int, rounds: dict[int, Any]) -> bool:
    """Whether there is a certificate of the round that is under way."""
    since = rounds.get(path)
    first = localdate(since) if since else date.min
    return any(
        certificate.path_id == path and certificate.issued_on >= first
        for certificate in certificates
    )


def _certified(certificate: Certificate, on: date, *, may_renew: bool) -> TranscriptPath:
    path = certificate.path
    assert path is not None
    return TranscriptPath(
        path=path.uuid,
        title=certificate.title,
        stand=PathStanding.CERTIFIED if certificate.is_valid_on(on) else PathStanding.ENDED,
        certificate=certificate,
        may_renew=may_renew and is_renewable(certificate, on),
    )


def is_renewable(certificate: Certificate, on: date) -> bool:
    return certificate.expires_on is not None and certificate.expires_on <= on + renewal_period()


# --- Beside them -------------------------------------------------------------------------------------


def _modules(person: Person, named: set[int | None]) -> tuple[list[TranscriptLine], dict[int, str]]:
    """Return lines for those of no path that this person follows or has finished, and the titles of those that
    have no line of their own: coming to a workshop that is `named` did all of it."""
    progress = LessonProgress.objects.filter(
        person=person, lesson__module=OuterRef("record")
    ).exclude(read_at=None)
    grants = set(grants_visible_to(person).order_by().values_list("module", "source"))
    by_presence = {module for module, source in grants if source == GrantSource.PRESENCE}
    otherwise = {module for module, source in grants if source != GrantSource.PRESENCE}
    known = Path.objects.filter(entries__module=OuterRef("record")).filter(
        pk__in=_known_paths(person)
    )
    begun = Exists(progress.order_by()) | Q(record__in=by_presence)
    pages = published_module_pages().filter(begun, ~Exists(known.order_by()))
    rows = [row for row in module_rows(person, pages) if row.is_done]
    merging = named & by_presence - otherwise
    granted = {row.pk: row.title for row in rows if row.pk in merging and _is_granted_whole(row)}
    lines = [
        TranscriptLine(
            TranscriptKind.MODULE,
            _("module, by coming to a workshop")
            if row.is_granted and row.pk in by_presence
            else TranscriptKind.MODULE.label,
            row.title,
            localtime(max(moments)).date(),
            row.minutes,
        )
        for row in rows
        if row.pk not in granted
        and (moments := [lesson.done_at for lesson in row.lessons if lesson.done_at is not None])
    ]
    return lines, granted


def _is_granted_whole(row: ModuleRow) -> bool:
    return all(lesson.done_at == lesson.granted_at for lesson in row.lessons)


def _with_module(line: TranscriptLine, granted: dict[int, str]) -> TranscriptLine:
    if line.completes not in granted:
        return line
    title = format_lazy(BY_WORKSHOP, workshop=line.title, module=granted[line.completes])
    return replace(line, title=title)


def _known_paths(person: Person) -> list[int]:
    followed = Enrolment.objects.filter(person=person).order_by().values_list("path")
    certified = certificates_visible_to(person).exclude(path=None).order_by().values_list("path")
    return [pk for (pk,) in followed.union(certified)]


def _quizzes(person: Person) -> list[TranscriptLine]:
    """Return the day on which each was first passed; a placement is not passed.

    What a lesson of a known path asks for belongs to that path.
    """
    paths = Path.objects.filter(
        entries__module__lessons__required_quiz=OuterRef("quiz"), pk__in=_known_paths(person)
    )
    passed = attempts_visible_to(person).passed().exclude(purpose=Purpose.PLACEMENT)
    called = (
        passed.filter(~Exists(paths.order_by()))
        .order_by()
        .annotate(called=quiz_title_expression())
        .values("called", "quiz")
    )
    firsts = called.annotate(first=Min("submitted_at"))
    return [
        TranscriptLine(
            TranscriptKind.QUIZ,
            TranscriptKind.QUIZ.label,
            first["called"],
            localtime(first["first"]).date(),
        )
        for first in firsts
    ]
