"""Queries of what the page of a finished module says to its reader: what they know, how they did, what comes next."""

from dataclasses import dataclass

from learning.models import Certificate
from learning.outline import LessonRow, ModuleRow, NextStep
from learning.policies import certificates_visible_to
from learning.queries.next_steps import next_step_after
from people.models import Person
from quizzes.models import Attempt
from quizzes.policies import attempts_visible_to


@dataclass(frozen=True, slots=True)
class ModuleEnd:
    """The end of a module. `lessons`: those that have a goal; `attempt`: the best one of its last required quiz."""

    lessons: list[LessonRow]
    attempt: Attempt | None
    certificate: Certificate | None
    step: NextStep | None


def module_end(person: Person, module: ModuleRow) -> ModuleEnd:
    certificates = certificates_visible_to(person).filter(module=module.pk)
    return ModuleEnd(
        lessons=[lesson for lesson in module.lessons if lesson.goal],
        attempt=_best_attempt(person, module),
        certificate=certificates.order_by("issued_on").last(),
        step=next_step_after(person, module),
    )


def _best_attempt(person: Person, module: ModuleRow) -> Attempt | None:
    quizzes = [lesson.required_quiz for lesson in module.lessons if lesson.required_quiz]
    if not quizzes:
        return None
    passed = attempts_visible_to(person).passed().filter(quiz=quizzes[-1])
    return passed.select_related("quiz").order_by("-percent", "submitted_at").first()
