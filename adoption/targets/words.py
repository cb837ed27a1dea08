"""Words of a target: its published rate beside it, and what the forecast makes likely."""

from math import ceil, floor
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from adoption.foundation.periods import Month, months_from
from adoption.foundation.rates import (
    LEAST_FOR_RATES,
    Measure,
    Rate,
    share_of_population,
    sign_of_clear_change,
)
from adoption.foundation.words.file_columns import (
    FileTable,
    bound_headings,
    count_cells,
    share_cells,
    share_headings,
)
from adoption.foundation.words.months import month_text
from adoption.publishing.words.findings import cell_text, number_text
from adoption.publishing.words.presentation import Table
from adoption.targets.enums import TargetIndicator
from adoption.targets.forecast import FARTHEST, LEAST_MONTHS, WIDEST, Interval, NoForecast
from adoption.targets.models import Target
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.trajectory import Outlook, Standing, Verdict, planned_rate
from core.typography import EN_DASH, count_text, percent_text


NOTHING = "–"
TONES = {
    Verdict.LIKELY: ("good", "check"),
    Verdict.MET: ("good", "check"),
    Verdict.UNLIKELY: ("warn", "triangle-alert"),
    Verdict.MISSED: ("warn", "triangle-alert"),
}


def population_name(target: Target, organisation: str) -> str:
    """Name of the target's population; the root of the tree has the organisation's name."""
    return organisation if target.team.is_root() else target.team.name


def target_text(target: Target, size: int) -> str:
    """Return “Usage rate: 60% by June 2027”. `size`: people of the group, 0 where nothing of it is shown."""
    return _("%(indicator)s: %(percent)s by %(month)s") % {
        "indicator": TargetIndicator(target.indicator).label,
        "percent": _amount(Rate(target.percent, target.percent), size),
        "month": month_text(Month.containing(target.by)),
    }


def goal_text(found: Outlook) -> str:
    return _amount(Rate(found.goal.percent, found.goal.percent), found.course.size)


def _amount(rate: Rate, size: int) -> str:
    """Write a rate that is aimed at: per cent, or so many of fewer than 50 people."""
    low, high = sorted((rate.low, rate.high))
    if not 0 < size < LEAST_FOR_RATES:
        return rate_text(Rate(low, high))
    if low == high:
        least = ceil(low * size / 100)
        return count_text(least, least, size)
    return count_text(floor(low * size / 100), ceil(high * size / 100), size)


def published_text(count: Measure) -> str:
    """Write a published figure: a rate from 50 people on, else a count."""
    share = share_of_population(count)
    return cell_text(count) if share is None else rate_text(share)


VERDICT_TEXTS: dict[Verdict, Any] = {
    Verdict.LIKELY: gettext_lazy("likely to be met"),
    Verdict.EVEN: gettext_lazy("within reach, not sure"),
    Verdict.UNLIKELY: gettext_lazy("out of reach at this pace"),
    Verdict.MET: gettext_lazy("met"),
    Verdict.MISSED: gettext_lazy("not met"),
    Verdict.LEFT_OPEN: gettext_lazy("left open by the figures"),
    Verdict.OTHER_BASE: gettext_lazy("set on another base"),
}
OBSTACLE_TEXTS: dict[NoForecast, Any] = {
    NoForecast.SMALL: gettext_lazy("fewer than %(people)s people"),
    NoForecast.FEW_MONTHS: gettext_lazy("too few months"),
    NoForecast.FAR: gettext_lazy("more than %(months)s months away"),
    NoForecast.SUMMER_NOW: gettext_lazy("the latest month is of a summer"),
    NoForecast.SUMMER_AHEAD: gettext_lazy("a summer lies between"),
    NoForecast.GAPS: gettext_lazy("too many months without a figure"),
    NoForecast.WIDE: pgettext_lazy("forecast", "too open"),
}


def verdict_text(found: Outlook) -> str:
    """Return a few words, as for a label; with the reason where there is no forecast."""
    if found.verdict == Verdict.NO_FORECAST:
        return _("no forecast: %(why)s") % {"why": _obstacle_text(found)}
    return str(VERDICT_TEXTS[found.verdict])


def _obstacle_text(found: Outlook) -> str:
    """Return in a few words why there is no forecast; empty where there is one or none is due."""
    if found.obstacle is None:
        return ""
    return OBSTACLE_TEXTS[found.obstacle] % {"people": LEAST_FOR_RATES, "months": FARTHEST}


def finding(found: Outlook) -> str:
    """Title of the chart: what is likely, and what it means for the target."""
    words = {
        "month": month_text(found.goal.by),
        "target": goal_text(found),
        "range": interval_text(found.likely[-1]) if found.likely else "",
        "rate": published_text(found.now),
        "why": _obstacle_text(found),
    }
    sentences = {
        Verdict.NO_FORECAST: _("No forecast for the target of %(target)s: %(why)s"),
        Verdict.LIKELY: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is likely to be met"
        ),
        Verdict.EVEN: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is within reach, not sure"
        ),
        Verdict.UNLIKELY: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is out of reach at this pace"
        ),
        Verdict.MET: _("The target of %(target)s is met: %(rate)s in %(month)s"),
        Verdict.MISSED: _("The target of %(target)s is not met: %(rate)s in %(month)s"),
        Verdict.LEFT_OPEN: _(
            "The figures of %(month)s leave open whether the target of %(target)s is met"
        ),
        Verdict.OTHER_BASE: _(
            "The target of %(target)s was set of those known; rates are now of everybody: set it again"
        ),
    }
    return sentences[found.verdict] % words


