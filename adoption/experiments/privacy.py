from django.db.models import F
from django.utils.translation import gettext_lazy as _

from adoption.experiments.models import ExperimentChange
from people.enums import DataChapter, ErasureOutcome
from people.privacy_registry import Holding, plain_rows, register_holding


def register() -> None:
    holding = Holding(
        model=ExperimentChange._meta.label,
        title=_("What you noted or decided of an experiment"),
        purpose=_("To know who wrote it down or changed it, when, and what stood there before."),
        recipients=_(
            "The training department. Whoever leads a team reads the text without your name."
        ),
        retention=_("As long as the experiment; your name goes when you are erased."),
        source=_("You, when you note, change or decide it."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            ExperimentChange.objects.filter(changed_by=person)
            .order_by("pk")
            .values("kind", "decision", "text", "changed_at", title=F("experiment__title"))
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: ExperimentChange.objects.filter(changed_by=person).update(
            changed_by=None
        ),
    )
    register_holding(holding)
