"""The verbs of quizzes: the only places that write more than one row."""

from quizzes.actions.attempts import Saved, check_item, save_response, start_attempt, submit_attempt
from quizzes.actions.bank import publish_version, save_question
from quizzes.actions.essays import mark_answer
from quizzes.actions.remark_preview import preview_remark
from quizzes.actions.remarking import continue_remark, start_remark


__all__ = [
    "Saved",
    "check_item",
    "continue_remark",
    "mark_answer",
    "preview_remark",
    "publish_version",
    "save_question",
    "save_response",
    "start_attempt",
    "start_remark",
    "submit_attempt",
]
