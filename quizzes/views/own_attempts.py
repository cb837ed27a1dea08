"""What the views of an attempt share: the attempt of who asks for it, where it leads, the form of an answer."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from quizzes.enums import Behaviour
from quizzes.forms import AnswerForm
from quizzes.marking import clean_response
from quizzes.pages import asks_certainty, localised_view, shuffle_seed
from quizzes.policies import attempts_visible_to
from quizzes.quiz_pages import quiz_page_url
from quizzes.specs.codec import from_dict
from quizzes.start_pages import start_page_of


INCOMPLETE = "quiz_incomplete"  # in the session: the answer that was sent and could not be taken
AT_THE_END = frozenset({Behaviour.AT_END, Behaviour.CERTAINTY})


def get_own_attempt_or_404(request, uuid):
    """The attempt with its quiz and the database’s `now`; a stranger finds none."""
    own = attempts_visible_to(request.user).with_clock().select_related("quiz")
    return get_object_or_404(own, uuid=uuid)


def page_to_return_to(request, attempt):
    """Return where it was started; after another sign-in, the page that the quiz belongs to."""
    return start_page_of(request, attempt) or quiz_page_url(attempt.quiz) or "/"


def question_url(attempt, slot):
    url = reverse("quizzes:attempt", args=[attempt.uuid])
    return url if slot is None else f"{url}?q={slot}"


def answer_form(data, attempt, item, *, is_partial=None):
    """The form of an answer. `is_partial`: whether it may be left unfinished, as the attempt allows without it."""
    spec = from_dict(item.version.spec)
    return AnswerForm(
        data,
        view=localised_view(spec, seed=shuffle_seed(item, attempt)),
        is_partial=attempt.behaviour in AT_THE_END if is_partial is None else is_partial,
        asks_certainty=asks_certainty(attempt, spec),
    )


def said_in(item, answer):
    spec = from_dict(item.version.spec)
    return clean_response(spec, spec.raw_response(answer.data)) or None
