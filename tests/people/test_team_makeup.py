"""Somebody who reads figures composes no team alone: by a list, in steps, or on screen."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.dates import last_day_of_month, today
from people.actions.organisation import move_team
from people.actions.positions import PositionDetails, change_primary
from people.enums import ImportKind, ImportState, ReviewReason
from people.importers.staff import import_staff
from people.mail.kinds import LIST_APPROVED, LIST_AWAITS_APPROVAL
from people.models import (
    ImportMapping,
    ImportRun,
    Look,
    Notification,
    OutgoingMail,
    Person,
    StagedFile,
    Team,
)
from people.notifications.kinds import LIST_TO_APPROVE
from people.team_makeup import TeamMakeup, teams_to_review
from tests.background import post
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory
from tests.people.staff_lists import ANSWERED


HEAD = "matricule;nom;prenom;equipe"
ENGLISH = {"accept-language": "en"}
INVENTED = "\n".join(
    [f"{HEAD};equipe_parente", *(f"9{n:02};Inventé{n};Ana;Neuve;-" for n in range(30))]
)
PARENTS = {"south": "", "desk": "south", "post": "south"}


def makeup(parents=PARENTS, **members):
    return TeamMakeup({who: team for team, them in members.items() for who in them}, parents)


@pytest.mark.parametrize(
    ("now", "after", "reviewed"),
    [
        ({"desk": range(9)}, {"desk": range(10)}, ["desk", "south"]),  # reaches ten
        ({"desk": range(9)}, {"desk": range(8)}, []),  # is shown nowhere
        ({"desk": range(20)}, {"desk": range(25)}, []),  # a fifth
        ({"desk": range(20)}, {"desk": range(26)}, ["desk", "south"]),
        ({"desk": range(20)}, {"desk": range(14, 20)}, []),
        ({"desk": range(20), "post": range(20, 40)}, {"desk": range(40)}, ["desk"]),
        ({"desk": range(20)}, {"other": range(10)}, []),  # a team that is not in the tree
    ],
)
def test_teams_that_reach_the_threshold_or_are_a_fifth_newcomers(now, after, reviewed):
    assert teams_to_review(
        makeup(**now), makeup(**now), makeup(**after), least=10
    ) == dict.fromkeys(reviewed, ReviewReason.REMADE)


def test_a_team_that_is_moved_brings_newcomers_above():
    before = makeup(desk=range(20), west=range(20, 40), parents={**PARENTS, "west": ""})
    after = makeup(desk=range(20), west=range(20, 40), parents={**PARENTS, "west": "south"})

    assert list(teams_to_review(before, before, after, least=10)) == ["south"]


def test_small_steps_within_a_month_count_together():
    before, now = makeup(desk=range(20)), makeup(desk=range(25))

    assert list(teams_to_review(before, now, makeup(desk=range(26)), least=10)) == ["desk", "south"]


@given(st.dictionaries(st.integers(0, 60), st.sampled_from(sorted(PARENTS))), st.integers(9, 12))
def test_unchanged_teams_are_never_reviewed(team_of, least):
    same = TeamMakeup(team_of, PARENTS)

    assert teams_to_review(TeamMakeup({}, PARENTS), same, same, least=least) == {}


@pytest.fixture
def send(client):
    def send(sender, text=INVENTED):
        client.force_login(sender)
        file = SimpleUploadedFile("liste.csv", text.encode(), content_type="text/csv")
        sent = {"file": file, "as_of": today().isoformat()}
        return post(client, reverse("people_admin:import"), sent).url

    return send


@pytest.mark.django_db
def test_a_list_that_creates_a_team_waits_for_another_pair_of_eyes(
    client, send, training_manager, administrator, data_protection_officer, editor
):
    url = send(training_manager)
    before = client.get(url, headers=ENGLISH)
    assert "Neuve" in before.context["notes"][-1]
    assert "Ask for agreement" in before.content.decode()
    post(client, url)

    run = ImportRun.objects.get()
    assert run.state == ImportState.AWAITING_APPROVAL
    assert not Person.objects.filter(last_name__startswith="Inventé").exists()
    own = client.get(url)
    assert not own.context["may_decide"]
    assert post(client, url, {"decision": "approve"}).status_code == 404
    client.force_login(editor)
    assert client.get(url).status_code in (302, 404)
    waiting = OutgoingMail.objects.filter(kind=LIST_AWAITS_APPROVAL)
    assert {letter.person for letter in waiting} == {administrator, data_protection_officer}

    client.force_login(data_protection_officer)
    page = client.get(url)
    assert page.context["may_decide"]
    assert "Inventé1" in page.content.decode()
    assert post(client, url, {"decision": "perhaps"}).status_code == 404
    post(client, url, {"decision": "approve"})

    run.refresh_from_db()
    assert (run.state, run.approved_by) == (ImportState.APPLIED, data_protection_officer)
    assert Person.objects.filter(last_name__startswith="Inventé").count() == 30
    assert OutgoingMail.objects.get(kind=LIST_APPROVED).person == training_manager
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.update(approved_by=training_manager)


@pytest.mark.django_db
def test_a_waiting_list_outlives_a_second_one_is_under_the_bell_and_can_be_withdrawn(
    client, send, training_manager, administrator, data_protection_officer
):
    url = send(training_manager, INVENTED + "\n950;;Eva;Neuve;-\n951;;Léa;Neuve;-")
    post(client, url, {"set_aside": "2"})
    run = ImportRun.objects.get()
    assert (run.state, run.counts["refused"]) == (ImportState.AWAITING_APPROVAL, 2)
    send(training_manager, f"{HEAD};equipe_parente\n970;Roy;Ana;Autre;-")
    assert StagedFile.objects.count() == 2

    own = client.get(url, headers=ENGLISH)
    assert [row["line"] for row in own.context["refused"]] == [32, 33]
    assert all(row["reason"] for row in own.context["refused"])
    assert "Withdraw the list" in own.content.decode()
    client.force_login(administrator)
    shown = client.get(url, headers=ENGLISH)
    page = shown.content.decode()
    assert "2 wrong lines are set aside." in " ".join(page.split())
    assert "Neuve" in shown.context["reasons_to_wait"][0]
    assert "liste.csv" in client.get(reverse("people:waiting"), headers=ENGLISH).content.decode()
    waiting = Notification.objects.filter(kind=LIST_TO_APPROVE)
    assert {row.person for row in waiting} == {administrator, data_protection_officer}
    assert post(client, url, {"decision": "withdraw"}).status_code == 404

    client.force_login(training_manager)
    post(client, url, {"decision": "withdraw"})
    assert "Its sender withdrew the list." in client.get(url, headers=ENGLISH).content.decode()
    runs = client.get(reverse("people_admin:imports"), headers=ENGLISH).content.decode()
    assert "withdrawn by its sender" in runs
    assert "not approved" not in runs
    assert not waiting.all().exists()
    assert [file.run.name for file in StagedFile.objects.exclude(run=run)] == ["liste.csv"]
    assert not StagedFile.objects.filter(run=run).exists()


@pytest.mark.django_db
def test_a_waiting_list_whose_file_is_lost_says_so(client, send, training_manager, administrator):
    url = send(training_manager)
    post(client, url)
    StagedFile.objects.all().delete()

    page = client.get(url, headers=ENGLISH).content.decode()
    assert "The file is no longer kept" in page
    assert reverse("people_admin:import") in page.partition("<main")[2]
    client.force_login(administrator)
    assert "The file is no longer kept" in client.get(url, headers=ENGLISH).content.decode()
    assert (
        "liste.csv" not in client.get(reverse("people:waiting"), headers=ENGLISH).content.decode()
    )


@pytest.mark.django_db
def test_a_list_that_is_declined_is_gone(client, send, training_manager, administrator):
    url = send(training_manager)
    post(client, url)
    client.force_login(administrator)
    assert client.get(url).context["may_decide"]
    post(client, url, {"decision": "decline"})

    assert ImportRun.objects.get().state == ImportState.DECLINED
    assert not Notification.objects.filter(kind=LIST_TO_APPROVE).exists()
    assert not StagedFile.objects.exists()
    assert not Person.objects.filter(last_name__startswith="Inventé").exists()
    assert post(client, url, {"decision": "approve"}).status_code == 404


@pytest.mark.django_db
def test_whoever_approves_leaves_a_trace_with_whom_the_list_names(
    client, send, training_manager, administrator
):
    people = PersonFactory.create_batch(12)
    lines = [f"{p.staff_number};{p.last_name};{p.first_name};Neuve;-" for p in people]
    url = send(training_manager, "\n".join([f"{HEAD};equipe_parente", *lines]))
    post(client, url)
    client.force_login(administrator)
    client.get(url)

    assert Look.objects.filter(viewer=administrator, subject=people[0]).exists()


@pytest.mark.django_db
def test_whoever_reads_no_figures_needs_nobody(client, send, administrator):
    post(client, send(administrator))

    assert ImportRun.objects.get().state == ImportState.APPLIED


@pytest.mark.django_db
def test_a_manager_who_administers_needs_somebody(client, send, administrator):
    PositionFactory(person=administrator, is_manager=True, is_primary=False)
    post(client, send(administrator))

    assert ImportRun.objects.get().state == ImportState.AWAITING_APPROVAL


@pytest.mark.django_db
def test_a_team_is_not_filled_one_by_one_nor_moved_on_screen(training_manager, administrator):
    lines = [f"8{n:02};N{n};P;{'Accueil' if n < 20 else 'Courrier'}" for n in range(40)]
    import_staff("\n".join([HEAD, *lines]).encode(), as_of=date(2026, 1, 31), answers=ANSWERED)
    desk, post = Team.objects.get(code="Accueil"), Team.objects.get(code="Courrier")
    moved = Person.objects.filter(staff_number__in=[f"8{n}" for n in range(20, 26)]).order_by("pk")

    for person in moved[:5]:
        change_primary(
            person=person, work=PositionDetails(team=desk), from_day=today(), by=training_manager
        )
    with pytest.raises(ValidationError, match="Accueil"):
        change_primary(
            person=moved[5], work=PositionDetails(team=desk), from_day=today(), by=training_manager
        )
    division = TeamFactory(name="Sud")
    with pytest.raises(ValidationError, match="Sud"):
        move_team(team=post, parent=division, by=training_manager)
    move_team(team=post, parent=division, by=administrator)
    change_primary(
        person=moved[5], work=PositionDetails(team=desk), from_day=today(), by=administrator
    )


def desk_of_twenty():
    lines = [f"8{n:02};N{n};P;{'Accueil' if n < 20 else 'Courrier'}" for n in range(40)]
    import_staff("\n".join([HEAD, *lines]).encode(), as_of=date(2026, 1, 31), answers=ANSWERED)
    return Team.objects.get(code="Accueil")


def arrives(number, first, team="Accueil"):
    text = f"{HEAD};date_entree\n{number};Neuf;Zoé;{team};{first}"
    return import_staff(text.encode(), as_of=today(), needs_approval=True, answers=ANSWERED)


@pytest.mark.django_db
def test_a_list_is_reviewed_whose_arrivals_are_dated_back_or_begin_later(in_english):
    """Each of them would stand in no comparison: there since long ago, or not there yet."""
    desk_of_twenty()
    dated_back = arrives("900", "2020-01-01")
    assert dated_back.awaits_approval
    assert [error.reason for error in dated_back.refused] == [
        "An arrival in “Accueil” is dated in a month already past."
    ]

    later = last_day_of_month(last_day_of_month(today()) + timedelta(days=1))
    lists = [arrives(f"90{n}", later - timedelta(days=n)) for n in range(6)]

    assert [report.awaits_approval for report in lists] == [False] * 5 + [True]


@pytest.mark.django_db
def test_a_team_is_not_filled_from_the_last_day_backwards_nor_in_a_month_gone_by(training_manager):
    desk = desk_of_twenty()
    moved = Person.objects.filter(staff_number__in=[f"8{n}" for n in range(20, 26)]).order_by("pk")
    later = last_day_of_month(last_day_of_month(today()) + timedelta(days=1))
    work, by = PositionDetails(team=desk), training_manager

    gone_by, sixth = today().replace(day=1) - timedelta(days=1), later - timedelta(days=5)
    with pytest.raises(ValidationError, match="Accueil"):
        change_primary(person=moved[0], work=work, from_day=gone_by, by=by)
    for number, person in enumerate(moved[:5]):
        day = later - timedelta(days=number)
        change_primary(person=person, work=work, from_day=day, by=by)
    with pytest.raises(ValidationError, match="Accueil"):
        change_primary(person=moved[5], work=work, from_day=sixth, by=by)


@pytest.mark.django_db
def test_no_small_team_is_hung_below_another_one_unreviewed(training_manager):
    """The comparison is made in the tree of today: what hangs there hung there all along."""
    desk = desk_of_twenty()
    small = PositionFactory(team=TeamFactory(code="Petite"), started_on=date(2026, 1, 1)).team

    with pytest.raises(ValidationError, match="Accueil"):
        move_team(team=small, parent=desk, by=training_manager)
    text = f"{HEAD};equipe_parente\n840;Neuf;Zoé;Petite;Accueil"
    assert import_staff(
        text.encode(), as_of=today(), needs_approval=True, answers=ANSWERED
    ).awaits_approval


@pytest.mark.django_db
def test_an_approval_is_of_what_was_shown(client, training_manager, administrator):
    mapping = ImportMapping.objects.create(
        kind=ImportKind.STAFF,
        name="mine",
        columns={
            "staff_number": "n",
            "last_name": "nom",
            "first_name": "prenom",
            "team": "a",
            "parent_team": "c",
        },
    )
    people = [f"9{n:02};Inventé{n};Ana;Neuve;Autre;-" for n in range(30)]
    file = SimpleUploadedFile("liste.csv", "\n".join(["n;nom;prenom;a;b;c", *people]).encode())
    client.force_login(training_manager)
    sent = {"file": file, "as_of": today().isoformat(), "mapping": mapping.pk}
    url = post(client, reverse("people_admin:import"), sent).url
    post(client, url)
    mapping.columns["team"], mapping.ignored = "b", ["a"]
    mapping.save()
    PersonFactory(staff_number="900", last_name="Autrement")

    client.force_login(administrator)
    assert "Neuve" in client.get(url).content.decode()
    post(client, url, {"decision": "approve"})

    run = ImportRun.objects.get()
    assert (run.state, run.approved_by) == (ImportState.AWAITING_APPROVAL, None)
    assert not Team.objects.filter(code__in=["Neuve", "Autre"]).exists()
    assert "Autrement" in client.get(url).content.decode()
    post(client, url, {"decision": "approve"})
    assert Team.objects.filter(code="Neuve").exists()
    assert not Team.objects.filter(code="Autre").exists()
