"""The verbs of quizzes: the only places that write more than one row."""

from quizzes.actions.attempts import Saved, check_item, save_response, start_attempt, submit_attempt
from quizzes.actions.bank import publish_version, save_question


__all__ = [
    "Saved",
    "check_item",
    "publish_version",
    "save_question",
    "save_response",
    "start_attempt",
    "submit_attempt",
]
