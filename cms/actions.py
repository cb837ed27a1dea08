"""What is written about the portals' screens."""

from django.db import IntegrityError, transaction
from django.db.models import F

from cms.models import PortalScreen, ScreenChange


@transaction.atomic
def report_screen_changed(*, screen: PortalScreen) -> None:
    """Count one more reader who found the screen changed. Nothing is kept of who it was."""
    if _counted(screen):
        return
    try:
        with transaction.atomic():
            ScreenChange.objects.create(screen=screen)
    except IntegrityError:  # another reader's report came first
        _counted(screen)


def _counted(screen: PortalScreen) -> bool:
    opened = ScreenChange.objects.filter(screen=screen, closed_at=None)
    return opened.update(reports=F("reports") + 1) > 0
