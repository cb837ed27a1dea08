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
from quizzes.enums import Purpose
from quizzes.forms import AnswerForm, SlotForm
from quizzes.marking import clean_response
from quizzes.models.bank import EASIEST, HARDEST
from quizzes.pages import item_question, localised_view, shuffle_seed
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.asking import attempt_items
from quizzes.queries.placement import MOST, placement_of
from quizzes.quiz_pages import placed_path_url
from quizzes.specs.codec import from_dict
from quizzes.start_pages import address_on_this_site, remember_start, start_page_of


# The eight levels, two by two, as somebody would say them: the lower of each pair stands for it.
LEVELS = (
    (1, _("I need somebody beside me")),
    (3, _("I manage by myself with what I do every day")),
    (5, _("I find solutions, and help others")),
    (7, _("I am asked about what nobody else here knows")),
)


class SelfLevelForm(forms.Form):
    self_level = forms.IntegerField(min_value=EASIEST, max_value=HARDEST, required=False)


def level_in_words(level):
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
        "back": address_on_this_site(request, request.GET.get("back", "")),
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
    remember_start(request, attempt, address_on_this_site(request, request.POST.get("back", "")))
    return redirect(placement_url(attempt))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request, attempt):
    attempt = _mine(request, attempt)
    if not attempt.is_open:
        return redirect(placement_url(attempt))
    items = attempt_items(attempt)
    item = items[-1]
    if request.method == "POST":
        return _answered(request, attempt, items)
    return _asked(request, attempt, item, len(items))


def _answered(request, attempt, items):
    slot = SlotForm(request.POST)
    item = items[-1]
    if not slot.is_valid() or slot.cleaned_data["slot"] != item.slot:
        # Another window went on: its question is the one to answer.
        return redirect(placement_url(attempt))
    spec = from_dict(item.version.spec)
    raw = spec.raw_response(request.POST)
    if request.POST.get("verb") == "skip":
        raw = {}
    else:
        answer = AnswerForm(
            request.POST, view=localised_view(spec, seed=shuffle_seed(item, attempt))
        )
        if not answer.is_valid():
            response = clean_response(spec, raw)
            return _asked(request, attempt, item, len(items), answer=answer, said=response)
    return redirect(placement_url(answer_placement(attempt=attempt.uuid, slot=item.slot, raw=raw)))


def _asked(request, attempt, item, number, *, answer=None, said=None):
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "question": item_question(item, attempt, response=said),
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
        return redirect(placement_url(attempt))
    placement = placement_of(attempt)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "words": level_in_words(placement.whole.level),
        "believed": level_in_words(attempt.self_level) if attempt.self_level else "",
        "low": _shown(placement.whole.level - placement.whole.error),
        "high": _shown(placement.whole.level + placement.whole.error),
        "highest": HARDEST,
        "asked": placement.whole.answers,
        "areas": [
            {
                "title": area.competence.name,
                "words": level_in_words(area.estimate.level),
                "level": _shown(area.estimate.level),
                "answers": area.estimate.answers,
            }
            for area in placement.areas
        ],
        "to_read": placement.to_read,
        "belongs_to": placed_path_url(request.user, attempt.quiz, start_page_of(request, attempt)),
    }
    return render(request, "quizzes/placement/result.html", context)


def placement_url(attempt):
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
