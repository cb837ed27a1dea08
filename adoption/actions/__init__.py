from adoption.actions.coaching import publish_coaching_reach
from adoption.actions.declarations import declare, forget_declarations
from adoption.actions.links import undo_link, undo_own_link
from adoption.actions.objections import object_to_measurement, withdraw_objection
from adoption.actions.pack import publish_pack
from adoption.actions.publications import audit_again, publish, publish_closed_months
from adoption.actions.reach import publish_learning_reach


__all__ = [
    "audit_again",
    "declare",
    "forget_declarations",
    "object_to_measurement",
    "publish",
    "publish_closed_months",
    "publish_coaching_reach",
    "publish_learning_reach",
    "publish_pack",
    "undo_link",
    "undo_own_link",
    "withdraw_objection",
]
