"""Read what stands beside the portal's figures: training, help between colleagues, workshops, the barometer.

Of the whole organisation; each is published, rounded or shown elsewhere to whoever reads the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from adoption.foundation.periods import Month, Quarter
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.models import Publication, ReachFigure, ReachPublication
from adoption.publishing.queries.reach import english_path_title
from adoption.publishing.queries.read_cache import cached_for_a_day
from adoption.report.worth import Session
from adoption.surveys.enums import SurveyKind
from adoption.surveys.models import SurveyFigure, SurveyRound
from adoption.surveys.queries import Distribution, OptionShare, published_rounds
from adoption.surveys.texts import SILENCE
from adoption.team_actions.models import TeamCover
from ambassadors.help.models import ProgrammeQuarter
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import LEAST_ANSWERS
from ambassadors.workshops.models import WorkshopSession
from cms.languages import text_in_reader_language
from core.dates import start_of_day
from core.site_settings import value_of
from learning.enums import FollowUpState
from learning.queries.mandatory import READING_ORDER, mandatory_enrolments
from people.models import JobFamily, Person, Position, Team


USEFUL = "useful"  # the question of a session's evaluation that the report repeats


@dataclass(slots=True)
class PathCompletion:
    """How many must follow a path, have done it, and are late."""

    title: str
    asked: int = 0
    done: int = 0
    late: int = 0


def mandatory_completion(publication: Publication, *, on: date) -> list[PathCompletion]:
    """Count what the staff must follow, by path: those asked of as many as any published group. Remembered for a day."""
    rows = cached_for_a_day(publication, f"mandatory:{on}", lambda: _mandatory_rows(on))
    paths: dict[int, PathCompletion] = {}
    for path, title, english, rank, number in rows:
        counts = paths.setdefault(path, PathCompletion(text_in_reader_language(title, english)))
        state = READING_ORDER[rank]
        if state != FollowUpState.EXEMPT:
            counts.asked += number
        counts.done += number * (state == FollowUpState.DONE)
        counts.late += number * (state == FollowUpState.LATE)
    return [path for path in paths.values() if path.asked >= value_of("PUBLICATION_THRESHOLD")]


def _mandatory_rows(on: date) -> list[tuple[Any, ...]]:
    staff = Person.objects.staff().employed_on(on)
    rows = mandatory_enrolments(staff, on=on).order_by("path__title", "path", "rank")
    columns = "path", "path__title", "path__title_en", "rank"
    return list(rows.values_list(*columns).annotate(number=Count("pk")))


def _latest_ended(until: date) -> Quarter:
    quarter = Quarter.containing(until)
    return quarter if quarter.last_day <= until else quarter.shifted(-1)


@dataclass(slots=True)
class FreePath:
    title: str
    measures: dict[str, Measure] = field(default_factory=dict)

    def of(self, measure: str) -> Measure:
        return self.measures.get(measure, HIDDEN)


def reach_of_latest_quarter(until: date) -> tuple[Quarter | None, list[FreePath]]:
    """Read the latest quarter out by that month of training that nobody has to follow. One query."""
    ended = _latest_ended(until).first_day
    latest = ReachPublication.objects.filter(quarter__lte=ended).order_by("-quarter")
    figures = (
        ReachFigure.objects.filter(publication=Subquery(latest.values("pk")[:1]))
        .annotate(english=english_path_title())
        .order_by("path_title", "path_uuid", "pk")
        .select_related("publication")
        .defer("publication__members", "publication__parameters")
    )
    paths: dict[Any, FreePath] = {}
    quarter = None
    for figure in figures:
        quarter = Quarter.containing(figure.publication.quarter)
        title = text_in_reader_language(figure.path_title, figure.english or "")
        path = paths.setdefault(figure.path_uuid, FreePath(title))
        path.measures[figure.measure] = figure.as_measure
    return quarter, list(paths.values())


@dataclass(frozen=True, slots=True)
class Cover:
    """Ambassadors of the organisation; of the groups that may be told, how many have none."""

    ambassadors: int
    staff: int
    groups: int
    without: int


def cover_of(month: date) -> Cover | None:
    """Read the cover noted with a month's figures; None where it was not, or was noted again since."""
    is_root = Q(team__code=Team.ROOT_CODE)
    row = TeamCover.objects.filter(month=month).aggregate(
        of_all=Sum("ambassadors", filter=is_root),
        all_staff=Sum("staff", filter=is_root),
        groups=Count("pk", filter=~is_root),
        without=Count("pk", filter=~is_root & Q(ambassadors=0)),
    )
    return Cover(*row.values()) if row["all_staff"] else None


