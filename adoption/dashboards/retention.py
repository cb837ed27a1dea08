from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from adoption.dashboards.models import SavedView
from people.retention_registry import Retention, register_retention


VIEWS = "saved_views"


def register() -> None:
    """Register the retention of saved views; their number may be shown, since they tell nothing of use."""
    retention = Retention(
        key=VIEWS,
        title=_("Saved views of people who left"),
        words=_("As long as you keep the view, then %(period)s at most once you have left."),
        outdated=lambda limit: SavedView.objects.filter(
            person__employed_until__lt=localdate(limit)
        ),
        holdings=(SavedView._meta.label,),
        fixed=1,
    )
    register_retention(retention)
