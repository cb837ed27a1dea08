"""Joining the network by application or nomination: who is asked, who is notified, who decides."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.urls import reverse

from ambassadors.help.actions.joining import (
    accept_charter,
    apply_to_network,
    ask_for_more_time,
    decide_application,
    join_network,
    nominate,
    set_minutes,
    set_up_network,
    withdraw_application,
)
from ambassadors.help.actions.network import become_ambassador, leave_network
from ambassadors.help.enums import ApplicationStatus
from ambassadors.help.models import Ambassador, Application, NetworkSettings
from ambassadors.help.network_mails import (
    APPLICATION_AGREED,
    APPLICATION_NOT_NOW,
    APPLICATION_TO_DECIDE,
    NOMINATED,
)
from ambassadors.help.queries.joining import applications_to_decide, deciders_of
from core.dates import today
from learning.models import Enrolment
from people.enums import Role
from people.models import OutgoingMail, Person, Position, Team
from people.privacy_registry import holdings
from tests.ambassadors.factories import AmbassadorFactory, ApplicationFactory, ServiceFactory
from tests.learning.factories import make_path
from tests.people.factories import (
    DelegationFactory,
    ExternalFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@contextmanager
def refused_with_code(code):
    """Expect a ValidationError with this code, whatever the language of the message."""
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.code == code


@pytest.fixture
def division():
    return TeamFactory(name="Proximité")


@pytest.fixture
def team(division):
    created = TeamFactory(name="Accueil", parent=division)
    return Team.objects.get(pk=created.pk)


@pytest.fixture
def manager(team):
    return member(team, is_manager=True)


@pytest.fixture
def applicant(team):
    return member(team)


def member(team, **changes):
    person = PersonFactory()
    PositionFactory(person=person, team=team, **changes)
    return person


def training_manager():
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))
    return person


def apply_with(person, **changes):
    offer = {
        "topics": [ServiceFactory()],
        "formats": ["phone"],
        "slots": ["mon_am"],
        "capacity": 2,
        "minutes_a_week": 60,
    }
    return apply_to_network(person=person, **offer | changes)


def deciders(person):
    return set(deciders_of(person, on=today()))


def applications_for(person):
    return list(applications_to_decide(person, on=today()))


def people_mailed(kind):
    return {mail.person for mail in OutgoingMail.objects.filter(kind=kind)}


def state(application):
    application.refresh_from_db()
    return application.status


PROMISE = {"charter_version": 1, "is_named": True, "is_thanked": False}


# --- The whole way ------------------------------------------------------------------------------------


def test_from_the_application_to_an_ambassador_who_follows_the_path(applicant, manager):
    path = make_path()
    set_up_network(path=path, has_new_charter=False)

    application = apply_with(applicant)
    assert people_mailed(APPLICATION_TO_DECIDE) == {manager}
    assert not Ambassador.objects.exists()
    decide_application(application=application, by=manager, agree=True)
    assert people_mailed(APPLICATION_AGREED) == {applicant}
    assert not Ambassador.objects.exists()
    application.refresh_from_db()
    ambassador = join_network(application=application, **PROMISE)

    assert Ambassador.objects.available().get() == ambassador
    assert (ambassador.minutes_a_week, ambassador.charter_version) == (60, 1)
    assert (ambassador.is_named, ambassador.is_thanked) == (True, False)
    assert (ambassador.formats, list(ambassador.topics.all())) == (
        ["phone"],
        list(application.topics.all()),
    )
    enrolment = Enrolment.objects.get(person=applicant)
    assert (enrolment.path, enrolment.is_mandatory) == (path, False)
    assert state(application) == ApplicationStatus.DONE


def test_not_now_is_told_without_a_reason_and_may_be_tried_again(applicant, manager):
    application = apply_with(applicant)

    decide_application(application=application, by=manager, agree=False)

    assert state(application) == ApplicationStatus.NOT_NOW
    assert people_mailed(APPLICATION_NOT_NOW) == {applicant}
    with pytest.raises(ValidationError):
        join_network(application=application, **PROMISE)
    assert apply_with(applicant, minutes_a_week=20).status == ApplicationStatus.PENDING


def test_without_a_path_nobody_is_enrolled():
    become_ambassador(
        person=PersonFactory(), topics=[], formats=["phone"], slots=["mon_am"], capacity=1
    )

    assert not Enrolment.objects.exists()


def test_one_application_at_a_time(applicant, manager):
    apply_with(applicant)

    with refused_with_code("under_way"):
        apply_with(applicant)
    with pytest.raises(IntegrityError):
        ApplicationFactory(person=applicant)


def test_an_application_is_withdrawn_once(applicant, manager):
    application = apply_with(applicant)

    withdraw_application(application=application)

    assert applications_for(manager) == []
    with pytest.raises(ValidationError):
        withdraw_application(application=application)
    with refused_with_code("decided"):
        decide_application(application=application, by=manager, agree=True)


@pytest.mark.parametrize("minutes", [4, 601])
def test_a_time_out_of_range_is_refused_with_a_sentence(applicant, minutes):
    sentence = next(
        constraint.violation_error_message
        for constraint in Application._meta.constraints
        if constraint.name == "application_minutes_in_range"
    )
    with pytest.raises(ValidationError, match=re.escape(str(sentence))):
        apply_with(applicant, minutes_a_week=minutes)


def test_who_leaves_the_network_asks_for_nothing_any_more():
    ambassador = AmbassadorFactory(minutes_a_week=30)
    application = ask_for_more_time(ambassador=ambassador, minutes_a_week=60)

    leave_network(ambassador=ambassador)

    assert state(application) == ApplicationStatus.WITHDRAWN


# --- Who decides --------------------------------------------------------------------------------------


def test_the_nearest_manager_decides_and_nobody_above(division, applicant, manager):
    director = member(division, is_manager=True)
    application = apply_with(applicant)

    assert deciders(applicant) == {manager}
    assert (applications_for(manager), applications_for(director)) == ([application], [])
    with pytest.raises(PermissionDenied):
        decide_application(application=application, by=director, agree=True)


def test_whoever_stands_in_for_the_manager_decides_too(team, applicant, manager):
    stand_in = PersonFactory()
    DelegationFactory(manager=manager, delegate=stand_in, team=team)

    assert deciders(applicant) == {manager, stand_in}


def test_a_manager_is_decided_for_by_the_level_above(division, team, manager):
    member(team, is_manager=True)
    director = member(division, is_manager=True)

    assert deciders(manager) == {director}


def test_a_manager_who_left_decides_nothing(division, applicant, manager):
    director = member(division, is_manager=True)
    application = apply_with(applicant)
    Person.objects.filter(pk=manager.pk).update(employed_until=today() - timedelta(days=1))

    assert applications_for(manager) == []
    assert applications_for(director) == [application]


def test_where_nobody_manages_the_training_manager_decides(applicant):
    training = training_manager()
    application = apply_with(applicant)

    assert applications_for(training) == [application]
    assert people_mailed(APPLICATION_TO_DECIDE) == {training}


def test_the_training_manager_does_not_decide_in_the_manager_s_place(applicant, manager):
    apply_with(applicant)

    assert applications_for(training_manager()) == []


def test_nobody_decides_for_themselves():
    training = training_manager()
    application = apply_with(training)

    assert applications_for(training) == []
    with pytest.raises(PermissionDenied):
        decide_application(application=application, by=training, agree=True)


def test_the_application_of_who_has_left_waits_for_nobody(applicant, manager):
    apply_with(applicant)
    Person.objects.filter(pk=applicant.pk).update(employed_until=today() - timedelta(days=1))

    assert applications_for(manager) == []


def test_a_move_gives_the_decision_to_the_new_manager(applicant, manager):
    application = apply_with(applicant)
    elsewhere = TeamFactory(name="Courrier")
    new = member(elsewhere, is_manager=True)
    Position.objects.filter(person=applicant).update(team=elsewhere)

    assert (applications_for(manager), applications_for(new)) == ([], [application])


def test_many_applications_ask_no_more_queries(
    team, manager, django_assert_max_num_queries, django_assert_num_queries
):
    def asked():
        return [each.person.last_name for each in applications_to_decide(manager, on=today())]

    for _number in range(2):
        ApplicationFactory(person=member(team))
    asked()  # reads the roles, which stay with the person
    with django_assert_max_num_queries(7) as few:
        assert len(asked()) == 2
    for _number in range(20):
        ApplicationFactory(person=member(team))
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(asked()) == 22


# --- Proposed by somebody -----------------------------------------------------------------------------


def test_whoever_is_proposed_says_yes_themselves_and_then_the_manager(applicant, manager):
    training = training_manager()
    nominate(person=applicant, by=training, minutes_a_week=30)
    assert people_mailed(NOMINATED) == {applicant}
    assert applications_for(manager) == []

    application = apply_with(applicant, minutes_a_week=30)

    assert application.status == ApplicationStatus.PENDING
    assert applications_for(manager) == [application]
    assert Application.objects.count() == 1


def test_a_proposal_by_who_decides_is_agreed_beforehand_for_no_more_time(applicant, manager):
    nominate(person=applicant, by=manager, minutes_a_week=30)

    assert apply_with(applicant, minutes_a_week=30).status == ApplicationStatus.AGREED


def test_more_time_than_was_proposed_is_asked_for(applicant, manager):
    nominate(person=applicant, by=manager, minutes_a_week=30)

    assert apply_with(applicant, minutes_a_week=31).status == ApplicationStatus.PENDING


def test_a_manager_proposes_their_own_people_only(manager):
    stranger = member(TeamFactory(name="Courrier"))

    with pytest.raises(PermissionDenied):
        nominate(person=stranger, by=manager, minutes_a_week=30)


def test_nobody_proposes_themselves_or_a_partner_s_learner():
    training = training_manager()

    for person in (training, ExternalFactory()):
        with pytest.raises(PermissionDenied):
            nominate(person=person, by=training, minutes_a_week=30)


@pytest.mark.parametrize(
    "stands", ["ambassador", "applied", "asked by another", "said no", "agreed", "nothing"]
)
def test_whoever_proposes_reads_the_same_wherever_the_other_stands(
    client, applicant, manager, stands
):
    if stands == "ambassador":
        AmbassadorFactory(person=applicant)
    if stands in ("applied", "agreed"):
        ApplicationFactory(person=applicant, agreed=stands == "agreed")
    if stands == "asked by another":
        nominate(person=applicant, by=training_manager(), minutes_a_week=30)
    if stands == "said no":
        nominate(person=applicant, by=manager, minutes_a_week=30)
        withdraw_application(application=Application.objects.get())
    before = Application.objects.count()
    client.force_login(manager)
    client.cookies["django_language"] = "en"

    answer = client.post(
        reverse("ambassadors:propose"),
        {"person": applicant.uuid, "minutes_a_week": 30},
        follow=True,
    )

    assert answer.redirect_chain == [(reverse("ambassadors:propose"), 302)]
    [message] = answer.context["messages"]
    assert str(message).startswith("Noted. Your colleague is told once, unless")
    assert Application.objects.count() == before + (stands == "nothing")
    rows = [
        holding.export(manager)
        for holding in holdings()
        if holding.model == Application._meta.label
    ]
    assert rows == [[]] * len(rows)


# --- Time and charter, later --------------------------------------------------------------------------


def test_less_time_holds_at_once_and_more_is_asked_for(applicant, manager):
    ambassador = AmbassadorFactory(person=applicant, minutes_a_week=60)

    assert not set_minutes(ambassador=ambassador, minutes_a_week=30)
    ambassador.refresh_from_db()
    assert ambassador.minutes_a_week == 30
    assert set_minutes(ambassador=ambassador, minutes_a_week=45)
    ambassador.refresh_from_db()
    assert ambassador.minutes_a_week == 30
    decide_application(application=Application.objects.get(), by=manager, agree=True)
    ambassador.refresh_from_db()
    assert ambassador.minutes_a_week == 45
    assert Application.objects.get().status == ApplicationStatus.DONE


def test_an_ambassador_of_before_stays_one_and_what_they_offer_needs_nobody():
    ambassador = AmbassadorFactory()

    become_ambassador(
        person=ambassador.person, topics=[], formats=["phone"], slots=["mon_am"], capacity=5
    )

    ambassador.refresh_from_db()
    assert (ambassador.capacity, ambassador.minutes_a_week) == (5, None)
    assert not Application.objects.exists()


def test_a_new_charter_stops_nobody_and_is_accepted_by_its_version():
    ambassador = AmbassadorFactory()
    accept_charter(ambassador=ambassador, **PROMISE)
    set_up_network(path=None, has_new_charter=True)

    assert Ambassador.objects.available().count() == 1
    with refused_with_code("changed"):
        accept_charter(ambassador=ambassador, **PROMISE)
    accept_charter(ambassador=ambassador, **PROMISE | {"charter_version": 2})
    ambassador.refresh_from_db()
    assert ambassador.charter_version == 2


def test_accepting_the_same_version_again_keeps_its_day():
    ambassador = AmbassadorFactory()
    accept_charter(ambassador=ambassador, **PROMISE)
    ambassador.refresh_from_db()
    first = ambassador.charter_accepted_at

    accept_charter(ambassador=ambassador, **PROMISE | {"is_named": False})

    ambassador.refresh_from_db()
    assert (ambassador.charter_accepted_at, ambassador.is_named) == (first, False)


def test_who_comes_back_has_promised_nothing_yet():
    ambassador = AmbassadorFactory(minutes_a_week=60)
    accept_charter(ambassador=ambassador, **PROMISE)
    leave_network(ambassador=ambassador)

    back = become_ambassador(
        person=ambassador.person, topics=[], formats=["phone"], slots=["mon_am"], capacity=1
    )

    assert (back.minutes_a_week, back.charter_version, back.is_named) == (None, 0, False)


def test_there_is_one_row_of_settings():
    set_up_network(path=None, has_new_charter=False)

    with pytest.raises(IntegrityError):
        NetworkSettings.objects.create(id=2)
