"""Pages on which managers, and those who run the network, decide applications and nominate colleagues."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.joining import decide_application, nominate
from ambassadors.help.forms.network import NominationForm
from ambassadors.help.policies import people_to_nominate
from ambassadors.help.queries.joining import applications_to_decide, may_decide_or_nominate
from ambassadors.try_action import try_action
from core.dates import today
from core.redirects import post_only
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.queries.staff import found_by_name
from people.second_factor import require_second_factor


ANSWERS = {"yes": True, "no": False}
ROWS_A_PAGE = 50
NAMES_SHOWN = 25
NAME_PARAMETER = "nom"


def _may_decide_or_nominate(request) -> bool:
    return may_decide_or_nominate(request.user)


@require_second_factor(_may_decide_or_nominate)
@require_safe
def applications(request):
    """List name and minutes a week of applications to decide. Each reading is logged."""
    if not _may_decide_or_nominate(request):
        raise Http404
    waiting = applications_to_decide(request.user, on=today())
    page = Paginator(waiting, ROWS_A_PAGE).get_page(request.GET.get("page"))
    record_look(
        by=request.user,
        at=[application.person for application in page],
        purpose=Purpose.NETWORK,
        seen=ViewedData.APPLICATION,
    )
    return render(request, "ambassadors/help/applications.html", {"page": page})


@post_only
def decide(request, uuid):
    answer = ANSWERS.get(request.POST.get("answer"))
    if not _may_decide_or_nominate(request):
        raise Http404
    application = get_object_or_404(applications_to_decide(request.user, on=today()), uuid=uuid)
    if answer is None:
        return HttpResponseBadRequest()
    done = (
        _("Thank you. Your colleague is told.")
        if answer
        else _("Noted. Your colleague is told “not now”, and may ask again.")
    )
    try_action(
        request, done, decide_application, application=application, by=request.user, agree=answer
    )
    return redirect("ambassadors:applications")


@require_second_factor(_may_decide_or_nominate)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    """Nominate a colleague, who alone can accept."""
    if not _may_decide_or_nominate(request):
        raise Http404
    people = people_to_nominate(request.user, on=today())
    form = NominationForm(request.POST or None, people=people)
    searched = request.GET.get(NAME_PARAMETER, "")
    people_found = list(found_by_name(people, searched)[: NAMES_SHOWN + 1])
    form.offer(people_found[:NAMES_SHOWN])
    if request.method == "POST" and form.is_valid() and _try_nominating(request, form):
        return redirect("ambassadors:propose")
    context = {"form": form, "searched": searched, "has_more": len(people_found) > NAMES_SHOWN}
    return render(request, "ambassadors/help/propose.html", context)


def _try_nominating(request, form):
    try:
        nominate(by=request.user, **form.cleaned_data)
    except PermissionDenied as error:  # the colleague has changed teams meanwhile
        raise Http404 from error
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(
        request,
        _(
            "Noted. Your colleague is told once, unless there is something under way already. Whether they say "
            "yes is up to them, and you are not told."
        ),
    )
    return True
