"""Completion of training by path: what staff must follow, and what they chose."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.dashboards.words.quarters import quarter_name
from adoption.foundation.rates import LEAST_FOR_RATES
from adoption.publishing.enums import ReachMeasure
from adoption.publishing.words.findings import number_text
from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.beside import (
    FreePath,
    PathCompletion,
    mandatory_completion,
    reach_of_latest_quarter,
)
from adoption.report.queries.edition import Edition
from core.dates import today
from core.typography import day_text, format_number, format_percent


MOST_PATHS = 6  # of each kind
MANY_LATE = 10  # one in so many


def section(edition: Edition) -> Section | None:
    """Training by path; what is mandatory as it stands today, in the latest report alone."""
    day = today()
    paths = mandatory_completion(edition.publication, on=day) if edition.is_latest else []
    quarter, free = reach_of_latest_quarter(edition.month.last_day)
    shown = [path for path in free if path.of(ReachMeasure.STARTED).low]
    tables = []
    if paths:
        tables.append(_mandatory(paths, day_text(day)))
    if quarter and shown:
        tables.append(_chosen(shown, quarter_name(quarter)))
    if not tables:
        return None
    return Section(
        title=_("Training"),
        findings=(_finding(paths),) if paths else (),
        tables=tuple(tables),
        decisions=_decisions(paths),
    )


def _finding(paths: list[PathCompletion]) -> str:
    asked, done = (sum(getattr(path, name) for path in paths) for name in ("asked", "done"))
    return _("Of all the mandatory training asked of staff, %(share)s is done.") % {
        "share": _of(done, asked)
    }


def _of(part: int, whole: int) -> str:
    """A share from 50 on, else the count. Rounded, but "100 %" only where it is all."""
    if whole < LEAST_FOR_RATES:
        return format_number(part)
    share = (200 * part + whole) // (2 * whole)
    return format_percent(share if part == whole else min(share, 99))


def _cell(part: int, whole: int) -> str:
    text = format_number(part)
    return f"{text} ({_of(part, whole)})" if whole >= LEAST_FOR_RATES else text


def _mandatory(paths: list[PathCompletion], day: str) -> Table:
    first = sorted(paths, key=lambda path: -path.asked)[:MOST_PATHS]
    return Table(
        _("Mandatory training on %(day)s: of how many staff it is asked.") % {"day": day},
        (_("Path"), _("Asked of"), pgettext("table", "Done"), _("Late")),
        [
            (
                path.title,
                format_number(path.asked),
                _cell(path.done, path.asked),
                _cell(path.late, path.asked),
            )
            for path in first
        ],
    )


def _chosen(paths: list[FreePath], quarter: str) -> Table:
    first = sorted(paths, key=lambda path: -(path.of(ReachMeasure.STARTED).low or 0))[:MOST_PATHS]
    return Table(
        _("Training that nobody has to follow, in %(quarter)s, of the whole organisation.")
        % {"quarter": quarter},
        (_("Path"), _("Staff who began it"), _("Staff who finished it")),
        [(path.title, *(number_text(path.of(each)) for each in ReachMeasure)) for path in first],
    )


def _decisions(paths: list[PathCompletion]) -> tuple[Decision, ...]:
    asked, late = (sum(getattr(path, name) for path in paths) for name in ("asked", "late"))
    if MANY_LATE * late <= asked:
        return ()
    return (
        Decision(
            _("Who gives teams the time to catch up with mandatory training, and by when?"),
            _("More than one in ten of what is asked is late."),
            "late_training",
        ),
    )
