"""Says how use stands on the page of a release: the question in the logbook, and what is published of its services."""

from datetime import timedelta
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext as _

from adoption.foundation.periods import Quarter
from adoption.foundation.policies import may_read_every_figure
from adoption.foundation.rates import Measure, rate_of
from adoption.foundation.words.months import quarter_in_words
from adoption.publishing.disclosure.further import ACTIVE, SERVICE
from adoption.publishing.queries.further_published import quarters_of, read_quarter_figures
from adoption.publishing.queries.published import publications_of
from adoption.usage.queries.releases import ASKED_FOR
from cms.enums import ServiceChange
from cms.models import PortalRelease
from core.typography import day_text, percent_text
from learning.release_parts import ReleasePart, register_release_part
from people.models import Person


BAND = 10  # points
WIDEST_BAND = 40  # points: a wider one says nothing


def register() -> None:
    register_release_part(logbook_part)
    register_release_part(figure_part)


def logbook_part(release: PortalRelease, person: Person) -> ReleasePart:
    if release.called_off_at is not None:
        state = _("It is not asked: the release is called off.")
    elif not release.services.exclude(change=ServiceChange.GOES).exists():
        state = _("Nothing is there to be tried.")
    else:
        days = {
            "day": day_text(release.released_on, "j F Y"),
            "until": day_text(release.released_on + ASKED_FOR, "j F Y"),
        }
        state = _("Asked from %(day)s to %(until)s. Nobody but the person sees the answer.") % days
    return ReleasePart(title=_("“Have you tried it?” in the logbook"), state=state)


def figure_part(release: PortalRelease, person: Person) -> ReleasePart:
    """Say the latest published use of its services, in bands of ten points, to whoever reads every figure."""
    title, link = _("Use by the whole organisation"), None
    if not may_read_every_figure(person):
        state = _(
            "By quarter, on the pages of figures, as far as it may be published: for those who read them."
        )
        return ReleasePart(title=title, state=state)
    found = published_use(release)
    if found is None and release.called_off_at is not None:
        state = _("It is not counted: the release is called off.")
    elif found is None:
        state = _(
            "Nothing is published yet: it comes with the first whole quarter, from 50 people on, if the audit passes."
        )
    else:
        quarter, shares = found
        words = {"quarter": quarter_in_words(quarter), "shares": ", ".join(shares)}
        state = _("Of those who used the portal, %(quarter)s: %(shares)s.") % words
        if not shares:
            state = _("Hidden in the %(quarter)s: it would say too much of a few.") % words
        query = {"portail": release.portal.slug, "trimestre": str(quarter)}
        link = (reverse("adoption:further", query=query), _("Open the quarter"))
    return ReleasePart(title=title, state=state, link=link)


def published_use(release: PortalRelease) -> tuple[Quarter, list[str]] | None:
    """Return the latest quarter published whose 90 days begin after the release, and its services' shares in words.

    Nothing but counts that are out already is read (docs/decisions/0035), and made wider.
    """
    publications = publications_of(release.portal)
    chosen = next(iter(quarters_of(publications)), None)
    if chosen is None:
        return None
    quarter = Quarter.containing(chosen.month)
    if quarter.last_day - timedelta(days=89) < release.released_on:
        return None
    figures = read_quarter_figures(release.portal, publications, chosen)
    whole = figures.count(ACTIVE)
    rows = release.services.exclude(change=ServiceChange.GOES).select_related("service")
    shares = [
        f"{row.service} {band}"
        for row in rows
        if (band := band_in_words(figures.count(SERVICE, row.service.slug), whole))
    ]
    return quarter, shares


def band_in_words(part: Measure, whole: Measure) -> str:
    """Return the share in whole tens of points, rounded outwards; empty where it is hidden or says nothing."""
    rate = rate_of(part, whole)
    if rate is None:
        return ""
    low = BAND * int(rate.low // BAND)
    high = BAND * max(ceil(rate.high / BAND), low // BAND + 1)
    low, high = min(low, 100 - BAND), min(high, 100)
    return "" if high - low > WIDEST_BAND else percent_text(low, high)
