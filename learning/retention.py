from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from learning.models import (
    Assignment,
    Bookmark,
    Certificate,
    Enrolment,
    ExerciseTry,
    LessonNote,
    LessonProgress,
    Message,
    ModuleGrant,
    PracticeCompletion,
    ScormState,
    WeekGoal,
)
from people.retention_registry import Retention, Unit, register_retention


PROGRESS, ENROLMENTS, ASSIGNMENTS = "lesson_progress", "enrolments", "assignments"
NOTES, BOOKMARKS, GRANTS = "lesson_notes", "bookmarks", "module_grants"
PACKAGES, CERTIFICATES, EXERCISES = "scorm_states", "certificates", "exercise_tries"
PRACTICE, WEEK_GOALS = "practice_completions", "week_goals"
MESSAGES = "messages"
MESSAGES_KEPT_MONTHS = 24  # longer than one may be planned ahead


def register() -> None:
    for key, title, model in (
        (PROGRESS, _("Lessons read by people who left"), LessonProgress),
        (ENROLMENTS, _("Paths of people who left"), Enrolment),
        (ASSIGNMENTS, _("Assignments of people who left"), Assignment),
        (NOTES, _("Notes of people who left"), LessonNote),
        (BOOKMARKS, _("Bookmarks of people who left"), Bookmark),
        (EXERCISES, _("Exercises tried by people who left"), ExerciseTry),
        (GRANTS, _("Modules known already by people who left"), ModuleGrant),
        (PACKAGES, _("Places in packages of people who left"), ScormState),
        (PRACTICE, _("Practice tasks of people who left"), PracticeCompletion),
        (CERTIFICATES, _("Certificates of people who left"), Certificate),
    ):
        register_retention(_of_leavers(key, title, model))
    register_retention(
        Retention(
            key=WEEK_GOALS,
            title=_("Goals of past weeks"),
            words=_("%(period)s at most."),
            outdated=lambda limit: WeekGoal.objects.filter(set_at__lt=limit),
            holdings=("learning.WeekGoal",),
            fixed=28,
            unit=Unit.DAYS,
        )
    )
    register_retention(
        Retention(
            key=MESSAGES,
            title=_("Messages to a population"),
            words=_("%(period)s after the last change, or after it left."),
            outdated=lambda limit: Message.objects.filter(
                Q(sent_at=None) | Q(sent_at__lt=limit), changed_at__lt=limit
            ),
            holdings=("learning.Message",),
            fixed=MESSAGES_KEPT_MONTHS,
        )
    )


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
