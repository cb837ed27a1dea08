"""The next meeting of a pair: propose, accept, move, call off, and its entry for a calendar."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.meetings import (
    accept_meeting,
    call_off_meeting,
    propose_meeting,
    withdraw_proposal,
)
from ambassadors.help.exporters.meetings import meeting_entry
from ambassadors.help.forms.meetings import MeetingForm, moment_of
from ambassadors.help.models.meetings import USUAL_MEETING_MINUTES
from ambassadors.help.queries.follow_up import pair_page_of
from ambassadors.help.queries.meetings import suggested_moments
from ambassadors.help.views.follow_up import with_shared_pair
from ambassadors.help.wording import moment_words
from ambassadors.sent_values import uuid_or_none
from ambassadors.try_action import try_action, try_action_of_form
from ambassadors.workshops.exporters.calendar import entry_file
from core.redirects import post_only, safe_next_url
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


@require_http_methods(["GET", "HEAD", "POST"])
@with_shared_pair
@require_notice(NoticePurpose.HELP)
def propose(request, own_pair):
    """Propose moments; over a proposal that came meanwhile, the form is shown again beside it."""
    page = pair_page_of(own_pair, request.user)
    if not page.is_active:
        return _back(own_pair)
    sent = request.POST if request.method == "POST" else None
    suggestions = suggested_moments(own_pair, request.user, minutes=USUAL_MEETING_MINUTES)
    form = MeetingForm(sent, suggestions=suggestions, initial=_terms_of(page))
    if sent and form.is_valid():
        arguments = {"pair": own_pair, "by": request.user, **form.cleaned_data}
        if try_action_of_form(form, propose_meeting, **arguments):
            asked = _("Proposed. %(name)s chooses one.") % {"name": page.other.first_name}
            messages.success(request, asked)
            return _back(own_pair)
        page = pair_page_of(own_pair, request.user)
    context = {
        "page": page,
        "form": form,
        "answers": page.proposal.uuid if page.is_to_answer else "",
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/help/pair_propose.html", context)


def _terms_of(page):
    """Return where they meet: as proposed, else as last time; nothing once the messages have ended."""
    terms = None if page.thread.has_ended else page.proposal or page.meeting
    initial = {"place": terms.place, "link": terms.link} if terms else {}
    if page.proposal:
        initial["minutes"] = page.proposal.minutes
    return initial


@post_only
@with_shared_pair
@require_notice(NoticePurpose.HELP)
def accept(request, own_pair):
    """Accept a moment, from the page of the pair or from the first screen."""
    proposal = uuid_or_none(request.POST.get("proposal", ""))
    moment = moment_of(request.POST.get("moment", ""))
    if proposal is None or moment is None:
        raise Http404
    done = _(
        "Agreed: %(moment)s. It is in both your calendars, where you have an e-mail address here."
    )
    try_action(
        request,
        done % {"moment": moment_words(moment)},
        accept_meeting,
        pair=own_pair,
        by=request.user,
        proposal=proposal,
        starts_at=moment,
    )
    page = redirect("ambassadors:pair", uuid=own_pair.uuid).url
    return redirect(safe_next_url(request, request.POST.get("next", ""), otherwise=page))


@post_only
@with_shared_pair
def withdraw(request, own_pair):
    done = _("Your proposal is taken back.")
    try_action(request, done, withdraw_proposal, pair=own_pair, by=request.user)
    return _back(own_pair)


@post_only
@with_shared_pair
def call_off(request, own_pair):
    done = _("The meeting is called off, for both of you.")
    try_action(request, done, call_off_meeting, pair=own_pair, by=request.user)
    return _back(own_pair)


@require_safe
@with_shared_pair
def calendar(request, own_pair):
    """Download the entry for one's own calendar; 404 without a meeting."""
    meeting = pair_page_of(own_pair, request.user).meeting
    if meeting is None:
        raise Http404
    response = HttpResponse(
        entry_file(meeting_entry(meeting)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="rendez-vous-{meeting.uuid}.ics"'
    return response


def _back(own_pair):
    response = redirect("ambassadors:pair", uuid=own_pair.uuid)
    response["Location"] += "#date"
    return response
