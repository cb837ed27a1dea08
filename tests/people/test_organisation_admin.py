"""The organisation put right by hand, and « Me faire remplacer »: what each screen does and refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.dates import today
from people.actions.organisation import close_team, merge_references, move_team, rename_team
from people.models import Delegation, Job, JobFamily, Look, Partner, Person, Position, Site, Team
from people.queries.teams import consequences_of_move
from tests.people.factories import (
    DelegationFactory,
    ExternalFactory,
    JobFactory,
    PersonFactory,
    PositionFactory,
    SiteFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

STAND_IN = reverse("people:stand_in")


def fresh(team):
    return Team.objects.get(pk=team.pk)


@pytest.fixture
def tree():
    """north > desk, south; as they stand in the tables."""
    north = TeamFactory(name="Nord")
    desk = TeamFactory(name="Accueil", parent=north)
    south = TeamFactory(name="Sud")
    return {name: fresh(team) for name, team in locals().items() if isinstance(team, Team)}


# --- Teams -----------------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_team_moves_with_its_people_and_what_changes_is_said_before(tree):
    head = PositionFactory(team=tree["north"], is_manager=True).person
    other = PositionFactory(team=tree["south"], is_manager=True).person
    PositionFactory(team=tree["desk"])
    move = consequences_of_move(tree["desk"], tree["south"], today())
    assert (move.teams, move.people, move.gaining, move.losing) == (1, 1, [other], [head])

    move_team(team=tree["desk"], parent=tree["south"])

    assert fresh(tree["desk"]).get_parent() == tree["south"]
    assert Team.find_problems() == ([], [], [], [], [])


def test_a_team_cannot_be_put_below_itself_nor_the_organisation_anywhere(tree):
    for team, parent in (
        (tree["north"], tree["desk"]),
        (tree["north"], tree["north"]),
        (Team.objects.organisation(), tree["south"]),
    ):
        with pytest.raises(ValidationError):
            move_team(team=team, parent=parent)
    assert fresh(tree["desk"]).get_parent() == tree["north"]


def test_a_renamed_team_keeps_its_code_and_finds_its_place(tree):
    rename_team(team=tree["north"], name="Zone nord")

    names = Team.objects.organisation().get_children().order_by("path")
    assert list(names.values_list("name", "code")) == [("Sud", "Sud"), ("Zone nord", "Nord")]
    assert Team.find_problems() == ([], [], [], [], [])


def test_a_team_with_people_or_open_teams_is_not_closed(tree):
    with pytest.raises(ValidationError):
        close_team(team=tree["north"], last_day=today())
    position = PositionFactory(team=tree["desk"])
    with pytest.raises(ValidationError):
        close_team(team=tree["desk"], last_day=today())

    Position.objects.filter(pk=position.pk).update(ended_on=today())
    close_team(team=tree["desk"], last_day=today())
    close_team(team=tree["north"], last_day=today())
    assert set(Team.objects.exclude(closed_on=None)) == {tree["north"], tree["desk"]}


def test_the_screen_of_a_team(client, training_manager, data_protection_officer, tree):
    url = reverse("organisation_admin:team", args=[tree["desk"].pk])
    move = reverse("organisation_admin:move_team", args=[tree["desk"].pk])
    client.force_login(training_manager)
    assert client.post(url, {"verb": "rename", "name": "Guichet"}).status_code == 302
    assert client.get(f"{move}?parent={tree['south'].pk}").context["move"].teams == 1
    assert client.post(move, {"parent": tree["south"].pk}).status_code == 302
    assert client.post(url, {"verb": "close", "last_day": today().isoformat()}).status_code == 302
    desk = fresh(tree["desk"])
    assert (desk.name, desk.get_parent(), desk.closed_on) == ("Guichet", tree["south"], today())
    assert client.post(url, {"verb": "reopen"}).status_code == 302
    assert client.post(url, {"verb": "delete"}).status_code == 404

    client.force_login(data_protection_officer)
    assert client.get(url).status_code == 200
    assert client.post(url, {"verb": "rename", "name": "Autre"}).status_code == 404
    assert fresh(desk).name == "Guichet"


def test_the_code_of_the_organisation_itself_means_nothing_to_anybody(client, training_manager):
    client.force_login(training_manager)
    root = Team.objects.organisation()

    page = client.get(reverse("organisation_admin:team", args=[root.pk]))

    assert "<dd>.</dd>" not in "".join(page.content.decode().split())
    below = TeamFactory(name="Nord")
    page = client.get(reverse("organisation_admin:team", args=[below.pk]))
    assert f"<dd>{below.code}</dd>" in "".join(page.content.decode().split())


@pytest.mark.parametrize("asked", ["", "-1", "abc", "9" * 30, "²"])
def test_a_parent_that_is_not_there_is_not_found(client, training_manager, tree, asked):
    client.force_login(training_manager)
    url = reverse("organisation_admin:move_team", args=[tree["desk"].pk])

    assert client.get(url, {"parent": asked}).status_code == 404
    assert client.post(url, {"parent": asked}).status_code == 404


# --- Sites, families, jobs ---------------------------------------------------------------------------------


def name_url(kind, thing):
    return reverse("organisation_admin:name", args=[kind, thing.pk])


def test_two_spellings_of_a_job_become_one(client, administrator):
    survivor, other = JobFactory(name="Conseiller"), JobFactory(name="conseiller ")
    position = PositionFactory(job=other)
    client.force_login(administrator)
    client.post(name_url("metiers", other), {"verb": "merge", "kept": survivor.pk})

    position.refresh_from_db()
    assert position.job == survivor
    assert not Job.objects.filter(pk=other.pk).exists()


def test_two_spellings_of_a_family_and_of_a_site_become_one():
    job, site = JobFactory(), SiteFactory()
    position, survivor = PositionFactory(site=site), SiteFactory()
    family = JobFactory().family
    merge_references(kept=family, other=job.family)
    merge_references(kept=survivor, other=site)

    job.refresh_from_db()
    position.refresh_from_db()
    assert (job.family, position.site) == (family, survivor)
    assert (JobFamily.objects.count(), Site.objects.count()) == (1, 1)


def test_a_thing_is_not_merged_with_itself_nor_with_another_kind():
    job, site = JobFactory(), SiteFactory()
    for survivor, other in ((job, job), (job, site)):
        with pytest.raises(ValidationError):
            merge_references(kept=survivor, other=other)
    assert Job.objects.filter(pk=job.pk).exists()


def test_a_job_is_renamed_and_moves_to_another_family(client, administrator):
    job, family = JobFactory(name="Agent"), JobFactory(name="Chef").family
    client.force_login(administrator)
    taken = client.post(name_url("metiers", job), {"name": "Chef", "family": family.pk})
    assert taken.status_code == 200
    client.post(name_url("metiers", job), {"name": "Agent d’accueil", "family": family.pk})

    job.refresh_from_db()
    assert (job.name, job.family) == ("Agent d’accueil", family)


def test_there_are_four_kinds_of_names_and_no_other(client, administrator):
    client.force_login(administrator)
    asked = ("sites", "familles", "metiers", "partenaires", "equipes", "people")
    found = {
        kind
        for kind in asked
        if client.get(reverse("organisation_admin:names", args=[kind])).status_code == 200
    }

    assert found == {"sites", "familles", "metiers", "partenaires"}


def test_two_spellings_of_a_partner_become_one(client, administrator):
    learner, survivor = ExternalFactory(), ExternalFactory().partner
    client.force_login(administrator)
    client.post(name_url("partenaires", learner.partner), {"verb": "merge", "kept": survivor.pk})

    learner.refresh_from_db()
    assert learner.partner == survivor
    assert Partner.objects.get() == survivor


# --- From a person's record ----------------------------------------------------------------------------------


def test_positions_are_added_ended_and_changed_from_the_record(client, training_manager, person):
    second, third = TeamFactory(), TeamFactory()
    day = today()
    client.force_login(training_manager)

    def send(name, *more, **data):
        url = reverse(f"organisation_admin:{name}", args=[person.uuid, *more])
        return client.post(url, {"contact": "back_office", "started_on": day.isoformat(), **data})

    assert send("add_position", team=second.pk).status_code == 302
    added = person.positions.get(team=second)
    assert send("end_position", added.pk, last_day=day.isoformat()).status_code == 302
    assert send("change_primary", team=third.pk, keeps_former="on").status_code == 302
    assert send("add_position", team=third.pk).status_code == 200  # refused, and said so

    added.refresh_from_db()
    assert added.ended_on == day
    assert person.positions.primary().held_on(day).get().team == third
    assert client.get(reverse("people_admin:person", args=[person.uuid])).status_code == 200


def test_another_persons_position_cannot_be_ended_through_a_record(
    client, training_manager, person
):
    other = PositionFactory(is_primary=False)
    client.force_login(training_manager)
    url = reverse("organisation_admin:end_position", args=[person.uuid, other.pk])

    assert client.post(url, {"last_day": today().isoformat()}).status_code == 404


def test_the_training_manager_names_a_stand_in_and_ends_it(client, training_manager, manager):
    colleague = PersonFactory()
    team = manager.positions.get().team
    client.force_login(training_manager)
    client.post(
        reverse("organisation_admin:delegate", args=[manager.uuid]),
        {
            "team": team.pk,
            "delegate": colleague.staff_number,
            "started_on": today().isoformat(),
            "ended_on": today().isoformat(),
        },
    )
    delegation = Delegation.objects.get()
    assert (delegation.recorded_by, delegation.delegate) == (training_manager, colleague)
    assert Team.objects.managed_by(colleague, today()).get() == team

    end = reverse("organisation_admin:end_delegation", args=[manager.uuid, delegation.uuid])
    record = client.get(reverse("people_admin:person", args=[manager.uuid])).content.decode()
    asking = record.partition('<details class="confirm">')[2].partition("</details>")[0]
    assert end in asking  # a first press only opens what asks for the second
    assert end not in record.replace(asking, "")
    client.post(end)
    assert not Team.objects.managed_by(colleague, today()).exists()


# --- Partners' learners ----------------------------------------------------------------------------------------


def test_a_learner_is_added_put_off_and_ended(client, training_manager):
    client.force_login(training_manager)
    last = today() + timedelta(days=30)
    sent = {
        "first_name": "Aïcha",
        "last_name": "Kone",
        "new_partner": "Maison de Segré",
        "partner_kind": "public_service_house",
        "from_day": today().isoformat(),
        "last_day": last.isoformat(),
    }
    add = reverse("organisation_admin:add_external")
    assert client.post(add, {**sent, "new_partner": " "}).status_code == 200
    assert not Partner.objects.exists()
    assert client.post(add, sent).status_code == 302
    person = Person.objects.external().get()

    change = reverse("organisation_admin:change_external", args=[person.uuid])
    later = last + timedelta(days=30)
    client.get(change)
    assert client.post(change, {"last_day": later.isoformat()}).status_code == 302
    person.refresh_from_db()
    assert person.employed_until == later
    client.post(reverse("organisation_admin:end_external", args=[person.uuid]))
    person.refresh_from_db()
    assert (person.is_active, person.employed_until) == (False, today())
    assert Look.objects.filter(viewer=training_manager, subject=person).exists()


def test_a_refused_learner_leaves_no_partner_behind(client, training_manager):
    client.force_login(training_manager)
    sent = {
        "first_name": "Aïcha",
        "last_name": "Kone",
        "email": training_manager.email,
        "new_partner": "Maison de Segré",
        "partner_kind": "public_service_house",
        "from_day": today().isoformat(),
        "last_day": today().isoformat(),
    }
    assert client.post(reverse("organisation_admin:add_external"), sent).status_code == 200
    assert not Partner.objects.exists()


def test_staff_and_learners_have_each_their_list_and_their_screens(client, administrator, person):
    external = ExternalFactory()
    client.force_login(administrator)
    staff = client.get(reverse("people_admin:staff")).context["object_list"]
    guests = client.get(reverse("organisation_admin:externals")).context["object_list"]

    assert external not in staff
    assert list(guests) == [external]
    for name in ("add_position", "change_primary", "delegate"):
        url = reverse(f"organisation_admin:{name}", args=[external.uuid])
        assert client.get(url).status_code == 404
    for name in ("change_external", "end_external"):
        url = reverse(f"organisation_admin:{name}", args=[person.uuid])
        assert client.post(url, {"last_day": "2099-01-01"}).status_code == 404


# --- « Me faire remplacer » --------------------------------------------------------------------------------------


def asked(colleague, team, **fields):
    return {
        "delegate": colleague.uuid,
        "team": team.pk,
        "started_on": today().isoformat(),
        "ended_on": today().isoformat(),
        **fields,
    }


def test_a_manager_asks_a_colleague_who_then_sees_the_team_and_may_hand_it_back(client, manager):
    team = manager.positions.get().team
    colleague = PositionFactory(team=team).person
    client.force_login(manager)
    assert client.post(STAND_IN, asked(colleague, team)).status_code == 302
    assert str(colleague) in client.get(STAND_IN).content.decode()
    assert Team.objects.managed_by(colleague, today()).exists()

    client.force_login(colleague)
    page = client.get(STAND_IN)
    assert page.context["form"] is None
    assert str(manager) in page.content.decode()
    assert str(manager) in client.get(reverse("people:my_data")).content.decode()
    end = reverse("people:end_stand_in", args=[Delegation.objects.get().uuid])
    assert client.post(end).status_code == 302
    assert not Team.objects.managed_by(colleague, today()).exists()


def test_nobody_outside_the_teams_can_be_asked_and_no_other_team_lent(client, manager):
    team = manager.positions.get().team
    colleague, stranger = PositionFactory(team=team).person, PositionFactory().person
    client.force_login(manager)
    for sent in (
        asked(stranger, team),
        asked(manager, team),
        asked(ExternalFactory(), team),
        asked(colleague, TeamFactory()),
        asked(colleague, team, ended_on=(today() + timedelta(days=400)).isoformat()),
        asked(colleague, team, delegate="x"),
    ):
        assert client.post(STAND_IN, sent).status_code == 200
    assert not Delegation.objects.exists()


def test_a_long_list_is_cut_and_a_name_finds_the_rest(client, manager):
    team = manager.positions.get().team
    for number in range(30):
        PositionFactory(team=team, person=PersonFactory(last_name=f"Abel{number:02d}"))
    last = PositionFactory(team=team, person=PersonFactory(last_name="Zimmer")).person
    client.force_login(manager)

    first = client.get(STAND_IN)
    assert first.context["has_more"]
    assert "Zimmer" not in first.content.decode()
    assert "Zimmer" in client.get(STAND_IN, {"nom": "camille zim"}).content.decode()
    refused = client.post(STAND_IN, asked(last, team, ended_on=""))
    assert f'value="{last.uuid}" selected' in refused.content.decode()


def test_somebody_who_manages_nothing_and_stands_in_for_nobody_finds_no_such_page(client, person):
    client.force_login(person)

    assert client.get(STAND_IN).status_code == 404
    assert client.post(STAND_IN, {}).status_code == 404


def test_a_stranger_cannot_end_what_is_not_theirs(client, manager, person):
    delegation = DelegationFactory(manager=manager, team=manager.positions.get().team)
    client.force_login(person)

    assert client.post(reverse("people:end_stand_in", args=[delegation.uuid])).status_code == 404
    delegation.refresh_from_db()
    assert delegation.revoked_on is None


def test_a_former_manager_reads_the_history_and_can_ask_nobody(client, manager):
    team = manager.positions.get().team
    colleague = PositionFactory(team=team).person
    DelegationFactory(manager=manager, team=team, ended_on=date(2020, 1, 1))
    Position.objects.filter(person=manager).update(ended_on=today() - timedelta(days=1))
    client.force_login(manager)
    page = client.get(STAND_IN)

    assert page.context["form"] is None
    assert str(colleague) not in page.content.decode()
    assert client.post(STAND_IN, asked(colleague, team)).status_code == 404
