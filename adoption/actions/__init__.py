from adoption.actions.asking import ask_by_mail
from adoption.actions.coaching import publish_coaching_reach
from adoption.actions.declarations import declare, forget_declarations
from adoption.actions.evaluations import evaluate_due
from adoption.actions.evenness import even_out
from adoption.actions.experiment_decisions import (
    add_to_experiment,
    correct_title,
    decide_on_experiment,
    take_decision_back,
)
from adoption.actions.experiments import (
    foresee_experiment,
    note_experiment,
    revise_experiment,
    withdraw_experiment,
)
from adoption.actions.front_desk import keep_tap, publish_tallies, undo_tap
from adoption.actions.goals import forget_goals, set_goals, tick
from adoption.actions.link_codes import forget_link_code, make_link_code
from adoption.actions.links import undo_link, undo_own_link
from adoption.actions.locks import lock_portals
from adoption.actions.objections import object_to_measurement, withdraw_objection
from adoption.actions.pack import publish_pack
from adoption.actions.publications import audit_again, publish, publish_closed_months
from adoption.actions.reach import publish_learning_reach
from adoption.actions.report_mails import tell_of_reports
from adoption.actions.saved_views import (
    choose_default,
    delete_view,
    move_view,
    rename_view,
    save_view,
)
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
    "add_to_experiment",
    "answer_survey",
    "ask_by_mail",
    "audit_again",
    "choose_default",
    "close_round",
    "correct_title",
    "decide_on_experiment",
    "declare",
    "delete_view",
    "drop_target",
    "evaluate_due",
    "even_out",
    "foresee_experiment",
    "forget_declarations",
    "forget_goals",
    "forget_link_code",
    "forget_survey_answers",
    "keep_copy",
    "keep_tap",
    "lock_portals",
    "make_link_code",
    "make_token",
    "move_view",
    "note_experiment",
    "object_to_measurement",
    "open_round",
    "publish",
    "publish_closed_months",
    "publish_coaching_reach",
    "publish_learning_reach",
    "publish_pack",
    "publish_tallies",
    "put_survey_away",
    "rename_view",
    "revise_experiment",
    "revoke_token",
    "run_surveys",
    "save_view",
    "set_goals",
    "set_target",
    "take_decision_back",
    "take_survey",
    "tell_of_reports",
    "tick",
    "undo_link",
    "undo_own_link",
    "undo_tap",
    "withdraw_experiment",
    "withdraw_objection",
]
