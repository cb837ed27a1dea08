from datetime import date
from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from core.dates import months_before
from people.models import Person


CHECKED = "learning.checked"


@transaction.atomic
def mark_checked(*, page: Page, on: date, months: int, by: Person) -> None:
    """Record that this page was checked on that day, and when it is to be checked again.

    Written to the page, its published version and its draft, so that none takes it back. It is no rewrite:
    no revision is made, and nobody has anything to learn again. A lesson then shows its screen as it is.
    """
    facts: dict[str, Any] = {"reviewed_on": on, "review_by": months_before(on, -months)}
    screen = getattr(page, "screen", None)
    if screen is not None:
        facts["screen_version"] = screen.version
    type(page)._base_manager.filter(pk=page.pk).update(**facts)
    kept = {
        name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in facts.items()
    }
    revisions = {page.live_revision_id, page.latest_revision_id} - {None}
    for revision in Revision.objects.select_for_update().filter(pk__in=revisions):
        revision.content |= kept
        revision.save(update_fields=["content"])
    log(instance=page, action=CHECKED, user=by)
