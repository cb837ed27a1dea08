"""Declare what good practices hold about a person."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ambassadors.practices.actions import withdraw_practice
from ambassadors.practices.models import PracticeProposal, UsefulMark
from ambassadors.practices.policies import useful_marks_visible_to
from ambassadors.practices.queries import own_proposals, practice_titles
from ambassadors.practices.retention import MARKS, PROPOSALS
from people.enums import DataChapter, ErasureOutcome
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows
from people.retention_registry import retention_text


# Headings of exported values that are not named after a model field.
HEADINGS = (gettext_noop("State"), gettext_noop("Title"))


def _proposal_rows(person: Person) -> Rows:
    return [
        {
            "title": proposal.title,
            "state": proposal.state_in_words,
            "created_at": proposal.proposal.created_at,
            "is_signed": proposal.proposal.is_signed,
            "decided_at": proposal.proposal.decided_at,
        }
        for proposal in own_proposals(person)
    ]


def _mark_rows(person: Person) -> Rows:
    marks = list(useful_marks_visible_to(person).order_by("marked_at", "pk"))
    titles = practice_titles({mark.practice for mark in marks})
    return [{"title": titles.get(mark.practice, ""), "marked_at": mark.marked_at} for mark in marks]


def _erase_proposals(person: Person) -> int:
    """Delete waiting drafts; published practices stay, without the name."""
    own = list(PracticeProposal.objects.filter(person=person))
    for proposal in own:
        withdraw_practice(proposal=proposal)
    return len(own)


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        model=PracticeProposal._meta.label,
        title=_("Good practices that you proposed"),
        purpose=_("To tell you what becomes of them; to show your name where you want it."),
        recipients=_("You; everybody who works here, where you chose to sign, once published."),
        retention=retention_text(PROPOSALS),
        source=_("You, when you propose one."),
        chapter=DataChapter.HELP,
        export=_proposal_rows,
        private=True,
        outcome=ErasureOutcome.UNNAMED,
        erase=_erase_proposals,
    ),
    Holding(
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
    ),
)
