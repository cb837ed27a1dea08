"""Use of the portal by the whole organisation: the month, its year, and what follows for the committee."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.charts import trend as charts
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.foundation.rates import Measure, Rate, rate_of, share_of_population
from adoption.foundation.words.months import month_text, short_month_text
from adoption.publishing.queries.published import Reading
from adoption.publishing.words.findings import number_text, staff_text, trend
from adoption.publishing.words.presentation import first_month_shown, used_table
from adoption.report import charts as rate_charts
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.charts import Line
from adoption.report.queries.edition import Edition
from core.typography import EN_DASH, format_number, percent_text


DRAWING = "2"  # grows when a drawing changes, so that no old file is served
STEPS = (USED, ACCOUNT, HABIT)


def section(edition: Edition) -> Section:
    read = edition.reading
    return Section(
        title=_("Use by staff"),
        findings=(_in_short(read),),
        paragraphs=tuple(filter(None, (_of_those_known(read),))),
        charts=tuple(_charts(read)),
        decisions=tuple(_decisions(read.year[-1])),
    )


def _in_short(read: Reading) -> str:
    used = read.own.last
    words = {
        "month": month_text(read.month),
        "count": staff_text(used),
        "tool": read.portal.noun,
    }
    if used.is_hidden:
        return _("In %(month)s, too few people to say how many used %(tool)s.") % words
    share = share_of_population(used)
    if share is None:
        return _("In %(month)s, %(count)s used %(tool)s, at least.") % words
    words["share"] = rate_text(share)
    return _("In %(month)s, %(count)s used %(tool)s: %(share)s, at least.") % words


def _of_those_known(read: Reading) -> str:
    """Set users beside those of whom anything is known, once a quarter, from 50 people on."""
    known, used = read.year[-1][KNOWN.code], read.own.last
    share = rate_of(used, known)
    if share is None or share_of_population(known) is None:
        return ""
    return _(
        "Something is known of %(known)s; of these, %(share)s used %(tool)s. The others may have used it too."
    ) % {"known": staff_text(known), "share": rate_text(share), "tool": read.portal.noun}


def rate_text(rate: Rate) -> str:
    shown = rate.rounded()
    return percent_text(shown.low, shown.high)


# --- The year ------------------------------------------------------------------------------------------


def _charts(read: Reading) -> list[Chart]:
    """Rates of the whole staff; of fewer than 50 people, the count alone."""
    if any(share_of_population(chain[USED.code]) for chain in read.year):
        return [_rate_chart(read)]
    return [] if read.own.is_hidden else [_count_chart(read)]


def _rate_chart(read: Reading) -> Chart:
    labels = [short_month_text(month) for month in read.months]
    steps = [step for step in STEPS if any(not chain[step.code].is_hidden for chain in read.year)]
    lines = tuple(
        Line(_step_name(step), tuple(_rounded(chain[step.code]) for chain in read.year))
        for step in steps
    )
    headings = (pgettext("table", "Month"), _("Staff"), *(line.name for line in lines))
    rows = [
        (
            month_text(month),
            format_number(chain[USED.code].population) if chain[USED.code].population else EN_DASH,
            *(_cell(chain[step.code]) for step in steps),
        )
        for month, chain in zip(read.months, read.year, strict=True)
    ]
    return Chart(
        name="taux",
        title=trend(read.own.measures, first_month_shown(read)),
        drawn=("rates", DRAWING, labels, lines),
        draw=partial(rate_charts.draw_rates, lines, labels),
        size=rate_charts.RATE_SIZES,
        table=Table(
            _("Month by month, of all the staff: how many at least, and what share of them."),
            headings,
            rows[::-1],
        ),
    )


def _step_name(step: Definition) -> str:
    return {
        USED: pgettext("chart", "Used it"),
        ACCOUNT: pgettext("chart", "Have an account"),
        HABIT: pgettext("chart", "Have the habit"),
    }[step]


def _rounded(count: Measure) -> Rate | None:
    share = share_of_population(count)
    return share.rounded() if share is not None else None


def _cell(count: Measure) -> str:
    if count.is_hidden:
        return EN_DASH
    share = _rounded(count)
    return number_text(count) if share is None else f"{number_text(count)} ({rate_text(share)})"


def _count_chart(read: Reading) -> Chart:
    headings, rows = used_table(read)
    return Chart(
        name="tendance",
        title=trend(read.own.measures, first_month_shown(read)),
        drawn=("trend", DRAWING, read.months, read.series),
        draw=partial(charts.draw, read),
        size=(charts.chart_size(read, is_narrow=False), charts.chart_size(read, is_narrow=True)),
        table=Table(
            _("How many used %(tool)s on at least one day of the month, of all the staff.")
            % {"tool": read.portal.noun},
            headings,
            rows[::-1],
        ),
    )


# --- What the committee is asked ---------------------------------------------------------------------


def _decisions(chain: dict[str, Measure]) -> list[Decision]:
    """Decisions from the month's published counts alone, one rule each."""
    known, account, used, habit = (chain[step.code] for step in (KNOWN, ACCOUNT, USED, HABIT))
    decisions = []
    if known.high is not None and 2 * known.high < known.population:
        decisions.append(
            Decision(
                _("Who tells staff what the monthly question is for, and when?"),
                _("Something is known of fewer than half: true use may be far higher."),
                "known",
            )
        )
    if _is_less_than_half(used, account):
        decisions.append(
            Decision(
                _("In which services do discovery workshops come first?"),
                _("Of those who have an account, fewer than half used it this month."),
                "workshops",
            )
        )
    if _is_less_than_half(habit, used):
        decisions.append(
            Decision(
                _("Which everyday service of the portal do we put forward this quarter?"),
                _("Of those who used it, fewer than half have the habit."),
                "everyday_service",
            )
        )
    return decisions


def _is_less_than_half(part: Measure, whole: Measure) -> bool:
    return part.high is not None and whole.low is not None and 2 * part.high < whole.low
