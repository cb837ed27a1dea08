"""What good practices and journey workshops hold about a person."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ambassadors.actions.practices import withdraw_practice
from ambassadors.models import JourneyBallot, JourneyWorkshop, PracticeProposal, UsefulMark
from ambassadors.policies import (
    journey_ballots_visible_to,
    useful_marks_visible_to,
)
from ambassadors.queries.practices import own_proposals, titles_of
from ambassadors.retention_practices import BALLOTS, FACILITATORS, MARKS, PROPOSALS
from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


# Of rows under no field’s own name.
HEADINGS = (gettext_noop("State"), gettext_noop("Title"))


def holdings() -> tuple[Holding, ...]:
    return (_proposals(), _marks(), _ballots(), _facilitated())


def _proposals() -> Holding:
    return Holding(
        model=PracticeProposal._meta.label,
        title=_("Good practices that you proposed"),
        purpose=_("To tell you what becomes of them; to show your name where you want it."),
        recipients=_("You; everybody who works here, where you chose to sign, once published."),
        retention=retention_text(PROPOSALS),
        source=_("You, when you propose one."),
        chapter=DataChapter.HELP,
        export=_proposal_rows,
        private=True,
        erase=_erase_proposals,
    )


def _marks() -> Holding:
    return Holding(
        model=UsefulMark._meta.label,
        title=_("Good practices that were useful to you"),
        purpose=_("To count how many a practice was useful to, in steps."),
        recipients=_("You; nobody else reads who said so."),
        retention=retention_text(MARKS),
        source=_("You, by a tap."),
        chapter=DataChapter.HELP,
        export=_mark_rows,
        private=True,
        erase=lambda person: delete_rows(UsefulMark.objects.filter(person=person)),
    )


def _ballots() -> Holding:
    return Holding(
        model=JourneyBallot._meta.label,
        title=_("Your votes in a journey workshop that is on"),
        purpose=_("To let you change your two votes until the workshop closes."),
        recipients=_("You; nobody else reads them."),
        retention=retention_text(BALLOTS),
        source=_("You, when you join and vote."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            journey_ballots_visible_to(person)
            .order_by("joined_at", "pk")
            .values("workshop__title", "first__title", "second__title", "joined_at")
        ),
        private=True,
        erase=lambda person: delete_rows(JourneyBallot.objects.filter(person=person)),
    )


def _facilitated() -> Holding:
    return Holding(
        model=JourneyWorkshop._meta.label,
        title=_("Journey workshops that you ran"),
        purpose=_("To let you close it, and say what became of the ideas."),
        recipients=_("You."),
        retention=retention_text(FACILITATORS),
        source=_("You, when you open one."),
        chapter=DataChapter.HELP,
        export=lambda person: plain_rows(
            _run_by(person).order_by("opened_at", "pk").values("title", "opened_at", "closed_at")
        ),
        erase=lambda person: _run_by(person).update(facilitator=None),
    )


def _run_by(person: Person) -> QuerySet[JourneyWorkshop]:
    return JourneyWorkshop.objects.filter(facilitator=person)


def _proposal_rows(person: Person) -> Rows:
    return [
        {
            "title": each.title,
            "state": each.state_in_words,
            "created_at": each.proposal.created_at,
            "is_signed": each.proposal.is_signed,
            "decided_at": each.proposal.decided_at,
        }
        for each in own_proposals(person)
    ]


def _mark_rows(person: Person) -> Rows:
    marks = list(useful_marks_visible_to(person).order_by("marked_at", "pk"))
    titles = titles_of({mark.practice for mark in marks})
    return [{"title": titles.get(mark.practice, ""), "marked_at": mark.marked_at} for mark in marks]


def _erase_proposals(person: Person) -> int:
    """A draft that waits goes with them; what is published stays, without the name."""
    own = list(PracticeProposal.objects.filter(person=person))
    for proposal in own:
        withdraw_practice(proposal=proposal)
    return len(own)
