"""The mails about a publication: to whom, what they say, and that each goes out once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from adoption.dashboards.actions.publication_mails import enqueue_publication_mails
from adoption.dashboards.mails import FALL, ORGANISATION_DIGEST, TEAM_DIGEST
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.report.queries.edition import edition_of
from adoption.tasks import run_publication_follow_up_task
from adoption.team_actions.actions import finish_action, plan_action
from adoption.team_actions.words import team_action_counts_text
from core.dates import today
from people.actions.mails import choose_mails
from people.enums import MailRhythm
from people.mail.message import decrypt_mail
from people.models import Delegation, MailLanguage, OutgoingMail, Person, Position
from tests.adoption.conftest import OCTOBER, declare_all, staff_of
from tests.people.factories import TeamFactory


pytestmark = pytest.mark.django_db

SEPTEMBER, AUGUST = Month(2026, 9), Month(2026, 8)


@pytest.fixture
def published(declared):
    for person in Person.objects.all():
        MailLanguage.objects.create(person=person, language="en")
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


def mails(kind=None):
    """By whom: what the mail says."""
    rows = OutgoingMail.objects.select_related("person").order_by("pk")
    if kind:
        rows = rows.filter(kind=kind)
    return [(row.person, decrypt_mail(row.content)) for row in rows]


def texts(kind, person):
    return [words.text for to, words in mails(kind) if to == person]


def test_each_manager_is_told_what_the_page_of_the_team_says(published):
    assert enqueue_publication_mails(on=today()) == 1

    people = published["people"]
    told = {person for person, _words in mails(TEAM_DIGEST)}
    assert told == {people[name][0] for name in ("north", "south", "small", "division")}
    (text,) = texts(TEAM_DIGEST, people["north"][0])
    assert "12 of 24 staff, at least, used the portal" in text
    assert "Nothing is planned here." in text
    assert f"equipe={published['teams']['north'].pk}" in text


def test_a_hidden_team_s_mail_says_that_it_is_hidden_and_no_number(published):
    enqueue_publication_mails(on=today())

    (text,) = texts(TEAM_DIGEST, published["people"]["small"][0])

    assert "Too few people for a figure of this group to be published." in text
    assert " of 9" not in text


def test_what_is_under_way_stands_in_the_mail_and_what_is_done_does_not(published):
    publication = Publication.objects.get()
    for kind in ("workshop", "talk"):
        action = plan_action(
            team=published["teams"]["north"],
            publication=publication,
            kind=kind,
            planned_on=date(2026, 12, 8),
            today=today(),
        )
    finish_action(action=action, today=today())

    enqueue_publication_mails(on=today())

    (text,) = texts(TEAM_DIGEST, published["people"]["north"][0])
    assert "Discovery workshop, " in text
    assert "Talk about" not in text


def test_an_action_whose_day_has_come_is_named_as_such(published):
    plan_action(
        team=published["teams"]["north"],
        publication=Publication.objects.get(),
        kind="workshop",
        planned_on=today(),
        today=today(),
    )

    enqueue_publication_mails(on=today())

    (text,) = texts(TEAM_DIGEST, published["people"]["north"][0])
    assert "its day has come" in text


def test_readers_of_one_team_read_the_same_words(published):
    north, second = published["people"]["north"][0], published["people"]["north"][2]
    stand_in = published["people"]["south"][5]
    Position.objects.filter(person=second).update(is_manager=True)
    Delegation.objects.create(
        manager=north,
        delegate=stand_in,
        team=published["teams"]["north"],
        started_on="2026-11-01",
        ended_on="2026-12-01",
    )
    enqueue_publication_mails(on=today())

    bodies = {
        text.replace(str(person), "…")
        for person in (north, second, stand_in)
        for text in texts(TEAM_DIGEST, person)
    }
    assert len(bodies) == 1


def test_the_training_manager_is_told_of_the_organisation(published, training_manager):
    MailLanguage.objects.create(person=training_manager, language="en")

    enqueue_publication_mails(on=today())

    (text,) = texts(ORGANISATION_DIGEST, training_manager)
    publication = Publication.objects.get()
    with override("en"):
        assert team_action_counts_text(OCTOBER, *edition_of(publication).actions) in text
    assert reverse("adoption:programme") in text


def test_twice_in_a_night_and_after_being_cut_off_nobody_is_written_to_twice(published):
    run_publication_follow_up_task()
    once = OutgoingMail.objects.count()
    run_publication_follow_up_task()
    published["portal"].publications.get().teams_told.delete()
    run_publication_follow_up_task()

    assert once == OutgoingMail.objects.count() > 0


def test_an_old_month_is_told_to_nobody(published):
    assert enqueue_publication_mails(on=today() + timedelta(days=40)) == 0
    assert not OutgoingMail.objects.exists()


def test_who_refuses_has_left_or_no_longer_manages_is_not_written_to(published):
    people = published["people"]
    choose_mails(person=people["north"][0], rhythms={TEAM_DIGEST: MailRhythm.NEVER})
    Person.objects.filter(pk=people["south"][0].pk).update(employed_until="2026-11-01")
    Position.objects.filter(person=people["small"][0]).update(is_manager=False)

    enqueue_publication_mails(on=today())

    assert [person for person, _words in mails(TEAM_DIGEST)] == [people["division"][0]]


def used_in(declared, month, north):
    people = declared["people"]
    declare_all(declared["portal"], people["division"], ["yes_weekly"] * 4, month)
    answers = ["yes_now_and_then"] * north + ["not_yet"] * (18 - north)
    declare_all(declared["portal"], people["north"], answers, month)


def test_a_fall_that_leaves_no_doubt_is_told_once_to_the_manager(organisation, monkeypatch):
    """Of a team of 120: 90, then 70, then 45 used the portal."""
    portal = organisation["portal"]
    team = TeamFactory(name="Plateforme", parent=organisation["teams"]["division"])
    people = staff_of(team, 120, is_manager=1)
    MailLanguage.objects.create(person=people[0], language="en")
    for month, used in ((AUGUST, 90), (SEPTEMBER, 70), (OCTOBER, 45)):
        declare_all(portal, people, ["yes_now_and_then"] * used + ["not_yet"] * (110 - used), month)
        publish(portal=portal, month=month)

    enqueue_publication_mails(on=today())
    enqueue_publication_mails(on=today())

    (text,) = texts(FALL, people[0])
    assert "August 2026: 90 of 120 staff used the portal." in text
    assert "October 2026: 45 of 120 staff used the portal." in text
    assert "They do not say why" in text


@pytest.mark.parametrize("size", [3, 40])
def test_few_questions_whatever_the_number_of_managers(
    declared, size, django_assert_max_num_queries
):
    for _ in range(size):
        staff_of(TeamFactory(parent=declared["teams"]["division"]), 3, is_manager=2)
    publish(portal=declared["portal"], month=OCTOBER)

    with django_assert_max_num_queries(40):
        enqueue_publication_mails(on=today())

    assert OutgoingMail.objects.filter(kind=TEAM_DIGEST).count() == 4 + 2 * size
