"""Overview of the organisation: funnel, coverage, its year, and a comparison of three months."""

from collections.abc import Sequence
from functools import partial

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.charts import trend as charts
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.rates import Measure, Rate, rate_of, sign_of_sure_change
from adoption.foundation.words.months import month_text, short_month_text
from adoption.publishing.queries.published import Reading
from adoption.publishing.words.findings import (
    FEW,
    HALF,
    cell_text,
    coverage_text,
    drop_text,
    headline_sentences,
    part_text,
    staff_text,
    trend,
)
from adoption.publishing.words.presentation import first_month_shown, funnel, used_table
from adoption.report import charts as rate_charts
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.charts import Bar, Line
from adoption.report.queries.edition import Edition
from core.typography import EN_DASH, count_text, percent_text


DRAWING = "1"  # grows when a drawing changes, so that no old file is served
BEFORE, A_YEAR = 3, 12  # months back
STEPS = (ACCOUNT, USED, HABIT)
FEW_STOP = 5  # per cent: a drop that may be smaller decides nothing


def section(edition: Edition) -> Section:
    read = edition.reading
    return Section(
        title=_("From the account to the habit"),
        findings=tuple(filter(None, (_in_short(read), _coverage(read), _movement(read)))),
        paragraphs=tuple(filter(None, (coverage_text(read),))),
        charts=tuple(_charts(read)),
        tables=(_compared(read),),
        decisions=tuple(_decisions(read)),
    )


# --- Findings ------------------------------------------------------------------------------------------


def _in_short(read: Reading) -> str:
    if read.own.last.is_hidden:
        return _("How many of the organisation used the portal is hidden this month.")
    return " ".join(filter(None, headline_sentences(read)))


def _coverage(read: Reading) -> str:
    rate = _rate(read.year[-1], KNOWN)
    if rate is None:
        return ""
    shown = rate.rounded()
    return _(
        "Something is known of %(share)s of the staff (%(count)s); the others are not counted as a “no”."
    ) % {
        "share": percent_text(shown.low, shown.high),
        "count": cell_text(read.year[-1][KNOWN.code]),
    }


def known_staff_text(read: Reading) -> str:
    """People behind the first page's rates; empty where that is hidden."""
    known = read.year[-1][KNOWN.code]
    if known.is_hidden:
        return ""
    return _(
        "Rates of use are of those of whom something is known: %(known)s. A share of all the staff, or of "
        "others, says so."
    ) % {"known": staff_text(known)}


def _movement(read: Reading) -> str:
    measures = read.own.measures
    if sum(not measure.is_hidden for measure in measures) < 2:
        return ""
    return f"{trend(measures, first_month_shown(read))}."


def _rate(chain: dict[str, Measure], step) -> Rate | None:
    """Rate among known people; for “known”, among the staff."""
    count = chain[step.code]
    if step is not KNOWN:
        return rate_of(count, chain[KNOWN.code])
    if count.is_hidden or not count.population:
        return None
    return rate_of(count, Measure(count.population, count.population, count.population))


# --- Charts --------------------------------------------------------------------------------------------


def _charts(read: Reading) -> list[Chart]:
    """The funnel stands on the report's first page, so it comes first."""
    charts = [_funnel_chart(read)]
    if not read.own.is_hidden:
        charts.append(_trend_chart(read))
    if any(_shown_rate(chain, step) for chain in read.year for step in STEPS):
        charts.append(_rate_chart(read))
    return charts


def _funnel_chart(read: Reading) -> Chart:
    shown = funnel(read)
    is_rate = shown["unit"] == "percent"
    bars = tuple(_bar(tread, is_rate=is_rate) for tread in shown["treads"])
    caption = _counted_in_the_month(read, is_rate=is_rate)
    of_whom = _("Of those known") if is_rate else _("Of all the staff")
    rows = tuple(
        (tread["name"], tread["definition"], bar.said)
        for tread, bar in zip(shown["treads"], bars, strict=True)
    )
    return Chart(
        name="entonnoir",
        title=_funnel_finding(read),
        drawn=("funnel", DRAWING, bars),
        draw=partial(rate_charts.draw_funnel, bars),
        size=rate_charts.FUNNEL_SIZES,
        table=Table(caption, (_("Step"), _("What is counted"), of_whom), rows),
    )


