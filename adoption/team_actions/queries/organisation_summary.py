"""Published figures of the whole organisation alone, in one line each, for the page of any team."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from adoption.foundation.periods import Quarter
from adoption.foundation.rates import HIDDEN, Measure, name_of_clear_maximum
from adoption.publishing.disclosure import further as codes
from adoption.publishing.enums import ReachMeasure
from adoption.publishing.models import (
    CoachingFigure,
    OrganisationFigure,
    Publication,
    ReachFigure,
    ReachPublication,
)
from adoption.publishing.queries.further_published import quarters_of
from adoption.publishing.queries.reach import english_path_title
from adoption.surveys.enums import SurveyKind
from adoption.surveys.models import SurveyEdition, SurveyFigure, SurveyRound
from adoption.surveys.queries import published_rounds
from adoption.surveys.texts import SILENCE, Survey
from adoption.team_actions.advice import AgreementBounds
from ambassadors.help.models import ProgrammeQuarter
from cms.languages import text_in_reader_language
from cms.models import PortalService


CONFIDENCE = "confidence"
_SERVICE, _PATH, _COACHED, _ANSWER, _ROUND = "service", "path", "coached", "answer", "round"
_CLOSED = "closed"
WORDS = "edition__words"
ROUND_COLUMNS = ("uuid", "opened_on", WORDS)


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A figure of a quarter. `name`: of what it counts, "" where the line says it."""

    name: str
    count: Measure
    quarter: Quarter


@dataclass(frozen=True, slots=True)
class ClosedRequests:
    """Requests for help that a pair had answered and that were closed in a quarter, rounded down to tens."""

    quarter: Quarter
    at_least: int


@dataclass(frozen=True, slots=True)
class Barometer:
    """Latest published round. By dimension: how many agree, and the statement; and of those who
    answered, how many disagree, where both are published.
    """

    uuid: UUID
    opened_on: date
    agreements: Mapping[str, AgreementBounds]
    asked: int
    texts: Mapping[str, str]
    refusals: Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class OrganisationSummary:
    """Figures of the last published quarter of each. `service`: the one surely used most; `path`: one that is shown,
    and that no fewer began than another is sure of; `coached`: helped for the first time.
    """

    service: NamedCount | None
    path: NamedCount | None
    coached: NamedCount | None
    closed: ClosedRequests | None
    barometer: Barometer | None


Shown = Mapping[tuple[str, str], Mapping[str, Measure]]


def organisation_summary(publications: Sequence[Publication]) -> OrganisationSummary:
    """Read the summary. `publications`: of one portal, the latest first. One query."""
    shown, said = _shown(publications)
    return OrganisationSummary(
        service=_largest(shown, _SERVICE, name_of_clear_maximum),
        path=_largest(shown, _PATH, _first),
        coached=_largest(shown, _COACHED, _first),
        closed=_closed(shown),
        barometer=_barometer(said, shown) if said else None,
    )


def _largest(
    shown: Shown, source: str, choose: Callable[[Mapping[str, Measure]], str | None]
) -> NamedCount | None:
    """The chosen figure of a source, which holds those of one quarter."""
    for (of, day), counts in shown.items():
        name = choose(counts) if of == source else None
        if name is not None:
            return NamedCount(name, counts[name], Quarter.containing(date.fromisoformat(day)))
    return None


def _closed(shown: Shown) -> ClosedRequests | None:
    for (of, day), counts in shown.items():
        if of == _CLOSED:
            return ClosedRequests(
                Quarter.containing(date.fromisoformat(day)), int(next(iter(counts)))
            )
    return None


