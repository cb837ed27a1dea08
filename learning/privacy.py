"""Declares what learning holds about a person: their own, exported whole, erased whole."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
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
from learning.policies import (
    bookmarks_visible_to,
    certificates_visible_to,
    exercise_tries_visible_to,
    grants_visible_to,
    notes_visible_to,
    practice_completions_visible_to,
    scorm_states_visible_to,
    week_goals_visible_to,
)
from learning.retention import (
    ASSIGNMENTS,
    BOOKMARKS,
    CERTIFICATES,
    ENROLMENTS,
    EXERCISES,
    GRANTS,
    MESSAGES,
    NOTES,
    PACKAGES,
    PRACTICE,
    PROGRESS,
    WEEK_GOALS,
)
from people.enums import DataChapter, ErasureOutcome, NoticePurpose
from people.models import Person
from people.notices import Notice, register_notice
from people.privacy_registry import Holding, delete_rows, register_holding, rows_of
from people.queries.own_rows import OwnRows, columns_of
from people.retention_registry import retention_text


NOTICE = Notice(
    NoticePurpose.LEARNING,
    7,
    _(
        "Passerelle notes the lessons that you open and finish and where you stopped, which of their exercises you tried, the practice tasks that "
        "you carry out, your notes, a goal that you set yourself for a week, your answers to quizzes and your mistakes to review, to keep your place and to propose what comes "
        "next; which paths a rule assigns to you, your certificates, and the modules that your presence at a workshop completes. They are yours: of a "
        "mandatory training, your manager sees whether it is done and the date; a score only if you "
        "send it, until you take it back; never an answer. Whoever marks an open answer reads it "
        "without your name, which the question says beforehand. A stranger who has the code of a "
        "certificate sees what you chose to show, nothing unless you agree. Those who write quizzes see figures of "
        "groups, made so that nobody’s answers can be told from them. Each quarter it is published how many of "
        "the whole organisation began and finished each path that nobody has to follow."
    ),
    (
        "adoption.ReachPublication",
        "learning.Assignment",
        "learning.Bookmark",
        "learning.Certificate",
        "learning.Enrolment",
        "learning.ExerciseTry",
        "learning.LessonNote",
        "learning.LessonProgress",
        "learning.Message",
        "learning.ModuleGrant",
        "learning.PracticeCompletion",
        "learning.ScormState",
        "learning.WeekGoal",
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


def _own(
    model: type[Model], visible_to: Callable[[Person], Any], *fields: str, **texts: Any
) -> Holding:
    """Return a holding of what nobody else reads; it is erased whole. `texts`: why, from where, for how long."""
    return Holding(
        model=model._meta.label,
        chapter=DataChapter.LEARNING,
        export=columns_of(visible_to, *fields),
        private=True,
        erase=lambda person: delete_rows(model._default_manager.filter(person=person)),
        **texts,
    )


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model="learning.LessonProgress",
        title=_("Lessons opened and read"),
        purpose=_("To show you where you are and what comes next."),
        recipients=_("You alone; others only see figures of groups."),
        retention=retention_text(PROGRESS),
        source=_("You, as you read."),
        chapter=DataChapter.LEARNING,
        export=OwnRows(
            lambda person: (
                LessonProgress.objects.filter(person=person)
                .order_by("started_at", "pk")
                .values("lesson__title", "started_at", "read_at", "place", "time_range")
            )
        ),
        erase=lambda person: delete_rows(LessonProgress.objects.filter(person=person)),
    ),
    Holding(
        model="learning.Enrolment",
        title=_("Paths that you follow"),
        purpose=_("To propose lessons, and to follow mandatory training."),
        recipients=_(
            "You; for mandatory training, your manager or whoever stands in for them and the "
            "training department see whether it is done, and the date."
        ),
        retention=retention_text(ENROLMENTS),
        source=_("You; the training department, for what it assigns."),
        chapter=DataChapter.LEARNING,
        export=OwnRows(
            lambda person: Enrolment.objects.filter(person=person).values(
                "path__title",
                "is_mandatory",
                "is_chosen",
                "due_on",
                "counts_from",
                "enrolled_at",
                "completed_at",
            )
        ),
        erase=lambda person: delete_rows(Enrolment.objects.filter(person=person)),
    ),
    _own(
        LessonNote,
        notes_visible_to,
        "lesson__title",
        "text",
        "changed_at",
        title=_("Your notes on lessons"),
        purpose=_("To let you find your own words again."),
        recipients=_("You alone."),
        retention=retention_text(NOTES),
        source=_("You, as you write."),
    ),
    _own(
        Bookmark,
        bookmarks_visible_to,
        "lesson__title",
        "kept_at",
        title=_("Lessons that you marked"),
        purpose=_("To let you find them again."),
        recipients=_("You alone."),
        retention=retention_text(BOOKMARKS),
        source=_("You."),
    ),
    _own(
        ExerciseTry,
        exercise_tries_visible_to,
        "lesson__title",
        "block",
        "tried_on",
        title=_("Exercises that you tried in lessons"),
        purpose=_("To show you which are left. Your answers are not kept."),
        recipients=_("You alone."),
        retention=retention_text(EXERCISES),
        source=_("You, as you answer."),
    ),
    _own(
        ModuleGrant,
        grants_visible_to,
        "module__title",
        "source",
        "granted_at",
        title=_("Modules that count as done"),
        purpose=_(
            "To pass over what a placement showed that you know, and what you did by coming to a workshop."
        ),
        recipients=_("You alone; others only see figures of groups."),
        retention=retention_text(GRANTS),
        source=_("You, after a placement; the list of a workshop that you came to."),
    ),
    _own(
        ScormState,
        scorm_states_visible_to,
        *("package__title", "unit", "percent", "started_at", "completed_at", "data"),
        title=_("Where you are in packages of others"),
        purpose=_("To keep your place in them, and to know which are completed."),
        recipients=_("You alone; others only see figures of groups."),
        retention=retention_text(PACKAGES),
        source=_("You, as you play them; the package, for what it notes itself."),
    ),
    _own(
        PracticeCompletion,
        practice_completions_visible_to,
        *("task", "done_at"),
        title=_("Practice tasks that you carried out"),
        purpose=_("To mark what you have done, and to count the lessons that ask for it."),
        recipients=_("You alone; others only see figures of groups."),
        retention=retention_text(PRACTICE),
        source=_("You, at the end of a task. How well you did it is noted nowhere."),
    ),
    _own(
        WeekGoal,
        week_goals_visible_to,
        *("aim", "week", "set_at"),
        title=_("Your goal for the week"),
        purpose=_("To show you what you set out to learn this week."),
        recipients=_("You alone."),
        retention=retention_text(WEEK_GOALS),
        source=_("You, when you set it. You may drop it at any time."),
    ),
    Holding(
        model="learning.Assignment",
        title=_("Paths that a rule assigns to you"),
        purpose=_("To give each the training that their work asks for, and to remind them of it."),
        recipients=_(
            "You; for mandatory training, your manager or whoever stands in for them and the "
            "training department see whether it is done, and the date."
        ),
        retention=retention_text(ASSIGNMENTS),
        source=_("The rules of the training department, from your position."),
        chapter=DataChapter.LEARNING,
        export=columns_of(
            lambda person: Assignment.objects.filter(person=person),
            *("rule__title", "path__title", "is_mandatory", "assigned_at", "due_on"),
            *("ended_at", "exempted_at", "exemption", "due_since", "renews_on"),
            *("reminded", "reminded_on"),
        ),
        erase=lambda person: delete_rows(Assignment.objects.filter(person=person)),
    ),
    Holding(
        model="learning.Assignment",
        part="made",
        title=_("Exemptions that you gave"),
        purpose=_("To know who exempted a person from a training."),
        recipients=_("The person, who does not see your name; the training department."),
        retention=retention_text(ASSIGNMENTS),
        source=_("You, when you exempt somebody."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            Assignment.objects.filter(exempted_by=person), "exempted_at", "exemption"
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Assignment.objects.filter(exempted_by=person).update(exempted_by=None),
    ),
    Holding(
        model="learning.Message",
        title=_("Messages to a population that you wrote"),
        purpose=_("To send them, and to know who wrote what in the organisation’s name."),
        recipients=_(
            "Those who write messages see your name; those who receive one see what it says."
        ),
        retention=retention_text(MESSAGES),
        source=_("You, as you write."),
        chapter=DataChapter.TRACES,
        export=lambda person: rows_of(
            Message.objects.filter(author=person),
            *("subject_fr", "text_fr", "subject_en", "text_en", "state"),
            *("made_at", "changed_at", "send_at", "sent_at"),
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: Message.objects.filter(author=person).update(author=None),
    ),
    _own(
        Certificate,
        certificates_visible_to,
        *("title", "issued_on", "expires_on", "minutes", "code", "shows", "lessons"),
        title=_("Your certificates"),
        purpose=_("To prove what you have learned, to whom you choose."),
        recipients=_(
            "You; whoever has its code, for what you chose to show; for mandatory training, "
            "those who follow it see whether it is done, and the date."
        ),
        retention=retention_text(CERTIFICATES),
        source=_("Passerelle, when you finish a path or a module."),
    ),
)


def register() -> None:
    register_notice(NOTICE)
    for holding in HOLDINGS:
        register_holding(holding)
