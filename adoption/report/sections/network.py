"""Ambassadors and workshops: how far they reach, how soon people meet, and what those who came say."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.dashboards.words.quarters import quarter_name
from adoption.foundation.periods import Quarter
from adoption.foundation.rates import LEAST_FOR_RATES
from adoption.report.blocks import Decision, Section, Table
from adoption.report.queries.beside import (
    Cover,
    Workshops,
    help_of_latest_quarter,
    workshops_of_three_months,
)
from adoption.report.queries.edition import Edition
from ambassadors.help.enums import Part
from ambassadors.help.models import ProgrammeQuarter
from core.site_settings import value_of
from core.typography import format_number, format_percent


Row = tuple[str, str]


def section(edition: Edition) -> Section | None:
    cover = edition.cover
    helped = help_of_latest_quarter(edition.month.last_day)
    workshops = workshops_of_three_months(edition.month)
    rows = [*_covered(cover), *_helped(helped), *_held(workshops)]
    if not rows:
        return None
    return Section(
        title=_("Ambassadors and workshops"),
        findings=_findings(cover),
        tables=(
            Table(
                _("Help between colleagues and workshops, of the whole organisation."),
                (pgettext("table", "What"), _("How many")),
                rows,
            ),
        ),
        decisions=_decisions(cover),
    )


def _findings(cover: Cover | None) -> tuple[str, ...]:
    if cover is None or not cover.without:
        return ()
    text = ngettext(
        "Of %(groups)s groups, %(without)s has no ambassador.",
        "Of %(groups)s groups, %(without)s have no ambassador.",
        cover.without,
    )
    words = {"groups": format_number(cover.groups), "without": format_number(cover.without)}
    return (text % words,)


def _covered(cover: Cover | None) -> Iterator[Row]:
    if cover is not None:
        words = {
            "ambassadors": format_number(cover.ambassadors),
            "staff": format_number(cover.staff),
        }
        yield _("Ambassadors"), _("%(ambassadors)s for %(staff)s staff") % words


def _helped(quarter: ProgrammeQuarter | None) -> Iterator[Row]:
    """In thirds, as the quarter's figures were published."""
    if quarter is None:
        return
    waited, when = (
        quarter.figures["first_session"],
        {"quarter": quarter_name(Quarter.containing(quarter.first_day))},
    )
    yield (
        _("Requests of pairs that ended in %(quarter)s: first session within two weeks") % when,
        _third(waited["fortnight"]),
    )
    yield _("First session within a month, but later than two weeks"), _third(waited["month"])
    if quarter.figures["useful"]:
        yield _("Found the help of use, of those who said so"), _third(quarter.figures["useful"])


def _third(part: str) -> str:
    return capfirst(str(Part(part).label))


def _held(workshops: Workshops) -> Iterator[Row]:
    if workshops.held:
        yield _("Workshops held in the last three months"), format_number(workshops.held)
    if workshops.answers >= value_of("PUBLICATION_THRESHOLD"):
        words = {
            "useful": format_number(workshops.useful),
            "answers": format_number(workshops.answers),
        }
        text = _("%(useful)s of %(answers)s answers") % words
        if workshops.answers >= LEAST_FOR_RATES:
            text += f" ({format_percent(100 * workshops.useful // workshops.answers)})"
        yield _("Found the workshop of use in their work"), text


def _decisions(cover: Cover | None) -> tuple[Decision, ...]:
    if cover is None or not cover.without:
        return ()
    return (
        Decision(
            _("Who finds an ambassador for the groups that have none, and with what time?"),
            _("The list stands on the page of the network."),
            "groups_without_ambassador",
        ),
    )