def _counted_in_the_month(read: Reading, *, is_rate: bool) -> str:
    month = month_text(read.month)
    if is_rate:
        return _(
            "Account, use and habit in %(month)s, of the staff of whom something is known."
        ) % {"month": month}
    return _("Account, use and habit in %(month)s, of all the staff.") % {"month": month}


def _bar(tread: dict, *, is_rate: bool) -> Bar:
    low, high = tread["low"], tread["high"]
    whole = 100 if is_rate else tread["population"]
    if low is None:
        text = pgettext("figure", "too few people")
    else:
        text = percent_text(low, high) if is_rate else count_text(low, high, whole)
    return Bar(str(tread["name"]), text, low, high, whole)


def _funnel_finding(read: Reading) -> str:
    """The larger of the two drops; the heading alone where the figures leave it open."""
    share, after = _largest_drop(read)
    if not share:
        return _("From the account to the habit: the same three steps, month by month")
    endings = {
        USED: _("%(share)s of those who have an account did not use it this month"),
        HABIT: _("%(share)s of those who used it have no habit yet"),
    }
    return endings[after] % {"share": share}


def _largest_drop(read: Reading):
    chain = read.year[-1]
    drops = [
        (*drop_text(chain[before.code], chain[after.code]), after)
        for before, after in ((ACCOUNT, USED), (USED, HABIT))
    ]
    share, lost, after = max(drops, key=lambda drop: drop[1].low if drop[1] else -1)
    return (share if lost and lost.low >= FEW_STOP else ""), after


def _trend_chart(read: Reading) -> Chart:
    return Chart(
        name="tendance",
        title=trend(read.own.measures, first_month_shown(read)),
        drawn=("trend", DRAWING, read.months, read.series),
        draw=partial(charts.draw, read),
        size=(charts.chart_size(read, is_narrow=False), charts.chart_size(read, is_narrow=True)),
        table=Table(
            _("How many used the portal on at least one day of the month, of all the staff."),
            *used_table(read),
        ),
    )


def _rate_chart(read: Reading) -> Chart:
    months = read.months
    labels = [short_month_text(month) for month in months]
    names = {
        ACCOUNT: pgettext("chart", "Have an account"),
        USED: pgettext("chart", "Used it"),
        HABIT: pgettext("chart", "Have the habit"),
    }
    lines = tuple(
        Line(names[step], tuple(_shown_rate(chain, step) for chain in read.year)) for step in STEPS
    )
    covered = [_shown_rate(chain, KNOWN) for chain in read.year]
    rows = tuple(
        (month_text(month), *(_rate_text(line.rates[place]) for line in lines), _rate_text(known))
        for place, (month, known) in enumerate(zip(months, covered, strict=True))
    )
    return Chart(
        name="taux",
        title=_rates_finding(read),
        drawn=("rates", DRAWING, labels, lines),
        draw=partial(rate_charts.draw_rates, lines, labels),
        size=rate_charts.RATE_SIZES,
        table=Table(
            _(
                "Rates month by month, of those known; and of how many of the staff something is known. A dash: "
                "hidden, or so wide that it says little."
            ),
            (pgettext("table", "Month"), *names.values(), _("Use known")),
            rows,
        ),
    )


