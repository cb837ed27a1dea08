"""The verbs of quizzes: the only places that write more than one row."""

from quizzes.actions.attempts import (
    Saved,
    check_item,
    close_overdue_attempts,
    save_response,
    submit_attempt,
)
from quizzes.actions.bank import mark_reviewed, publish_version, save_question
from quizzes.actions.bulk import BulkChange, BulkOutcome, bulk_change_questions
from quizzes.actions.categories import rename_category
from quizzes.actions.essays import mark_answer
from quizzes.actions.extra_time import set_extra_time
from quizzes.actions.frameworks import keep_framework
from quizzes.actions.remarking import continue_remark, start_remark
from quizzes.actions.scenario import choose_reply, give_up_scenario
from quizzes.actions.sharing import share_result, withdraw_result
from quizzes.actions.starts import start_attempt
from quizzes.actions.tags import tags_named
from quizzes.actions.translations import keep_words


__all__ = [
    "BulkChange",
    "BulkOutcome",
    "Saved",
    "bulk_change_questions",
    "check_item",
    "choose_reply",
    "close_overdue_attempts",
    "continue_remark",
    "give_up_scenario",
    "keep_framework",
    "keep_words",
    "mark_answer",
    "mark_reviewed",
    "publish_version",
    "rename_category",
    "save_question",
    "save_response",
    "set_extra_time",
    "share_result",
    "start_attempt",
    "start_remark",
    "submit_attempt",
    "tags_named",
    "withdraw_result",
]
