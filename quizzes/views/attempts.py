"""An attempt under way: begin it, answer, keep answers, hand it in."""

from dataclasses import asdict
from secrets import token_hex

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
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
    save_response,
    submit_attempt,
)
from quizzes.actions.starts import start_attempt
from quizzes.enums import Behaviour, Purpose
from quizzes.facts import attempt_facts, needs_confirmation, quiz_facts, seconds_left
from quizzes.forms import AnswerForm, GoForm, RevisionForm, SaveForm, SlotForm, StepForm
from quizzes.marking import clean_response
from quizzes.models.attempts import PAGE_KEY_LENGTH
from quizzes.offline import is_answerable_offline
from quizzes.pages import asks_certainty, item_question, localised_view, shuffle_seed
from quizzes.policies import attempts_visible_to, quizzes_visible_to
from quizzes.queries.outlines import attempt_outline, item_at
from quizzes.queries.states import quiz_states
from quizzes.quiz_pages import quiz_page_url
from quizzes.specs.codec import from_dict
from quizzes.start_pages import address_on_this_site, remember_start, start_page_of
from quizzes.views.placement import placement_url


INCOMPLETE = "quiz_incomplete"  # in the session: the answer that was sent and could not be taken
STALE = gettext_lazy(
    "A newer answer to this question was given on another page or device: that one is kept, this one is not."
)
CHECKED = gettext_lazy(
    "This question was already checked on another page or device: that answer is kept, this one is not."
)
AT_THE_END = frozenset({Behaviour.AT_END, Behaviour.CERTAINTY})


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
    """One question a page. Without ?q= the first that is left to answer."""
    attempt = get_own_attempt_or_404(request, attempt)
    if attempt.is_placement:
        return redirect(placement_url(attempt))
    if not attempt.is_open:
        return redirect("quizzes:result", attempt.uuid)
    if request.method == "POST":
        return _answered(request, attempt)
    if attempt.is_over(attempt.now):
        return _time_up(request, attempt)
    places = attempt_outline(attempt)
    item = _item(request, attempt, _asked(request, places).slot)
    page = _page(request, attempt, places, item)
    if page["kept_next"]:
        allow_keeping(request)
    return render(request, "quizzes/attempt.html", page)


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
    places = [place for place in attempt_outline(attempt) if not place.is_text]
    context = {
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
    item = _item(request, attempt, form.cleaned_data["slot"])
    raw = from_dict(item.version.spec).raw_response(request.POST)
    state = save_response(attempt=item.attempt.uuid, raw=raw, **form.cleaned_data)
    at = time_format(timezone.localtime(), "TIME_FORMAT")
    left = seconds_left(item.attempt, item.now)
    said = _said_of(state, item, form.cleaned_data["page"])
    body = {"state": state, "at": at, "left": left, "said": said}
    return JsonResponse(body, status=200 if state is SaveOutcome.SAVED else 409)


def _said_of(state, item, page):
    """What became of an answer that was not kept; nothing of one that its own page replaced."""
    item.refresh_from_db(fields=["page"])
    if state is SaveOutcome.STALE and item.page != page:
        return str(STALE)
    return str(CHECKED) if state is SaveOutcome.CLOSED else ""


@post_only
def submit(request, attempt):
    attempt = submit_attempt(attempt=get_own_attempt_or_404(request, attempt).uuid)
    mark_done(request)
    return redirect("quizzes:result", attempt.uuid)


def get_own_attempt_or_404(request, uuid):
    """The attempt with its quiz and the database’s `now`; a stranger finds none."""
    own = attempts_visible_to(request.user).with_clock().select_related("quiz")
    return get_object_or_404(own, uuid=uuid)


def page_to_return_to(request, attempt):
    """Return where it was started; after another sign-in, the page that the quiz belongs to."""
    return start_page_of(request, attempt) or quiz_page_url(attempt.quiz) or "/"


def _time_up(request, attempt):
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "back": page_to_return_to(request, attempt),
    }
    return render(request, "quizzes/time_up.html", context)


# --- An answer was sent ------------------------------------------------------------------------------


