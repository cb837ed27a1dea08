"""An attempt under way: begin it, answer, keep answers, hand it in."""

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.offline import allow_keeping, mark_done
from core.redirects import post_only, safe_next_url
from quizzes.actions.attempts import (
    Revision,
    SaveOutcome,
    check_item,
    choose_step,
    give_up_steps,
    save_own_response,
    save_response,
    submit_attempt,
)
from quizzes.actions.starts import start_attempt
from quizzes.enums import Purpose
from quizzes.facts import needs_confirmation, quiz_facts, seconds_left
from quizzes.forms import AnswerForm, GoForm, RevisionForm, SaveForm, SlotForm, StepForm
from quizzes.one_page import is_on_one_page
from quizzes.pages import localised_view, shuffle_seed
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.asking import attempt_items
from quizzes.queries.outlines import attempt_outline, last_saved
from quizzes.queries.own_attempts import own_attempt
from quizzes.queries.states import quiz_states
from quizzes.specs.codec import from_dict
from quizzes.start_pages import address_on_this_site, remember_start
from quizzes.views import planned, whole_quiz
from quizzes.views.placement import placement_url
from quizzes.views.question_pages import (
    AT_THE_END,
    INCOMPLETE,
    STALE,
    answer_form,
    asked_place,
    get_item_or_404,
    get_own_attempt_or_404,
    page_to_return_to,
    question_page,
    question_url,
    show_incomplete,
)


CHECKED = gettext_lazy(
    "This question was already checked on another page or device: that answer is kept, this one is not."
)


@post_only
def start(request, quiz):
    """Begin, or take up again. `back` is the page to return to, on this site."""
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    back = address_on_this_site(request, request.POST.get("back", ""))
    if quiz.purpose == Purpose.PLACEMENT:
        return redirect("quizzes:placement", quiz.uuid)
    if (
        needs_confirmation(quiz)
        and "ready" not in request.POST
        and not attempts_visible_to(request.user).open().filter(quiz=quiz).exists()
    ):
        return redirect(f"{reverse('quizzes:about', args=[quiz.uuid])}?{urlencode({'back': back})}")
    try:
        attempt = start_attempt(quiz=quiz, learner=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
        return redirect(back or "/")
    remember_start(request, attempt, back)
    return redirect("quizzes:attempt", attempt.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request, attempt):
    """Show all questions of a lesson’s quiz, or one a page: without ?q= the first that is left to answer."""
    own = own_attempt(request.user, uuid=attempt)
    if own is None:
        return _planned(request, attempt)
    attempt = own
    if attempt.is_placement:
        return redirect(placement_url(attempt))
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.uuid)
    if request.method == "POST":
        return _answered(request, attempt)
    if attempt.is_over(attempt.now):
        return _time_up(request, attempt)
    places = attempt_outline(attempt)
    if is_on_one_page(attempt, places):
        return whole_quiz.show(request, attempt, places, attempt_items(attempt))
    item = get_item_or_404(attempt, asked_place(request, places).slot)
    page = question_page(request, attempt, places, item)
    if page["kept_next"]:
        allow_keeping(request)
    return render(request, "quizzes/attempt.html", page)


def _planned(request, uuid):
    if request.method != "POST":
        return planned.show(request, uuid)

    def answered(begun):
        return _answered(request, get_own_attempt_or_404(request, begun.uuid))

    return planned.answer(request, uuid, answered)


@require_GET
def overview(request, attempt):
    """What was answered and what was not, before handing in what can be changed until then."""
    attempt = get_own_attempt_or_404(request, attempt)
    if attempt.is_placement:
        return redirect(placement_url(attempt))
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.uuid)
    if attempt.is_over(attempt.now):
        return _time_up(request, attempt)
    if attempt.behaviour not in AT_THE_END:
        return redirect("quizzes:attempt", attempt.uuid)
    outline = attempt_outline(attempt)
    places = [place for place in outline if not place.is_text]
    context = {
        "last_saved": last_saved(outline),
        "attempt": attempt,
        "quiz": attempt.quiz,
        "places": places,
        "left": [place for place in places if not place.is_done],
        "back": page_to_return_to(request, attempt),
        "seconds_left": seconds_left(attempt, attempt.now),
    }
    return render(request, "quizzes/overview.html", context)


