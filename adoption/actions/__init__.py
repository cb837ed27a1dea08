from adoption.actions.asking import ask_by_mail
from adoption.actions.declarations import declare, forget_declarations
from adoption.actions.goals import forget_goals, set_goals, tick
from adoption.actions.links import undo_link, undo_own_link
from adoption.actions.objections import object_to_measurement, withdraw_objection
from adoption.actions.pack import publish_pack
from adoption.actions.publications import audit_again, publish, publish_closed_months
from adoption.actions.reach import publish_learning_reach


__all__ = [
    "ask_by_mail",
    "audit_again",
    "declare",
    "forget_declarations",
    "forget_goals",
    "object_to_measurement",
    "publish",
    "publish_closed_months",
    "publish_learning_reach",
    "publish_pack",
    "set_goals",
    "tick",
    "undo_link",
    "undo_own_link",
    "withdraw_objection",
]
