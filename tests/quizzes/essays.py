"""Open answers that wait for a marker, as learners write them."""

from decimal import Decimal

from quizzes.actions.attempts import save_response, submit_attempt
from quizzes.actions.starts import start_attempt
from quizzes.kinds.essay import Essay
from quizzes.models import AttemptItem
from quizzes.values.grids import Criterion
from quizzes.values.texts import Rich
from tests.quizzes.factories import quiz_asking


GRID = (
    Criterion(title="Exact", share=Decimal(75), help=Rich("Rien de faux.")),
    Criterion(title="Clair", share=Decimal(25)),
)


def essay(text="Que dire à un usager qui s’impatiente ?", **fields):
    return Essay(text=Rich(text), **{"is_marked": True, "criteria": GRID} | fields)


def essay_quiz(*more, **fields):
    return quiz_asking(essay(), *more, **{"pass_percent": 50} | fields)


def written_answer(
    learner, *, quiz=None, text="Je l’écoute, puis je lui dis ce que je peux faire."
):
    """Submitted; the essay is the first question of the quiz."""
    attempt = start_attempt(quiz=quiz or essay_quiz(), learner=learner)
    save_response(attempt=attempt.uuid, slot=1, raw={"text": text}, sequence=1)
    submit_attempt(attempt=attempt.uuid)
    return AttemptItem.objects.select_related("attempt", "version").get(attempt=attempt, slot=1)
