"""What pages and runs ask about corrected keys. Never writes."""

from quizzes.models import Question, QuestionVersion
from quizzes.rekeying import Reading, reading
from quizzes.specs import from_dict


def readings_of(
    question: Question, *, by: QuestionVersion | None = None
) -> dict[int, Reading | None]:
    """By earlier version: how its answers are read by `by`, the version in force; None: they cannot be."""
    key = by or question.current_version
    if key is None:
        return {}
    spec = from_dict(key.spec)
    return {
        version.pk: reading(from_dict(version.spec), spec)
        for version in question.versions.filter(number__lt=key.number).order_by("number")
    }
