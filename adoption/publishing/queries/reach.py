"""Read learning reach: the facts for its publication, and the published figures for its page."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField, Min, OuterRef, QuerySet, Subquery
from django.utils.timezone import localtime

from adoption.foundation.periods import Quarter
from adoption.foundation.rates import Measure
from adoption.publishing.disclosure.protection import Figure, Kind
from adoption.publishing.disclosure.reach import EarlierFigures
from adoption.publishing.enums import ReachMeasure
from adoption.publishing.models import ReachFigure, ReachPublication
from adoption.usage.models import Objection
from adoption.usage.pseudonyms import roll_key_of, subject_of_uuid
from cms.languages import text_in_reader_language
from learning.enums import Need
from learning.models import Assignment, Certificate, Enrolment, LessonProgress, Path, PathModule
from people.models import Person


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """Facts of one closed quarter. Values are keys of the roll, by primary key of the path."""

    members: frozenset[str]
    paths: tuple[Path, ...]
    mandatory: Mapping[int, frozenset[str]]
    started: Mapping[int, frozenset[str]]
    finished: Mapping[int, frozenset[str]]


def first_quarter() -> Quarter | None:
    """Quarter of the first enrolment."""
    first = Enrolment.objects.aggregate(first=Min("enrolled_at"))["first"]
    return Quarter.containing(localtime(first).date()) if first else None


def quarter_facts(quarter: Quarter) -> QuarterFacts:
    """Read people employed throughout with an earlier proof of identity, and the paths they started and finished first then.

    Whoever objects to being counted did nothing. Ten queries whatever the size.
    """
    keys, objecting = _keys()
    employed = Person.objects.staff().employed_throughout(quarter.first_day, quarter.last_day)
    employed = employed.proven_before(quarter.first_day)
    members = frozenset(keys[pk] for pk in employed.order_by().values_list("pk", flat=True))
    counted = members - objecting
    started, finished = _first_days(_starts()), _first_days(_finishes())

    def then(days: Mapping[tuple[int, int], date]) -> dict[int, frozenset[str]]:
        of_path: dict[int, set[str]] = defaultdict(set)
        for (path, person), day in days.items():
            key = keys.get(person)
            if key in counted and Quarter.containing(day) == quarter:
                of_path[path].add(key)
        return {path: frozenset(people) for path, people in of_path.items()}

    return QuarterFacts(
        members=members,
        paths=tuple(Path.objects.offered().order_by("title", "pk")),
        mandatory=_mandatory(keys),
        started=then(started),
        finished=then(finished),
    )


def _keys() -> tuple[dict[int, str], frozenset[str]]:
    """Roll keys of everybody by primary key, and those of people who object to being counted."""
    subjects = set(Objection.objects.values_list("subject", flat=True))
    keys, objecting = {}, set()
    for pk, uuid in Person.objects.order_by().values_list("pk", "uuid").iterator():
        keys[pk] = roll_key_of(str(uuid))
        if subject_of_uuid(str(uuid)) in subjects:
            objecting.add(keys[pk])
    return keys, frozenset(objecting)


def _starts() -> QuerySet:
    """Enrolments with at least one lesson opened."""
    modules = PathModule.objects.filter(path=OuterRef(OuterRef("path"))).order_by()
    opened = (
        LessonProgress.objects.filter(
            person=OuterRef("person"), lesson__module__in=modules.values("module")
        )
        .order_by()
        .values("person")
        .annotate(first=Min("started_at"))
    )
    return (
        Enrolment.objects.order_by()
        .annotate(opened=Subquery(opened.values("first")))
        .exclude(opened=None)
        .values_list("path", "person", "opened", "enrolled_at")
    )


def _finishes() -> QuerySet:
    return (
        Certificate.objects.exclude(path=None)
        .order_by()
        .values("path", "person")
        .annotate(first=Min("issued_on"))
        .values_list("path", "person", "first", "first")
    )


def _first_days(rows: QuerySet) -> dict[tuple[int, int], date]:
    """First day by path and person, taking the later of two moments."""
    return {
        (path, person): max(_day(one), _day(other)) for path, person, one, other in rows.iterator()
    }


def _day(moment: date | datetime) -> date:
    return localtime(moment).date() if isinstance(moment, datetime) else moment


def _mandatory(keys: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """People whose completion is shown in a list by name: for them the path, or one that implies it, is
    or was mandatory."""
    named: dict[int, set[str]] = defaultdict(set)
    for model in (Enrolment, Assignment):
        rows = model.objects.filter(is_mandatory=True).order_by().values_list("path", "person")
        for path, person in rows.iterator():
            named[path].add(keys[person])
    return {
        path: frozenset().union(*(named.get(other, frozenset()) for other in others))
        for path, others in _telling().items()
    }


def _telling() -> dict[int, set[int]]:
    """By path, the paths whose lists reveal it: its own; one that lies within it, for people who have not done that
    has not finished it; and one that it refreshes, for its certificate is told there as that one's."""
    named: dict[int, set[int]] = defaultdict(set)
    required: dict[int, set[int]] = defaultdict(set)
    rows = PathModule.objects.exclude(need=Need.OPTIONAL).order_by()
    for path, module, need in rows.values_list("path", "module", "need"):
        named[path].add(module)
        if need == Need.REQUIRED:
            required[path].add(module)
    refreshers = dict(Path.objects.order_by().values_list("pk", "refresher"))
    return {
        path: {
            other
            for other, refresher in refreshers.items()
            if path in {other, refresher}
            or (required[other] <= required[path] and named[other] & required[path])
        }
        for path in refreshers
    }


