"""Seed commitments of management, those that stand and those that were kept or not; and what was asked about them."""

from collections.abc import Iterable
from datetime import date, timedelta

from adoption.campaigns.files.model import Commitment as Planned
from ambassadors.commitments.actions import change_commitment, write_commitment
from ambassadors.commitments.enums import CommitmentState
from ambassadors.commitments.models import Commitment
from ambassadors.help.actions.questions import answer_question, submit_question
from ambassadors.help.enums import QuestionAbout
from ambassadors.help.models import BoxedQuestion
from core.dates import first_day_of_week, months_before
from demo.campaign.model import Campaign, Reworded
from people.models import JobFamily


def seed_commitments(campaign: Campaign, on: date) -> None:
    for planned in campaign.words.commitments:
        _write(planned, on)
    _seed_questions(campaign.invented.on_commitments, on)


def _write(planned: Planned, on: date) -> None:
    due = on + timedelta(days=planned.due_in)
    commitment = write_commitment(
        kind=planned.kind,
        text=planned.text,
        owner=planned.owner,
        due_on=due,
        families=JobFamily.objects.filter(name__in=planned.families),
        publishes=True,
    )
    if planned.state != CommitmentState.STANDING:
        change_commitment(
            commitment=commitment,
            after=0,
            state=CommitmentState(planned.state),
            reason=planned.reason,
        )
    _date_back(commitment, months_before(on, planned.months_ago), due)


def _date_back(commitment: Commitment, published_on: date, due: date) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(published_on=published_on)
    settled = Commitment.objects.filter(pk=commitment.pk, settled_on__isnull=False)
    if settled.update(settled_on=due):
        commitment.revisions.update(changed_on=due)


def _seed_questions(planned: Iterable[Reworded], on: date) -> None:
    """Seed questions that were asked three weeks ago, answered in the week after, and are out since a week ago."""
    monday = first_day_of_week(on)
    for planned_question in planned:
        submit_question(text=planned_question.asked, about=QuestionAbout.COMMITMENTS)
        question = BoxedQuestion.objects.get(text=planned_question.asked)
        answer_question(
            question=question, text=planned_question.question, answer=planned_question.answer
        )
    BoxedQuestion.objects.filter(about=QuestionAbout.COMMITMENTS).update(
        week=monday - timedelta(weeks=3), shown_from=monday - timedelta(weeks=1)
    )
