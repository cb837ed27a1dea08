"""How far a person is. Each module answers one kind of question; none of them writes."""

from learning.queries.certificates import certificate_to_read, held_certificate
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
from learning.queries.paths import followed_paths, other_paths, path_row


__all__ = [
    "MandatoryRow",
    "certificate_to_read",
    "done_lessons",
    "followed_paths",
    "held_certificate",
    "holds_progress",
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
]
