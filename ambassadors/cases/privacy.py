"""Declare what case studies hold about a person: that they signed one, or read one before the others."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ambassadors.cases.actions import forget_in_cases
from ambassadors.cases.models import CaseStudy
from ambassadors.cases.policies import cases_about
from ambassadors.cases.retention import READERS, UNREAD
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows
from people.retention_registry import retention_text


# Headings of exported values that are not named after a model field.
HEADINGS = (gettext_noop("Your part"),)


def _rows(person: Person) -> Rows:
    return [
        {
            "title": case.title,
            "your_part": str(
                _("signed by you") if case.signed_by_id == person.pk else _("read by you")
            ),
            "state": case.get_state_display(),
            "proposed_on": case.proposed_on,
        }
        for case in cases_about(person).order_by("pk")
    ]


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=CaseStudy._meta.label,
        title=_("Case studies that you signed or read for the others"),
        purpose=_("To show your name where you want it; to have two different people read each."),
        recipients=_("You; everybody who works here, where you chose to sign, once shown."),
        retention=retention_text(UNREAD, retention_text(READERS)),
        source=_("You, when you bring or read one."),
        chapter=DataChapter.HELP,
        export=_rows,
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: forget_in_cases(person=person),
    ),
)
