from django.db.models import F
from django.utils.translation import gettext_lazy as _

from adoption.report.models import CommitteeDecisionRevision, DocumentEdition
from people.enums import DataChapter, ErasureOutcome
from people.privacy_registry import Holding, plain_rows, register_holding


def register() -> None:
    holding = Holding(
        model=CommitteeDecisionRevision._meta.label,
        title=_("Decisions of the steering committee that you changed"),
        purpose=_("To know what a decision said before, who changed it, and when."),
        recipients=_("Whoever reads the steering committee’s report."),
        retention=_("As long as the decision; your name goes when you are erased."),
        source=_("You, when you change a decision that was noted."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            CommitteeDecisionRevision.objects.filter(changed_by=person)
            .order_by("pk")
            .values("text", "changed_on", now=F("decision__text"))
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: CommitteeDecisionRevision.objects.filter(changed_by=person).update(
            changed_by=None
        ),
    )
    register_holding(holding)
    register_holding(_editions())


def _editions() -> Holding:
    return Holding(
        model=DocumentEdition._meta.label,
        title=_("Versions of data protection documents that you saved"),
        purpose=_("To know what the register said before, who changed it, and when."),
        recipients=_("The data protection officer."),
        retention=_("As long as the register; your name goes when you are erased."),
        source=_("You, when you save a version."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            DocumentEdition.objects.filter(saved_by=person)
            .order_by("pk")
            .values("document", "edition", "saved_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: DocumentEdition.objects.filter(saved_by=person).update(saved_by=None),
    )
