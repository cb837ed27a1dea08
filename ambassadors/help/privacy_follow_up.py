"""Declare what the follow-up of a pair holds: each person exports their own part."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Side
from ambassadors.help.models import FitAnswer, Pair, PairFeedback, PairNotebook, PairPlan
from ambassadors.help.policies import own_pairs, shared_pairs_of
from ambassadors.help.retention import FEEDBACKS, FIT_ANSWERS, NOTEBOOKS, PLANS
from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


def _shared(
    model: Any, title: Any, purpose: Any, source: Any, key: str, columns: tuple[str, ...]
) -> Holding:
    return Holding(
        model=model._meta.label,
        title=title,
        purpose=purpose,
        recipients=_("You and the other person of the pair; nobody else."),
        retention=retention_text(key),
        source=source,
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            model.objects.filter(pair__in=shared_pairs_of(person).values("pk"))
            .order_by("pk")
            .values(*columns)
        ),
        private=True,
        erase=lambda person: delete_rows(model.objects.filter(pair__in=_pairs_of(person))),
    )


def _own_rows(model: Any, person: Person, *columns: str) -> Rows:
    """Return this person's answers, never the other's."""
    mine = Q(side=Side.SEEKER, pair__request__person=person)
    mine |= Q(side=Side.AMBASSADOR, pair__ambassador__person=person)
    seen = model.objects.filter(mine, pair__in=own_pairs(person).values("pk"))
    return plain_rows(seen.order_by("pk").values(*columns))


def _pairs_of(person: Person) -> QuerySet[Pair, Any]:
    own = Q(request__person=person) | Q(ambassador__person=person)
    return Pair.objects.filter(own).values("pk")


HOLDINGS: tuple[Holding, ...] = (
    _shared(
        PairPlan,
        _("Agreements of your pairs"),
        _("To agree on how often, how and what for you meet, and to remind you of a date."),
        _("You or the other person of the pair."),
        PLANS,
        (
            *("rhythm", "format", "discretion", "goals", "next_on", "reminded_for", "quiet_since"),
            *("fit_asked_at", "fit_settled_at", "was_let_end"),
        ),
    ),
    _shared(
        PairNotebook,
        _("Shared notes of your pairs"),
        _("To find again what the two of you wrote down."),
        _("You and the other person of the pair."),
        NOTEBOOKS,
        ("text", "changed_at"),
    ),
    Holding(
        model=FitAnswer._meta.label,
        title=_("Whether a pair suits you"),
        purpose=_("To let a pair go on or end after a first session."),
        recipients=_("You; nobody else, not even the other person of the pair."),
        retention=retention_text(FIT_ANSWERS),
        source=_("You, when you are asked."),
        chapter=DataChapter.HELP,
        export=lambda person: _own_rows(FitAnswer, person, "answer", "answered_at"),
        private=True,
        erase=lambda person: delete_rows(FitAnswer.objects.filter(pair__in=_pairs_of(person))),
    ),
    Holding(
        model=PairFeedback._meta.label,
        title=_("Your words at the end of a pair"),
        purpose=_(
            "To say to the other what it brought; to count, among many, how useful pairs are."
        ),
        recipients=_(
            "You, and the other person of the pair once both words are in or after 14 days."
        ),
        retention=retention_text(FEEDBACKS),
        source=_("You, when a pair ends."),
        chapter=DataChapter.HELP,
        export=lambda person: _own_rows(
            PairFeedback, person, "useful", "learnt", "thanks", "may_be_told", "given_at"
        ),
        private=True,
        erase=lambda person: delete_rows(PairFeedback.objects.filter(pair__in=_pairs_of(person))),
    ),
)
