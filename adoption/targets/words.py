"""Words of a target: its published rate beside it, and what the forecast makes likely."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.periods import Month
from adoption.foundation.rates import Rate
from adoption.foundation.words.file_columns import FileTable, share_cells, share_headings
from adoption.foundation.words.months import month_text
from adoption.publishing.words.presentation import Table
from adoption.targets.enums import TargetIndicator
from adoption.targets.forecast import LEAST_MONTHS, Interval
from adoption.targets.models import Target
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.trajectory import Outlook, Standing, Verdict, planned_rate
from core.typography import format_percent, percent_text


NOTHING = "–"
TONES = {
    Verdict.LIKELY: ("good", "check"),
    Verdict.MET: ("good", "check"),
    Verdict.POSSIBLE: ("warn", "triangle-alert"),
    Verdict.UNLIKELY: ("warn", "triangle-alert"),
    Verdict.MISSED: ("warn", "triangle-alert"),
}


def population_name(target: Target, organisation: str) -> str:
    """Name of the target's population; the root of the tree has the organisation's name."""
    return organisation if target.team.is_root() else target.team.name


def target_text(target: Target) -> str:
    """Return “Usage rate: 60% by June 2027”."""
    return _("%(indicator)s: %(percent)s by %(month)s") % {
        "indicator": TargetIndicator(target.indicator).label,
        "percent": format_percent(target.percent),
        "month": month_text(Month.containing(target.by)),
    }


def verdict_text(verdict: Verdict) -> str:
    """Return two or three words, as for a label."""
    return {
        Verdict.TOO_FEW: _("too few months to tell"),
        Verdict.TOO_OPEN: _("too uncertain to tell"),
        Verdict.LIKELY: _("likely to be met"),
        Verdict.EVEN: _("within reach, not sure"),
        Verdict.POSSIBLE: _("possible, not likely"),
        Verdict.UNLIKELY: _("out of reach at this pace"),
        Verdict.MET: _("met"),
        Verdict.MISSED: _("not met"),
        Verdict.LEFT_OPEN: _("left open by the figures"),
    }[verdict]


def finding(found: Outlook) -> str:
    """Title of the chart: what is likely, and what it means for the target."""
    words = {
        "month": month_text(found.goal.by),
        "target": format_percent(found.goal.percent),
        "range": "" if found.likely is None else interval_text(found.likely),
        "rate": rate_text(found.now),
    }
    sentences = {
        Verdict.TOO_FEW: _("Too few months to tell whether the target of %(target)s will be met"),
        Verdict.TOO_OPEN: _(
            "Likely %(range)s in %(month)s: too open to say anything of the target of %(target)s"
        ),
        Verdict.LIKELY: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is likely to be met"
        ),
        Verdict.EVEN: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is within reach, not sure"
        ),
        Verdict.POSSIBLE: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is possible, not likely"
        ),
        Verdict.UNLIKELY: _(
            "Likely %(range)s in %(month)s: the target of %(target)s is out of reach at this pace"
        ),
        Verdict.MET: _("The target of %(target)s is met: %(rate)s in %(month)s"),
        Verdict.MISSED: _("The target of %(target)s is not met: %(rate)s in %(month)s"),
        Verdict.LEFT_OPEN: _(
            "The figures of %(month)s leave open whether the target of %(target)s is met"
        ),
    }
    return sentences[found.verdict] % words


def standing_text(found: Outlook) -> str:
    """Published rate beside the trajectory; empty once the target's month is out."""
    if found.is_over:
        return ""
    words = {
        "month": month_text(found.course.last),
        "rate": rate_text(found.now),
        "planned": rate_text(found.planned),
    }
    sentences = {
        Standing.AHEAD: _("In %(month)s: %(rate)s, ahead of the trajectory (%(planned)s)."),
        Standing.ON_IT: _("In %(month)s: %(rate)s, on the trajectory (%(planned)s)."),
        Standing.BEHIND: _("In %(month)s: %(rate)s, behind the trajectory (%(planned)s)."),
        Standing.HIDDEN: _(
            "In %(month)s the rate is hidden, so it cannot be set beside the trajectory."
        ),
    }
    return sentences[found.standing] % words


