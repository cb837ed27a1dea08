from django.utils.translation import gettext_lazy as _

from adoption.dashboards.models import SavedView
from adoption.dashboards.policies import saved_views_visible_to
from adoption.dashboards.retention import VIEWS
from people.enums import DataChapter
from people.privacy_registry import Holding, delete_rows, register_holding, rows_of
from people.retention_registry import retention_text


def register() -> None:
    holding = Holding(
        model=SavedView._meta.label,
        title=_("Your saved views of the programme page"),
        purpose=_("To open the page with one click as you want to see it."),
        recipients=_("You. Nobody else, whatever their role."),
        retention=retention_text(VIEWS),
        source=_("You, when you save one."),
        chapter=DataChapter.WORK,
        export=lambda person: rows_of(
            saved_views_visible_to(person), "name", "query", "is_default", "changed_at"
        ),
        private=True,
        erase=lambda person: delete_rows(SavedView.objects.filter(person=person)),
    )
    register_holding(holding)
