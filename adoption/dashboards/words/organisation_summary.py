"""Words of the organisation's summary on a team's page, one line for each subject."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.foundation.rates import Measure
from adoption.publishing.words.findings import staff_text
from adoption.team_actions.advice import AgreementBounds, lowest_dimension
from adoption.team_actions.queries.organisation_summary import (
    CONFIDENCE,
    Barometer,
    NamedCount,
    OrganisationSummary,
)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the summary. `url`: of the page behind it, "" where this reader may not open it."""

    title: str
    text: str
    link: str
    url: str


def summary_lines(whole: OrganisationSummary, *, may_read_further: bool) -> list[SummaryLine]:
    further = reverse("adoption:further") if may_read_further else ""
    results = (
        reverse("adoption:survey_results", args=[whole.barometer.uuid])
        if whole.barometer
        else reverse("adoption:surveys")
    )
    return [
        SummaryLine(
            _("Services used"),
            _named("service", _("“%(service)s” is the most used: %(count)s."), whole.service),
            _("All the services"),
            further,
        ),
        SummaryLine(
            _("Learning"),
            _named("path", _("“%(path)s” was begun by %(count)s in the quarter."), whole.path),
            _("Path by path"),
            reverse("adoption:reach"),
        ),
        SummaryLine(
            _("Help from ambassadors"), _coached(whole.coached), _("Quarter by quarter"), further
        ),
        SummaryLine(
            _("What holds people back"),
            _barrier(whole.barometer),
            _("Statement by statement"),
            results,
        ),
        SummaryLine(
            _("Confidence in learning"),
            _hidden()
            if whole.barometer is None or CONFIDENCE not in whole.barometer.agreements
            else _agreed(whole.barometer, CONFIDENCE),
            _("The answers"),
            results,
        ),
    ]


def _named(kind: str, text: str, found: NamedCount | None) -> str:
    if found is None:
        return _hidden()
    return text % {kind: found.name, "count": staff_text(found.count)}


def _coached(count: Measure) -> str:
    if count.is_hidden:
        return _hidden()
    text = _("%(count)s were helped for the first time in the quarter.")
    return capfirst(text % {"count": staff_text(count)})


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
