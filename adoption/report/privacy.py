from django.db.models import F
from django.utils.translation import gettext_lazy as _

from adoption.report.models import CommitteeDecisionRevision, DocumentEdition, SavedReport
from adoption.report.policies import saved_reports_visible_to
from adoption.report.retention import REPORTS
from people.enums import DataChapter, ErasureOutcome
from people.privacy_registry import Holding, delete_rows, plain_rows, register_holding, rows_of
from people.retention_registry import retention_text


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
    register_holding(_reports())


def _reports() -> Holding:
    columns = ("name", "groups", "columns", "period", "starts_on", "schedule", "changed_at")
    return Holding(
        model=SavedReport._meta.label,
        title=_("Your saved reports"),
        purpose=_("To open and download the figures that you chose, and to tell you of new ones."),
        recipients=_("You. Nobody else, whatever their role."),
        retention=retention_text(REPORTS),
        source=_("You, when you save one."),
        chapter=DataChapter.WORK,
        export=lambda person: [
            row | {"groups": ", ".join(group["name"] for group in row["groups"])}
            for row in rows_of(saved_reports_visible_to(person), *columns)
        ],
        private=True,
        erase=lambda person: delete_rows(SavedReport.objects.filter(person=person)),
    )


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
