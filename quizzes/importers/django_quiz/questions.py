"""What a question of the package asks, as a spec of ours, and what of an old answer it can still say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from quizzes.importers.django_quiz import records
from quizzes.importers.django_quiz.texts import is_html, to_rich
from quizzes.kinds.base import Spec
from quizzes.kinds.choices import Choice, with_choice_ids
from quizzes.kinds.essay import Essay
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.problems import Problem
from quizzes.values.marks import FULL, NOTHING, Response
from quizzes.values.texts import Rich


TRUE, FALSE = "True", "False"
WORDS = {TRUE: "true", FALSE: "false"}


@dataclass(frozen=True, slots=True)
class ConvertedQuestion:
    """`choice_ids`: by the pk of an answer that exists. `is_gone`: all that is left is its number."""

    spec: Spec
    choice_ids: dict[str, str]
    is_gone: bool = False

    @property
    def problems(self) -> list[Problem]:
        return self.spec.validate()


def convert_question(question: records.Question) -> ConvertedQuestion:
    """Several answers may be right and one can be picked: a single choice of which any right one scores."""
    text, explanation = to_rich(question.row.content), to_rich(question.row.explanation)
    match question.child:
        case records.TrueFalse(correct=correct):
            return ConvertedQuestion(
                TrueFalse(text=text, general_feedback=explanation, answer=correct), {}
            )
        case records.MultipleChoice(answer_order=order):
            answers = _in_order(question.answers, order)
            choices = with_choice_ids(
                Choice(text=to_rich(one.content), fraction=FULL if one.correct else NOTHING)
                for one in answers
            )
            ids = {str(one.pk): c.id for one, c in zip(answers, choices, strict=True)}
            spec = SingleChoice(text=text, general_feedback=explanation, choices=choices)
            return ConvertedQuestion(spec, ids)
    return ConvertedQuestion(Essay(text=text, general_feedback=explanation, is_marked=True), {})


def _in_order(answers: Iterable[records.Answer], order: str) -> list[records.Answer]:
    if order == records.AnswerOrder.CONTENT:
        return sorted(answers, key=lambda one: (one.content.casefold(), one.pk))
    return sorted(answers, key=lambda one: one.pk)


def texts_read_as_html(question: records.Question) -> bool:
    texts = [question.row.content, question.row.explanation]
    return any(map(is_html, [*texts, *(one.content for one in question.answers)]))


def deleted_question(pk: int) -> ConvertedQuestion:
    """A question that was deleted before the dump. Its answers are kept in the words of the package."""
    with override(settings.LANGUAGE_CODE):
        text = _("This question was deleted from django-quiz-app (no. %(pk)d).") % {"pk": pk}
    return ConvertedQuestion(Essay(text=Rich(text), is_marked=True), {}, is_gone=True)


def convert_answer(asked: ConvertedQuestion, said: str) -> Response:
    """The same answer in our words; {} for what the question, as it is now, cannot say."""
    match asked.spec:
        case SingleChoice():
            return {"choice": asked.choice_ids[said]} if said in asked.choice_ids else {}
        case TrueFalse():
            return {"choice": WORDS[said]} if said in WORDS else {}
    return {"text": said} if said.strip() else {}


def question_as_marked(
    asked: ConvertedQuestion, said: str, *, right: bool
) -> tuple[Spec, Response]:
    """Return the question as it must have been for the package to count this answer right, or wrong: its key was
    changed since, or the chosen answer deleted."""
    fraction = FULL if right else NOTHING
    response = convert_answer(asked, said)
    match asked.spec:
        case TrueFalse() if response:
            return replace(asked.spec, answer=(response["choice"] == "true") == right), response
        case SingleChoice(choices=choices) if response:
            changed = tuple(
                replace(one, fraction=fraction) if one.id == response["choice"] else one
                for one in choices
            )
            return replace(asked.spec, choices=changed), response
        case SingleChoice(choices=choices):
            number = said if said.isascii() and said.isdecimal() else "?"
            with override(settings.LANGUAGE_CODE):
                text = _("An answer that was deleted from django-quiz-app (no. %(pk)s)")
            choice = Choice(
                text=Rich(text % {"pk": number}), fraction=fraction, id=f"deleted-{number}"[:40]
            )
            return replace(asked.spec, choices=(*choices, choice)), {"choice": choice.id}
    return asked.spec, response
