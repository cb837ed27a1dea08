"""Administration pages of the network: its settings, and its coverage."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from ambassadors.help.actions.joining import set_up_network
from ambassadors.help.exporters.coverage import coverage_file
from ambassadors.help.forms.network import NetworkForm
from ambassadors.help.policies import may_run_network
from ambassadors.help.queries.coverage import coverage_of_all
from ambassadors.help.queries.joining import charter_page, network_settings
from ambassadors.workshops.admin_views.layout import render_admin_page, restricted_to
from core.dates import today


ROWS_A_PAGE = 50

for_network = restricted_to(may_run_network)


@for_network
@require_http_methods(["GET", "HEAD", "POST"])
def network(request):
    """Set the ambassadors' path; start a new version of the charter."""
    settings = network_settings()
    names = ("path", "reports_to", "takes_lesson_questions", "workshop_planning")
    form = NetworkForm(
        request.POST or None, initial={name: getattr(settings, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        set_up_network(**form.cleaned_data)
        messages.success(request, _("The network’s settings are saved."))
        return redirect("ambassadors_admin:network")
    context = {"form": form, "version": settings.charter_version, "charter": charter_page()}
    return _page(request, "network", _("The network of ambassadors"), context)


@for_network
@require_safe
def coverage(request):
    found = coverage_of_all(on=today())
    page = Paginator(found.teams, ROWS_A_PAGE).get_page(request.GET.get("p"))
    context = {"coverage": found, "page": page}
    return _page(request, "coverage", _("Where ambassadors are missing"), context)


@for_network
@require_safe
def coverage_table(request):
    """Download the coverage of all teams and sites."""
    return coverage_file(coverage_of_all(on=today()))


def _page(request, name, title, context):
    up = (
        []
        if name == "network"
        else [(reverse("ambassadors_admin:network"), _("The network of ambassadors"))]
    )
    return render_admin_page(request, f"help/admin/{name}", title, context, icon="group", up=up)
