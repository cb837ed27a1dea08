"""What learning holds about a person: their own, exported whole, erased whole."""

from django.utils.translation import gettext_lazy as _

from learning.models import Enrolment, LessonProgress
from learning.retention import ENROLMENTS, PROGRESS
from people.enums import Chapter, NoticePurpose
from people.notices import Notice, register_notice
from people.privacy_registry import Holding, deleted, register_holding
from people.retention_registry import kept


NOTICE = Notice(
    NoticePurpose.LEARNING,
    2,
    _(
        "Passerelle notes the lessons that you open and finish, your answers to quizzes and your "
        "mistakes to review, to keep your place and to propose what comes next. They are yours: of a "
        "mandatory training, your manager sees whether it is done and the date; a score only if you "
        "send it, until you take it back; never an answer. Whoever marks an open answer reads it "
        "without your name, which the question says beforehand. Those who write quizzes see figures of "
        "groups, made so that nobody’s answers can be told from them."
    ),
    (
        "learning.Enrolment",
        "learning.LessonProgress",
        "quizzes.Attempt",
        "quizzes.AttemptItem",
        "quizzes.EssayMark",
        "quizzes.ExtraTime",
        "quizzes.RemarkRun",
        "quizzes.RemarkedItem",
        "quizzes.ReviewCard",
        "quizzes.SharedResult",
        "quizzes.QuestionVersion",
    ),
)


def register():
    register_notice(NOTICE)
    register_holding(
        Holding(
            model="learning.LessonProgress",
            title=_("Lessons opened and read"),
            purpose=_("To show you where you are and what comes next."),
            recipients=_("You alone; others only see figures of groups."),
            retention=kept(PROGRESS),
            source=_("You, as you read."),
            chapter=Chapter.LEARNING,
            export=_progress_rows,
            erase=lambda person: deleted(LessonProgress.objects.filter(person=person)),
        )
    )
    register_holding(
        Holding(
            model="learning.Enrolment",
            title=_("Paths that you follow"),
            purpose=_("To propose lessons, and to follow mandatory training."),
            recipients=_(
                "You; for mandatory training, your manager or whoever stands in for them and the "
                "training department see whether it is done, and the date."
            ),
            retention=kept(ENROLMENTS),
            source=_("You; the training department, for what it assigns."),
            chapter=Chapter.LEARNING,
            export=_enrolment_rows,
            erase=lambda person: deleted(Enrolment.objects.filter(person=person)),
        )
    )


def _progress_rows(person):
    rows = LessonProgress.objects.filter(person=person).order_by("started_at", "pk")
    return list(rows.values("lesson__title", "started_at", "read_at", "place", "time_range"))


def _enrolment_rows(person):
    rows = Enrolment.objects.filter(person=person)
    return list(rows.values("path__title", "is_mandatory", "due_on", "enrolled_at"))
