from people.models import Person
from quizzes.models import ExtraTime


def set_extra_time(*, learner: Person, percent: int | None) -> None:
    """Give more time from the next attempt on; None takes it away. Attempts under way keep their end."""
    if percent is None:
        ExtraTime.objects.filter(learner=learner).delete()
    else:
        ExtraTime.objects.update_or_create(learner=learner, defaults={"percent": percent})
