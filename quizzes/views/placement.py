"""A placement: what it is, one question after the other, where one stands."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from core.redirects import post_only
from quizzes.actions.placement import answer_placement, start_placement
from quizzes.begun_from import begun_from, remember_start, safe_address
from quizzes.enums import Purpose
from quizzes.forms import AnswerForm, SlotForm
from quizzes.homes import path_placed_by
from quizzes.marking import clean_response
from quizzes.models.bank import EASIEST, HARDEST
from quizzes.pages import question_of, seed_of, view_of
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.asking import items_of
from quizzes.queries.placement import MOST, placement_of
from quizzes.specs.codec import from_dict


# The eight levels, two by two, as somebody would say them: the lower of each pair stands for it.
LEVELS = (
    (1, _("I need somebody beside me")),
    (3, _("I manage by myself with what I do every day")),
    (5, _("I find solutions, and help others")),
    (7, _("I am asked about what nobody else here knows")),
)


class SelfLevelForm(forms.Form):
    self_level = forms.IntegerField(min_value=EASIEST, max_value=HARDEST, required=False)


def in_words(level):
    """What somebody of this level would say, of a level from 0 to 9."""
    return next(
        (words for lowest, words in reversed(LEVELS) if level >= lowest - 0.5), LEVELS[0][1]
    )


@require_GET
def introduction(request, quiz):
    quiz = get_object_or_404(_placements(request), uuid=quiz)
    mine = attempts_visible_to(request.user).filter(quiz=quiz)
    context = {
        "quiz": quiz,
        "most": quiz.max_questions or MOST,
        "levels": LEVELS,
        "back": safe_address(request, request.GET.get("back", "")),
        "is_under_way": mine.open().exists(),
        "last": mine.submitted().order_by("-submitted_at", "-pk").first(),
    }
    return render(request, "quizzes/placement/introduction.html", context)


@post_only
def begin(request, quiz):
    quiz = get_object_or_404(_placements(request), uuid=quiz)
    form = SelfLevelForm(request.POST)
    believed = form.cleaned_data["self_level"] if form.is_valid() else None
    try:
        attempt = start_placement(quiz=quiz, learner=request.user, self_level=believed)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect("quizzes:placement", quiz.uuid)
    remember_start(request, attempt, safe_address(request, request.POST.get("back", "")))
    return redirect(place_of(attempt))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, attempt):
    attempt = _mine(request, attempt)
    if not attempt.is_open:
        return redirect(place_of(attempt))
    items = items_of(attempt)
    item = items[-1]
    if request.method == "POST":
        return _answered(request, attempt, items)
    return _asked(request, attempt, item, len(items))


def _answered(request, attempt, items):
    slot = SlotForm(request.POST)
    item = items[-1]
    if not slot.is_valid() or slot.cleaned_data["slot"] != item.slot:
        # Another window went on: its question is the one to answer.
        return redirect(place_of(attempt))
    spec = from_dict(item.version.spec)
    raw = spec.raw_response(request.POST)
    if request.POST.get("verb") == "skip":
        raw = {}
    else:
        answer = AnswerForm(request.POST, view=view_of(spec, seed=seed_of(item, attempt)))
        if not answer.is_valid():
            said = clean_response(spec, raw)
            return _asked(request, attempt, item, len(items), answer=answer, said=said)
    return redirect(place_of(answer_placement(attempt=attempt.uuid, slot=item.slot, raw=raw)))


def _asked(request, attempt, item, number, *, answer=None, said=None):
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "question": question_of(item, attempt, response=said),
        "number": number,
        "most": attempt.quiz.max_questions or MOST,
        "error": answer.first_error() if answer else "",
        "wrong_fields": list(answer.errors) if answer else [],
    }
    return render(request, "quizzes/placement/question.html", context)


@require_GET
def result(request, attempt):
    attempt = _mine(request, attempt)
    if attempt.is_open:
        return redirect(place_of(attempt))
    found = placement_of(attempt)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "words": in_words(found.whole.level),
        "believed": in_words(attempt.self_level) if attempt.self_level else "",
        "low": _shown(found.whole.level - found.whole.error),
        "high": _shown(found.whole.level + found.whole.error),
        "highest": HARDEST,
        "asked": found.whole.answers,
        "areas": [
            {
                "title": area.competence.name,
                "words": in_words(area.estimate.level),
                "level": _shown(area.estimate.level),
                "answers": area.estimate.answers,
            }
            for area in found.areas
        ],
        "to_read": found.to_read,
        "belongs_to": path_placed_by(request.user, attempt.quiz, begun_from(request, attempt)),
    }
    return render(request, "quizzes/placement/result.html", context)


def place_of(attempt):
    """The page of a placement: its question, or its result."""
    name = "placement_question" if attempt.is_open else "placement_result"
    return reverse(f"quizzes:{name}", args=[attempt.uuid])


def _shown(level):
    return min(max(round(level), EASIEST), HARDEST)


def _placements(request):
    return quizzes_visible_to(request.user).filter(purpose=Purpose.PLACEMENT)


def _mine(request, uuid):
    mine = attempts_visible_to(request.user).filter(purpose=Purpose.PLACEMENT)
    return get_object_or_404(mine.select_related("quiz"), uuid=uuid)