def _answered(request, attempt):
    """The form of one question was sent, to be kept, checked or given up."""
    form = SlotForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    item = _item(request, attempt.uuid, form.cleaned_data["slot"])
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
            return _incomplete(request, attempt, item)
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
    if not _form_of(request.POST, attempt, item).is_valid():
        return _incomplete(request, attempt, item)
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
    """Which answer the page sends; None where it does not say."""
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return None
    return Revision(**{name: form.cleaned_data[name] for name in ("sequence", "page", "based_on")})


def _stale(request, attempt, item):
    messages.warning(request, STALE)
    return redirect(question_url(attempt, item.slot))


def _form_of(data, attempt, item):
    spec = from_dict(item.version.spec)
    return AnswerForm(
        data,
        view=localised_view(spec, seed=shuffle_seed(item, attempt)),
        is_partial=attempt.behaviour in AT_THE_END,
        asks_certainty=asks_certainty(attempt, spec),
    )


def _incomplete(request, attempt, item):
    """Redirect to the question, where what was sent is shown once: the Back button then meets no form that was sent."""
    request.session[INCOMPLETE] = {
        "question": f"{attempt.uuid}:{item.slot}",
        "sent": request.POST.urlencode(),
    }
    return redirect(question_url(attempt, item.slot))


def _answer_to_correct(request, attempt, item):
    """The form that was just sent for this question and could not be taken, or None."""
    if request.session.get(INCOMPLETE, {}).get("question") != f"{attempt.uuid}:{item.slot}":
        return None
    sent = QueryDict(request.session.pop(INCOMPLETE)["sent"])
    return _form_of(sent, attempt, item) if item.checked_at is None else None


def _said(item, answer):
    spec = from_dict(item.version.spec)
    return clean_response(spec, spec.raw_response(answer.data)) or None


# --- The page of a question --------------------------------------------------------------------------


def _page(request, attempt, places, item):
    answer = _answer_to_correct(request, attempt, item)
    response = _said(item, answer) if answer else None
    position = next(place.number for place in places if place.slot == item.slot) - 1
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "page_key": token_hex(PAGE_KEY_LENGTH // 2),
        "question": item_question(item, attempt, response=response),
        "number": position + 1,
        "total": len(places),
        "position": position,
        "places": places,
        "explains_at_end": attempt.behaviour in AT_THE_END,
        "facts": attempt_facts(attempt, places),
        "seconds_left": seconds_left(attempt, attempt.now),
        "kept_next": _kept_next_url(attempt, places, item),
        "next_url": _next_url(attempt, places, item),
        "previous_url": question_url(attempt, places[position - 1].slot) if position else "",
        "error": answer.first_error() if answer else "",
        "wrong_fields": list(answer.errors) if answer else [],
        "back": page_to_return_to(request, attempt),
    }


def _next_url(attempt, places, item):
    """The next question that is left, or the first of those before; "" when none is."""
    left = [place for place in places if not place.is_done and place.slot != item.slot]
    following = next((place for place in left if place.slot > item.slot), left[0] if left else None)
    return question_url(attempt, following.slot) if following else ""


def _kept_next_url(attempt, places, item):
    """The question after this one, or the page to hand in, on a device without a network; "" where it cannot wait."""
    if item.checked_at is not None or not is_answerable_offline(attempt, places):
        return ""
    left = [place for place in places if not place.is_done and place.slot > item.slot]
    if left:
        return question_url(attempt, left[0].slot)
    return reverse("quizzes:hand_in", args=[attempt.uuid])


def _asked(request, places):
    """The place that the address names, or the first that is left, or the last."""
    if "q" not in request.GET:
        return next((place for place in places if not place.is_done), places[-1])
    form = SlotForm({"slot": request.GET["q"]})
    slot = form.cleaned_data["slot"] if form.is_valid() else 0
    for place in places:
        if place.slot == slot:
            return place
    raise Http404


def _item(request, attempt, slot):
    uuid = getattr(attempt, "uuid", attempt)
    item = item_at(attempts_visible_to(request.user), uuid, slot)
    if item is None:
        raise Http404
    return item


def question_url(attempt, slot):
    url = reverse("quizzes:attempt", args=[attempt.uuid])
    return url if slot is None else f"{url}?q={slot}"


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
