import logging

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from cms.actions import raise_due_screens
from cms.search.actions import refresh_search
from core.background import background_task
from core.dates import today


logger = logging.getLogger(__name__)


@background_task(
    name="cms.tasks.publish_scheduled_task", title=_("Publish and take down pages on time")
)
def publish_scheduled_task() -> None:
    """Publish and unpublish what is due, every few minutes. Idempotent."""
    call_command("publish_scheduled")


@background_task(name="cms.tasks.refresh_search_task", title=_("Bring the search up to date"))
def refresh_search_task() -> None:
    """Store what is searched anew where it was changed past the pages. Idempotent."""
    logger.info("search brought up to date count=%d dropped=%d", *refresh_search())


@background_task(
    name="cms.tasks.raise_screens_task",
    title=_("Give screens the version of the releases that open"),
)
def raise_screens_task() -> None:
    """Raise screens on the day of their release, every night. Idempotent."""
    raised = raise_due_screens(on=today())
    if raised:
        logger.info("screens raised count=%d", raised)
