"""What came out: of one attempt, of all of mine, and what I send of it or others sent to me."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from cms.languages import titles_in_reader_language
from cms.queries import page_addresses
from core.dates import today
from core.redirects import post_only
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.queries.teams import managers_of
from people.second_factor import require_second_factor
from quizzes.actions.sharing import share_result, withdraw_result
from quizzes.enums import Purpose as QuizPurpose
from quizzes.facts import grading_in_words, is_a_point_each, is_by_count
from quizzes.forms import ShareForm
from quizzes.pages import points_and_decimals, points_needed, short_points
from quizzes.policies import may_open_shared_results, shared_by
from quizzes.queries.asking import items_to_explain
from quizzes.queries.openings import refusal_of
from quizzes.queries.outlines import outline_of_items
from quizzes.queries.progress import themes_of
from quizzes.queries.results import (
    attempts_of,
    band_of,
    outcome_for,
    received_by,
    results_of,
    standing_shares,
)
from quizzes.quiz_pages import Onward, offers_after, onward_after, quiz_page_urls
from quizzes.result_pages import result_questions
from quizzes.views.question_pages import get_own_attempt_or_404, page_to_return_to


ROWS_A_PAGE = 50
PAGE = "page"


@require_GET
def result(request, attempt):
    attempt = get_own_attempt_or_404(request, attempt)
    if attempt.is_open or attempt.is_placement:
        return redirect("quizzes:attempt", attempt.uuid)
    quiz, back = attempt.quiz, page_to_return_to(request, attempt)
    items = items_to_explain(attempt)
    context = {
        "attempt": attempt,
        "quiz": quiz,
        "back": back,
        "onward": onward_after(request.user, quiz, back) if attempt.is_passed else Onward(back),
        "again_fields": {"back": back},
        "offers": offers_after(request.user, quiz) if attempt.is_passed else (),
        **_band(attempt),
        **_score(attempt, items),
        **_review(attempt, items),
        **_counts(request.user, attempt),
    }
    return render(request, "quizzes/result.html", context)


@require_GET
def results(request):
    """« Mes résultats »: all attempts of mine, by quiz."""
    page = Paginator(results_of(request.user), ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    rows = [
        {
            "quiz": one.quiz,
            "counts": grading_in_words(one.quiz) if len(one.attempts) > 1 else "",
            "attempts": [(attempt, score_in_words(attempt)) for attempt in one.attempts],
            "outcome": one.outcome,
        }
        for one in page.object_list
    ]
    context = {"page": page, "rows": rows, "receives": _receives(request)}
    return render(request, "quizzes/results.html", context)


def score_in_words(attempt, *, shown=None):
    """« 8 sur 10 »; "" where no score is shown, or not yet."""
    shown = attempt.quiz.shows_grade if shown is None else shown
    if not attempt.has_score or not shown:
        return ""
    return _("%(points)s of %(total)s") % {
        "points": short_points(attempt.points),
        "total": short_points(attempt.max_points),
    }


def _score(attempt, items):
    points, decimals = points_and_decimals(attempt.points)
    places = outline_of_items(attempt, items)
    is_in_part = any(item.fraction not in {None, 0, 1} for item in items)
    return {
        "points": points,
        "decimals": decimals,
        "total": short_points(attempt.max_points),
        "needed": points_needed(attempt),
        "is_a_point_each": is_a_point_each(attempt, places),
        "is_by_count": is_by_count(attempt, places) and not is_in_part,
    }


def _band(attempt):
    """What the author says to this score, and the page to read next while it is published."""
    band = band_of(attempt.quiz, attempt.percent) if attempt.is_marked else None
    is_there = band is not None and band.lesson is not None and band.lesson.live
    if not is_there:
        return {"band": band, "band_url": ""}
    page = band.lesson
    page.title = titles_in_reader_language([(page.pk, page.translation_key)]).get(
        page.pk, page.title
    )
    return {"band": band, "band_url": page_addresses()(page.url_path)}


def _review(attempt, items):
    """Answers explained, where the quiz explains them afterwards; and whose key was corrected since."""
    questions = result_questions(attempt, items)
    explained = questions if attempt.quiz.shows_answers else []
    return {
        "to_review": [question for question in explained if question.is_to_review],
        "others": [question for question in explained if not question.is_to_review],
        "corrected": [question for question in questions if question.correction],
        "has_essays": any(question.is_for_marker for question in questions),
    }


def _counts(person, attempt):
    """What counts of several attempts, where there are several; why no other may begin."""
    quiz, attempts = attempt.quiz, attempts_of(person, attempt.quiz)
    last = max(one.submitted_at for one in attempts)
    refusal = refusal_of(quiz, submitted=len(attempts), last=last, now=attempt.now)
    if len(attempts) < 2:
        return {"counts": "", "refusal": refusal}
    outcome = outcome_for(quiz, attempts)
    return {
        "counts": grading_in_words(quiz),
        "outcome": outcome,
        "decides": outcome is not None and outcome.attempt == attempt.uuid,
        "refusal": refusal,
    }


# --- Sent and received -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def share(request, attempt):
    """What would be sent of this result and to whom; what was, to be taken back."""
    attempt = get_own_attempt_or_404(request, attempt)
    if not attempt.has_score:
        return redirect("quizzes:result", attempt.uuid)
    sent = standing_shares(attempt)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        managers=managers_of(request.user, today()),
        sent=sent,
    )
    if request.method == "POST" and form.is_valid():
        try:
            share_result(attempt=attempt.uuid, learner=request.user, manager=form.manager)
        except ValidationError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your result is sent. You can take it back."))
        return redirect("quizzes:share", attempt.uuid)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "form": form,
        "error": form.first_error(),
        "sent": sent,
        "shown_score": score_in_words(attempt),
    }
    return render(request, "quizzes/share.html", context)


@post_only
def withdraw(request, shared):
    shared_result = get_object_or_404(
        shared_by(request.user).select_related("attempt"), uuid=shared
    )
    withdraw_result(shared=shared_result.uuid, learner=request.user)
    messages.success(request, _("Nobody reads this result any more."))
    return redirect("quizzes:share", shared_result.attempt.uuid)


def _receives(request):
    return may_open_shared_results(request.user, on=today())


@require_second_factor(_receives)
@require_GET
def received(request):
    """« Résultats reçus »: what learners sent to me, or to the training department. Each look is told."""
    if not _receives(request):
        raise Http404
    results = received_by(request.user, on=today())
    page = Paginator(results, ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    rows = [
        (shared, score_in_words(shared.attempt, shown=shared.with_score))
        for shared in page.object_list
    ]
    people = {shared.attempt.learner_id: shared.attempt.learner for shared, _score in rows}
    record_look(
        by=request.user, at=people.values(), purpose=Purpose.SHARED_RESULT, seen=ViewedData.RESULT
    )
    return render(request, "quizzes/received.html", {"page": page, "rows": rows})


@require_safe
def progress(request):
    themes = themes_of(request.user)
    homes = quiz_page_urls({quiz.pk: quiz for theme in themes for quiz in theme.quizzes}.values())
    context = {
        "themes": [
            {
                "share": share_row(theme),
                "parts": [share_row(part) for part in theme.parts if part.name],
                "quizzes": [quiz_row(quiz, homes) for quiz in theme.quizzes],
            }
            for theme in themes
        ],
        "fields": {"back": request.path},
    }
    return render(request, "quizzes/progress.html", context)


def share_row(share):
    points, decimals = points_and_decimals(share.points)
    total, total_decimals = points_and_decimals(share.max_points)
    return {
        "name": share.name,
        "points": points,
        "decimals": decimals,
        "total": total,
        "total_decimals": total_decimals,
        "percent": share.percent,
        "answers": share.answers,
    }


def quiz_row(quiz, homes):
    """Return a quiz. Without `url`, its page, `start` begins it, but never what counts or can be taken once only."""
    url = homes.get(quiz.pk, "")
    may_begin_here = quiz.purpose == QuizPurpose.TRAINING and quiz.max_attempts is None
    start = reverse("quizzes:start", args=[quiz.uuid]) if may_begin_here and not url else ""
    return {"title": quiz.title_here, "url": url, "start": start}
