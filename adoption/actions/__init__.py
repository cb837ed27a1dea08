from adoption.actions.declarations import declare, forget_declarations
from adoption.actions.link_codes import forget_link_code, make_link_code
from adoption.actions.links import undo_link, undo_own_link
from adoption.actions.objections import object_to_measurement, withdraw_objection
from adoption.actions.pack import publish_pack
from adoption.actions.publications import audit_again, publish, publish_closed_months
from adoption.actions.reach import publish_learning_reach
from adoption.actions.tokens import make_token, revoke_token


__all__ = [
    "audit_again",
    "declare",
    "forget_declarations",
    "forget_link_code",
    "make_link_code",
    "make_token",
    "object_to_measurement",
    "publish",
    "publish_closed_months",
    "publish_learning_reach",
    "publish_pack",
    "revoke_token",
    "undo_link",
    "undo_own_link",
    "withdraw_objection",
]
