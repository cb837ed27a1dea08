"""Declare what maps of jobs hold about a person: who wrote and sent a draft, until it is published."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.job_changes.models import JobMap
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, plain_rows


def _drafts_of(person: Person) -> QuerySet[JobMap]:
    return JobMap.objects.filter(Q(written_by=person) | Q(sent_by=person))


def _forget(person: Person) -> int:
    written = JobMap.objects.filter(written_by=person).update(written_by=None)
    return written + JobMap.objects.filter(sent_by=person).update(sent_by=None)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=JobMap._meta.label,
        title=_("Drafts of how a job changes that you wrote last or sent"),
        purpose=_("So that somebody else publishes what you wrote."),
        recipients=_("Nobody reads it; who reviews the draft is refused where it is their own."),
        retention=_("Until the draft is published or deleted."),
        source=_("You, when you save or send a draft."),
        chapter=DataChapter.WORK,
        export=lambda person: plain_rows(
            _drafts_of(person)
            .order_by("pk")
            .values("state", "changed_at", job_family=F("family__name"))
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=_forget,
    ),
)
