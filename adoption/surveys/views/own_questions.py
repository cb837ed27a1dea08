"""Questions that a training manager adds, and their reading by the data protection officer."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from adoption.surveys.actions.own_questions import (
    review_own_questions,
    save_own_questions,
    submit_own_questions,
)
from adoption.surveys.enums import DraftState
from adoption.surveys.forms import OwnQuestionsForm, initial_questions
from adoption.surveys.policies import may_review_questions, may_run_surveys
from adoption.surveys.queries import may_open_questions, questions_in_hand
from core.dates import today
from core.redirects import post_only


PAGE = "adoption:own_questions"


@require_safe
def page(request):
    """Preview the questions in hand in each language, with what comes next for this reader."""
    may_run, may_review = may_run_surveys(request.user), may_review_questions(request.user)
    if not may_run and not may_review:
        raise Http404
    held = questions_in_hand()
    languages = dict(settings.LANGUAGES)
    state = held.state if held else ""
    context = {
        "held": held,
        "previews": [(code, languages[code], text) for code, text in held.texts.items()]
        if held
        else [],
        "may_run": may_run,
        "may_submit": may_run and state == DraftState.DRAFT,
        "may_review": may_review
        and state == DraftState.SUBMITTED
        and held.written_by_id != request.user.pk,
        "may_open": may_run and may_open_questions(today()),
        "is_returned": state == DraftState.RETURNED,
        "is_approved": state == DraftState.APPROVED,
    }
    return render(request, "adoption/surveys/own_questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """GET: the form. POST: store the questions, which are then to be read again."""
    if not may_run_surveys(request.user):
        raise Http404
    form = OwnQuestionsForm(request.POST or None, initial=initial_questions(questions_in_hand()))
    if request.method == "POST" and form.is_valid():
        try:
            save_own_questions(questions=form.cleaned_data["questions"], by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Written down. Nobody is asked anything yet."))
        return redirect(PAGE)
    return render(request, "adoption/surveys/edit_own_questions.html", {"form": form})


@post_only
def submit(request):
    if not may_run_surveys(request.user):
        raise Http404
    try:
        submit_own_questions()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The data protection officer has them, and a mail says so."))
    return redirect(PAGE)


@post_only
def review(request):
    if not may_review_questions(request.user):
        raise Http404
    sent = request.POST
    is_approved = sent.get("decision") == "approve"
    if is_approved and not sent.get("confirmed"):
        messages.error(request, _("Tick first that you have read them for what they may not ask."))
        return redirect(PAGE)
    version = sent.get("version", "")
    try:
        review_own_questions(
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            by=request.user,
            is_approved=is_approved,
            remark=sent.get("remark", "").replace("\x00", "").strip()[:1000],
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. Whoever wrote them is told by mail."))
    return redirect(PAGE)