@post_only
def save(request, attempt):
    """Keep an answer in the background. Answers what became of it, as JSON; 409 when it was not kept."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        get_own_attempt_or_404(request, attempt)
        return JsonResponse({"state": "unreadable"}, status=400)
    sent = form.cleaned_data | {"learner": request.user, "fields": request.POST}
    saved = save_own_response(attempt=attempt, **sent)
    if saved is None:
        try:
            begun, sent["slot"] = planned.begin(request, attempt, sent["slot"])
        except ValidationError as refusal:
            said = " ".join(refusal.messages)
            return JsonResponse({"state": "refused", "said": said}, status=409)
        saved = save_own_response(attempt=begun.uuid, **sent)
        if saved is None:
            raise Http404
    state, item = saved
    at = time_format(timezone.localtime(), "TIME_FORMAT")
    left = seconds_left(item.attempt, item.now)
    said = _said_of(state, item, sent["page"], sent["sequence"])
    body = {"state": state, "at": at, "left": left, "said": said}
    return JsonResponse(body, status=200 if state is SaveOutcome.SAVED else 409)


def _said_of(state, item, page, sequence):
    """Say what became of an answer that was not kept; nothing of one that its own page replaced later."""
    if state is SaveOutcome.STALE and (item.page != page or item.sequence == sequence):
        return str(STALE)
    return str(CHECKED) if state is SaveOutcome.CLOSED else ""


@post_only
def submit(request, attempt):
    own = own_attempt(request.user, uuid=attempt)
    if own is None:
        return planned.refuse_to_hand_in(request, attempt)
    attempt = submit_attempt(attempt=own.uuid)
    mark_done(request)
    return redirect("quizzes:result", attempt.uuid)


def _time_up(request, attempt):
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "back": page_to_return_to(request, attempt),
    }
    return render(request, "quizzes/time_up.html", context)


# --- An answer was sent ------------------------------------------------------------------------------


def _answered(request, attempt):
    """The form of one question was sent, to be kept, checked or given up; or that of all, to be handed in."""
    if whole_quiz.is_handed_in(request.POST):
        return whole_quiz.hand_in(request, attempt)
    form = SlotForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    item = get_item_or_404(attempt, form.cleaned_data["slot"])
    if attempt.is_over(attempt.now):
        return redirect(question_url(attempt, None))
    return (_keep if attempt.behaviour in AT_THE_END else _check)(request, attempt, item)


def _check(request, attempt, item):
    spec = from_dict(item.version.spec)
    gives_up = request.POST.get("verb") == "skip"
    revision = _revision_of(request)
    if not gives_up and item.checked_at is None:
        answer = AnswerForm(
            request.POST, view=localised_view(spec, seed=shuffle_seed(item, attempt))
        )
        if not answer.is_valid():
            if answer.is_of_another_length():
                # A long text is not lost because it cannot be handed in yet.
                sent = revision or Revision(item.sequence + 1, item.page)
                raw = spec.raw_response(request.POST)
                saved = save_response(attempt=attempt.uuid, slot=item.slot, raw=raw, **asdict(sent))
                if saved is SaveOutcome.STALE:
                    return _stale(request, attempt, item)
            return show_incomplete(request, attempt, item)
    checked = check_item(
        attempt=attempt.uuid,
        slot=item.slot,
        raw=spec.raw_response(request.POST),
        gives_up=gives_up,
        revision=revision,
    )
    if revision and checked.checked_at is None and checked.page != revision.page:
        return _stale(request, attempt, item)
    if checked.checked_at is None and checked.tries and checked.tries == item.tries:
        messages.info(request, _("You tried this answer before: it costs nothing more."))
    # A text to read needs no explanation.
    return redirect(question_url(attempt, item.slot if spec.is_answerable else None))


def _keep(request, attempt, item):
    """Keep an answer that can be changed until the end, then go on to where the button says."""
    sent, way = SaveForm(request.POST), GoForm(request.POST)
    if not (sent.is_valid() and way.is_valid()):
        return HttpResponse(status=400)
    spec = from_dict(item.version.spec)
    saved = save_response(
        attempt=attempt.uuid, raw=spec.raw_response(request.POST), **sent.cleaned_data
    )
    if saved is SaveOutcome.STALE:
        return _stale(request, attempt, item)
    if not answer_form(request.POST, attempt, item).is_valid():
        return show_incomplete(request, attempt, item)
    following = way.cleaned_data["go"]
    if following:
        return redirect(question_url(attempt, following))
    if request.POST.get("verb") == "finish":
        return redirect("quizzes:overview", attempt.uuid)
    after = next((place for place in attempt_outline(attempt) if place.slot > item.slot), None)
    return (
        redirect(question_url(attempt, after.slot))
        if after
        else redirect("quizzes:overview", attempt.uuid)
    )


def _revision_of(request):
    """Return which answer the page sends; None where it does not say."""
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return None
    return Revision(**{name: form.cleaned_data[name] for name in ("sequence", "page", "based_on")})


def _stale(request, attempt, item):
    messages.warning(request, STALE)
    return redirect(question_url(attempt, item.slot))


@require_GET
def about(request, quiz):
    quiz = get_object_or_404(quizzes_visible_to(request.user), uuid=quiz)
    back = safe_next_url(request, request.GET.get("back", ""))
    context = {
        "quiz": quiz,
        "state": quiz_states(request.user, [quiz.pk])[quiz.pk],
        "facts": quiz_facts(quiz, request.user),
        "back": back or "/",
        "fields": {"back": back, "ready": "1"},
    }
    return render(request, "quizzes/about.html", context)


@post_only
def choose(request, attempt):
    """One choice, or giving up. The page of the question shows what follows."""
    attempt = get_object_or_404(attempts_visible_to(request.user), uuid=attempt)
    form = StepForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    slot, step, choice = (form.cleaned_data[name] for name in ("slot", "step", "choice"))
    item = get_object_or_404(attempt.items.select_related("version"), slot=slot)
    if not from_dict(item.version.spec).is_stepwise:
        raise Http404
    if request.POST.get("verb") == "skip":
        give_up_steps(attempt=attempt.uuid, slot=slot)
    elif choice:
        choose_step(attempt=attempt.uuid, slot=slot, step=step, choice=choice)
    else:
        request.session[INCOMPLETE] = {"question": f"{attempt.uuid}:{slot}", "sent": ""}
    return redirect(f"{reverse('quizzes:attempt', args=[attempt.uuid])}?q={slot}")
