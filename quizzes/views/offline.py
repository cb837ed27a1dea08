"""A training quiz on a personal device without a network: begun while there is one, answered and handed in there."""

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.offline import allow_keeping
from core.redirects import post_only
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose
from quizzes.offline import is_answerable_offline
from quizzes.one_page import is_on_one_page
from quizzes.policies import quizzes_visible_to
from quizzes.queries.outlines import attempt_outline
from quizzes.views.own_attempts import get_own_attempt_or_404, question_url


@post_only
def prepare(request, quiz):
    """Begin a training quiz, or take it up, and list its pages for a device that keeps them; no page where it cannot."""
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    try:
        attempt = start_attempt(quiz=quiz, learner=request.user) if _is_free(quiz) else None
    except ValidationError:
        attempt = None
    places = attempt_outline(attempt) if attempt else []
    if attempt is None or not is_answerable_offline(attempt, places):
        return JsonResponse({"pages": []})
    title = _("Quiz: %(title)s") % {"title": quiz.title_here}
    pages = [{"url": url, "title": ""} for url in _question_urls(attempt, places)]
    pages[0]["title"] = title
    pages.append({"url": reverse("quizzes:hand_in", args=[attempt.uuid]), "title": ""})
    opens = {"address": reverse("quizzes:start", args=[quiz.uuid]), "url": pages[0]["url"]}
    return JsonResponse({"pages": pages, "opens": opens})


def _question_urls(attempt, places):
    """The pages on which what is left is answered."""
    if is_on_one_page(attempt, places):
        return [question_url(attempt, None)]
    left = [place for place in places if not place.is_done] or places[-1:]
    return [question_url(attempt, place.slot) for place in left]


def _is_free(quiz):
    return quiz.purpose == Purpose.TRAINING and quiz.closes_at is None and quiz.time_limit is None


@require_GET
def hand_in(request, attempt):
    """Hand in what was answered on the device, once it is online again."""
    attempt = get_own_attempt_or_404(request, attempt)
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.uuid)
    places = attempt_outline(attempt)
    if not is_answerable_offline(attempt, places):
        raise Http404
    allow_keeping(request)
    is_whole = is_on_one_page(attempt, places)
    left = [] if is_whole else [place for place in places if not place.is_done]
    context = {"attempt": attempt, "quiz": attempt.quiz, "places": left, "is_whole": is_whole}
    return render(request, "quizzes/hand_in.html", context)
