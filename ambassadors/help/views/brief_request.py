"""Ask for help by situation, change what one asked, and choose an ambassador among those suggested."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.help.actions.direct_matching import (
    change_request,
    choose_ambassador,
    send_request,
)
from ambassadors.help.enums import RequestStatus
from ambassadors.help.forms.brief_request import BriefRequestForm, LineForm
from ambassadors.help.forms.mutual_help import HelpForm
from ambassadors.help.models import Ambassador
from ambassadors.help.policies import own_requests
from ambassadors.help.queries.direct_matching import choosable_ambassadors
from ambassadors.sent_values import uuid_or_none
from ambassadors.try_action import try_action
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import notice_page, require_notice, unread_notice


PREFILL_FIELD = "service"
SETTLED = (RequestStatus.MATCHED, RequestStatus.CLOSED)


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


@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Change one's request, which keeps its place; while a colleague is asked, the line alone."""
    own = get_object_or_404(own_requests(request.user).exclude(status__in=SETTLED))
    form = _change_form(request, own)
    if request.method == "POST" and form.is_valid():
        if notice := notice_page(request, NoticePurpose.HELP):
            return notice
        done = _("Your request is changed, and keeps its place.")
        arguments = _changes(form, own)
        if try_action(request, done, change_request, help_request=own, **arguments):
            return redirect("ambassadors:own_request")
    context = {"form": form, "notice": unread_notice(request.user, NoticePurpose.HELP)}
    return render(request, "ambassadors/help/change_request.html", context)


def _change_form(request, own):
    sent = request.POST if request.method == "POST" else None
    if own.status == RequestStatus.PROPOSED:
        return LineForm(sent, initial={"line": own.line})
    if own.situation_id:
        return BriefRequestForm.of(own, sent)
    return HelpForm(sent, person=request.user, initial=HelpForm.initial_of(own))


def _changes(form, own):
    """Return the arguments of `change_request`; whoever was ruled out by a typed name stays so."""
    if not isinstance(form, HelpForm):
        return form.action_arguments()
    changes = dict(form.cleaned_data)
    listed = set(form.fields["ruled_out"].queryset.values_list("person", flat=True))
    unlisted = own.ruled_out.exclude(pk__in=listed)
    changes["ruled_out"] = [*dict.fromkeys([*changes["ruled_out"], *unlisted])]
    return changes


@require_notice(NoticePurpose.HELP)
def _send(request):
    form = BriefRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        sent = send_request(person=request.user, **form.action_arguments())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        if not own_requests(request.user).under_way().exists():
            return _page(request, form)
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
