"""How far a person is. Each module answers one kind of question; none of them writes."""

from learning.queries.done import done_lessons
from learning.queries.holding import holds_progress, people_of_team
from learning.queries.homes import lesson_of_quiz, lessons_of_quizzes
from learning.queries.mandatory import (
    MandatoryRow,
    mandatory_counts,
    mandatory_enrolments,
    mandatory_in,
    mandatory_rows,
)
from learning.queries.modules import lesson_states, module_row_at, module_rows
from learning.queries.notes import ReaderMarks, kept_lessons, reader_marks, times_are_kept
from learning.queries.paths import followed_paths, other_paths, path_row


__all__ = [
    "MandatoryRow",
    "ReaderMarks",
    "done_lessons",
    "followed_paths",
    "holds_progress",
    "kept_lessons",
    "lesson_of_quiz",
    "lesson_states",
    "lessons_of_quizzes",
    "mandatory_counts",
    "mandatory_enrolments",
    "mandatory_in",
    "mandatory_rows",
    "module_row_at",
    "module_rows",
    "other_paths",
    "path_row",
    "people_of_team",
    "reader_marks",
    "times_are_kept",
]
