"""The verbs of quizzes: the only places that write more than one row."""

from quizzes.actions.attempts import Saved, check_item, save_response, start_attempt, submit_attempt
from quizzes.actions.bank import mark_reviewed, publish_version, save_question
from quizzes.actions.bulk import BulkChange, BulkOutcome, bulk_change_questions
from quizzes.actions.categories import rename_category
from quizzes.actions.frameworks import keep_framework
from quizzes.actions.tags import tags_named


__all__ = [
    "BulkChange",
    "BulkOutcome",
    "Saved",
    "bulk_change_questions",
    "check_item",
    "keep_framework",
    "mark_reviewed",
    "publish_version",
    "rename_category",
    "save_question",
    "save_response",
    "start_attempt",
    "submit_attempt",
    "tags_named",
]
