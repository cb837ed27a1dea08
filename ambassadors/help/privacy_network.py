"""Declare what applications to the network hold about a person: their own, and whom they nominated."""

from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import Application
from ambassadors.help.policies import own_applications
from ambassadors.help.retention_network import APPLICATIONS
from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows
from people.retention_registry import retention_text


def holdings() -> tuple[Holding, ...]:
    return _applications(), _nominations()


def _applications() -> Holding:
    return Holding(
        model=Application._meta.label,
        title=_("Your applications to the network of ambassadors"),
        purpose=_("To ask your manager for the time that you would give."),
        recipients=_("You; your manager: your name and the minutes a week."),
        retention=retention_text(APPLICATIONS),
        source=_("You, when you apply; whoever proposed you."),
        chapter=DataChapter.HELP,
        export=_application_rows,
        erase=lambda person: delete_rows(Application.objects.filter(person=person)),
    )


def _nominations() -> Holding:
    return Holding(
        model=Application._meta.label,
        part="made",
        title=_("Colleagues whom you proposed as ambassadors"),
        purpose=_("To tell them who thought of them."),
        recipients=_("The colleague whom you proposed."),
        retention=retention_text(APPLICATIONS),
        source=_("You, when you propose somebody."),
        chapter=DataChapter.HELP,
        export=_no_rows,
        erase=lambda person: Application.objects.filter(nominated_by=person).update(
            nominated_by=None
        ),
    )


def _no_rows(_person: Person) -> Rows:
    """Return nothing: a row exists unless the nominee had something under way, so a list would reveal it."""
    return []


def _application_rows(person: Person) -> Rows:
    """Return the person's applications without the nominator, whose name the page shows."""
    return [
        {
            "created_at": application.created_at,
            "status": application.status,
            "topics": [topic.name for topic in application.topics.all()],
            "formats": application.formats,
            "slots": application.slots,
            "capacity": application.capacity,
            "minutes_a_week": application.minutes_a_week,
            "decided_at": application.decided_at,
            "closed_at": application.closed_at,
        }
        for application in own_applications(person).prefetch_related("topics").order_by("pk")
    ]
