"""Who asked outside rounds and has found nobody, for whoever may run the rounds. Each reading is logged."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambassadors.admin_views.frame import framed
from ambassadors.admin_views.rounds import for_round_runners
from ambassadors.policies import may_run_rounds, requests_visible_to
from ambassadors.queries.unmet import what_they_lack, without_anybody
from ambassadors.reasons import Unmet
from ambassadors.wording import lifts_in_words, unmet_in_words
from people.actions import record_look
from people.enums import Purpose, ViewedData
from people.second_factor import require_second_factor


REQUESTS_A_PAGE = 50


def _runs_rounds(request):
    return may_run_rounds(request.user)


@require_second_factor(_runs_rounds)
@for_round_runners
@require_safe
def unmet(request):
    waiting = without_anybody().filter(pk__in=requests_visible_to(request.user).values("pk"))
    page = Paginator(waiting, REQUESTS_A_PAGE).get_page(request.GET.get("p"))
    found = what_they_lack(page)
    record_look(
        by=request.user,
        at={each.request.person for each in found},
        purpose=Purpose.HELP_REQUEST,
        seen=ViewedData.HELP,
    )
    rows = [
        (each.request, _reason(each.reason), lifts_in_words(each.lifts), _is_possible(each.reason))
        for each in found
    ]
    title = _("Requests that found nobody")
    up = [(reverse("ambassadors_admin:rounds"), _("Matching rounds"))]
    context = {"page": page, "rows": rows}
    return framed(request, "unmet", title, context, icon="warning", up=up)


def _is_possible(code):
    return code == Unmet.LIST_TOO_SHORT


def _reason(code):
    if _is_possible(code):
        return _("Somebody has a place now: they are asked within half an hour.")
    return unmet_in_words(code)
