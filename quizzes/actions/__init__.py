"""The verbs of quizzes: the only places that write more than one row."""

from quizzes.actions.attempts import Saved, check_item, save_response, start_attempt, submit_attempt
from quizzes.actions.bank import publish_version, save_question
from quizzes.actions.scenario import choose_reply, give_up_scenario


__all__ = [
    "Saved",
    "check_item",
    "choose_reply",
    "give_up_scenario",
    "publish_version",
    "save_question",
    "save_response",
    "start_attempt",
    "submit_attempt",
]
