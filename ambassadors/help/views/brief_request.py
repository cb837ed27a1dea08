"""Ask for help in three fields, and choose an ambassador among those suggested."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.help.actions.direct_matching import choose_ambassador, send_request
from ambassadors.help.forms.brief_request import BriefRequestForm
from ambassadors.help.models import Ambassador
from ambassadors.help.policies import own_requests
from ambassadors.help.queries.direct_matching import choosable_ambassadors
from ambassadors.sent_values import uuid_or_none
from ambassadors.try_action import try_action
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


PREFILL_FIELD = "service"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Show and send the short form, prefilled with a lesson's service.

    The logbook prefills by POST, which writes nothing: what somebody set out to do is in no address and no
    log.
    """
    if request.method == "POST" and PREFILL_FIELD not in request.POST:
        return _send(request)
    if own_requests(request.user).under_way().exists():
        return redirect("ambassadors:own_request")
    named = request.POST.get(PREFILL_FIELD) or request.GET.get(PREFILL_FIELD, "")
    form = BriefRequestForm()
    if named in form.services:
        form.initial["about"] = named
    return _page(request, form)


@require_notice(NoticePurpose.HELP)
def _send(request):
    form = BriefRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        sent = send_request(person=request.user, **form.action_arguments())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        sent.refresh_from_db()
        if not sent.found_nobody:
            messages.success(
                request, _("Your request has been sent. You will see here who can help you.")
            )
    return redirect("ambassadors:own_request")


def _page(request, form):
    context = {"form": form, "notice": unread_notice(request.user, NoticePurpose.HELP)}
    return render(request, "ambassadors/help/ask.html", context)


@post_only
def choose(request):
    """Ask one of the suggested colleagues, given by the uuid of the person."""
    own = get_object_or_404(own_requests(request.user).open())
    person = uuid_or_none(request.POST.get("person", ""))
    ambassador = get_object_or_404(Ambassador, person__uuid=person, pk__in=choosable_ambassadors())
    done = _("Your colleague has been asked.")
    try_action(request, done, choose_ambassador, help_request=own, ambassador=ambassador)
    return redirect("ambassadors:own_request")