def help_of_latest_quarter(until: date) -> ProgrammeQuarter | None:
    """Return the latest settled quarter that had ended by that day and has figures."""
    ended = ProgrammeQuarter.objects.filter(first_day__lte=_latest_ended(until).first_day)
    told = [each for each in ended.order_by("-first_day")[:4] if each.figures]
    return told[0] if told else None


@dataclass(frozen=True, slots=True)
class Workshops:
    """Sessions held in three months; of answers that may be told, how many found theirs of use."""

    held: int
    answers: int
    useful: int


def workshops_of_three_months(month: Month) -> Workshops:
    first, end = start_of_day(month.shifted(-2).first_day), start_of_day(month.next().first_day)
    rows = WorkshopSession.objects.filter(
        cancelled_at=None, listed_at__isnull=False, starts_at__gte=first, starts_at__lt=end
    ).values_list(
        "pk",
        *(f"evaluations__{name}" for name in ("wave", "answers", "counts", "closed_at")),
    )
    sessions, told = set(), []
    for session, wave, answers, counts, closed_at in rows:
        sessions.add(session)
        if wave == Wave.HOT and closed_at and closed_at < end and answers >= LEAST_ANSWERS:
            told.append(counts.get(USEFUL, []))
    return Workshops(len(sessions), sum(map(sum, told)), sum(sum(each[2:]) for each in told))


def sessions_held(months: Sequence[Month]) -> list[Session]:
    """Read the workshops held in these months: their length, their seats, and how many were asked about theirs.

    Only where enough had come are they asked. No row about a person is read: none goes, nor takes a figure with it.
    """
    hot = Q(evaluations__wave=Wave.HOT)
    rows = WorkshopSession.objects.filter(
        cancelled_at=None,
        listed_at__isnull=False,
        starts_at__gte=start_of_day(months[0].first_day),
        starts_at__lt=start_of_day(months[-1].next().first_day),
    ).annotate(present=Coalesce(Max("evaluations__asked", filter=hot), 0))
    return [
        Session(int((row.ends_at - row.starts_at).total_seconds()) // 60, row.present, row.capacity)
        for row in rows.order_by("pk")
        if row.starts_at and row.ends_at and Month.containing(localdate(row.starts_at)) in months
    ]


Barometer = tuple[SurveyRound | None, list[Distribution]]


class Barometers(NamedTuple):
    """The first barometer and the latest, closed by a day: each its round and what it found; empty where there is none."""

    first: Barometer
    latest: Barometer


def barometers_by(until: date) -> Barometers:
    """Read the first and the latest published barometer closed by that day. One query."""
    closed = published_rounds().filter(survey=SurveyKind.BAROMETER, closed_on__lte=until)
    ends = [
        Q(publication__round=Subquery(closed.order_by(*order).values("pk")[:1]))
        for order in (("opened_on", "pk"), ("-opened_on", "-pk"))
    ]
    rows = SurveyFigure.objects.filter(ends[0] | ends[1])
    rows = rows.select_related("publication__round__edition").order_by("pk")
    by_round: dict[SurveyRound, list[SurveyFigure]] = {}
    for row in rows:
        by_round.setdefault(row.publication.round, []).append(row)
    if not by_round:
        return Barometers((None, []), (None, []))
    rounds = sorted(by_round, key=lambda held: (held.opened_on, held.pk))
    return Barometers(
        *((held, _distributions(held, by_round[held])) for held in (rounds[0], rounds[-1]))
    )


def _distributions(held: SurveyRound, figures: list[SurveyFigure]) -> list[Distribution]:
    counts = {(row.question, row.option): row.as_measure for row in figures}
    return [
        Distribution(
            question,
            tuple(
                OptionShare(option, "", counts.get((question.key, option), HIDDEN), HIDDEN)
                for option in (SILENCE, *question.values)
            ),
        )
        for question in held.edition.text.questions
    ]


def families_told(*, on: date) -> QuerySet[JobFamily]:
    """Return the job families that have as many staff that day as any published group."""
    staff = Person.objects.staff().employed_on(on).order_by().values("pk")
    held = Position.objects.held_on(on).filter(person__in=staff, job__family__isnull=False)
    sizes = held.order_by().values("job__family").annotate(staff=Count("person", distinct=True))
    large = sizes.filter(staff__gte=value_of("PUBLICATION_THRESHOLD"))
    return JobFamily.objects.filter(pk__in=large.values("job__family"))
