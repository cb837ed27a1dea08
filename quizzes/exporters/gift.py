"""The question bank as GIFT."""

from django.db.models import Q

from quizzes.gift import GiftQuestion, write_gift
from quizzes.models import Category, Question
from quizzes.specs import from_dict


MADE_HERE = ("content:", "source:")  # keys that an import gave, not ids that their source knows


def export_gift(*, category: str | None = None) -> str:
    """Every question as it is asked now, under an [id:...] by which an import here knows it again.

    `category` takes those of one category and of those below it. Raises Category.DoesNotExist.
    """
    questions = Question.objects.exclude(current_version=None)
    if category is not None:
        below = Q(name=category) | Q(name__startswith=f"{category}/")
        categories = Category.objects.filter(below)
        if not categories.exists():
            raise Category.DoesNotExist(category)
        questions = questions.filter(category__in=categories)
    rows = questions.select_related("category", "current_version")
    return write_gift(_as_gift(question) for question in rows)


def _as_gift(question: Question) -> GiftQuestion:
    assert question.current_version is not None
    own_id = question.external_id if not question.external_id.startswith(MADE_HERE) else ""
    return GiftQuestion(
        spec=from_dict(question.current_version.spec),
        title=question.title,
        category=question.category.name,
        external_id=own_id or str(question.uuid),
    )
