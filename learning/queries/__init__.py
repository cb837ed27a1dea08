"""How far a person is. Each module answers one kind of question; none of them writes."""

from learning.queries.certificates import certificate_to_read, held_certificate
from learning.queries.done import packages_completed_by
from learning.queries.holding import (
    has_lost_its_page,
    holds_progress,
    modules_taken_down,
    people_of_team,
)
from learning.queries.homes import lesson_of_quiz, lessons_of_quizzes
from learning.queries.mandatory import (
    MandatoryRow,
    mandatory_counts,
    mandatory_enrolments,
    mandatory_in,
    mandatory_rows,
)
from learning.queries.modules import (
    lesson_states,
    may_open,
    module_row_at,
    module_rows,
    modules_by_barrier,
)
from learning.queries.notes import ReaderMarks, kept_lessons, reader_marks, times_are_kept
from learning.queries.paths import followed_paths, other_paths, path_row, paths_for


__all__ = [
    "MandatoryRow",
    "ReaderMarks",
    "certificate_to_read",
    "followed_paths",
    "has_lost_its_page",
    "held_certificate",
    "holds_progress",
    "kept_lessons",
    "lesson_of_quiz",
    "lesson_states",
    "lessons_of_quizzes",
    "mandatory_counts",
    "mandatory_enrolments",
    "mandatory_in",
    "mandatory_rows",
    "may_open",
    "module_row_at",
    "module_rows",
    "modules_by_barrier",
    "modules_taken_down",
    "other_paths",
    "packages_completed_by",
    "path_row",
    "paths_for",
    "people_of_team",
    "reader_marks",
    "times_are_kept",
]
