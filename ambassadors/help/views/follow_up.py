"""Page of a pair, for its two people only."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.follow_up import (
    agree_to_plan,
    answer_fit,
    give_feedback,
    save_notes,
    save_plan,
)
from ambassadors.help.agendas import AGENDAS
from ambassadors.help.enums import Outcome
from ambassadors.help.forms.follow_up import (
    FeedbackForm,
    FitForm,
    NotesForm,
    PairSessionForm,
    PlanForm,
)
from ambassadors.help.forms.meetings import MessageForm
from ambassadors.help.policies import shared_pairs_of
from ambassadors.help.queries.follow_up import pair_page_of, suggested_goals
from ambassadors.help.views.first_help import session_logger
from ambassadors.try_action import try_action
from core.offline import allow_keeping, mark_done
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import notice_page, require_notice, submitted_fields, unread_notice


CONFIRMED_FIELD = "confirmed"


def with_shared_pair(view):
    """Pass the pair instead of its uuid; 404 for anybody else, before any confirmation is asked of them."""

    @wraps(view)
    def guarded(request, uuid):
        own = shared_pairs_of(request.user).select_related(
            "request__person", "request__situation", "ambassador__person"
        )
        return view(request, get_object_or_404(own, uuid=uuid))

    return guarded


@require_safe
@with_shared_pair
def pair(request, own_pair):
    return pair_page_response(request, own_pair)


@require_safe
@with_shared_pair
def session_form(request, own_pair):
    """Show the form of a session alone, which a personal device keeps: nothing else of the pair does."""
    page = pair_page_of(own_pair, request.user)
    if not page.is_active:
        return _back(own_pair)
    allow_keeping(request)
    context = {"page": page, "session_form": PairSessionForm(topics=page.topics)}
    return render(request, "ambassadors/help/session_form.html", context)


@post_only
@with_shared_pair
def session(request, own_pair):
    form = PairSessionForm(request.POST, topics=list(own_pair.request.topics.all()), pair=own_pair)
    done = _("Session noted.")
    if form.is_valid() and form.cleaned_data["outcome"] == Outcome.ACQUIRED:
        if CONFIRMED_FIELD not in request.POST:
            return confirm_end(request, own_pair)
        done = _("Session noted. What was asked is learnt: this pair ends here.")
    log = session_logger(request)
    return _act_and_show_page(request, own_pair, form, done, log, session_form=form)


def confirm_end(request, pair):
    """Ask to confirm, with all that was sent, that the outcome "learnt" ends the pair for both."""
    is_helping = pair.ambassador.person_id == request.user.pk
    other = pair.request.person if is_helping else pair.ambassador.person
    context = {"other": other, "sent": submitted_fields(request)}
    return render(request, "ambassadors/help/pair_learnt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_shared_pair
def plan(request, own_pair):
    """Edit the agreement; over a newer version, the form is shown again beside it."""
    page = pair_page_of(own_pair, request.user)
    if not page.is_active:
        return _back(own_pair)
    sent = request.POST if request.method == "POST" else None
    suggestions = suggested_goals(page.topics)
    form = PlanForm(sent, plan=page.plan, suggestions=suggestions)
    if sent and form.is_valid():
        if notice := notice_page(request, NoticePurpose.HELP):
            return notice
        done = _("Saved. %(name)s is asked to agree.") % {"name": page.other.first_name}
        if _try_action(
            request, form, done, save_plan, pair=own_pair, by=request.user, **form.cleaned_data
        ):
            return _back(own_pair, "accord")
        page = pair_page_of(own_pair, request.user)
        form.data = form.data.copy()
        form.data["version"] = str(page.plan.version)
    notice = unread_notice(request.user, NoticePurpose.HELP)
    context = {"page": page, "form": form, "notice": notice}
    return render(request, "ambassadors/help/pair_plan.html", context)


@post_only
@with_shared_pair
@require_notice(NoticePurpose.HELP)
def agree(request, own_pair):
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        return HttpResponseBadRequest()
    done = _("You both agree.")
    try_action(request, done, agree_to_plan, pair=own_pair, by=request.user, version=int(version))
    return _back(own_pair, "accord")


@post_only
@with_shared_pair
def notes(request, own_pair):
    form = NotesForm(request.POST, notebook=pair_page_of(own_pair, request.user).notebook)
    if not form.is_valid():
        return pair_page_response(request, own_pair, notes_form=form)
    if notice := notice_page(request, NoticePurpose.HELP):
        return notice
    try:
        saved = save_notes(pair=own_pair, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("text", " ".join(error.messages))
        return pair_page_response(request, own_pair, notes_form=form)
    if saved.kept_both:
        messages.warning(
            request,
            _("The other person wrote at the same time: both texts are kept, yours below theirs."),
        )
    else:
        messages.success(request, _("Saved."))
    return _back(own_pair, "carnet")


@post_only
@with_shared_pair
def fit(request, own_pair):
    form = FitForm(request.POST)
    done = _("Noted, for you alone. You can change it until the day of the check.")
    return _act_and_show_page(request, own_pair, form, done, answer_fit, fit_form=form)


@post_only
@with_shared_pair
def feedback(request, own_pair):
    form = FeedbackForm(request.POST)
    done = _("Thank you. You will read each other’s words at the same time.")
    return _act_and_show_page(request, own_pair, form, done, give_feedback, feedback_form=form)


# --- Parts ------------------------------------------------------------------------------------------


def _act_and_show_page(request, own_pair, form, done, action, /, **shown):
    """Call the action, then redirect to the page, or show it again with the errors."""
    if form.is_valid():
        if notice := notice_page(request, NoticePurpose.HELP):
            return notice
        _try_action(
            request, form, done, action, pair=own_pair, by=request.user, **form.cleaned_data
        )
    return pair_page_response(request, own_pair, **shown) if form.errors else _back(own_pair)


def _try_action(request, form, done, action, /, **arguments):
    """Call an action; put its field errors on the form, other errors in messages. Return whether it
    succeeded."""
    try:
        action(**arguments)
    except ValidationError as error:
        fields = getattr(error, "error_dict", {})
        if fields and set(fields) <= set(form.fields):
            form.add_error(None, error)
        else:
            for message in error.messages:
                messages.warning(request, message)
        return False
    mark_done(request)
    messages.success(request, done)
    return True


def _back(own_pair, anchor=""):
    address = redirect("ambassadors:pair", uuid=own_pair.uuid)
    if anchor:
        address["Location"] += f"#{anchor}"
    return address


def pair_page_response(request, own_pair, **forms):
    """Render the pair's page. `forms`: one that was sent and has errors."""
    page = pair_page_of(own_pair, request.user)
    forms = {"session_form": None, "notes_form": None, "message_form": None} | forms
    context = {
        "page": page,
        "agendas": AGENDAS,
        "session_form": forms["session_form"] or PairSessionForm(topics=page.topics),
        "notes_form": forms["notes_form"] or NotesForm(notebook=page.notebook),
        "message_form": forms["message_form"] or MessageForm(),
        "notice": unread_notice(request.user, NoticePurpose.HELP) if page.is_active else None,
        "fit_form": forms.get("fit_form")
        or FitForm(initial={"answer": page.check.own_answer if page.check else ""}),
        "feedback_form": forms.get("feedback_form") or FeedbackForm(),
    }
    return render(request, "ambassadors/help/pair.html", context)