def forecast_basis_text(found: Outlook) -> str:
    """Explain what the forecast rests on."""
    if found.is_over:
        return ""
    shown = sum(rate is not None for rate in found.course.rates)
    if found.forecast is None:
        return _("%(shown)s months are shown; a forecast asks for %(least)s.") % {
            "shown": shown,
            "least": LEAST_MONTHS,
        }
    return _(
        "Reckoned from %(shown)s published months alone: in eight cases of ten such a forecast holds. "
        "It knows nothing of what you will do, nor of summer."
    ) % {"shown": shown}


def table(aim: TargetProgress) -> Table:
    """Rows by month: published, on the trajectory, and likely from the next month on."""
    found = aim.outlook
    headings = [
        pgettext("table", "Month"),
        pgettext("rate", "Published"),
        _("Trajectory"),
        _("Likely"),
    ]
    rows = [
        [month_text(month), rate_text(rate), _rate_or_dash(_planned(found, month)), NOTHING]
        for month, rate in zip(found.course.months, found.course.rates, strict=True)
    ]
    likely = found.forecast.intervals() if found.forecast else []
    rows += [
        [
            month_text(month),
            NOTHING,
            _rate_or_dash(_planned(found, month)),
            interval_text(likely[place]) if likely else NOTHING,
        ]
        for place, month in enumerate(found.to_come)
    ]
    return headings, rows


def file_table(aim: TargetProgress) -> FileTable:
    """The same rows with a column for each bound, in per cent."""
    found = aim.outlook
    headings = [pgettext("table", "Month")]
    for name in (pgettext("rate", "Published"), _("Trajectory"), _("Likely")):
        headings += share_headings(name)
    likely = (
        dict(zip(found.to_come, found.forecast.intervals(), strict=True)) if found.forecast else {}
    )
    published = dict(zip(found.course.months, found.course.rates, strict=True))
    rows: list[list[object]] = [
        [
            month_text(month),
            *(share_cells(published[month]) if month in published else [NOTHING] * 2),
            *_bounds_cells(_planned(found, month)),
            *_interval_cells(likely.get(month)),
        ]
        for month in (*found.course.months, *found.to_come)
    ]
    return headings, rows


def _bounds_cells(planned: Rate | None) -> list[object]:
    if planned is None:
        return [NOTHING, NOTHING]
    return share_cells(Rate(min(planned.low, planned.high), max(planned.low, planned.high)))


def _interval_cells(likely: Interval | None) -> list[object]:
    return [NOTHING, NOTHING] if likely is None else share_cells(Rate(likely.low, likely.high))


def _planned(found: Outlook, month: Month) -> Rate | None:
    return None if month < found.goal.start else planned_rate(found.goal, found.course, month)


def _rate_or_dash(rate: Rate | None) -> str:
    return NOTHING if rate is None else rate_text(rate)


def rate_text(rate: Rate | None) -> str:
    if rate is None:
        return pgettext("figure", "too few people")
    shown = Rate(min(rate.low, rate.high), max(rate.low, rate.high)).rounded()
    return percent_text(shown.low, shown.high)


def interval_text(found: Interval) -> str:
    """Format an interval inside a sentence, rounded outwards to whole per cent."""
    shown = Rate(found.low, found.high).rounded()
    return percent_text(shown.low, shown.high)


def targets_file_table(aims: list[TargetProgress], organisation: str) -> FileTable:
    """All targets with a column for each bound, in per cent."""
    headings = [_("Group"), _("Target"), _("Target, in per cent"), _("By the month")]
    for name in (pgettext("rate", "Published"), _("Trajectory"), _("Likely by then")):
        headings += share_headings(name)
    rows: list[list[object]] = [
        [
            population_name(aim.target, organisation),
            target_text(aim.target),
            aim.target.percent,
            month_text(aim.outlook.goal.by),
            *share_cells(aim.outlook.now),
            *_bounds_cells(aim.outlook.planned),
            *_interval_cells(aim.outlook.likely),
            verdict_text(aim.outlook.verdict),
        ]
        for aim in aims
    ]
    return [*headings, pgettext("target", "In words")], rows


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
            target_text(aim.target),
            rate_text(aim.outlook.now),
            _rate_or_dash(aim.outlook.planned),
            NOTHING if aim.outlook.likely is None else interval_text(aim.outlook.likely),
            verdict_text(aim.outlook.verdict),
        ]
        for aim in aims
    ]
    return headings, rows
