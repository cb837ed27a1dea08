"""A training quiz on a personal device without a network: its pages are listed, answered and handed in there."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.offline import allow_keeping
from quizzes.offline import is_answerable_offline
from quizzes.one_page import is_on_one_page
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.outlines import attempt_outline
from quizzes.queries.own_attempts import own_attempt
from quizzes.queries.planned import plan_attempt
from quizzes.views.planned import shown_plan_or_404
from quizzes.views.question_pages import hand_in_url, question_url


@require_safe
def pages(request, quiz):
    """List the pages of the attempt under way, or of one that its first answer will begin; none where it cannot wait."""
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    attempt, places = _to_answer(request.user, quiz)
    if attempt is None or not is_answerable_offline(attempt, places):
        return JsonResponse({"pages": []})
    title = _("Quiz: %(title)s") % {"title": quiz.title_here}
    listed = [{"url": url, "title": ""} for url in _question_urls(attempt, places)]
    listed[0]["title"] = title
    listed.append({"url": hand_in_url(attempt), "title": ""})
    opens = {"address": reverse("quizzes:start", args=[quiz.uuid]), "url": listed[0]["url"]}
    return JsonResponse({"pages": listed, "opens": opens})


def _question_urls(attempt, places):
    """The pages on which what is left is answered."""
    if is_on_one_page(attempt, places):
        return [question_url(attempt, None)]
    left = [place for place in places if not place.is_done] or places[-1:]
    return [question_url(attempt, place.slot) for place in left]


def _to_answer(person, quiz):
    if begun := quiz.attempts.open().filter(learner=person).select_related("quiz").first():
        is_visible = attempts_visible_to(person).filter(pk=begun.pk).exists()
        return (begun, attempt_outline(begun)) if is_visible else (None, [])
    plan = plan_attempt(quiz=quiz, learner=person)
    return (plan.attempt, plan.places) if plan else (None, [])


@require_safe
def hand_in(request, attempt):
    """Hand in what was answered on the device, once it is online again."""
    own = own_attempt(request.user, uuid=attempt)
    if own is not None and not own.is_open:
        return redirect("quizzes:result", own.uuid)
    plan = None if own else shown_plan_or_404(request, attempt)
    attempt, places = (plan.attempt, plan.places) if plan else (own, attempt_outline(own))
    if not is_answerable_offline(attempt, places):
        raise Http404
    allow_keeping(request)
    is_whole = is_on_one_page(attempt, places)
    left = [] if is_whole else [place for place in places if not place.is_done]
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "left": [(place, question_url(attempt, place.slot)) for place in left],
        "questions_url": question_url(attempt, None) if is_whole else "",
    }
    return render(request, "quizzes/hand_in.html", context)
