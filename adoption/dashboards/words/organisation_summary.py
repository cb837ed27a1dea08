"""Words of the organisation's summary on a team's page, one line for each subject."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.rates import LEAST_FOR_RATES, Measure
from adoption.foundation.words.months import quarter_in_words
from adoption.publishing.words.findings import number_text, staff_text
from adoption.team_actions.advice import AgreementBounds, lowest_dimension
from adoption.team_actions.queries.organisation_summary import (
    CONFIDENCE,
    Barometer,
    ClosedRequests,
    NamedCount,
    OrganisationSummary,
)
from core.typography import format_number


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary. `url`: of the page behind it, "" where this reader may not open it."""

    title: str
    text: str
    link: str
    url: str


def summary_lines(
    whole: OrganisationSummary, *, population: int, may_read_further: bool
) -> list[SummaryLine]:
    """Lines of which each says whose it is. `population`: staff of the organisation, 0 where that is not published."""
    further = reverse("adoption:further") if may_read_further else ""
    results = (
        reverse("adoption:survey_results", args=[whole.barometer.uuid])
        if whole.barometer
        else reverse("adoption:surveys")
    )
    confidence = (
        _hidden()
        if whole.barometer is None or CONFIDENCE not in whole.barometer.agreements
        else _agreed(whole.barometer, CONFIDENCE)
    )
    closed = whole.closed if population >= LEAST_FOR_RATES else None
    lines = [
        (_("Services used"), _service(whole.service), _("All the services"), further),
        (_("Learning"), _path(whole.path), _("Path by path"), reverse("adoption:reach")),
        (
            _("Help from ambassadors"),
            _help(whole.coached, closed),
            _("Quarter by quarter"),
            further,
        ),
        (
            _("What holds people back"),
            _barrier(whole.barometer),
            _("Statement by statement"),
            results,
        ),
        (_("Confidence in learning"), confidence, _("The answers"), results),
    ]
    return [
        SummaryLine(_("%(what)s, in the whole organisation") % {"what": title}, text, link, url)
        for title, text, link, url in lines
    ]


def _service(found: NamedCount | None) -> str:
    if found is None:
        return _hidden()
    text = _(
        "In the %(quarter)s, of those whose account is linked, “%(service)s” was used by most: %(count)s people."
    )
    return text % {
        "quarter": quarter_in_words(found.quarter),
        "service": found.name,
        "count": number_text(found.count),
    }


def _path(found: NamedCount | None) -> str:
    if found is None:
        return _hidden()
    text = _("In the %(quarter)s, “%(path)s” was begun by %(count)s who need not follow it.")
    return text % {
        "quarter": quarter_in_words(found.quarter),
        "path": found.name,
        "count": staff_text(found.count),
    }


def _help(coached: NamedCount | None, closed: ClosedRequests | None) -> str:
    lines = []
    if coached is not None:
        text = _("In the %(quarter)s, %(count)s were helped for the first time.")
        quarter = quarter_in_words(coached.quarter)
        lines.append(text % {"quarter": quarter, "count": staff_text(coached.count)})
    if closed is not None:
        text = (
            _("Requests that were answered and closed in the %(quarter)s: at least %(count)s.")
            if closed.at_least
            else _("Requests that were answered and closed in the %(quarter)s: fewer than ten.")
        )
        quarter = quarter_in_words(closed.quarter)
        lines.append(text % {"quarter": quarter, "count": format_number(closed.at_least)})
    return " ".join(lines) or _hidden()


def _barrier(found: Barometer | None) -> str:
    if found is None:
        return _hidden()
    dimension = lowest_dimension(found.agreements)
    if not dimension:
        if not any(agreement != CONFIDENCE for agreement in found.agreements):
            return _hidden()
        return _("No statement of the barometer is surely the one that fewest agree with.")
    return _refused(found, dimension) or _agreed(found, dimension)


def _refused(found: Barometer, dimension: str) -> str:
    """Word who disagrees, where that is published; otherwise who agrees."""
    against = found.refusals.get(dimension)
    agreement: AgreementBounds = found.agreements[dimension]
    if against is None:
        return ""
    text = _(
        "“%(statement)s” Of those who answered, %(against)s disagree; of all who were asked, %(count)s agree, "
        "%(month)s."
    )
    return text % {
        "statement": found.texts[dimension],
        "against": staff_text(against),
        "count": staff_text(Measure(agreement.low, agreement.high, found.asked)),
        "month": date_format(found.opened_on, "F Y"),
    }


def _agreed(found: Barometer, dimension: str) -> str:
    agreement: AgreementBounds = found.agreements[dimension]
    text = _("“%(statement)s” %(count)s agree, %(month)s.")
    return text % {
        "statement": found.texts[dimension],
        "count": staff_text(Measure(agreement.low, agreement.high, found.asked)),
        "month": date_format(found.opened_on, "F Y"),
    }


def _hidden() -> str:
    return pgettext("figure", "Nothing that may be shown yet.")
