"""A question tried by its author: answered, marked and explained as a learner's would be, and stored nowhere."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from quizzes.display import review_answer
from quizzes.forms import AnswerForm
from quizzes.kinds.base import Spec
from quizzes.marking import clean_response, next_response
from quizzes.models import Question
from quizzes.pages import ShownQuestion, build_question, localised_view
from quizzes.queries.question_resources import lessons_to_read
from quizzes.queries.translations import ShownSpec
from quizzes.values.marks import Response


KEPT = "kept"  # the field that holds the choices made so far, where one leads to another


@dataclass(frozen=True, slots=True)
class Trial:
    """An author's trial. `question` has its review once it was answered. `kept`: the choices made so far, as JSON."""

    question: ShownQuestion
    kept: str = ""
    error: str = ""
    wrong_fields: tuple[str, ...] = ()


def try_question(question: Question, here: ShownSpec, data: QueryDict | None = None) -> Trial:
    """Show the question to answer; with what was sent, explain that answer or say what it lacks."""
    spec, view = here.spec, localised_view(here.spec, seed=str(question.uuid))
    kept = _kept(spec, data) if data is not None else {}

    def shown(said: Response, **more: Any) -> ShownQuestion:
        return build_question(spec, view, said, language=here.language, **more)

    def explained(said: Response) -> Trial:
        lesson = lessons_to_read([question.pk]).get(question.pk)
        return Trial(shown(said, review=review_answer(spec, said, view), lesson=lesson))

    def asked(said: Response, form: AnswerForm | None = None) -> Trial:
        error = form.first_error() if form else ""
        return Trial(shown(said), json.dumps(said), error, tuple(form.errors) if form else ())

    if data is None or not spec.is_answerable:
        return asked({})
    if data.get("verb") == "skip":
        return explained(kept)
    form = AnswerForm(data, view=view)
    if spec.is_stepwise:
        after = _gone_on(spec, kept, data.get("choice", ""))
        if after == kept:
            return asked(kept, form)
        return explained(after) if spec.is_over(after) else asked(after)
    said = clean_response(spec, spec.raw_response(data))
    return explained(said) if form.is_valid() else asked(said, form)


def sent_answer(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _kept(spec: Spec, data: QueryDict) -> Response:
    """The choices that the form brings back, as far as the question offers them."""
    try:
        return clean_response(spec, json.loads(data.get(KEPT, "")))
    except (ValueError, RecursionError):
        return {}


def _gone_on(spec: Spec, kept: Response, choice: str) -> Response:
    """The choices with one more; those kept where it is none."""
    following = spec.next_step(kept, len(kept.get("path", [])), choice)
    return kept if following is None else next_response(spec, kept, following)
