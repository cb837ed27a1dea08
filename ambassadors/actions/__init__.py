from ambassadors.actions.network import become_ambassador, leave_network, set_capacity
from ambassadors.actions.pairs import answer_pair, end_pair, expire_proposals, log_session
from ambassadors.actions.requests import ask_for_help, cancel_request
from ambassadors.actions.rounds import (
    Published,
    discard_pair,
    discard_round,
    draft_round,
    publish_round,
    redraft_round,
)


__all__ = [
    "Published",
    "answer_pair",
    "ask_for_help",
    "become_ambassador",
    "cancel_request",
    "discard_pair",
    "discard_round",
    "draft_round",
    "end_pair",
    "expire_proposals",
    "leave_network",
    "log_session",
    "publish_round",
    "redraft_round",
    "set_capacity",
]
