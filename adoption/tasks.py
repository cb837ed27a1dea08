import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from adoption.contacts.actions.front_desk import publish_tallies
from adoption.dashboards.actions.publication_mails import enqueue_publication_mails
from adoption.experiments.actions.evaluations import evaluate_due
from adoption.publishing.actions.coaching import publish_coaching_reach
from adoption.publishing.actions.publications import publish_closed_months
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.publishing.charts.drawing_cache import UNREAD_DAYS, drawing_cache
from adoption.publishing.models import Publication
from adoption.report.actions.files import MAKE_FILE, make_report_file
from adoption.report.actions.mails import announce_saved_reports, enqueue_report_mails
from adoption.surveys.actions.mails import enqueue_survey_mails
from adoption.surveys.actions.rounds import run_surveys
from adoption.team_actions.actions import drop_actions_of_closed_teams, record_coverage
from adoption.transaction_ids import scrub_transaction_ids
from adoption.usage.actions.monthly_question import enqueue_monthly_question
from adoption.usage.usage_partitions import create_coming_partitions
from cms.models import Portal
from core.background import Queue, background_task
from core.dates import today


logger = logging.getLogger(__name__)


@background_task(
    name="adoption.tasks.publish_closed_months_task",
    title=_("Publish closed months"),
    queue=Queue.PUBLICATIONS,
)
def publish_closed_months_task() -> None:
    """Publish each closed month of each followed portal once, nightly and idempotently,
    then evaluate once each experiment that has ended by then.

    A month is stored in one transaction, so a worker that was killed leaves whole months, and the
    next run goes on behind them. One portal's trouble does not stop the others.
    """
    failed: list[Exception] = []
    for portal in Portal.objects.open():
        try:
            published = publish_closed_months(portal=portal)
            evaluate_due(portal=portal)
        except ValidationError as error:
            logger.error("publication of portal %s refused: %s", portal.slug, error.code)
            continue
        except (OperationalError, SoftTimeLimitExceeded):  # of all of them: the task is tried again
            raise
        except Exception as error:
            logger.error("publication of portal %s failed: %s", portal.slug, type(error).__name__)
            failed.append(error)
            continue
        if published:
            logger.info("months published portal=%s count=%d", portal.slug, len(published))
    if failed:
        raise ExceptionGroup("publications that failed", failed)


@background_task(
    name="adoption.tasks.publish_learning_reach_task",
    title=_("Publish closed quarters of training"),
    queue=Queue.PUBLICATIONS,
)
def publish_learning_reach_task() -> None:
    """Publish each closed quarter of learning and of coaching once, nightly and idempotently."""
    publish_coaching_reach()
    published = publish_learning_reach()
    if published:
        logger.info("quarters of learning reach published count=%d", len(published))


@background_task(
    name="adoption.tasks.part_days_of_use_task",
    title=_("Prepare the table of days of use"),
    queue=Queue.PUBLICATIONS,
)
def partition_usage_days_task() -> None:
    """On PostgreSQL, create the table partitions of coming months, monthly."""
    published = create_coming_partitions()
    if published:
        logger.info("parts made for days of use count=%d", len(published))


@background_task(
    name="adoption.tasks.run_surveys_task",
    title=_("Open, close and publish surveys"),
    queue=Queue.PUBLICATIONS,
)
def run_surveys_task() -> None:
    """Close and publish rounds that are over, and open the barometer when due, nightly."""
    closed, opened = run_surveys()
    if closed or opened:
        logger.info("surveys closed=%d opened=%d", closed, opened)


@background_task(name="adoption.tasks.mail_surveys_task", title=_("Send the mails of surveys"))
def enqueue_survey_mails_task() -> None:
    """Enqueue the mails of open rounds, as one is opened by hand and nightly; recipients are not logged."""
    enqueue_survey_mails(on=today())


@background_task(
    name="adoption.tasks.even_out_task", title=_("Remove traces of sessions from data about use")
)
def scrub_transaction_ids_task() -> None:
    """On PostgreSQL, rewrite rows about use nightly, so that none can be tied to the transaction that wrote it."""
    scrub_transaction_ids(today=today())


@background_task(
    name="adoption.tasks.publish_tallies_task",
    title=_("Publish the figures of the desks"),
    queue=Queue.PUBLICATIONS,
)
def publish_tallies_task() -> None:
    """Publish the desk figures of each closed month once, nightly and idempotently."""
    published = publish_tallies()
    if published:
        logger.info("months of the desks published count=%d", len(published))


@background_task(
    name="adoption.tasks.ask_by_mail_task", title=_("Ask the question of the month by mail")
)
def enqueue_monthly_question_task() -> None:
    """Ask each member of staff once a month, nightly; recipients and their number are not logged."""
    enqueue_monthly_question(on=today())


@background_task(
    name="adoption.tasks.mind_teams_task", title=_("Send the mails about published figures")
)
def run_publication_follow_up_task() -> None:
    """Record coverage and write to readers after a publication, once for each, nightly."""
    drop_actions_of_closed_teams(today=today())
    record_coverage(today=today())
    count = enqueue_publication_mails(on=today())
    if count:
        logger.info("readers told of publications count=%d", count)


@background_task(
    name="adoption.tasks.tell_of_reports_task",
    title=_("Make the report and announce it"),
    queue=Queue.PUBLICATIONS,
)
def enqueue_report_mails_task() -> None:
    """Mail the link to a newly published report once to each of its readers, and to owners of their own reports, nightly."""
    announced = announce_saved_reports(on=today())
    if announced:
        logger.info("saved reports announced count=%d", announced)
    enqueue_report_mails(on=today())


@background_task(
    name="adoption.tasks.forget_drawings_task", title=_("Delete old drawings of charts")
)
def delete_unread_drawings_task() -> None:
    """Delete drawings no longer requested, nightly; they can be made again."""
    gone = drawing_cache().delete_unread(days=UNREAD_DAYS)
    if gone:
        logger.info("drawings forgotten count=%d", gone)


@background_task(name=MAKE_FILE, title=_("Make the committee’s file"), queue=Queue.PUBLICATIONS)
def make_report_file_task(publication: int, language: str) -> None:
    make_report_file(publication=Publication.objects.get(pk=publication), language=language)
