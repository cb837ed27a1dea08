"""Questions that a training manager adds, and their reading by the data protection officer."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from adoption.surveys.actions.own_questions import (
    review_own_questions,
    save_own_questions,
    submit_own_questions,
)
from adoption.surveys.enums import DraftState
from adoption.surveys.forms import (
    SHADOW_USE,
    OwnQuestionsForm,
    ReviewForm,
    initial_questions,
    with_preset,
)
from adoption.surveys.policies import may_review_questions, may_run_surveys
from adoption.surveys.queries import questions_for, questions_in_hand, were_questions_asked
from core.dates import today
from core.redirects import post_only


PAGE, PRESET = "adoption:own_questions", "modele"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """GET: the questions in each language, with what comes next for this reader. POST: the officer's answer."""
    found = questions_for(request.user, today())
    if found is None or (request.method == "POST" and not may_review_questions(request.user)):
        raise Http404
    held = found.questions
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, initial={"version": held.version if held else 0})
    if request.method == "POST" and (form.is_valid() or not found.is_to_review):
        _review(request, form)
        return redirect(PAGE)
    languages = dict(settings.LANGUAGES)
    context = {
        "found": found,
        "held": held,
        "form": form,
        "previews": [
            (code, languages[code], text) for code, text in (held.texts if held else {}).items()
        ],
        "preset": f"?{PRESET}={SHADOW_USE}",
        "must_wait": (held is None or held.state == DraftState.APPROVED)
        and were_questions_asked(today()),
    }
    return render(request, "adoption/surveys/own_questions.html", context)


def _review(request, form):
    sent = form.cleaned_data
    try:
        review_own_questions(
            version=sent.get("version", 0),
            by=request.user,
            is_approved=sent["is_approved"],
            remark=sent.get("remark", ""),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. Whoever wrote them is told by mail."))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """GET: the form. POST: store the questions, which are then to be read again."""
    if not may_run_surveys(request.user):
        raise Http404
    held = questions_in_hand()
    initial = with_preset(initial_questions(held), request.GET.get(PRESET))
    form = OwnQuestionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_own_questions(questions=form.cleaned_data["questions"], by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Written down. Nobody is asked anything yet."))
        return redirect(PAGE)
    return render(request, "adoption/surveys/edit_own_questions.html", {"form": form, "held": held})


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
