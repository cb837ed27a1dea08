from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ambassadors.help.actions.direct_matching import answer_and_continue_search, send_request
from ambassadors.help.actions.network import leave_network, set_capacity
from ambassadors.help.actions.pairs import end_pair
from ambassadors.help.actions.requests import cancel_request
from ambassadors.help.enums import Outcome, PairStatus, RequestStatus
from ambassadors.help.forms.brief_request import BriefRequestForm
from ambassadors.help.forms.mutual_help import CapacityForm, HelpForm, SessionForm
from ambassadors.help.policies import (
    may_leave,
    may_read_reports,
    own_ambassador_record,
    own_requests,
    pairs_visible_to,
    reports_visible_to,
    shared_pairs_of,
)
from ambassadors.help.queries.direct_matching import suggestions_for
from ambassadors.help.queries.follow_up import recently_ended_pairs
from ambassadors.help.queries.joining import (
    count_applications_to_decide,
    may_decide_or_nominate,
    network_settings,
    standing_in_network,
)
from ambassadors.help.queries.pages import HelpState, duties_of, help_summary_of
from ambassadors.help.queries.questions import count_questions_to_answer
from ambassadors.help.views.first_help import session_logger
from ambassadors.help.views.follow_up import CONFIRMED_FIELD, confirm_end
from ambassadors.try_action import try_action, try_action_of_form
from core.dates import today
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import notice_page, require_notice, unread_notice


ANSWERS = {"yes": True, "no": False}


@require_GET
def index(request):
    """Show an ambassador the people to help, anybody else their own request."""
    ambassador = own_ambassador_record(request.user).first()
    if ambassador is None:
        return _request_page(request, is_brief=True)
    return _ambassador_page(request, ambassador)


# --- Asking for help --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require_notice(NoticePurpose.HELP)
def own_request(request):
    if request.method != "POST":
        return _request_page(request)
    form = HelpForm(request.POST, person=request.user)
    if not form.is_valid():
        return _request_page(request, form)
    done = _("Your request has been sent. You will see here who can help you.")
    try_action(request, done, send_request, person=request.user, **form.cleaned_data)
    return redirect("ambassadors:own_request")


@post_only
def cancel(request):
    own = get_object_or_404(own_requests(request.user).under_way())
    try_action(request, _("Your request is withdrawn."), cancel_request, help_request=own)
    return redirect("ambassadors:own_request")


def _request_page(request, form=None, *, is_brief=False):
    """Render the state of one's request, or the form for one. `form`: an invalid one that was sent."""
    own_help = help_summary_of(request.user, pairs_visible_to(request.user))
    is_ambassador = own_ambassador_record(request.user).exists()
    if own_help.state == HelpState.NONE:
        form = form or HelpForm(person=request.user)
    context = {
        "help": own_help,
        "suggested": _suggested(own_help),
        "form": form,
        "brief": BriefRequestForm() if form and is_brief else None,
        "notice": form and unread_notice(request.user, NoticePurpose.HELP),
        "has_topics": form is not None and form.fields["topics"].queryset.exists(),
        "is_ambassador": is_ambassador,
        "network": None if is_ambassador else standing_in_network(request.user),
        "leads": may_decide_or_nominate(request.user),
        "to_decide": count_applications_to_decide(request.user, on=today()),
        "has_reports": _has_reports(request.user),
        "ended": recently_ended_pairs(shared_pairs_of(request.user), request.user),
        "tab_entries": _tabs("asking"),
    }
    return render(request, "ambassadors/help/request.html", context)


def _suggested(own_help):
    """Return suggestions while the request is open and nobody is being asked."""
    waits = own_help.state in (HelpState.WAITING, HelpState.NOBODY)
    is_open = waits and own_help.request.status == RequestStatus.OPEN
    return suggestions_for(own_help.request) if is_open else []


# --- Helping ----------------------------------------------------------------------------------------


