"""Register adoption with the apps below, in the order in which erasers run and pages list entries."""

from adoption.campaigns import panels as campaign_panels
from adoption.contacts import offline as contact_offline
from adoption.contacts import privacy as contact_privacy
from adoption.contacts import retention as contact_retention
from adoption.dashboards import mails as figure_mails
from adoption.dashboards import panels, release_parts, waiting
from adoption.dashboards import privacy as view_privacy
from adoption.dashboards import retention as view_retention
from adoption.experiments import privacy as experiment_privacy
from adoption.foundation.settled_months import register_settled_months
from adoption.publishing import conditions as publication_conditions
from adoption.publishing import mails as publication_mails
from adoption.publishing import measures as publication_measures
from adoption.publishing import privacy as publication_privacy
from adoption.publishing import retention as use_retention
from adoption.publishing import site_settings as publication_settings
from adoption.publishing.queries.earlier_publications import last_published_day, last_settled_day
from adoption.report import mails as report_mails
from adoption.report import notifications as report_notifications
from adoption.report import privacy as report_privacy
from adoption.report import retention as report_retention
from adoption.surveys import erasures as survey_erasures
from adoption.surveys import mails as survey_mails
from adoption.surveys import notices as survey_notices
from adoption.surveys import privacy as survey_privacy
from adoption.surveys import retention as survey_retention
from adoption.surveys.actions.answers import forget_survey_answers
from adoption.surveys.actions.editions import import_survey
from adoption.team_actions import mails as team_mails
from adoption.team_actions import notifications as team_notifications
from adoption.team_actions import panels as team_panels
from adoption.transaction_ids import scrub_transaction_ids
from adoption.usage import erasures as use_erasures
from adoption.usage import mails as question_mails
from adoption.usage import notices as use_notices
from adoption.usage import privacy as use_privacy
from adoption.usage import retention as code_retention
from adoption.usage.actions.objections import (
    end_objection_on_recovery,
    object_at_request,
    register_forgetting,
)
from core.backups.registry import register_preparation
from core.dates import today
from core.registry import register_closed_period, register_recovery_listener
from learning.folder_registry import register_folder_loader
from people.enums import RequestKind
from people.request_acts import register_request_act


REGISTERING = (
    use_erasures, survey_erasures,
    question_mails, survey_mails, figure_mails, report_mails, publication_mails, team_mails,
    use_notices, survey_notices,
    panels, team_panels, campaign_panels, waiting, team_notifications, report_notifications,
    use_privacy, publication_privacy, survey_privacy, contact_privacy, experiment_privacy, view_privacy,
    report_privacy,
    use_retention, code_retention, contact_retention, survey_retention, view_retention,
    report_retention,
    publication_conditions,
    release_parts,
    publication_measures,
    publication_settings,
    contact_offline,
)  # fmt: skip


def register() -> None:
    for module in REGISTERING:
        module.register()
    register_closed_period(last_published_day)
    register_settled_months(last_settled_day)
    register_forgetting(lambda person: forget_survey_answers(person=person))
    register_folder_loader("surveys", import_survey)
    register_recovery_listener(end_objection_on_recovery)
    register_preparation(lambda: scrub_transaction_ids(today=today()))  # before each backup
    for kind in (RequestKind.OBJECTION, RequestKind.RESTRICTION):
        register_request_act(kind, object_at_request)
