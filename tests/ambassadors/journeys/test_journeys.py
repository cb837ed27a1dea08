"""Journey workshops: joined by a code, two votes each, only counts once closed."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.journeys.actions import (
    add_remark,
    cast_vote,
    close_overdue_sittings,
    close_sitting,
    join_as_public,
    join_as_staff,
    open_sitting,
)
from ambassadors.journeys.enums import IdeaKind
from ambassadors.journeys.importers import import_journey
from ambassadors.journeys.models import Journey, JourneyBallot, JourneyIdea, JourneyWorkshop
from ambassadors.journeys.queries import results_of
from learning.folder_registry import SurveyFile, UnfitSurveyFileError
from people.actions.accounts import grant_role
from people.actions.retention import purge
from people.enums import Role
from tests.ambassadors.factories import AmbassadorFactory, make_journey
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

IN_ENGLISH = {"accept-language": "en"}


@pytest.fixture
def sitting():
    return open_sitting(journey=make_journey(), facilitator=AmbassadorFactory().person)


def cast_votes(sitting, staff, public):
    """Vote. `staff`, `public`: for each voter the places of the steps chosen."""
    steps = list(sitting.steps.all())
    for places in staff:
        ballot = join_as_staff(workshop=sitting, person=PersonFactory())
        cast_vote(ballot=ballot, steps=[steps[place] for place in places])
    for places in public:
        join_as_public(workshop=sitting)
        cast_vote(
            ballot=JourneyBallot.objects.latest("pk"), steps=[steps[place] for place in places]
        )


def close_and_reload(sitting):
    close_sitting(workshop=sitting)
    sitting.refresh_from_db()
    return sitting


def test_a_camera_opens_the_door_with_the_code_filled_in_and_joins_nobody(client, sitting):
    client.force_login(sitting.facilitator)
    screen = client.get(reverse("journeys:project", args=[sitting.uuid]), headers=IN_ENGLISH)
    address = reverse("journeys:door") + f"?code={sitting.code}"

    door = Client().get(address, headers=IN_ENGLISH)

    assert "QR code" in screen.content.decode()
    assert f'value="{sitting.code}"' in door.content.decode()
    assert not sitting.ballots.exists()
    assert Client().post(address, {"code": sitting.code}).status_code == 302
    assert sitting.ballots.count() == 1


# --- The life of a workshop -------------------------------------------------------------------------


def test_once_closed_the_gap_is_shown_and_nobody_is_left_in_the_database(sitting):
    cast_votes(sitting, [(0, 1)] * 5, [(2,)] * 3 + [(1, 2)] * 3)

    results = results_of(close_and_reload(sitting))

    assert [(tally.staff, tally.public) for tally in results.tallies] == [
        (100, 0),
        (100, 50),
        (0, 100),
    ]
    assert "Étape 1" in results.finding
    assert "100" in results.finding
    assert not JourneyBallot.objects.exists()


def test_fewer_than_five_of_the_public_are_kept_and_shown_with_the_staff_only(sitting):
    cast_votes(sitting, [(2,)] * 6, [(0, 1)] * 4)

    results = results_of(close_and_reload(sitting))

    assert not results.is_apart
    assert [tally.step.votes for tally in results.tallies] == [4, 4, 6]
    assert (sitting.staff_voters, sitting.public_voters, sitting.voters) == (None, None, 10)
    assert set(sitting.steps.values_list("staff_votes", "public_votes")) == {(None, None)}


@pytest.mark.parametrize("tickets", [4, 5, 9])
def test_whoever_joins_often_by_the_door_reads_no_vote_of_a_colleague(client, sitting, tickets):
    cast_votes(sitting, [(0, 1)], [])
    for _ in range(tickets):
        room = Client().post(reverse("journeys:door"), {"code": sitting.code}).url
        Client().post(room, {"vote": "yes", "steps": [str(sitting.steps.last().pk)]})
    client.force_login(sitting.facilitator)
    client.post(reverse("journeys:close", args=[sitting.uuid]))

    table = client.get(reverse("journeys:table", args=[sitting.uuid])).content.decode()
    votes = [int(line.split(";")[1]) for line in table.strip().splitlines()[1:]]
    assert votes == ([] if tickets < 5 else [0, 0, tickets])
    sitting.refresh_from_db()
    assert sitting.voters == (0 if tickets < 5 else tickets)


def test_few_of_either_and_nothing_is_kept(sitting):
    cast_votes(sitting, [(0,)] * 4, [(1,)] * 4)

    assert results_of(close_and_reload(sitting)).tallies == []
    assert set(sitting.steps.values_list("votes", flat=True)) == {0}


def test_the_database_refuses_a_small_group_told_apart(sitting):
    sitting.is_told_apart, sitting.staff_voters, sitting.public_voters = True, 4, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        sitting.save()


def test_a_vote_is_changed_until_it_closes_and_counts_once(sitting):
    steps = list(sitting.steps.all())
    ballot = join_as_staff(workshop=sitting, person=PersonFactory())
    cast_vote(ballot=ballot, steps=steps[:2])
    cast_vote(ballot=ballot, steps=[steps[2]])
    cast_votes(sitting, [(0,)] * 4, [])
    with pytest.raises(ValidationError):
        cast_vote(ballot=ballot, steps=steps)
    with pytest.raises(ValidationError):
        cast_vote(ballot=ballot, steps=[steps[0], steps[0]])

    assert [step.votes for step in close_and_reload(sitting).steps.all()] == [4, 0, 1]
    with pytest.raises(ValidationError):
        cast_vote(ballot=ballot, steps=[steps[0]])


def test_when_its_hours_are_over_it_closes_by_itself_once(sitting):
    cast_votes(sitting, [(0,)] * 5, [])
    JourneyWorkshop.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError):
        join_as_public(workshop=sitting)

    assert (close_overdue_sittings(), close_overdue_sittings()) == (1, 0)
    sitting.refresh_from_db()
    assert (sitting.voters, JourneyBallot.objects.count()) == (5, 0)


# --- On the screen ----------------------------------------------------------------------------------


def test_somebody_of_the_public_joins_votes_and_changes_without_an_account(client, sitting):
    joined = client.post(
        reverse("journeys:door"), {"code": f" {sitting.code.lower()[:3]}-{sitting.code[3:]}"}
    )
    room = joined.url
    steps = [str(step.pk) for step in sitting.steps.all()]
    first = client.post(room, {"vote": "yes", "steps": steps[:2]}, follow=True)
    client.post(room, {"vote": "yes", "steps": steps[1:]})

    ballot = JourneyBallot.objects.get()
    assert (str(ballot.first_id), str(ballot.second_id)) == (steps[1], steps[2])
    assert (ballot.person, ballot.group) == (None, "public")
    assert room.rstrip("/").rpartition("/")[2] not in str(ballot.ticket)
    assert "sessionid" not in client.cookies
    assert first.headers["Cache-Control"] == "no-store"
    assert first.status_code == 200


def test_three_steps_are_one_too_many_and_stay_ticked(client, sitting):
    client.cookies["django_language"] = "en"
    room = reverse("journeys:room", args=[join_as_public(workshop=sitting)])
    steps = [str(step.pk) for step in sitting.steps.all()[:3]]

    page = client.post(room, {"vote": "yes", "steps": steps}).content.decode()

    assert "Choose two steps at most: you have ticked 3." in page
    assert len(re.findall(r'name="steps"[^>]*\bchecked\b', page)) == 3
    assert JourneyBallot.objects.get().first is None


def test_the_public_can_change_the_language_and_read_of_privacy_and_accessibility(client, sitting):
    room = reverse("journeys:room", args=[join_as_public(workshop=sitting)])
    page = client.get(room).content.decode()
    assert f'name="next" value="{room}"' in page
    assert "site-footer" in page


def test_the_page_to_project_shows_the_code_and_nothing_that_waits_to_be_read(client, sitting):
    ballot, *_others = [
        JourneyBallot.objects.create(workshop=sitting, group="public", ticket=letter * 64)
        for letter in "vwxyz"
    ]
    step = sitting.steps.first()
    add_remark(ballot=ballot, step=step, kind=IdeaKind.IDEA, text="Pas encore lu")
    address = reverse("journeys:project", args=[sitting.uuid])
    client.force_login(sitting.facilitator)
    run = client.get(reverse("journeys:run", args=[sitting.uuid])).content.decode()
    assert address in run

    page = client.get(address).content.decode()

    assert sitting.code in page
    assert "Pas encore lu" not in page
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404


def test_a_wrong_code_and_an_old_ticket_open_nothing(client, sitting):
    wrong = client.post(reverse("journeys:door"), {"code": "AAAAAA"})
    ticket = join_as_public(workshop=sitting)
    close_and_reload(sitting)

    assert wrong.status_code == 200
    assert not JourneyBallot.objects.exists()
    assert client.get(reverse("journeys:room", args=[ticket])).status_code == 404
    assert client.get(reverse("journeys:room", args=["rien"])).status_code == 404


def test_results_are_nowhere_before_it_closes(client, sitting):
    cast_votes(sitting, [(0,)] * 5, [(1,)] * 5)
    person = PersonFactory()
    client.force_login(person)
    for name in ("results", "table"):
        assert client.get(reverse(f"journeys:{name}", args=[sitting.uuid])).status_code == 404
    close_and_reload(sitting)
    for name in ("results", "table"):
        assert client.get(reverse(f"journeys:{name}", args=[sitting.uuid])).status_code == 200
    table = client.get(reverse("journeys:table", args=[sitting.uuid])).content.decode()
    assert "Étape 1" in table


def test_what_is_said_waits_for_the_facilitator_and_its_fate_is_read_by_staff(client, sitting):
    steps = list(sitting.steps.all())
    ballot = join_as_staff(workshop=sitting, person=PersonFactory())
    join_staff(sitting, 4)
    add_remark(ballot=ballot, step=steps[0], kind=IdeaKind.IDEA, text="Rappeler avant la relance")
    with pytest.raises(ValidationError):
        add_remark(ballot=ballot, step=steps[0], kind=IdeaKind.IDEA, text="Voir Mme Durand")
    idea = JourneyIdea.objects.get()
    client.force_login(ballot.person)
    own = reverse("journeys:vote", args=[sitting.uuid])
    assert "Rappeler avant" not in client.get(own).content.decode()
    assert (
        client.post(reverse("journeys:moderate", args=[idea.uuid]), {"show": "yes"}).status_code
        == 404
    )

    client.force_login(sitting.facilitator)
    client.post(reverse("journeys:moderate", args=[idea.uuid]), {"show": "yes"})
    client.post(reverse("journeys:close", args=[sitting.uuid]))
    outcome = {"idea": idea.pk, "fate": "under_way", "word": "Essai à l’accueil"}
    client.post(reverse("journeys:follow", args=[sitting.uuid]), outcome)

    client.force_login(PersonFactory())
    page = client.get(reverse("journeys:results", args=[sitting.uuid])).content.decode()
    assert "Rappeler avant la relance" in page
    assert "Essai à l’accueil" in page
    assert client.get(reverse("journeys:follow", args=[sitting.uuid])).status_code == 404


def test_nothing_is_taken_of_somebody_who_would_be_known_by_it(client, sitting):
    alone = join_as_staff(workshop=sitting, person=PersonFactory())
    for _ in range(9):
        join_as_public(workshop=sitting)
    step = sitting.steps.first()
    own = reverse("journeys:vote", args=[sitting.uuid])
    sent = {"step": step.pk, "kind": "idea", "text": "Rappeler avant la relance"}

    client.force_login(alone.person)
    page = client.post(own, sent, headers=IN_ENGLISH)

    assert "Wait until five people have joined" in page.content.decode()
    assert "Rappeler avant" in page.content.decode()
    assert not JourneyIdea.objects.exists()
    join_staff(sitting, 4)
    assert client.post(own, sent).status_code == 302
    assert JourneyIdea.objects.count() == 1


def join_staff(sitting, number):
    for _ in range(number):
        join_as_staff(workshop=sitting, person=PersonFactory())


def test_whoever_has_not_joined_has_no_page_to_vote(client, sitting):
    client.force_login(PersonFactory())
    assert client.get(reverse("journeys:vote", args=[sitting.uuid])).status_code == 404
    assert client.get(reverse("journeys:run", args=[sitting.uuid])).status_code == 404
    assert client.post(reverse("journeys:open"), {"journey": sitting.journey_id}).status_code == 404


# --- From files -------------------------------------------------------------------------------------


def journey_file(**more):
    steps = [{"title": "Un", "irritants": ["Attendre"]}, {"title": "Deux"}, {"title": "Trois"}]
    return SurveyFile("six-mois", "fr", {"title": "Six mois", "steps": steps} | more)


def test_a_file_is_taken_once_and_what_an_editor_changed_is_left():
    assert [import_journey(journey_file()), import_journey(journey_file())] == [
        "created",
        "unchanged",
    ]
    assert import_journey(journey_file(title="Six mois ici")) == "changed"
    journey = Journey.objects.get()
    assert [step.title for step in journey.steps.order_by("sort_order")] == ["Un", "Deux", "Trois"]
    journey.steps.filter(title="Un").update(title="Un, à notre façon")

    assert import_journey(journey_file(title="Autre")) == "ignored"
    assert Journey.objects.get().title == "Six mois ici"


@pytest.mark.parametrize(
    "raw", [None, [], {"title": "Seul"}, {"title": "A", "steps": [{}, {}, {}]}]
)
def test_a_file_that_is_no_journey_is_refused(raw):
    with pytest.raises(UnfitSurveyFileError):
        import_journey(SurveyFile("six-mois", "fr", raw))


def test_whoever_runs_workshops_runs_every_sitting(client, sitting):
    manager = PersonFactory()
    grant_role(person=manager, role=Role.TRAINING_MANAGER, by=manager)
    client.force_login(manager)
    page = client.get(reverse("journeys:run", args=[sitting.uuid]))
    assert sitting.code in page.content.decode()


def test_who_ran_one_is_forgotten_after_the_period_and_the_result_stays(sitting):
    cast_votes(sitting, [(0,)] * 5, [])
    close_and_reload(sitting)
    JourneyWorkshop.objects.update(expires_at=timezone.now() - timedelta(days=800))

    purge()

    sitting.refresh_from_db()
    assert (sitting.facilitator, sitting.voters) == (None, 5)


def test_the_journeys_ask_the_same_queries_for_one_and_for_nine(
    client, sitting, django_assert_max_num_queries
):
    client.force_login(sitting.facilitator)
    close_and_reload(open_sitting(journey=sitting.journey, facilitator=sitting.facilitator))
    client.get(reverse("journeys:index"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("journeys:index"))
    for number in range(8):
        journey = make_journey(slug=f"autre-{number}")
        close_and_reload(open_sitting(journey=journey, facilitator=sitting.facilitator))
    with django_assert_max_num_queries(len(few)):
        page = client.get(reverse("journeys:index")).content.decode()
    assert page.count("Étape 3") == 9
