from django.db.models import F
from django.utils.translation import gettext_lazy as _

from adoption.contacts.models import ContactChange
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, register_holding


def register() -> None:
    holding = Holding(
        model=ContactChange._meta.label,
        title=_("Numbers of contacts that you noted or corrected"),
        purpose=_("To know where a number comes from, and what it was before."),
        recipients=_("The training department and the administrators."),
        retention=_("As long as the numbers; your name goes when you are erased."),
        source=_("You, when you type a number or send a file."),
        chapter=DataChapter.TRACES,
        export=_export_contact_changes,
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: ContactChange.objects.filter(changed_by=person).update(
            changed_by=None
        ),
    )
    register_holding(holding)


def _export_contact_changes(person: Person) -> Rows:
    rows = ContactChange.objects.filter(changed_by=person).order_by("pk")
    return [
        dict(row) | {"month": f"{row['month']:%Y-%m}"}
        for row in rows.values(
            "month", "channel", "old", "new", "changed_at", portal_name=F("portal__name")
        )
    ]