def standing_text(found: Outlook) -> str:
    """Published figure beside the trajectory; empty once the target's month is out, and on another base."""
    if found.is_over or found.goal.is_of_known:
        return ""
    words = {
        "month": month_text(found.course.last),
        "rate": published_text(found.now),
        "planned": _planned_text(found, found.course.last),
    }
    sentences = {
        Standing.AHEAD: _("In %(month)s: %(rate)s, ahead of the trajectory (%(planned)s)."),
        Standing.ON_IT: _("In %(month)s: %(rate)s, on the trajectory (%(planned)s)."),
        Standing.BEHIND: _("In %(month)s: %(rate)s, behind the trajectory (%(planned)s)."),
        Standing.HIDDEN: _(
            "In %(month)s no figure is published that could be set beside the trajectory."
        ),
    }
    return sentences[found.standing] % words


def progress_text(found: Outlook) -> str:
    """Say what was published: “Since June 2026: from between 5 and 9 to 11 of 19.” Empty without two months to compare.

    From the month in which the target begins, or the first one shown. With the pace where it is clear.
    """
    start, shown = found.goal.start, found.course.shown
    first = start if start in shown and start < found.course.last else next(iter(shown), start)
    before, now = found.course.count(first), found.now
    if now.is_hidden or first >= found.course.last:
        return ""
    words = {
        "since": month_text(first),
        "month": month_text(found.course.last),
        "now": published_text(now),
    }
    if published_text(before) == words["now"]:
        return _("In %(month)s as in %(since)s: %(now)s.") % words
    words["before"] = _before_text(before, now)
    is_range = share_of_population(before) is None and before.low and before.low != before.high
    if is_range:
        text = pgettext("from a range of people", "Since %(since)s: from %(before)s to %(now)s.")
    else:
        text = _("Since %(since)s: from %(before)s to %(now)s.")
    return " ".join(
        filter(None, (text % words, _pace_text(before, now, months_from(first, found.course.last))))
    )


def _before_text(before: Measure, now: Measure) -> str:
    """The earlier figure in a sentence in which the later one follows: a total is said once."""
    if share_of_population(before) is None and before.population == now.population:
        return number_text(before)
    return published_text(before)


def _pace_text(before: Measure, now: Measure, months: int) -> str:
    """Points a month, rounded outwards; empty of fewer than 50 people, and without a clear change."""
    earlier, later = share_of_population(before), share_of_population(now)
    sign = sign_of_clear_change(before, now)
    if earlier is None or later is None or not sign:
        return ""
    ends = sorted(
        sign * (one - other) / months
        for one, other in ((later.low, earlier.high), (later.high, earlier.low))
    )
    low, high = floor(ends[0]), ceil(ends[1])
    words = {"range": str(high) if low == high else f"{low}{EN_DASH}{high}"}
    if sign > 0:
        return (
            ngettext(
                "That is %(range)s point more a month.",
                "That is %(range)s points more a month.",
                high,
            )
            % words
        )
    return (
        ngettext(
            "That is %(range)s point less a month.", "That is %(range)s points less a month.", high
        )
        % words
    )


def forecast_basis_text(found: Outlook) -> str:
    """Explain what the forecast rests on, or why there is none."""
    words = {
        "shown": len(found.course.shown),
        "least": LEAST_MONTHS,
        "people": LEAST_FOR_RATES,
        "farthest": FARTHEST,
        "points": WIDEST,
    }
    if found.likely:
        text = _(
            "Reckoned from %(shown)s published months alone: in eight cases of ten such a forecast holds. "
            "It knows nothing of what you will do."
        )
        return text % words
    if found.obstacle is None:
        return ""
    rules = {
        NoForecast.SMALL: _("A forecast is given of %(people)s people or more."),
        NoForecast.FEW_MONTHS: _("%(shown)s months are shown; a forecast asks for %(least)s."),
        NoForecast.FAR: _("A forecast is given at most %(farthest)s months ahead."),
        NoForecast.SUMMER_NOW: _("Nothing is forecast from July or August."),
        NoForecast.SUMMER_AHEAD: _(
            "Nothing is forecast through a summer before two are published."
        ),
        NoForecast.GAPS: _("Too few months follow one another for a forecast to be tried on them."),
        NoForecast.WIDE: _(
            "The likely interval would be wider than %(points)s points, and say nothing."
        ),
    }
    return rules[found.obstacle] % words


