import logging

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

from cms.search.actions import refresh_search
from core.background import background_task


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
