"""Checks on what is said of experiments and forecasts; each returns a list of violations.

The reckoning is made again here, of what is stored and published alone.
"""

from math import ceil

from adoption.foundation.periods import Month, months_between, months_from
from adoption.foundation.rates import LEAST_FOR_RATES, Rate
from adoption.targets.enums import TargetIndicator
from adoption.targets.forecast import LEAST_MONTHS, forecast, month_effects
from tests.adoption.attacks.planted_experiments import ATTEMPTS, PLANNED, TARGET, shared
from tests.adoption.attacks.planted_targets import LONGER
from tests.adoption.attacks.reading import ROOT, month_named
from tests.adoption.attacks.results_reading import ReadResult, ReadVerdict
from tests.adoption.attacks.seven_month_staff import CLASSES, SEVEN, TREE
from tests.adoption.attacks.worlds import ALL


NUMBERS = ("estimate", "low", "high", "early", "early_low", "early_high")
SIDES = ("treated_teams", "treated_people", "compared_teams", "compared_people")


def stored_of(evaluations):
    """All numbers of evaluations that may be shown, by title."""
    found = set()
    for title, row in evaluations.items():
        if row.estimate is not None:
            numbers = {name: getattr(row, name) for name in (*NUMBERS, *SIDES)}
            numbers["noise"] = row.parameters["noise"]
            # A shift that is noticed in eight cases of ten is 2.8 errors; its interval is four wide.
            numbers["seen_early"] = ceil(2.8 / 4 * (row.early_high - row.early_low))
            found |= {
                ReadResult(("attempt", title), name, number) for name, number in numbers.items()
            }
    return found


MOST = 6  # evaluations over any month


def planned_of(world):
    """What was written of attempts beforehand, and how many evaluations were left then."""
    found = {ReadResult(("attempts",), "all", len(ATTEMPTS))}
    for title, (_starts, months, _teams) in ATTEMPTS.items():
        numbers = {"target": TARGET, "months": months, "most": MOST}
        found |= {ReadResult(("attempt", title), name, number) for name, number in numbers.items()}
        found |= {
            ReadResult(("attempt", title, other), "shared", many)
            for other in ATTEMPTS
            if other != title and (many := shared(title, other))
        }
    found.add(ReadResult(("attempt", PLANNED), "smallest", world.smallest))
    for title, places in world.places.items():
        numbers = {"taken": sum(places), "left": MOST - sum(places), "most": MOST}
        found |= {ReadResult(("attempt", title), name, number) for name, number in numbers.items()}
    return found


def numbers_not_stored(told, world):
    """Numbers shown of an experiment that are neither in its evaluation nor in its plan."""
    known = stored_of(world.evaluations) | planned_of(world)
    return [
        each
        for each in told
        if isinstance(each, ReadResult)
        and each.whose[0] in ("attempt", "attempts")
        and each not in known
    ]


def unexpected_forecasts(told, figures):
    """Forecast bounds that differ from those recomputed from published figures."""
    return [
        each
        for each in told
        if isinstance(each, ReadResult)
        and each.whose[0] == "likely"
        and each.number != expected(figures, each.whose)[each.name]
    ]


def unexpected_verdicts(told, figures):
    """What the report says of a target and published figures do not."""
    return [
        verdict
        for verdict in told
        if isinstance(verdict, ReadVerdict) and verdict.words != expected_verdict(figures, verdict)
    ]


def expected_verdict(figures, verdict):
    """Once its month is out, what is published of it; before, where the forecast lies beside it."""
    whose = figures, verdict.population, verdict.code
    if verdict.by <= verdict.last:
        now, words = published_rates(*whose, verdict.by)[-1], ("Met", "Not met")
        other = "Left open by the figures"
    else:
        found = forecast_of(*whose, verdict.last, months_from(verdict.last, verdict.by))
        now, words = found and found[-1], ("Likely to be met", "Out of reach at this pace")
        other = "Within reach, not sure" if found else "Too open to tell"
        rates = published_rates(*whose, verdict.last)
        if not found and sum(rate is not None for rate in rates) < LEAST_MONTHS:
            other = "Too few months to tell"
    if now and now.low >= verdict.percent:
        return words[0]
    return words[1] if now and now.high < verdict.percent else other


def expected(figures, whose):
    _likely, population, code, last, month = whose
    last, month = month_named(last), month_named(month)
    ahead = (month.year - last.year) * 12 + month.month - last.month
    found = forecast_of(figures, population, code, last, ahead)
    if not found:
        return {"low": None, "high": None}
    shown = Rate(found[-1].low, found[-1].high).rounded()
    return {"low": shown.low, "high": shown.high}


def forecast_of(figures, population, code, last, ahead):
    """What may be said: of 50 people, and no wider than 25 points."""
    first = min(month for month, *_rest in figures).month - 1
    seasons = month_effects(published_rates(figures, ROOT, code, last), first)
    found = forecast(published_rates(figures, population, code, last), ahead, seasons, first)
    is_large = people_of(population, last) >= LEAST_FOR_RATES
    return found if found and is_large and not found[-1].is_open else None


def published_rates(figures, population, code, last):
    """Of the whole population, month by month."""
    counts = {
        month: (low, high)
        for month, team, indicator, low, high in figures
        if team == population and indicator == code and low is not None
    }
    first = min(month for month, *_rest in figures)
    months = list(months_between(Month.containing(first), last))
    sizes = [people_of(population, month) for month in months]
    return [
        Rate(*(100 * end / size for end in counts[month.first_day]))
        if month.first_day in counts
        else None
        for month, size in zip(months, sizes, strict=True)
    ]


def people_of(population, month):
    """How many people of the story were of the team, or of one below it."""
    within = {population} if population != ROOT else {ALL, *TREE}
    within |= {team for team, above in TREE.items() if above in within}
    place = SEVEN.index(month)
    return sum(size for size, teams in CLASSES if teams[place] in within)


def forecasts_of(figures, last):
    """The targets of which a forecast has to be read."""
    names = {TargetIndicator.USED: "used", TargetIndicator.HABIT: "habit"}
    wanted = [
        (ROOT if team == ALL else team, names[indicator], months_from(last, by))
        for team, indicator, _percent, by in LONGER
        if by > last
    ]
    return {
        (population, code)
        for population, code, ahead in wanted
        if forecast_of(figures, population, code, last, ahead)
    }
