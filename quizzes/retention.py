from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from people.retention_registry import Retention, register_retention
from quizzes.models import Attempt, ReviewCard


ATTEMPTS = "attempts"
REVIEWS = "reviews"


def register() -> None:
    register_retention(
        Retention(
            key=ATTEMPTS,
            title=_("Attempts at quizzes of people who left"),
            words=_("As long as you work here, then %(period)s at most."),
            outdated=lambda limit: Attempt.objects.filter(
                learner__employed_until__lt=localdate(limit)
            ),
            holdings=(
                "quizzes.Attempt",
                "quizzes.AttemptItem",
                "quizzes.SharedResult",
                "quizzes.SharedResult.received",
                *("quizzes.EssayMark", "quizzes.RemarkedItem"),
            ),
            setting="RETENTION_LEARNING_MONTHS",
            most=60,
        )
    )
    register_retention(
        Retention(
            key=REVIEWS,
            title=_("Mistakes to review of people who left"),
            words=_("As long as you work here, then %(period)s at most."),
            outdated=lambda limit: ReviewCard.objects.filter(
                learner__employed_until__lt=localdate(limit)
            ),
            holdings=("quizzes.ReviewCard",),
            setting="RETENTION_LEARNING_MONTHS",
            most=60,
        )
    )
