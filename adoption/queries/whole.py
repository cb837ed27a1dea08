"""What is published of the whole organisation alone, in one line each, for the page of any team."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from adoption import further as codes
from adoption.advice import Agreement
from adoption.enums import ReachMeasure, SurveyKind
from adoption.models import OrganisationFigure, Publication, ReachFigure, SurveyFigure, SurveyRound
from adoption.periods import Quarter
from adoption.queries.coaching import Coached, published_coaching
from adoption.queries.further_published import quarters_of
from adoption.queries.surveys import published_rounds
from adoption.rates import HIDDEN, Measure
from adoption.survey_texts import SILENCE


CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class PathTaken:
    """The path of the quarter's learning reach that surely most took up."""

    title: str
    quarter: Quarter
    started: Measure


@dataclass(frozen=True, slots=True)
class Barometer:
    """By dimension, how many agree. `texts`: the statements."""

    round: SurveyRound
    agreements: dict[str, Agreement]
    asked: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Whole:
    """`service`: the one that surely most used in the last quarter; its name, how many, of how many."""

    service: tuple[str, Measure, Measure] | None
    path: PathTaken | None
    coached: Coached | None
    barometer: Barometer | None


def known_of_the_whole(publications: Sequence[Publication]) -> Whole:
    """`publications`: of one portal, the latest first. Five queries."""
    return Whole(_service(publications), _path(), _coached(), barometer())


def _service(publications: Sequence[Publication]) -> tuple[str, Measure, Measure] | None:
    last = next(iter(quarters_of(publications)), None)
    if last is None:
        return None
    rows = OrganisationFigure.objects.filter(
        publication=last, indicator__in=(codes.SERVICE, codes.ACTIVE)
    ).exclude(low=None)
    active, services = HIDDEN, []
    for row in rows.order_by("pk"):
        measure = Measure(row.low, row.high, row.population)
        if row.indicator == codes.ACTIVE:
            active = measure
        else:
            services.append((row.part_name, measure))
    if not services:
        return None
    name, most = max(services, key=lambda each: each[1].low or 0)
    return name, most, active


def _path() -> PathTaken | None:
    latest = ReachFigure.objects.aggregate(latest=Max("publication__quarter"))["latest"]
    if latest is None:
        return None
    rows = ReachFigure.objects.filter(
        publication__quarter=latest, measure=ReachMeasure.STARTED
    ).exclude(low=None)
    most = max(rows.order_by("path_title", "pk"), key=lambda each: each.low or 0, default=None)
    if most is None:
        return None
    measure = Measure(most.low, most.high, most.population)
    return PathTaken(most.path_title, Quarter.containing(latest), measure)


def _coached() -> Coached | None:
    return next(iter(published_coaching()), None)


def barometer() -> Barometer | None:
    """Of the latest round that is out. Two queries."""
    found: QuerySet[SurveyRound] = published_rounds().filter(survey=SurveyKind.BAROMETER)
    last = found.select_related("edition").order_by("-opened_on", "-pk").first()
    if last is None:
        return None
    rows = SurveyFigure.objects.filter(publication__round=last).order_by("pk")
    shares: dict[str, dict[str, Measure]] = defaultdict(dict)
    asked = 0
    for row in rows:
        if row.low is not None:
            shares[row.question][row.option] = Measure(row.low, row.high, row.population)
            asked = row.population
    questions = [each for each in last.edition.text.questions if each.dimension]
    agreements = {}
    for question in questions:
        own = shares.get(question.key, {})
        if own:
            agreements[question.dimension] = _agreement(question.values, own)
    texts = {each.dimension: each.text for each in questions}
    return Barometer(last, agreements, asked, texts)


def _agreement(options: Sequence[str], shares: dict[str, Measure]) -> Agreement:
    """The upper part of a scale agrees; its middle does not."""
    half = (len(options) + 1) // 2
    whole = next(iter(shares.values())).population
    agree = [shares.get(option, HIDDEN) for option in options[half:]]
    against = [shares.get(option, HIDDEN) for option in options[:half]]
    silent = shares.get(SILENCE, HIDDEN)
    least = sum(each.low or 0 for each in agree)
    surely_not = sum(each.low or 0 for each in against)
    most = sum(whole if each.high is None else each.high for each in agree)
    most = min(most, whole - surely_not - (silent.low or 0))
    return Agreement(least, most, surely_not)
