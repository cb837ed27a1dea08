"""The manager's page: what is published of a population, its chart and its table as a file."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from adoption.charts import VARIANTS, draw, size_of
from adoption.findings import headline, lead, trend
from adoption.models import Publication
from adoption.part_words import parts_table, title_of
from adoption.periods import Month
from adoption.policies import Sight, may_read_every_figure, sight_of
from adoption.presentation import (
    compared,
    funnel,
    month_name,
    other_counts,
    since,
    used_table,
)
from adoption.queries.parts import published_parts
from adoption.queries.populations import Offered, offered
from adoption.queries.published import Reading, publications_of, read
from cms.models import Portal
from cms.queries import organisation
from core.dates import today
from core.spreadsheets import csv_response
from learning.panels import catalog_url
from learning.policies import follows_all
from people.models import Team
from people.policies import may_have_stand_ins
from people.queries.standing import manages_a_team


PORTAL, TEAM, MONTH = "portail", "equipe", "mois"
ASKED = {PORTAL, TEAM, MONTH}
HELP = "/entraide/"
A_DAY = 24 * 60 * 60
DRAWING = "1"  # grows when the drawing changes, so that no old file is served


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as this person may see it."""

    portals: list[Portal]
    portal: Portal
    sight: Sight
    offered: Offered
    publications: list[Publication]
    month: Month | None
    organisation: str

    @property
    def team(self) -> Team:
        return self.offered.chosen


@require_safe
def team(request):
    asked = _asked(request)
    context = {
        "portals": asked.portals,
        "portal": asked.portal,
        "teams": asked.offered.teams,
        "has_more_teams": not asked.offered.is_whole,
        "team": asked.team,
        "publications": asked.publications,
        "may_have_stand_ins": _may_have_stand_ins(request.user, asked.sight),
        "follows_training": follows_all(request.user) or manages_a_team(request.user),
        "may_read_further": may_read_every_figure(request.user),
    }
    if asked.month is None:
        return render(request, "adoption/team_empty.html", context)
    return render(request, "adoption/team.html", context | _page(request, _reading(asked)))


def _may_have_stand_ins(person, sight: Sight) -> bool:
    """Known with the teams of a manager; asked of who reads every figure without them."""
    return sight.leads or (not sight.own and may_have_stand_ins(person, on=today()))


@require_safe
def table(request):
    """The page's table as a file for a spreadsheet: the same words as on the screen."""
    asked = _asked(request)
    if asked.month is None:
        raise Http404
    headings, rows = used_table(_reading(asked))
    return csv_response(f"usage-{asked.month}.csv", headings, rows)


@require_safe
def parts(request):
    """The parts of the staff as a file. They are the organisation's, so no team is asked for."""
    asked = _asked(request)
    if TEAM in request.GET or asked.month is None:
        raise Http404
    out = next(each for each in asked.publications if each.month == asked.month.first_day)
    partition = published_parts(out)
    if partition is None:
        raise Http404
    headings, rows = parts_table(partition)
    return csv_response(f"groupes-{asked.month}.csv", headings, rows)


@require_safe
def chart(request, variant):
    """The drawing; not found where there is nothing to draw, whatever the reason."""
    asked = _asked(request)
    if variant not in VARIANTS or asked.month is None:
        raise Http404
    reading = _reading(asked)
    if reading.own.is_hidden:
        raise Http404
    etag = f'"{_fingerprint(reading, variant)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        svg = cache.get_or_set(f"chart:{etag}", lambda: draw(reading, variant), A_DAY)
        response = HttpResponse(svg, content_type="image/svg+xml")
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _asked(request) -> Asked:
    """Not found for anything that this person may not see, that is not there, or that is not a question.

    One answer for all, so that the address bar tells nothing about other teams.
    """
    given = request.GET
    if set(given) - ASKED or any(len(given.getlist(name)) > 1 for name in given):
        raise Http404
    sight = sight_of(request.user, on=today())
    choices = _offered(sight, given.get(TEAM))
    name = organisation(request).name
    portals = list(Portal.objects.open())
    if not portals:
        raise Http404
    portal = _one(portals, "slug", given.get(PORTAL), portals[0])
    publications = publications_of(portal)
    months = [Month.containing(each.month) for each in publications]
    month = None
    if months or MONTH in given:
        month = _one_month(months, given.get(MONTH))
    for each in choices.teams:
        if each.code == Team.ROOT_CODE:
            each.name = name
    return Asked(portals, portal, sight, choices, publications, month, name)


def _offered(sight: Sight, text) -> Offered:
    """A manager's own team first; the organisation for who answers for all of it."""
    path = sight.own
    if text is not None:
        paths = sight.populations.filter(pk=team_key(text)).values_list("path", flat=True)
        path = get_object_or_404(paths)
    found = offered(sight.populations, path)
    if found is None:
        raise Http404
    return found


def team_key(text) -> int:
    """Not found for what is not written as a key is."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and str(int(text)) == text):
        raise Http404
    return int(text)


def _one(things, field, text, default):
    """The one whose field is written so; the default when nothing is asked."""
    if text is None:
        return default
    for thing in things:
        if str(getattr(thing, field)) == text:
            return thing
    raise Http404


def _one_month(months: list[Month], text: str | None) -> Month:
    if text is None:
        return months[0]
    for month in months:
        if str(month) == text:
            return month
    raise Http404


def _reading(asked) -> Reading:
    return read(
        asked.portal,
        asked.publications,
        asked.month.first_day,
        asked.offered.lineage,
        organisation=asked.organisation,
    )


def _page(request, reading: Reading) -> dict:
    first, second = headline(reading)
    headings, rows = used_table(reading)
    query = _query(reading)
    return {
        "reading": reading,
        "month_name": month_name(reading),
        "first": first,
        "second": second,
        "lead": lead(reading),
        "funnel": funnel(reading),
        "other_counts": other_counts(reading),
        "compared": compared(reading),
        "trend": trend(reading.own.measures, since(reading)),
        "headings": headings,
        "rows": rows,
        "charts": {
            variant.replace("-", "_"): f"{reverse('adoption:chart', args=[variant])}?{query}"
            for variant in VARIANTS
        },
        "chart_size": size_of(reading, is_narrow=False),
        "table_url": f"{reverse('adoption:table')}?{query}",
        "parts": _parts(reading),
        "catalog_url": catalog_url(),
        "help_url": HELP,
    }


def _parts(reading: Reading) -> dict | None:
    """Shown with the organisation's own figures, to whoever may open these."""
    partition = published_parts(reading.publication) if reading.is_organisation else None
    if partition is None:
        return None
    headings, rows = parts_table(partition)
    query = f"{PORTAL}={reading.portal.slug}&{MONTH}={reading.month}"
    return {
        "title": title_of(partition.kind),
        "headings": headings,
        "rows": rows,
        "table_url": f"{reverse('adoption:parts_table')}?{query}",
    }


def _query(reading: Reading) -> str:
    return f"{PORTAL}={reading.portal.slug}&{TEAM}={reading.team.pk}&{MONTH}={reading.month}"


def _fingerprint(reading: Reading, variant: str) -> str:
    """Of what is drawn, and only that."""
    parts = (DRAWING, variant, get_language(), reading.months, reading.series)
    return sha256(repr(parts).encode()).hexdigest()[:32]
