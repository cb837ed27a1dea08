"""Administration page of direct requests for which nobody was found. Each reading is logged."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambassadors.help.admin_views.rounds import for_round_runners
from ambassadors.help.policies import may_run_rounds, requests_visible_to
from ambassadors.help.queries.unmet import explain_unmet, requests_without_ambassador
from ambassadors.help.reasons import Unmet
from ambassadors.help.wording import lifts_in_words, unmet_in_words
from ambassadors.workshops.admin_views.layout import render_admin_page
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.second_factor import require_second_factor


REQUESTS_A_PAGE = 50


@require_second_factor(lambda request: may_run_rounds(request.user))
@for_round_runners
@require_safe
def unmet(request):
    waiting = requests_without_ambassador().filter(
        pk__in=requests_visible_to(request.user).values("pk")
    )
    page = Paginator(waiting, REQUESTS_A_PAGE).get_page(request.GET.get("p"))
    findings = explain_unmet(page)
    record_look(
        by=request.user,
        at={finding.request.person for finding in findings},
        purpose=Purpose.HELP_REQUEST,
        seen=ViewedData.HELP,
    )
    rows = [
        (
            finding.request,
            _reason(finding.reason),
            lifts_in_words(finding.lifts),
            _is_possible(finding.reason),
        )
        for finding in findings
    ]
    title = _("Requests that found nobody")
    up = [(reverse("ambassadors_admin:rounds"), _("Matching rounds"))]
    context = {"page": page, "rows": rows}
    return render_admin_page(request, "help/admin/unmet", title, context, icon="warning", up=up)


def _is_possible(code):
    return code == Unmet.LIST_TOO_SHORT


def _reason(code):
    if _is_possible(code):
        return _("Somebody has a place now: they are asked within half an hour.")
    return unmet_in_words(code)