def summary_text(aim: TargetProgress) -> str:
    """Say the target, what was published since, and the forecast or why there is none."""
    found = aim.outlook
    verdict = capfirst(verdict_text(found))
    if found.likely:
        words = {"range": interval_text(found.likely[-1]), "verdict": verdict_text(found)}
        verdict = _("Likely %(range)s by then: %(verdict)s") % words
    target = target_text(aim.target, found.course.size)
    since = progress_text(found) if found.goal.start < found.course.last else ""
    return " ".join(filter(None, (f"{target}.", since, f"{verdict}.")))


def table(aim: TargetProgress) -> Table:
    """Rows by month: published, on the trajectory, and likely from the next month on."""
    found = aim.outlook
    headings = [
        pgettext("table", "Month"),
        pgettext("rate", "Published"),
        _("Trajectory"),
        _("Likely"),
    ]
    likely = dict(zip(found.to_come, found.likely, strict=False))
    published = dict(zip(found.course.months, found.course.counts, strict=True))
    rows = [
        [
            month_text(month),
            _cell(aim, published[month]) if month in published else NOTHING,
            _planned_text(found, month),
            interval_text(likely[month]) if month in likely else NOTHING,
        ]
        for month in (*found.course.months, *found.to_come)
    ]
    return headings, rows


def file_table(aim: TargetProgress) -> FileTable:
    """The same rows in words, then a column for each bound: of the count, and in per cent of what is aimed at and likely."""
    found = aim.outlook
    headings, lines = table(aim)
    likely = dict(zip(found.to_come, found.likely, strict=False))
    published = dict(zip(found.course.months, found.course.counts, strict=True))
    rows: list[list[object]] = [
        [
            *line,
            *(_published_cells(aim, published[month]) if month in published else [NOTHING] * 3),
            *_planned_cells(found, month),
            *_interval_cells(likely.get(month)),
        ]
        for line, month in zip(lines, (*found.course.months, *found.to_come), strict=True)
    ]
    return [*headings, *_bound_headings()], rows


def _bound_headings() -> list[str]:
    return [
        *bound_headings(pgettext("rate", "Published")),
        _("Population"),
        *share_headings(_("Trajectory")),
        *share_headings(_("Likely")),
    ]


def _published_cells(aim: TargetProgress, count: Measure) -> list[object]:
    if count.is_hidden:
        return [_cell(aim, count)] * 3
    return [*count_cells(count), count.population]


def _cell(aim: TargetProgress, count: Measure) -> str:
    """Words of a published figure. Habits are not published of every group nor month: nothing is said where not."""
    if count.is_hidden and aim.target.indicator == TargetIndicator.HABIT:
        return NOTHING
    return published_text(count)


def _planned_cells(found: Outlook, month: Month) -> list[object]:
    """Bounds of the trajectory; of fewer than 50 people its words alone say it."""
    planned = _planned(found, month)
    if planned is None or found.course.is_small:
        return [NOTHING, NOTHING]
    return share_cells(Rate(min(planned.low, planned.high), max(planned.low, planned.high)))


def _interval_cells(likely: Interval | None) -> list[object]:
    return [NOTHING, NOTHING] if likely is None else share_cells(Rate(likely.low, likely.high))


def _planned(found: Outlook, month: Month) -> Rate | None:
    if found.goal.is_of_known or month < found.goal.start:
        return None
    return planned_rate(found.goal, found.course, month)


def _planned_text(found: Outlook, month: Month) -> str:
    planned = _planned(found, month)
    return NOTHING if planned is None else _amount(planned, found.course.size)


def rate_text(rate: Rate) -> str:
    shown = rate.rounded()
    return percent_text(shown.low, shown.high)


def interval_text(found: Interval) -> str:
    """Format an interval inside a sentence, rounded outwards to whole per cent."""
    return rate_text(Rate(found.low, found.high))


def targets_file_table(aims: list[TargetProgress], organisation: str) -> FileTable:
    """All targets in words, then a column for each bound."""
    headings, lines = targets_table(aims, organisation)
    rows: list[list[object]] = [
        [
            *line,
            aim.target.percent,
            month_text(aim.outlook.goal.by),
            *_published_cells(aim, aim.outlook.now),
            *_planned_cells(aim.outlook, aim.outlook.course.last),
            *_interval_cells(next(iter(aim.outlook.likely[-1:]), None)),
        ]
        for line, aim in zip(lines, aims, strict=True)
    ]
    return [*headings, _("Target, in per cent"), _("By the month"), *_bound_headings()], rows


def targets_table(aims: list[TargetProgress], organisation: str) -> Table:
    """All targets in one table, for a file or the report."""
    headings = [
        _("Group"),
        _("Target"),
        pgettext("rate", "Published"),
        _("Trajectory"),
        _("Likely by then"),
        pgettext("target", "In words"),
    ]
    rows = [
        [
            population_name(aim.target, organisation),
            target_text(aim.target, aim.outlook.course.size),
            _cell(aim, aim.outlook.now),
            _planned_text(aim.outlook, aim.outlook.course.last),
            interval_text(aim.outlook.likely[-1]) if aim.outlook.likely else NOTHING,
            verdict_text(aim.outlook),
        ]
        for aim in aims
    ]
    return headings, rows