@post_only
def capacity(request):
    ambassador = get_object_or_404(own_ambassador_record(request.user))
    form = CapacityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The capacity is between 0 and 20 people."))
        return redirect("ambassadors:index")
    try_action(request, _("Saved."), set_capacity, ambassador=ambassador, **form.cleaned_data)
    return redirect("ambassadors:index")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    ambassador = get_object_or_404(own_ambassador_record(request.user))
    if not may_leave(ambassador):
        messages.warning(request, _("Your account was reopened a short while ago: this waits."))
        return redirect("ambassadors:index")
    if request.method == "POST":
        try_action(
            request, _("You are no longer an ambassador."), leave_network, ambassador=ambassador
        )
        return redirect("ambassadors:index")
    followed = duties_of(ambassador, pairs_visible_to(request.user)).followed
    return render(request, "ambassadors/help/leave.html", {"followed": followed})


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request):
    """Note a session on a page of its own: nothing stands before the form, and nothing typed is lost."""
    ambassador = get_object_or_404(own_ambassador_record(request.user))
    followed = duties_of(ambassador, pairs_visible_to(request.user)).followed
    form = SessionForm(request.POST if request.method == "POST" else None, followed=followed)
    if request.method != "POST" or not form.is_valid():
        return _session_page(request, form)
    if notice := notice_page(request, NoticePurpose.HELP):
        return notice
    is_learnt = form.cleaned_data["outcome"] == Outcome.ACQUIRED
    if is_learnt and CONFIRMED_FIELD not in request.POST:
        return confirm_end(request, form.cleaned_data["pair"])
    if not try_action_of_form(form, session_logger(request), by=request.user, **form.cleaned_data):
        return _session_page(request, form)
    if is_learnt:
        messages.success(
            request, _("Session noted. What was asked is learnt: this pair ends here.")
        )
        return redirect("ambassadors:pair", uuid=form.cleaned_data["pair"].uuid)
    messages.success(request, _("Session noted."))
    return redirect("ambassadors:index")


def _session_page(request, form):
    context = {
        "session_form": form,
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/help/note_session.html", context)


def _ambassador_page(request, ambassador):
    duties = duties_of(ambassador, pairs_visible_to(request.user))
    context = {
        "duties": duties,
        "charter_is_new": ambassador.charter_version != network_settings().charter_version,
        "leads": may_decide_or_nominate(request.user),
        "to_decide": count_applications_to_decide(request.user, on=today()),
        "questions_waiting": count_questions_to_answer(request.user),
        "session_form": SessionForm(followed=duties.followed),
        "notice": duties.followed and unread_notice(request.user, NoticePurpose.HELP),
        "has_reports": _has_reports(request.user),
        "capacity_form": CapacityForm(initial={"is_paused": ambassador.is_paused}),
        "ended": recently_ended_pairs(shared_pairs_of(request.user), request.user),
        "tab_entries": _tabs("helping"),
    }
    return render(request, "ambassadors/help/ambassador.html", context)


def _has_reports(person):
    return may_read_reports(person) and reports_visible_to(person).exists()


def _tabs(current):
    """Return an ambassador's two tabs: helping and asking."""
    return [
        {"label": label, "url": reverse(url), "current": name == current, "count": ""}
        for name, label, url in (
            ("helping", _("I help"), "ambassadors:index"),
            ("asking", _("I ask for help"), "ambassadors:own_request"),
        )
    ]


# --- Pairs ------------------------------------------------------------------------------------------


@post_only
def answer(request, uuid):
    pair = _pair(request, uuid)
    accept = ANSWERS.get(request.POST.get("answer"))
    if accept is None:
        return HttpResponseBadRequest()
    if try_action(
        request, "", answer_and_continue_search, pair=pair, person=request.user, accept=accept
    ):
        pair.refresh_from_db(fields=["status"])
        messages.success(request, _answer_message(pair, accept=accept))
        if accept and pair.status == PairStatus.ACTIVE:
            return redirect("ambassadors:pair_propose", uuid=pair.uuid)
    return _back(pair, request.user)


def _answer_message(pair, *, accept):
    if not accept:
        return _("Noted. Thank you.")
    if pair.status == PairStatus.ACTIVE:
        return _("Thank you. You have both accepted: propose a first moment to meet.")
    return _("Thank you. The other person’s answer is awaited: you will see it here.")


@post_only
def end(request, uuid):
    pair = _pair(request, uuid)
    try_action(request, _("This pair has ended."), end_pair, pair=pair, by=request.user)
    return _redirect_after_end(pair, request.user)


def _pair(request, uuid):
    visible = pairs_visible_to(request.user).select_related("request", "ambassador")
    return get_object_or_404(visible, uuid=uuid)


def _redirect_after_end(pair, person):
    """Redirect to the pair's page to leave feedback, if it ever was active."""
    if shared_pairs_of(person).filter(pk=pair.pk).exists():
        return redirect("ambassadors:pair", uuid=pair.uuid)
    return _back(pair, person)


def _back(pair, person):
    is_seeker = pair.request.person_id == person.pk
    return redirect("ambassadors:own_request" if is_seeker else "ambassadors:index")
