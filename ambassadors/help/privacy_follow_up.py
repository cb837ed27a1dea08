"""Declare what the follow-up of a pair holds: each person exports their own part."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambassadors.help.actions.meetings import call_off_meetings_of
from ambassadors.help.enums import Side
from ambassadors.help.models import (
    FitAnswer,
    Meeting,
    MeetingProposal,
    Pair,
    PairFeedback,
    PairMessage,
    PairNotebook,
    PairPlan,
    PairThread,
)
from ambassadors.help.policies import own_pairs, shared_pairs_of
from ambassadors.help.retention import (
    FEEDBACKS,
    FIT_ANSWERS,
    MEETING_PROPOSALS,
    MEETINGS,
    MESSAGES,
    NOTEBOOKS,
    PLANS,
    THREADS,
)
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


def _erase_meetings(person: Person) -> int:
    """Delete the meetings; those to come leave the other's calendar."""
    pairs = Pair.objects.filter(pk__in=_pairs_of(person))
    off = call_off_meetings_of(pairs, with_proposals=False)
    return off + delete_rows(Meeting.objects.filter(pair__in=_pairs_of(person)))


def _message_rows(person: Person) -> Rows:
    """Return what both wrote, as the page shows it, without the other's name."""
    messages = PairMessage.objects.filter(pair__in=shared_pairs_of(person).values("pk"))
    columns = ("sent_at", "text", "side", "pair__ambassador__person")
    return [
        {
            "sent_at": sent_at,
            "written_by": str(
                _("you") if (side == Side.AMBASSADOR) == (helper == person.pk) else _("the other")
            ),
            "text": text,
        }
        for sent_at, text, side, helper in messages.order_by("pk").values_list(*columns)
    ]


HOLDINGS: tuple[Holding, ...] = (
    _shared(
        PairPlan,
        _("Agreements of your pairs"),
        _("To agree on how often, how and what for you meet."),
        _("You or the other person of the pair."),
        PLANS,
        (
            *("rhythm", "format", "discretion", "goals", "quiet_since"),
            *("fit_asked_at", "fit_settled_at", "was_let_end"),
        ),
    ),
    replace(
        _shared(
            Meeting,
            _("Next meetings of your pairs"),
            _("To meet at an hour that suits both, in both calendars."),
            _("You or the other person of the pair; both agreed to it."),
            MEETINGS,
            ("starts_at", "ends_at", "place", "link", "changed_at", "reminded_at"),
        ),
        erase=_erase_meetings,
    ),
    _shared(
        MeetingProposal,
        _("Moments proposed to meet"),
        _("To find an hour that suits both."),
        _("You or the other person of the pair."),
        MEETING_PROPOSALS,
        ("starts", "minutes", "place", "link", "proposed_at"),
    ),
    _shared(
        PairThread,
        _("How far the messages of your pairs were read"),
        _(
            "To say that a message waits; to keep the messages ended where one of you has ended them."
        ),
        _("You or the other person of the pair."),
        THREADS,
        ("ended_at",),
    ),
    Holding(
        model=PairMessage._meta.label,
        title=_("Messages of your pairs"),
        purpose=_("To agree on something between two meetings."),
        recipients=_(
            "You and the other person of the pair; those that one of you reports, the person named there too."
        ),
        retention=retention_text(MESSAGES),
        source=_("You and the other person of the pair."),
        chapter=DataChapter.HELP,
        export=_message_rows,
        private=True,
        erase=lambda person: delete_rows(PairMessage.objects.filter(pair__in=_pairs_of(person))),
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
