from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from core.addresses import posts_only
from quizzes.actions import Saved, check_item, save_response, start_attempt, submit_attempt
from quizzes.forms import AnswerForm, SaveForm, SlotForm, raw_response
from quizzes.homes import home_of
from quizzes.marking import clean_response
from quizzes.pages import points_needed, points_shown, question_of, seed_of, view_of
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries import beside, items_of
from quizzes.specs import Kind, from_dict


BACK = "quiz_back"  # in the session: from which page each attempt was started
BACK_KEPT = 20
INCOMPLETE = "quiz_incomplete"  # in the session: the answer that was sent and could not be checked


@posts_only
def start(request, quiz):
    """Begin, or take up again. `back` is the page to return to, on this site."""
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    back = _safe(request, request.POST.get("back", ""))
    try:
        attempt = start_attempt(quiz=quiz, learner=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect(back or "/")
    if back:
        kept = [*request.session.get(BACK, {}).items(), (str(attempt.uuid), back)]
        request.session[BACK] = dict(kept[-BACK_KEPT:])
    return redirect("quizzes:attempt", attempt.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request, attempt):
    """One question a page. Without ?q= the first that was not checked."""
    attempt = _mine(request, attempt)
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.uuid)
    items = items_of(attempt)
    if request.method == "POST":
        return _answered(request, attempt, items)
    context = _page(request, attempt, items, _asked(request, items))
    return render(request, "quizzes/attempt.html", context)


@posts_only
def save(request, attempt):
    """Keep an answer in the background. Answers what became of it, as JSON; 409 when it was not kept."""
    attempt = _mine(request, attempt)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"state": "unreadable"}, status=400)
    item = _item_at(items_of(attempt), form.cleaned_data["slot"])
    kind = from_dict(item.version.spec).kind
    state = save_response(
        attempt=attempt.uuid, raw=raw_response(kind, request.POST), **form.cleaned_data
    )
    at = time_format(timezone.localtime(), "TIME_FORMAT")
    return JsonResponse({"state": state, "at": at}, status=200 if state is Saved.SAVED else 409)


@posts_only
def submit(request, attempt):
    attempt = submit_attempt(attempt=_mine(request, attempt).uuid)
    return redirect("quizzes:result", attempt.uuid)


@require_GET
def result(request, attempt):
    attempt = _mine(request, attempt)
    if attempt.is_open:
        return redirect("quizzes:attempt", attempt.uuid)
    items = items_of(attempt)
    around = beside(items)
    questions = [question_of(item, attempt, around=around) for item in items]
    points, decimals = points_shown(attempt.points)
    back = _back(request, attempt)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "points": points,
        "decimals": decimals,
        "needed": points_needed(attempt),
        "to_review": [question for question in questions if question.is_to_review],
        "others": [question for question in questions if not question.is_to_review],
        "back": back,
        "again_fields": {"back": back},
    }
    return render(request, "quizzes/result.html", context)


def _mine(request, uuid):
    return get_object_or_404(attempts_visible_to(request.user).select_related("quiz"), uuid=uuid)


def _answered(request, attempt, items):
    """The form of one question was sent, to be checked or given up."""
    form = SlotForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    item = _item_at(items, form.cleaned_data["slot"])
    spec = from_dict(item.version.spec)
    raw = raw_response(spec.kind, request.POST)
    if request.POST.get("verb") == "skip":
        raw = {}
    elif item.checked_at is None:
        answer = AnswerForm(request.POST, view=view_of(spec, seed=seed_of(item, attempt)))
        if not answer.is_valid():
            if answer.is_of_another_length():
                _keep(attempt, item, raw)
            return _incomplete(request, attempt, item)
    check_item(attempt=attempt.uuid, slot=item.slot, raw=raw)
    # A text to read needs no explanation.
    return redirect(_url(attempt, None if spec.kind is Kind.INFORMATION else item.slot))


def _keep(attempt, item, raw):
    """A long text is not lost because it cannot be handed in yet."""
    save_response(attempt=attempt.uuid, slot=item.slot, raw=raw, sequence=item.sequence + 1)


def _incomplete(request, attempt, item):
    """Back to the question, by an address of its own: the browser's Back button then meets no form
    that was sent. What was sent is shown again once."""
    request.session[INCOMPLETE] = {
        "question": f"{attempt.uuid}:{item.slot}",
        "sent": request.POST.urlencode(),
    }
    return redirect(_url(attempt, item.slot))


def _answer_to_correct(request, attempt, item):
    """The form that was just sent for this question and was not complete, or None."""
    if request.session.get(INCOMPLETE, {}).get("question") != f"{attempt.uuid}:{item.slot}":
        return None
    sent = QueryDict(request.session.pop(INCOMPLETE)["sent"])
    if item.checked_at is not None:
        return None
    spec = from_dict(item.version.spec)
    return AnswerForm(sent, view=view_of(spec, seed=seed_of(item, attempt)))


def _said(item, answer):
    spec = from_dict(item.version.spec)
    return clean_response(spec, raw_response(spec.kind, answer.data)) or None


def _page(request, attempt, items, item):
    answer = _answer_to_correct(request, attempt, item)
    said = _said(item, answer) if answer else None
    position = items.index(item)
    left = [other for other in items if other.checked_at is None and other is not item]
    following = next((other for other in left if other.slot > item.slot), left[0] if left else None)
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "question": question_of(item, attempt, response=said),
        "number": position + 1,
        "total": len(items),
        "position": position,
        "max_points": attempt.max_points,
        "needed": points_needed(attempt),
        "next_url": _url(attempt, following.slot) if following else "",
        "previous_url": _url(attempt, items[position - 1].slot) if position else "",
        "error": answer.first_error() if answer else "",
        "wrong_fields": list(answer.errors) if answer else [],
        "back": _back(request, attempt),
    }


def _asked(request, items):
    """The item that the address names, or the first that was not checked, or the last."""
    if "q" in request.GET:
        form = SlotForm({"slot": request.GET["q"]})
        return _item_at(items, form.cleaned_data["slot"] if form.is_valid() else 0)
    return next((item for item in items if item.checked_at is None), items[-1])


def _item_at(items, slot):
    for item in items:
        if item.slot == slot:
            return item
    raise Http404


def _url(attempt, slot):
    url = reverse("quizzes:attempt", args=[attempt.uuid])
    return url if slot is None else f"{url}?q={slot}"


def _back(request, attempt):
    """Where it was started; after another sign-in, the page that the quiz belongs to."""
    started_from = request.session.get(BACK, {}).get(str(attempt.uuid))
    return started_from or home_of(attempt.quiz) or "/"


def _safe(request, url):
    """An address of this site, or ""."""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""
