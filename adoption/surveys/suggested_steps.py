"""Steps suggested by a person's own barometer copy: for the first barrier, and for the fear for the job.

Worked out when its owner opens the page, from the copy that they kept; nothing of it is stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from adoption.surveys.barriers import barriers_to_answer
from adoption.surveys.enums import SurveyKind
from adoption.surveys.queries import OwnRoundAnswers, suggested_module
from adoption.surveys.texts import Question
from ambassadors.practices.queries import practices_page_url
from learning.outline import ModuleRow
from people.models import Person


@dataclass(frozen=True, slots=True)
class OwnBarrierAdvice:
    """`barrier`: its name. `text`: the barometer's own words for it. `module`: one that answers it."""

    barrier: Any
    text: str
    link: Any
    url: str
    module: ModuleRow | None


# What each barrier is called, what helps against it, and where that is.
STEPS: dict[str, tuple[Any, Any, Callable[[], str]]] = {
    "awareness": (
        _("seeing what it is for"),
        _("Read what others tell"),
        lambda: practices_page_url() or reverse("practices:own"),
    ),
    "desire": (
        _("the wish to use it"),
        _("Talk with an ambassador"),
        lambda: reverse("ambassadors:index"),
    ),
    "knowledge": (
        _("knowing how it works"),
        _("Ask a colleague for a hand"),
        lambda: reverse("ambassadors:ask"),
    ),
    "ability": (
        _("daring to do it"),
        _("See the dates of workshops"),
        lambda: reverse("workshops:index"),
    ),
    "reinforcement": (
        _("going on with it"),
        _("Set yourself a rhythm in your logbook"),
        lambda: reverse("adoption:logbook"),
    ),
    "job_fear": (
        _("the fear for one’s job"),
        _("Talk with an ambassador"),
        lambda: reverse("ambassadors:index"),
    ),
}


def suggested_steps(
    person: Person, kept: list[OwnRoundAnswers]
) -> tuple[str, list[OwnBarrierAdvice]] | None:
    """The latest copy's round identifier and steps; None without barriers."""
    copy = next((own for own in kept if own.round.survey == SurveyKind.BAROMETER), None)
    if copy is None:
        return None
    questions = {
        question.dimension: question for question in copy.survey.questions if question.dimension
    }
    places = {
        dimension: place
        for dimension, question in questions.items()
        if (place := _place(question, copy.answers.get(question.key)))
    }
    scale = max((len(question.values) for question in questions.values()), default=0)
    barriers = barriers_to_answer(places, most=(scale + 1) // 2)
    steps = [_step(barrier, questions[barrier], person) for barrier in barriers]
    return (str(copy.round.uuid), steps) if steps else None


def _step(barrier: str, question: Question, person: Person) -> OwnBarrierAdvice:
    name, link, url = STEPS[barrier]
    return OwnBarrierAdvice(
        name, question.next_text, link, url(), suggested_module(question, person)
    )


def _place(question: Question, answer: str | None) -> int:
    """Position of the answer on its scale, from 1; 0 for no answer."""
    return question.values.index(answer) + 1 if answer in question.values else 0
