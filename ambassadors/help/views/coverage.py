"""Show a manager the coverage of their part of the organisation."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ambassadors.help.exporters.coverage import coverage_file
from ambassadors.help.queries.coverage import coverage_under
from core.dates import today
from people.models import Team


ROWS_A_PAGE = 50


@require_safe
def coverage(request):
    figures = _coverage(request)
    page = Paginator(figures.teams, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "ambassadors/help/coverage.html", {"coverage": figures, "page": page})


@require_safe
def coverage_table(request):
    """Download the coverage of all the manager's teams."""
    return coverage_file(_coverage(request))


def _coverage(request):
    teams = Team.objects.managed_by(request.user, today())
    if not teams.exists():
        raise Http404
    return coverage_under(teams, on=today())