# --- What is out ------------------------------------------------------------------------------------


def earlier_reach() -> dict[UUID, list[EarlierFigures]]:
    """Earlier figures by UUID of the path, the oldest first."""
    shown: dict[UUID, dict[int, dict[str, Figure]]] = defaultdict(lambda: defaultdict(dict))
    rows = ReachFigure.objects.order_by("publication__quarter", "pk").values_list(
        "path_uuid", "publication", "measure", "kind", "low", "high"
    )
    for path, publication, measure, kind, low, high in rows:
        shown[path][publication][measure] = Figure(Kind(kind), low, high)
    return {
        path: [
            EarlierFigures(quarter[ReachMeasure.STARTED], quarter[ReachMeasure.FINISHED])
            for quarter in quarters.values()
        ]
        for path, quarters in shown.items()
    }


@dataclass(frozen=True, slots=True)
class PathReach:
    """A path on the page: the quarter's two counts, and the sum over all quarters so far."""

    title: str
    population: int
    started: Measure
    finished: Measure
    started_so_far: Measure
    finished_so_far: Measure

    @property
    def is_hidden(self) -> bool:
        return self.started.is_hidden and self.finished.is_hidden


def published_reach(publication: ReachPublication) -> list[PathReach]:
    """Read the figures of a publication. One query."""
    figures = ReachFigure.objects.filter(publication__quarter__lte=publication.quarter)
    so_far: dict[tuple[UUID, str], list[ReachFigure]] = defaultdict(list)
    of_path: dict[UUID, dict[str, ReachFigure]] = defaultdict(dict)
    for figure in figures.annotate(english=english_path_title()).order_by(
        "path_title", "path_uuid", "pk"
    ):
        so_far[figure.path_uuid, figure.measure].append(figure)
        if figure.publication_id == publication.pk:
            of_path[figure.path_uuid][figure.measure] = figure
    return [
        PathReach(
            title=_title_here(pair[ReachMeasure.STARTED]),
            population=pair[ReachMeasure.STARTED].population,
            started=pair[ReachMeasure.STARTED].as_measure,
            finished=pair[ReachMeasure.FINISHED].as_measure,
            started_so_far=_sum(so_far[path, ReachMeasure.STARTED]),
            finished_so_far=_sum(so_far[path, ReachMeasure.FINISHED]),
        )
        for path, pair in of_path.items()
    ]


def _title_here(figure: ReachFigure) -> str:
    return text_in_reader_language(figure.path_title, getattr(figure, "english", None) or "")


def english_path_title() -> Subquery:
    """Expression for the path's English title, while its title is that of the day of the figure."""
    same = Path.objects.filter(uuid=OuterRef("path_uuid"), title=OuterRef("path_title"))
    return Subquery(same.order_by().values("title_en")[:1], output_field=CharField())


def _sum(figures: list[ReachFigure]) -> Measure:
    """Bounds of the sum; hidden while one figure is."""
    if not figures or any(figure.low is None for figure in figures):
        return Measure()
    population = max(figure.population for figure in figures)
    least, most = (sum(ends) for ends in zip(*((f.low, f.high) for f in figures), strict=True))
    return Measure(min(least, population), min(most, population), population)
