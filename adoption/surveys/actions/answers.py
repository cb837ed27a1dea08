"""Answer surveys, keep one's answers, and erase them."""

import json
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.surveys.enums import ANONYMOUS
from adoption.surveys.models import (
    BallotBox,
    BallotPlace,
    BarometerCopy,
    SurveyAnswers,
    SurveyRound,
    SurveyToken,
)
from adoption.surveys.policies import survey_tokens_visible_to
from adoption.surveys.queries import open_token
from adoption.surveys.sealing import encrypt_for_owner
from adoption.usage.models import Objection
from adoption.usage.policies import is_wholly_sealed
from adoption.usage.pseudonyms import subject_of
from core.dates import today as current_day
from people.actions.erasures import journalled_erasure
from people.actions.privacy import lock_person
from people.enums import ErasureRoute
from people.models import Person, Position


SURVEY_ANSWERS = "survey answers"  # the kind under which the journal notes that they were erased
SILENT = "-"


@transaction.atomic
def answer_survey(
    *, person: Person, survey: str, answers: Mapping[str, str], today: date | None = None
) -> SurveyRound:
    """Record a person's answers to an open round that asks them; once.

    Of an anonymous survey nothing is kept but the counts of a box. Raises ValidationError where nothing is
    asked of them, and for whoever objects to being counted; while a seal may hide an objection it
    stands, in silence.
    """
    lock_person(person=person)
    subject = subject_of(person)
    token = open_token(person, survey, today or current_day())
    if token is None:
        raise ValidationError(_("This survey is not open at the moment."), code="closed")
    if not Person.objects.proven().filter(pk=person.pk).exists():
        raise ValidationError(_("Confirm first who you are, on “My data”."), code="unproven")
    objects = Objection.objects.filter(subject=subject).exists()
    if objects and not is_wholly_sealed(person):
        raise ValidationError(
            _("You object to being counted, so nothing is asked nor noted."), code="objection"
        )
    if not SurveyToken.objects.filter(pk=token.pk, is_spent=False).update(is_spent=True):
        raise ValidationError(_("You have answered already. Thank you."), code="answered")
    asked = token.round
    given = asked.edition.text.accepted(answers)
    if objects:
        return asked
    if survey in ANONYMOUS:
        _count_in_box(asked, person, given)
    else:
        SurveyAnswers.objects.bulk_create(
            [SurveyAnswers(round=asked, subject=subject, answers=given)]
        )
    return asked


def _count_in_box(asked: SurveyRound, person: Person, given: Mapping[str, str]) -> None:
    """Increment counts only: no row is created that could be joined to the token."""
    held = Position.objects.primary().held_on(asked.opened_on).filter(person=person)
    team = held.order_by("started_on", "pk").values_list("team", flat=True).last()
    places = BallotPlace.objects.filter(box__round=asked)
    found = places.filter(team=team).first() if team else None
    place = found or places.filter(team=None).first()
    # The box alone: its round is being closed beside, perhaps, by who waits for our token.
    boxes = BallotBox.objects.select_for_update(of=("self",)).order_by("pk")
    box = boxes.filter(pk=place.box_id).first() if place else None
    if box is None:
        raise ValidationError(_("This survey is not open at the moment."), code="closed")
    counts = box.counts
    for question, option in given.items():
        counts[question][option] += 1
    BallotBox.objects.filter(pk=box.pk).update(counts=counts)


def dismiss_survey(*, person: Person, survey: str) -> None:
    """Hide this round from the first screen; its page stays open."""
    survey_tokens_visible_to(person).filter(round__survey=survey).update(is_put_away=True)


@transaction.atomic
def save_barometer_copy(
    *, person: Person, survey_round: SurveyRound, answers: Mapping[str, str]
) -> None:
    """Save the person's own copy of their barometer answers, encrypted. The first copy stays.

    Nothing checks that it is what they answered: nothing could.
    """
    lock_person(person=person)
    text = survey_round.edition.text
    given = text.accepted(answers)
    # One character a question, whatever was answered: the length says nothing.
    words = json.dumps([given.get(question.key, SILENT) for question in text.questions])
    BarometerCopy.objects.bulk_create(
        [
            BarometerCopy(
                round=survey_round,
                subject=subject_of(person),
                sealed=encrypt_for_owner(words, person=person, context=str(survey_round.uuid)),
            )
        ],
        ignore_conflicts=True,
    )


def forget_survey_answers(*, person: Person, survey_round: SurveyRound | None = None) -> int:
    """Erase a person's answers and copies, of one round or of all; return the number of rows.

    What is out does not move. What was counted in a box cannot be found again.
    """
    subject = subject_of(person)
    with journalled_erasure(ErasureRoute.OWN_HAND) as noting:
        lock_person(person=person)
        rounds = {
            row
            for model in (SurveyAnswers, BarometerCopy)
            for row in model.objects.filter(subject=subject).values_list("round", flat=True)
        }
        if survey_round is not None:
            rounds &= {survey_round.pk}
        erased = 0
        for round_id in sorted(rounds):
            erased += erase_survey_answers(round_id=round_id, subject=subject)
            noting.note(SURVEY_ANSWERS, survey_answers_identity(round_id, subject))
        return erased


@transaction.atomic
def erase_survey_answers(*, round_id: int, subject: str) -> int:
    """Erase answers; the person may then answer again while the round is open."""
    own = {"round": round_id, "subject": subject}
    copies, _by_model = BarometerCopy.objects.filter(**own).delete()
    answers, _by_model = SurveyAnswers.objects.filter(**own).delete()
    if answers:
        SurveyToken.objects.filter(**own).update(is_spent=False)
    return copies + answers


def survey_answers_identity(round_id: int, subject: str) -> str:
    return f"{round_id}:{subject}"