def _shown(publications: Sequence[Publication]) -> tuple[Shown, Mapping[str, str]]:
    """Shown figures by subject and quarter or question, over five tables; and the texts of the latest barometer round.

    Of services what is hidden too, as such: it may be the largest.
    """
    quarter = next(iter(quarters_of(publications)), None)
    paths = ReachPublication.objects.order_by("-quarter").values("pk")[:1]
    coached = CoachingFigure.objects.order_by("-quarter").values("pk")[:1]
    services = OrganisationFigure.objects.filter(publication=quarter, indicator=codes.SERVICE)
    began = ReachFigure.objects.filter(publication__in=paths, measure=ReachMeasure.STARTED)
    began = began.exclude(low=None)
    helped = CoachingFigure.objects.filter(pk__in=coached).exclude(low=None)
    told = ProgrammeQuarter.objects.filter(figures__has_key=_CLOSED).order_by("-first_day")
    closed = ProgrammeQuarter.objects.filter(pk__in=told.values("pk")[:1])
    rounds: QuerySet[SurveyRound] = published_rounds().filter(survey=SurveyKind.BAROMETER)
    last_round = rounds.order_by("-opened_on", "-pk").values("pk")[:1]
    held = SurveyRound.objects.filter(pk__in=last_round)
    answers = SurveyFigure.objects.filter(publication__round__in=last_round).exclude(low=None)
    same = PortalService.objects.filter(
        portal=OuterRef("publication__portal"), slug=OuterRef("part"), name=OuterRef("part_name")
    )
    rows = _columns(
        services,
        _SERVICE,
        _as_text("publication__month"),
        F("part_name"),
        Subquery(same.order_by().values("name_en")[:1], output_field=CharField()),
    ).union(
        _columns(
            began, _PATH, _as_text("publication__quarter"), F("path_title"), english_path_title()
        ),
        _columns(helped, _COACHED, _as_text("quarter"), _text("")),
        _said(closed, _CLOSED, _as_text("first_day"), KT("figures__closed")),
        _columns(answers, _ANSWER, F("question"), F("option")),
        *(_said(held, _ROUND, _text(column), _as_text(column)) for column in ROUND_COLUMNS),
        all=True,
    )
    found: dict[tuple[str, str], dict[str, Measure]] = defaultdict(dict)
    said = {}
    for source, what, name, english, low, high, population in rows:
        if source == _ROUND:
            said[what] = name
        else:
            found[source, what][text_in_reader_language(name, english or "")] = Measure(
                low, high, population
            )
    return found, said


def _said(rows: QuerySet[Any], source: str, what: Any, said: Any) -> QuerySet[Any, Any]:
    """Rows that say something as text, in the place of a name, and count nothing."""
    nothing = Value(None, IntegerField())
    bare = rows.annotate(low=nothing, high=nothing, population=nothing)
    return _columns(bare, source, what, said)


def _columns(
    rows: QuerySet[Any], source: str, what: Any, name: Any, english: Any = None
) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(of=_text(source), what=what)
    named = named.annotate(called=name, english=english or _text(""))
    return named.values_list("of", "what", "called", "english", "low", "high", "population")


def _as_text(column: str) -> Cast:
    return Cast(column, TextField())


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _first(counts: Mapping[str, Measure]) -> str | None:
    return max(sorted(counts), key=lambda count: counts[count].low or 0, default=None)


def _barometer(said: Mapping[str, str], shown: Shown) -> Barometer:
    text: Survey = SurveyEdition(words=json.loads(said[WORDS])).text
    questions = [question for question in text.questions if question.dimension]
    agreements, refusals, asked = {}, {}, 0
    for question in questions:
        own = shown[_ANSWER, question.key]
        if own:
            asked = next(iter(own.values())).population
            agreements[question.dimension] = _agreement(question.values, own, asked)
            refused = _refusal(question.values, own)
            if refused is not None:
                refusals[question.dimension] = refused
    texts = {question.dimension: question.text for question in questions}
    opened_on = date.fromisoformat(said["opened_on"])
    return Barometer(UUID(said["uuid"]), opened_on, agreements, asked, texts, refusals)


def _refusal(options: Sequence[str], shares: Mapping[str, Measure]) -> Measure | None:
    """Below the middle of a scale, of those who gave an answer: where each of these counts is published,
    and how many gave none is exact.
    """
    silent = shares.get(SILENCE, HIDDEN)
    below = [shares.get(option, HIDDEN) for option in options[: len(options) // 2]]
    if silent.low is None or silent.low != silent.high or any(share.is_hidden for share in below):
        return None
    answered = silent.population - silent.low
    low, high = sum(share.low or 0 for share in below), sum(share.high or 0 for share in below)
    return Measure(low, min(high, answered), answered)


def _agreement(
    options: Sequence[str], shares: Mapping[str, Measure], asked: int
) -> AgreementBounds:
    """Count the upper part of a scale as agreement; its middle does not count."""
    half = (len(options) + 1) // 2
    agree = [shares.get(option, HIDDEN) for option in options[half:]]
    surely_not = sum(shares.get(option, HIDDEN).low or 0 for option in options[:half])
    silent = shares.get(SILENCE, HIDDEN).low or 0
    least = sum(share.low or 0 for share in agree)
    most = sum(asked if share.high is None else share.high for share in agree)
    return AgreementBounds(least, min(most, asked - surely_not - silent), surely_not)