def _rates_finding(read: Reading) -> str:
    """Change of the habit, else of use, from the first month shown to the last."""
    for step, words in (
        (
            HABIT,
            {
                1: _("The habit rate rose from %(before)s to %(after)s since %(month)s"),
                0: _("No clear change of the habit rate since %(month)s"),
                -1: _("The habit rate fell from %(before)s to %(after)s since %(month)s"),
            },
        ),
        (
            USED,
            {
                1: _("The usage rate rose from %(before)s to %(after)s since %(month)s"),
                0: _("No clear change of the usage rate since %(month)s"),
                -1: _("The usage rate fell from %(before)s to %(after)s since %(month)s"),
            },
        ),
    ):
        rates = [_shown_rate(chain, step) for chain in read.year]
        shown = [place for place, rate in enumerate(rates) if rate is not None]
        if len(shown) < 2 or shown[-1] != len(rates) - 1:
            continue
        before, after = rates[shown[0]], rates[-1]
        assert before is not None
        assert after is not None
        return words[sign_of_sure_change((before.low, before.high), (after.low, after.high))] % {
            "before": _rate_text(before),
            "after": _rate_text(after),
            "month": month_text(read.months[shown[0]]),
        }
    return _("Account, use and habit, month by month")


def _shown_rate(chain: dict[str, Measure], step) -> Rate | None:
    """The rate; None also where it is so wide that its counts say more."""
    rate = _rate(chain, step)
    return rate.rounded() if rate is not None and rate.is_narrow else None


def _rate_text(rate: Rate | None) -> str:
    return EN_DASH if rate is None else percent_text(rate.low, rate.high)


# --- Months compared -----------------------------------------------------------------------------------


def _compared(read: Reading) -> Table:
    """Table of the month, the one three months before, and the one a year before or the earliest there is."""
    months = list(read.months)
    last = months[-1]
    wanted = [last, last.shifted(-BEFORE), last.shifted(-A_YEAR), months[0]]
    chosen = sorted({month for month in wanted if month in months}, reverse=True)
    titles = {
        KNOWN: _("Use known"),
        ACCOUNT: _("Have an account"),
        USED: _("Used it on at least one day"),
        HABIT: _("Used it in at least three of the month’s four weeks"),
    }
    rows = tuple(
        (title, *(_cell(read.year[months.index(month)], step) for month in chosen))
        for step, title in titles.items()
    )
    return Table(
        _(
            "Months compared: of how many staff something is known, and how many of these did what is named."
        ),
        (_("Figure"), *(capfirst(month_text(month)) for month in chosen)),
        rows,
    )


def _cell(chain: dict[str, Measure], step) -> str:
    """A count and its share of the same people."""
    count = chain[step.code]
    text = cell_text(count) if step is KNOWN else part_text(count, chain[KNOWN.code])
    rate = _shown_rate(chain, step)
    return text if rate is None else f"{text} ({_rate_text(rate)})"


# --- What the committee is asked ---------------------------------------------------------------------


def _decisions(read: Reading) -> Sequence[Decision]:
    """Decisions from the month's published figures alone, one rule each."""
    chain = read.year[-1]
    known, habit = _rate(chain, KNOWN), _rate(chain, HABIT)
    share, after = _largest_drop(read)
    decisions = []
    if known is not None and known.high < HALF:
        decisions.append(
            Decision(
                _("Who tells staff what the monthly question is for, and when?"),
                _("Something is known of fewer than half: the rates speak of these alone."),
            )
        )
    if share and after is USED:
        decisions.append(
            Decision(
                _("In which services do discovery workshops come first?"),
                _("%(share)s of those who have an account did not use it this month.")
                % {"share": share},
            )
        )
    if share and after is HABIT:
        decisions.append(
            Decision(
                _("Which everyday service of the portal do we put forward this quarter?"),
                _("%(share)s of those who used it have no habit yet.") % {"share": share},
            )
        )
    elif habit is not None and habit.high <= FEW:
        decisions.append(
            Decision(
                _("Which everyday service of the portal do we put forward this quarter?"),
                _("Few have made it a habit."),
            )
        )
    return decisions
