from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from learning.models import Enrolment, LessonProgress
from people.retention_registry import Retention, register_retention


PROGRESS, ENROLMENTS = "lesson_progress", "enrolments"


def register() -> None:
    for key, title, model in (
        (PROGRESS, _("Lessons read by people who left"), LessonProgress),
        (ENROLMENTS, _("Paths of people who left"), Enrolment),
    ):
        register_retention(_of_leavers(key, title, model))


def _of_leavers(key: str, title: Any, model: Any) -> Retention:
    return Retention(
        key=key,
        title=title,
        words=_("As long as you work here, then %(period)s at most."),
        outdated=lambda limit: model.objects.filter(person__employed_until__lt=localdate(limit)),
        holdings=(model._meta.label,),
        setting="RETENTION_LEARNING_MONTHS",
        most=60,
    )
