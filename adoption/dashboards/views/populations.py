"""Find a population level by level, or by its name."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from adoption.dashboards.views.team import MONTH, PORTAL, TEAM
from adoption.foundation.views.query_parameters import team_key
from adoption.publishing.policies import populations_visible_to
from adoption.publishing.queries.populations import children_of, search_populations, with_ancestors
from cms.queries import organisation
from core.dates import today
from people.models import Team


WITHIN, SEARCH, PAGE_NUMBER = "dans", "q", "page"
KEPT = (PORTAL, MONTH)  # of the page to which every choice leads back
PAGE = 50


@require_safe
def populations(request):
    """List the children of a population, or all populations whose names contain the words searched for."""
    given = request.GET
    if set(given) - {WITHIN, SEARCH, PAGE_NUMBER, *KEPT}:
        raise Http404
    visible = populations_visible_to(request.user, on=today())
    asked = {"pk": team_key(given[WITHIN])} if WITHIN in given else {}
    within = visible.filter(**asked).first()
    if within is None:
        raise Http404
    search = given.get(SEARCH, "").strip()
    found = search_populations(visible, search) if search else children_of(visible, within)
    page = Paginator(found, PAGE).get_page(given.get(PAGE_NUMBER))
    kept = [(name, given[name]) for name in KEPT if given.get(name)]
    name = organisation(request).name
    lineage = [*within.get_ancestors(), within]
    teams = [*lineage, *page.object_list]
    for team in teams:
        if team.code == Team.ROOT_CODE:
            team.name = name
    context = {
        "within": within,
        "lineage": lineage[:-1],
        "search": search,
        "page": page,
        "lines": with_ancestors(page.object_list, name)
        if search
        else [(team, "") for team in page],
        "kept": kept,
        "query": f"&{urlencode(kept)}" if kept else "",
        "parameter": TEAM,
    }
    return render(request, "adoption/dashboards/populations.html", context)
