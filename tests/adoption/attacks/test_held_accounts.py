"""A reader holds all the accounts of a group but one, and reads what is counted of it beside portal use.

None of them has proved who they are (docs/decisions/0052). Each figure is made by its own door; nothing of what is
done in such an account may be in it, nor fill its group up.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from adoption.contacts.enums import Tap
from adoption.publishing.actions.coaching import publish_coaching_reach
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.publishing.models import CoachingFigure, ReachFigure
from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.rounds import close_round
from adoption.surveys.models import BallotBox, SurveyFigure
from ambassadors.help.enums import Answer, PairStatus, RequestStatus
from ambassadors.help.models import Pair, Session
from ambassadors.help.queries.effect import count_quiet_pairs_in_tens, quarter_figures
from ambassadors.journeys.actions import (
    cast_vote,
    close_sitting,
    has_enough_voters,
    join_as_staff,
    open_sitting,
)
from ambassadors.journeys.enums import VoterGroup
from ambassadors.journeys.models import JourneyBallot
from ambassadors.practices.actions import mark_useful
from ambassadors.practices.models import PracticePage, PracticesPage
from ambassadors.practices.queries import practice_standing_of
from ambassadors.workshops.actions.attendance import record_attendance
from ambassadors.workshops.actions.evaluations import answer_evaluation
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import QUESTIONS
from ambassadors.workshops.models import Evaluation, Seat
from cms.models import HomePage
from core.dates import today
from people.actions.identity import withdraw_proof
from people.enums import IdentityProof
from people.models import Person
from quizzes.actions.statistics import publish_statistics
from quizzes.models import Attempt
from quizzes.queries.statistics import unread_first_attempts
from tests.access.surveys import load_surveys
from tests.adoption.contacts.desks import at_desk, counted, record_taps
from tests.adoption.factories import PortalFactory
from tests.adoption.surveys.surveys import BAROMETER, HABITS, answer, open_now
from tests.ambassadors.factories import (
    AmbassadorFactory,
    HelpRequestFactory,
    PairFactory,
    WorkshopSessionFactory,
    make_journey,
)
from tests.learning.factories import (
    make_certificate,
    make_enrolment,
    make_lesson,
    make_module,
    make_path,
)
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory, TeamFactory
from tests.quizzes.factories import answered_attempt, answered_by_many, quiz_of


pytestmark = pytest.mark.django_db

JULY, AFTER = date(2026, 7, 1), date(2026, 10, 6)
IN_JULY = datetime(2026, 7, 20, 12, tzinfo=UTC)
IN_SPRING = datetime(2026, 5, 20, 12, tzinfo=UTC)


def held(number=1, **more):
    """Accounts that anybody may have opened."""
    nobody = {"identity_proven_at": None, "identity_proof": ""}
    return PersonFactory.create_batch(number, employed_from=date(2020, 1, 1), **nobody, **more)


def real(number=1):
    return PersonFactory.create_batch(number, employed_from=date(2020, 1, 1))


def unprove(people):
    Person.objects.filter(pk__in=[each.pk for each in people]).update(
        identity_proven_at=None, identity_proof=""
    )


def refused(call, /, **arguments):
    with pytest.raises(ValidationError) as refusal:
        call(**arguments)
    assert refusal.value.code == "unproven"


# --- The whole organisation ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("survey", "given"),
    [(BAROMETER, {"why_portal": "4"}), (HABITS, {"device_at_home": "phone_or_tablet_only"})],
)
def test_a_survey_asks_nobody_of_them_and_tells_nothing_of_the_few_who_are_left(survey, given):
    load_surveys()
    theirs, [target] = held(60), real(1)
    asked = open_now(survey)
    for person in theirs:
        with pytest.raises(ValidationError):
            answer_survey(person=person, survey=survey, answers=given)
    answer_survey(person=target, survey=survey, answers=given)

    close_round(survey_round=asked)

    assert asked.asked == 1
    assert not SurveyFigure.objects.exclude(low=None).exists()


def test_a_box_of_the_barometer_holds_fifty_who_proved_who_they_are():
    load_surveys()
    alone, beside = TeamFactory(), TeamFactory()
    for team, people in ((alone, [*held(58), *real(2)]), (beside, real(52))):
        for person in people:
            PositionFactory(person=person, team=team, started_on=date(2020, 1, 1))

    open_now(BAROMETER)

    assert [box.people for box in BallotBox.objects.all()] == [54]


def test_who_was_asked_and_loses_the_proof_answers_no_more():
    load_surveys()
    [target] = real(1)
    open_now(BAROMETER)
    withdraw_proof(person=target)

    refused(answer, person=target)


@pytest.mark.parametrize("lost", ["post", "proof"])
def test_a_round_is_not_told_of_the_few_whom_a_reader_left_in_it(lost):
    """Sixty were asked, and of all but eight the reader sees to it that they give no answer."""
    load_surveys()
    people = real(60)
    asked = open_now(BAROMETER)
    if lost == "post":
        Person.objects.filter(pk__in=[each.pk for each in people[8:]]).update(
            employed_until=today() - timedelta(days=1)
        )
    for person in people[8:] if lost == "proof" else []:
        withdraw_proof(person=person)
    for person in people[:8]:
        answer(person)

    close_round(survey_round=asked)

    assert not SurveyFigure.objects.exclude(low=None).exists()


def test_neither_learning_nor_coaching_counts_them_nor_their_group(training_path):
    ambassador = AmbassadorFactory()
    for person in [*held(60), *real(2)]:
        begin(person, training_path)
        pair = PairFactory(ambassador=ambassador, request=HelpRequestFactory(person=person))
        Session.objects.create(pair=pair, held_on=JULY, minutes=30, outcome="meet_again")

    publish_learning_reach(today=AFTER)
    publish_coaching_reach(today=AFTER)

    figures = [*ReachFigure.objects.all(), *CoachingFigure.objects.all()]
    assert len(figures) == 3
    assert all(figure.low is None and figure.population <= 3 for figure in figures)


@pytest.fixture
def training_path():
    module = make_module("Le bon réflexe")
    make_lesson(module, "Une leçon")
    return make_path(module, title="Un parcours")


def begin(person, path):
    enrolment = make_enrolment(person, path)
    type(enrolment).objects.filter(pk=enrolment.pk).update(enrolled_at=IN_JULY)
    lesson = path.entries.get().module.lessons.get()
    person.lesson_progress.create(lesson=lesson)
    person.lesson_progress.update(started_at=IN_JULY)
    make_certificate(person, path, issued_on=IN_JULY.date())


@pytest.mark.parametrize("side", ["seeker", "ambassador"])
def test_what_is_told_of_mutual_help_counts_pairs_of_two_who_proved_who_they_are(side):
    helpers = AmbassadorFactory.create_batch(5)
    pairs = [_spring(helpers[number % 5]) for number in range(21)]
    assert quarter_figures(date(2026, 4, 1))["closed"] == 20
    people = {
        "seeker": [pair.request.person for pair in pairs[1:]],
        "ambassador": [each.person for each in helpers],
    }
    unprove(people[side])

    assert quarter_figures(date(2026, 4, 1)) == {}

    Pair.objects.update(status=PairStatus.ACTIVE, ended_at=None)
    assert count_quiet_pairs_in_tens(today=AFTER) == 0


def _spring(ambassador):
    request = HelpRequestFactory(
        status=RequestStatus.CLOSED,
        created_at=IN_SPRING - timedelta(days=19),
        closed_at=IN_SPRING,
    )
    return PairFactory(
        request=request,
        ambassador=ambassador,
        status=PairStatus.ENDED,
        seeker_answer=Answer.ACCEPTED,
        ambassador_answer=Answer.ACCEPTED,
        proposed_at=IN_SPRING - timedelta(days=17),
        ended_at=IN_SPRING,
    )


# --- A room, a desk, a quiz, a page --------------------------------------------------------------------------------


def test_an_evaluation_asks_nobody_where_one_alone_of_those_who_came_is_no_account_of_theirs():
    come([*held(4), *real(4)])
    assert not Evaluation.objects.exists()


def test_of_an_account_taken_over_meanwhile_an_evaluation_takes_no_answer():
    people = real(5)
    come(people)
    withdraw_proof(person=people[0])

    refused(
        answer_evaluation,
        evaluation=Evaluation.objects.get(),
        person=people[0],
        answers=dict.fromkeys(QUESTIONS[Wave.HOT], 3),
    )


def come(people):
    session = WorkshopSessionFactory(starts_at=timezone.now() - timedelta(days=1), capacity=30)
    seats = [
        Seat.objects.create(session=session, person=person, number=number)
        for number, person in enumerate(people, start=1)
    ]
    record_attendance(session=session, came=[seat.pk for seat in seats])


def test_a_vote_of_one_among_four_accounts_of_theirs_is_in_no_figure_and_their_ideas_wait():
    sitting = open_sitting(journey=make_journey(), facilitator=AmbassadorFactory().person)
    theirs, [target] = held(5), real(1)
    refused(join_as_staff, workshop=sitting, person=theirs[0])
    # They had joined: their proof was withdrawn since, or is of later.
    for person in theirs[1:]:
        JourneyBallot.objects.create(workshop=sitting, person=person, group=VoterGroup.STAFF)
    JourneyBallot.objects.create(workshop=sitting, person=theirs[0], group=VoterGroup.STAFF)
    Person.objects.filter(pk=theirs[0].pk).update(
        identity_proven_at=timezone.now() + timedelta(minutes=1),
        identity_proof=IdentityProof.SINGLE_SIGN_ON,
    )
    ballot = join_as_staff(workshop=sitting, person=target)
    step = sitting.steps.first()
    for each in sitting.ballots.all():
        cast_vote(ballot=each, steps=[step])

    assert not has_enough_voters(ballot)
    close_sitting(workshop=sitting)
    step.refresh_from_db()
    assert step.votes == 0


def test_nobody_notes_at_a_desk_in_an_account_of_theirs():
    """Three of them who note all they may would bring a site over its lowest cell, and read the rest exactly."""
    cache.clear()
    site, portal = SiteFactory(), PortalFactory()
    [theirs, target] = at_desk(site, 2)
    unprove([theirs])
    theirs.refresh_from_db()

    refused(record_taps, person=theirs, portal=portal, site=site, tap=Tap.OPENED)
    record_taps(target, portal, site, tap=Tap.OPENED)

    assert counted(Tap.OPENED) == 1


def test_a_quiz_reads_no_answer_of_an_account_before_its_owner_proved_who_they_are():
    quiz = quiz_of(2, slug="rgpd")
    attempts = answered_by_many(quiz, 29)
    theirs = Person.objects.filter(quiz_attempts__in=[each.pk for each in attempts])
    theirs.update(identity_proven_at=None, identity_proof="")
    answered_attempt(quiz, PersonFactory(), right=1)
    assert publish_statistics(quiz=quiz) == []

    theirs.update(identity_proven_at=timezone.now(), identity_proof=IdentityProof.SINGLE_SIGN_ON)
    assert publish_statistics(quiz=quiz) == []


def test_who_proves_anew_who_they_are_is_not_read_twice():
    quiz = quiz_of(2, slug="rgpd")
    attempts = answered_by_many(quiz, 15)
    publish_statistics(quiz=quiz)
    learner = attempts[0].learner
    Person.objects.filter(pk=learner.pk).update(identity_proven_at=timezone.now())

    answered_attempt(quiz, learner, right=1)

    assert Attempt.objects.filter(is_counted=True).count() == 15
    assert unread_first_attempts(quiz) == []


@pytest.fixture
def practice():
    home = HomePage.objects.get(locale__language_code="fr")
    listing = home.add_child(instance=PracticesPage(title="Bonnes pratiques", slug="bonnes"))
    return listing.add_child(instance=PracticePage(title="Un écran à deux", slug="ecran"))


def test_marks_of_accounts_of_theirs_fill_no_count_up(practice):
    for person in [*held(4), *real(4)]:
        mark_useful(person=person, practice=practice.translation_key)
    assert practice_standing_of(practice, PersonFactory()).useful == 0

    mark_useful(person=PersonFactory(), practice=practice.translation_key)
    assert practice_standing_of(practice, PersonFactory()).useful == 5
