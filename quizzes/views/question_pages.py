"""The page of one question of an attempt, and how its views find it."""

from secrets import token_hex

from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from quizzes.enums import Behaviour
from quizzes.facts import attempt_facts, seconds_left
from quizzes.forms import AnswerForm, SlotForm
from quizzes.marking import clean_response
from quizzes.models.attempts import PAGE_KEY_LENGTH
from quizzes.offline import is_answerable_offline
from quizzes.pages import asks_certainty, item_question, localised_view, shuffle_seed
from quizzes.queries.outlines import last_saved
from quizzes.queries.own_attempts import item_at, own_attempt
from quizzes.quiz_pages import quiz_page_url
from quizzes.specs.codec import from_dict
from quizzes.start_pages import start_page_of


INCOMPLETE = "quiz_incomplete"  # in the session: the answer that was sent and could not be taken
AT_THE_END = frozenset({Behaviour.AT_END, Behaviour.CERTAINTY})
STALE = gettext_lazy(
    "A newer answer to this question was given on another page or device: that one is kept, this one is not."
)


def get_own_attempt_or_404(request, uuid):
    """The attempt with its quiz and the database’s `now`; a stranger finds none."""
    attempt = own_attempt(request.user, uuid=uuid)
    if attempt is None:
        raise Http404
    return attempt


def page_to_return_to(request, attempt):
    """Return where it was started; after another sign-in, the page that the quiz belongs to."""
    return start_page_of(request, attempt) or quiz_page_url(attempt.quiz) or "/"


def answer_form(data, attempt, item, *, is_partial=None):
    """The form of an answer. `is_partial`: whether it may be left unfinished, as the attempt allows without it."""
    spec = from_dict(item.version.spec)
    return AnswerForm(
        data,
        view=localised_view(spec, seed=shuffle_seed(item, attempt)),
        is_partial=attempt.behaviour in AT_THE_END if is_partial is None else is_partial,
        asks_certainty=asks_certainty(attempt, spec),
    )


def show_incomplete(request, attempt, item):
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
    return answer_form(sent, attempt, item) if item.checked_at is None else None


def said_in(item, answer):
    spec = from_dict(item.version.spec)
    return clean_response(spec, spec.raw_response(answer.data)) or None


def new_page_key():
    return token_hex(PAGE_KEY_LENGTH // 2)


def question_page(request, attempt, places, item):
    answer = _answer_to_correct(request, attempt, item)
    response = said_in(item, answer) if answer else None
    position = next(place.number for place in places if place.slot == item.slot) - 1
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "page_key": new_page_key(),
        "last_saved": last_saved(places),
        "question": item_question(item, attempt, response=response),
        "number": position + 1,
        "total": len(places),
        "position": position,
        "places": places,
        "explains_at_end": attempt.behaviour in AT_THE_END,
        "facts": attempt_facts(attempt, places),
        "seconds_left": seconds_left(attempt, attempt.now),
        "kept_next": kept_next_url(attempt, places, item),
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


def kept_next_url(attempt, places, item):
    """The question after this one, or the page to hand in, on a device without a network; "" where it cannot wait."""
    if item.checked_at is not None or not is_answerable_offline(attempt, places):
        return ""
    left = [place for place in places if not place.is_done and place.slot > item.slot]
    if left:
        return question_url(attempt, left[0].slot)
    return hand_in_url(attempt)


def asked_place(request, places):
    """The place that the address names, or the first that is left, or the last."""
    if "q" not in request.GET:
        return next((place for place in places if not place.is_done), places[-1])
    form = SlotForm({"slot": request.GET["q"]})
    slot = form.cleaned_data["slot"] if form.is_valid() else 0
    for place in places:
        if place.slot == slot:
            return place
    raise Http404


def get_item_or_404(attempt, slot):
    item = item_at(attempt, slot)
    if item is None:
        raise Http404
    return item


def question_url(attempt, slot):
    """Return the page of a question; None for the first that is left."""
    return _with_plan(reverse("quizzes:attempt", args=[attempt.uuid]), attempt, q=slot)


def hand_in_url(attempt):
    return _with_plan(reverse("quizzes:hand_in", args=[attempt.uuid]), attempt)


def _with_plan(url, attempt, **fields):
    """Add what begins an attempt that is not begun yet."""
    fields |= {"plan": attempt.plan or None}
    query = urlencode({name: value for name, value in fields.items() if value is not None})
    return f"{url}?{query}" if query else url
