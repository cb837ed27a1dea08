"""Section on commitments and maps of jobs, beside the fear for jobs in the first and the latest published barometer."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.beside import families_told
from adoption.report.queries.edition import Edition
from adoption.report.sections.barometer import answer_cells, answer_headings, is_fear
from ambassadors.commitments.enums import CommitmentState
from ambassadors.commitments.models import Commitment, CommitmentQuerySet
from ambassadors.job_changes.models import JobMap
from core.dates import start_of_day, today
from core.site_settings import value_of
from core.typography import day_text, format_number


MOST = 20


class Maps(NamedTuple):
    """Counts of job families: of those large enough to be counted, and of these with a published map."""

    families: int = 0
    mapped: int = 0


def section(edition: Edition) -> Section | None:
    """Return the register as it stands, or as of the month of an earlier report; None where nothing is promised."""
    promised = Commitment.objects.published()
    if not edition.is_latest:
        promised = promised.filter(published_on__lte=edition.month.last_day)
    told, maps = _read(promised, _count_of_maps(edition))
    listed = [each for each, _families in told]
    if maps is None:
        return None
    return Section(
        title=_("What is promised, and the fear for jobs"),
        findings=(*_findings(listed), *_mapped(maps)),
        tables=(_register(told[:MOST]), *_fear(edition)),
        decisions=tuple(
            Decision(
                _("Was “%(text)s” kept?") % {"text": commitment.text},
                _("The day has passed, no answer yet."),
                f"commitment:{commitment.uuid}",
            )
            for commitment in listed
            if commitment.is_overdue
        ),
    )


def _findings(listed: Sequence[Commitment]) -> tuple[str, ...]:
    states = [
        commitment.state for commitment in listed if commitment.state != CommitmentState.WITHDRAWN
    ]
    kept = states.count(CommitmentState.KEPT)
    not_kept = states.count(CommitmentState.NOT_KEPT)
    if not kept and not not_kept:
        return ()
    text = _("Of the commitments made (%(all)s), kept: %(kept)s; not kept: %(not_kept)s.")
    counts = {"all": len(states), "kept": kept, "not_kept": not_kept}
    return (text % {name: format_number(count) for name, count in counts.items()},)


def _mapped(maps: Maps) -> tuple[str, ...]:
    if not maps.families:
        return ()
    text = ngettext(
        "Of the job families of %(least)s people or more (%(families)s), %(mapped)s has a published map of how the job changes.",
        "Of the job families of %(least)s people or more (%(families)s), %(mapped)s have a published map of how the job changes.",
        maps.mapped,
    )
    counts = {"least": value_of("PUBLICATION_THRESHOLD"), **maps._asdict()}
    return (text % {name: format_number(count) for name, count in counts.items()},)


def _count_of_maps(edition: Edition) -> Subquery:
    """Return the expression of `Maps` as JSON, as it stands or as of the month of an earlier report."""
    last = edition.month.last_day
    published = JobMap.objects.published().filter(family=OuterRef("pk"))
    if not edition.is_latest:
        published = published.filter(
            first_published_at__lt=start_of_day(edition.month.next().first_day)
        )
    told = families_told(on=today() if edition.is_latest else last).order_by()
    counted = told.annotate(is_mapped=Exists(published.order_by()), all=Value(1)).values("all")
    both = JSONObject(families=Count("pk"), mapped=Count("pk", filter=Q(is_mapped=True)))
    return Subquery(counted.annotate(both=both).values("both"))


def _read(
    promised: CommitmentQuerySet, maps: Subquery
) -> tuple[list[tuple[Commitment, list[str]]], Maps | None]:
    """Return the commitments with the names of those to whom they are made, and the maps; no maps without commitments. One query."""
    by_key: dict[int, tuple[Commitment, list[str]]] = {}
    rows = list(promised.in_reading_order().annotate(family=F("families__name"), maps=maps))
    for row in rows:
        families = by_key.setdefault(row.pk, (row, []))[1]
        if row.family:
            families.append(row.family)
    return list(by_key.values()), Maps(**(rows[0].maps or {})) if rows else None


def _register(told: Sequence[tuple[Commitment, list[str]]]) -> Table:
    return Table(
        _("Commitments published to all staff."),
        (
            _("Commitment"),
            _("To whom"),
            _("Who answers for it"),
            _("Until, or by"),
            _("What became of it"),
        ),
        [
            (
                commitment.text,
                capfirst(", ".join(sorted(families)) or _("all staff")),
                commitment.owner,
                day_text(commitment.due_on),
                _standing(commitment),
            )
            for commitment, families in told
        ],
    )


def _standing(commitment: Commitment) -> str:
    if commitment.is_overdue:
        return _("The day has passed, no answer yet.")
    words = [capfirst(commitment.get_state_display())]
    if commitment.settled_on:
        words.append(day_text(commitment.settled_on))
    said = ", ".join(words)
    return f"{said}. {commitment.reason}" if commitment.reason else said


def _fear(edition: Edition) -> Iterator[Table]:
    """Yield a table of the fear for jobs as published, of the whole organisation; no difference is worked out."""
    rounds = {}
    for held, found in edition.barometers:
        shown = [
            distribution
            for distribution in found
            if is_fear(distribution) and not distribution.is_hidden
        ]
        if held is not None and shown:
            rounds[held.pk] = (held, shown[0])
    if rounds:
        yield Table(
            _("The fear for jobs in the first barometer and in the latest, of all staff asked."),
            (_("Barometer closed on"), _("Statement"), *answer_headings()),
            [
                (
                    day_text(held.closed_on or held.closes_on),
                    distribution.question.text,
                    *answer_cells(distribution),
                )
                for held, distribution in rounds.values()
            ],
        )
