"""What is written about the portals' screens."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

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


@transaction.atomic
def close_screen_change(*, change: ScreenChange, version: str) -> bool:
    """Say which version of the screen is in use now. False: somebody else had closed it."""
    opened = ScreenChange.objects.filter(pk=change.pk, closed_at=None)
    if not opened.update(closed_at=Now()):
        return False
    PortalScreen.objects.filter(pk=change.screen_id).update(version=version)
    return True
