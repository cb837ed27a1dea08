from adoption.actions.asking import ask_by_mail
from adoption.actions.coaching import publish_coaching_reach
from adoption.actions.declarations import declare, forget_declarations
from adoption.actions.evenness import even_out
from adoption.actions.goals import forget_goals, set_goals, tick
from adoption.actions.link_codes import forget_link_code, make_link_code
from adoption.actions.links import undo_link, undo_own_link
from adoption.actions.locks import lock_portals
from adoption.actions.objections import object_to_measurement, withdraw_objection
from adoption.actions.pack import publish_pack
from adoption.actions.publications import audit_again, publish, publish_closed_months
from adoption.actions.reach import publish_learning_reach
from adoption.actions.saved_views import choose_default, delete_view, rename_view, save_view
from adoption.actions.survey_answers import (
    answer_survey,
    forget_survey_answers,
    keep_copy,
    put_survey_away,
)
from adoption.actions.survey_editions import take_survey
from adoption.actions.survey_rounds import close_round, open_round, run_surveys
from adoption.actions.targets import drop_target, set_target
from adoption.actions.tokens import make_token, revoke_token


__all__ = [
    "answer_survey",
    "ask_by_mail",
    "audit_again",
    "choose_default",
    "close_round",
    "declare",
    "delete_view",
    "drop_target",
    "even_out",
    "forget_declarations",
    "forget_goals",
    "forget_link_code",
    "forget_survey_answers",
    "keep_copy",
    "lock_portals",
    "make_link_code",
    "make_token",
    "object_to_measurement",
    "open_round",
    "publish",
    "publish_closed_months",
    "publish_coaching_reach",
    "publish_learning_reach",
    "publish_pack",
    "put_survey_away",
    "rename_view",
    "revoke_token",
    "run_surveys",
    "save_view",
    "set_goals",
    "set_target",
    "take_survey",
    "tick",
    "undo_link",
    "undo_own_link",
    "withdraw_objection",
]
