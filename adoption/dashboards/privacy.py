from django.utils.translation import gettext_lazy as _

from adoption.dashboards.models import SavedView
from adoption.dashboards.policies import saved_views_visible_to
from adoption.dashboards.retention import VIEWS
from people.enums import Chapter
from people.privacy_registry import Holding, deleted, register_holding
from people.retention_registry import kept


def register() -> None:
    holding = Holding(
        model=SavedView._meta.label,
        title=_("Your saved views of the programme page"),
        purpose=_("To open the page with one click as you want to see it."),
        recipients=_("You. Nobody else, whatever their role."),
        retention=kept(VIEWS),
        source=_("You, when you save one."),
        chapter=Chapter.WORK,
        export=lambda person: [
            dict(row)
            for row in saved_views_visible_to(person)
            .order_by("pk")
            .values("name", "query", "is_default", "changed_at")
        ],
        private=True,
        erase=lambda person: deleted(SavedView.objects.filter(person=person)),
    )
    register_holding(holding)
