"""Several people at once: named before, proved, then all of them or none, once."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from core.dates import today
from people.actions.accounts import invite
from people.actions.privacy import erase_person
from people.enums import ImportState, LeftOut, Role, ViewedData
from people.models import ImportRun, Invitation, Look, OutgoingMail, Person, Position, RoleChange
from people.policies import ROLES_IN_BULK, needs_second_factor
from people.queries.readers import unusual_readers
from tests.background import post
from tests.people.doors import STAFF, statuses
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory, TeamFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reads_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


PREVIEW, ACT = reverse("people_admin:bulk"), reverse("people_admin:bulk_act")
CHANGES = reverse("people_admin:bulk_changes")
GRANT = "grant:editor"


def unopened(**fields):
    person = PersonFactory(**fields)
    person.set_unusable_password()
    person.save()
    return person


def form(act, people, **more):
    return {"act": act, "people": [str(person.uuid) for person in people], **more}


def preview(client, act, people, **more):
    answer = client.post(PREVIEW, form(act, people, **more))
    return answer.context["plan"] if answer.context else answer


def act(client, verb, people):
    """Preview the act, then do it."""
    shown = preview(client, verb, people).digest
    return client.post(ACT, form(verb, people, shown=shown))


def left_out(plan):
    return {line.person.pk: line.left_out for line in plan.left_out}


@pytest.fixture(autouse=True)
def _read_in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def test_who_acts_on_several_people(client, cast):
    for url in (PREVIEW, ACT, CHANGES):
        answers = statuses(client, cast, url, "post", form("invite", [cast["person"]]))
        assert {role for role, status in answers.items() if status in (200, 302)} >= {
            "training_manager", "administrator",
        }  # fmt: skip
        assert answers["data_protection_officer"] == answers["editor"] == 404
    assert not Invitation.objects.exists()
    client.force_login(cast["data_protection_officer"])
    assert 'name="people"' not in client.get(STAFF).content.decode()


def test_no_role_that_reads_figures_or_people_is_given_to_several(client, cast):
    for role in Role:
        holder = PersonFactory()
        holder.groups.add(Group.objects.get(name=role))
        assert (role in ROLES_IN_BULK) is not needs_second_factor(holder)
    for someone, roles in (
        ("administrator", set(Role) - ROLES_IN_BULK),
        ("training_manager", Role),
    ):
        client.force_login(cast[someone])
        for role in roles:
            for verb in ("grant", "revoke"):
                for url in (PREVIEW, ACT):
                    answer = client.post(url, form(f"{verb}:{role}", [cast["person"]]), follow=True)
                    assert answer.redirect_chain[-1][0] == STAFF
    assert "read figures" in answer.content.decode()
    assert not RoleChange.objects.exists()


def test_a_role_is_given_once_to_whoever_has_it_not_and_each_is_told(
    as_administrator, administrator, editor, leaver
):
    people = [PersonFactory(), PersonFactory(), editor, leaver, administrator]

    plan = preview(as_administrator, GRANT, people)
    assert set(plan.people) == set(people[:2])
    assert left_out(plan) == {
        editor.pk: LeftOut.HAS_IT, leaver.pk: LeftOut.LEFT, administrator.pk: LeftOut.OWN_ROLES,
    }  # fmt: skip
    assert not RoleChange.objects.exists()
    looks = Look.objects.filter(viewer=administrator, seen=ViewedData.CHOSEN)
    named = {person.pk for person in people} - {administrator.pk}
    assert set(looks.values_list("subject", flat=True)) == named
    assert not unusual_readers(now() + timedelta(minutes=1))
    sent = form(GRANT, people, shown=plan.digest)
    assert as_administrator.post(ACT, sent).status_code == 302
    again = as_administrator.post(ACT, sent)

    assert "done already" in again.content.decode()
    assert again.context["plan"].people == []
    changes = RoleChange.objects.values_list("person", "role", "granted", "changed_by")
    given = [(person.pk, "editor", True, administrator.pk) for person in people[:2]]
    assert sorted(changes) == sorted(given)
    assert OutgoingMail.objects.filter(kind="account_changed").count() == 2
    act(as_administrator, "revoke:editor", people)
    assert not editor.groups.exists()
    assert RoleChange.objects.filter(granted=False).count() == 3


def test_nothing_is_done_where_the_list_changed_since_the_preview(as_administrator, editor):
    gone, there = PersonFactory(), PersonFactory()
    shown = preview(as_administrator, GRANT, [gone, there]).digest
    erase_person(person=gone)

    again = as_administrator.post(ACT, form(GRANT, [gone, there], shown=shown))

    assert not RoleChange.objects.exists()
    plan = again.context["plan"]
    assert (plan.people, plan.missing) == ([there], 1)
    as_administrator.post(ACT, form(GRANT, [there], shown=plan.digest))
    assert RoleChange.objects.get().person == there


def test_cut_off_half_way_nothing_is_done(as_administrator):
    people = [PersonFactory(), PersonFactory(), PersonFactory()]
    shown = preview(as_administrator, GRANT, people).digest

    def cut_at_the_last(execute, sql, *rest):
        if sql.startswith("INSERT INTO") and RoleChange._meta.db_table in sql:
            written.append(sql)
            if len(written) == len(people):
                raise OperationalError("cut off")
        return execute(sql, *rest)

    written = []
    with (
        pytest.raises(OperationalError, match="cut off"),
        connection.execute_wrapper(cut_at_the_last),
    ):
        as_administrator.post(ACT, form(GRANT, people, shown=shown))
    assert not RoleChange.objects.exists()
    assert not OutgoingMail.objects.exists()
    as_administrator.post(ACT, form(GRANT, people, shown=shown))

    assert RoleChange.objects.count() == 3


def test_invitations_go_once_to_whoever_has_not_opened_their_account(
    client, cast, leaver, django_capture_on_commit_callbacks
):
    new, again = unopened(), unopened()
    earlier = invite(person=again, by=cast["administrator"]) and Invitation.objects.get()
    no_address, closed, editor = unopened(email=None), unopened(is_active=False), unopened()
    editor.groups.add(Group.objects.get(name="editor"))
    opened = PersonFactory()
    opened.set_password("x")
    opened.save()
    people = [new, again, no_address, closed, editor, opened, leaver]
    client.force_login(cast["training_manager"])

    plan = preview(client, "invite", people)
    assert set(plan.people) == {new, again}
    assert left_out(plan) == {
        no_address.pk: LeftOut.NO_ADDRESS, closed.pk: LeftOut.CLOSED, leaver.pk: LeftOut.LEFT,
        editor.pk: LeftOut.ROLE_HELD, opened.pk: LeftOut.OPENED,
    }  # fmt: skip
    sent = form("invite", people, shown=plan.digest)
    client.post(ACT, sent)
    client.post(ACT, sent)

    assert Invitation.objects.usable().count() == 2
    assert not Invitation.objects.usable().filter(pk=earlier.pk).exists()
    assert OutgoingMail.objects.filter(kind="invitation").count() == 2
    looks = Look.objects.filter(viewer=cast["training_manager"], seen=ViewedData.INVITATION)
    assert set(looks.values_list("subject", flat=True)) == {new.pk, again.pk}
    client.force_login(cast["administrator"])
    assert editor in preview(client, "invite", people).people


@pytest.fixture
def workplace():
    return {
        "old": TeamFactory(name="Accueil"),
        "new": TeamFactory(name="Courrier"),
        "site": SiteFactory(),
    }


def test_a_move_and_a_departure_go_through_the_plan_of_a_staff_list(
    client, cast, workplace, leaver
):
    staff = [PositionFactory(team=workplace["old"]).person for _each in range(30)]
    chosen = staff[:12]
    leader = PositionFactory(team=workplace["old"], is_manager=True).person
    alone = PersonFactory()
    client.force_login(cast["training_manager"])
    people = [*chosen, leader, alone, leaver]
    plan = preview(client, "change", people)
    assert left_out(plan) == {
        alone.pk: LeftOut.NO_TEAM, leaver.pk: LeftOut.LEFT,
    }  # fmt: skip
    day = today()
    sent = form("change", people, shown=plan.digest, as_of=day.isoformat())
    nothing = client.post(CHANGES, sent)
    assert nothing.context["form"].errors
    moving = sent | {"team": workplace["new"].pk, "site": workplace["site"].pk}
    refused = client.post(CHANGES, moving)  # a move would take along the powers of whoever leads
    assert leader.last_name in str(refused.context["form"].errors)
    assert not ImportRun.objects.exists()
    people.remove(leader)
    moving["people"] = [str(person.uuid) for person in people]
    moving["shown"] = preview(client, "change", people).digest
    run = post(client, CHANGES, moving).url

    page = client.get(run).content.decode()
    assert all(person.last_name in page for person in chosen)
    assert leader.last_name not in page
    assert ImportRun.objects.get().state == ImportState.CHECKED
    post(client, run)
    # Whoever reads figures remakes no team alone: somebody else approves it first.
    assert ImportRun.objects.get().state == ImportState.AWAITING_APPROVAL
    assert not Position.objects.filter(team=workplace["new"]).exists()
    client.force_login(cast["administrator"])
    post(client, run, {"decision": "approve"})
    moved = Position.objects.filter(team=workplace["new"], site=workplace["site"])
    assert set(moved.values_list("person", flat=True)) == {person.pk for person in chosen}

    shown = preview(client, "change", staff).digest
    last = (day + timedelta(days=5)).isoformat()
    leaving = form("change", staff, shown=shown, as_of=day.isoformat(), ended_on=last)
    run = post(client, CHANGES, leaving).url
    post(client, run, {"leavers": ""})
    assert ImportRun.objects.filter(state=ImportState.HELD).count() == 1  # most of the staff
    assert not Person.objects.filter(employed_until=last).exists()
    post(client, run, {"leavers": "30"})
    assert Person.objects.filter(employed_until=last).count() == 30


def test_another_site_is_for_those_who_lead_a_team_too(as_administrator, workplace):
    leader = PositionFactory(team=workplace["old"], is_manager=True).person
    shown = preview(as_administrator, "change", [leader]).digest
    sent = form("change", [leader], shown=shown, as_of=today().isoformat())

    run = post(as_administrator, CHANGES, sent | {"site": workplace["site"].pk}).url
    post(as_administrator, run)

    position = leader.positions.get(site=workplace["site"])
    assert (position.team, position.is_manager) == (workplace["old"], True)
    page = as_administrator.post(PREVIEW, form("change", [leader])).content.decode()
    assert workplace["site"].name in page


def test_a_name_that_a_spreadsheet_would_run_stays_that_of_one_person(as_administrator, workplace):
    person = PersonFactory(staff_number="+33", last_name="-Moins", first_name="@Al")
    PositionFactory(team=workplace["old"], person=person)
    shown = preview(as_administrator, "change", [person]).digest
    sent = form("change", [person], shown=shown, as_of=today().isoformat())
    run = post(as_administrator, CHANGES, sent | {"site": workplace["site"].pk}).url
    post(as_administrator, run, {})

    [found] = Person.objects.filter(staff_number__contains="33")
    assert (found.pk, found.last_name, found.first_name) == (person.pk, "-Moins", "@Al")
    assert found.positions.filter(site=workplace["site"]).exists()


def test_a_preview_that_is_too_old_sends_no_list(as_administrator, workplace):
    person = PositionFactory(team=workplace["old"]).person
    shown = preview(as_administrator, "change", [person]).digest
    Position.objects.filter(person=person).delete()
    PositionFactory(person=person, team=workplace["new"])

    sent = form("change", [person], shown=shown, as_of="2026-11-30", site=workplace["site"].pk)
    answer = as_administrator.post(CHANGES, sent)

    assert "Nothing was done" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_what_is_chosen_is_named_at_most_two_hundred_and_from_the_list(as_administrator):
    many = [PersonFactory.build() for _each in range(201)]
    for people, words in ((many, "At most 200"), ([], "at least one person")):
        answer = as_administrator.post(PREVIEW, form("invite", people), follow=True)
        assert words in answer.content.decode()
    wrong = {"act": "invite", "people": ["1 OR 1=1"]}
    assert as_administrator.post(PREVIEW, wrong).status_code == 302
    assert as_administrator.get(PREVIEW).url == STAFF


def test_a_preview_costs_as_many_queries_for_many_and_names_all_they_see(as_administrator):
    counts = []
    for size in (3, 60):
        people = [PositionFactory(person=unopened()).person for _each in range(size)]
        with CaptureQueriesContext(connection) as queries:
            plan = preview(as_administrator, "invite", people)
        counts.append(len(queries))
        assert len(plan.people) == size
    assert counts[1] == counts[0]


def numbers(client, **query):
    return {person.staff_number for person in client.get(STAFF, query).context["object_list"]}


def test_the_list_is_narrowed_by_place_role_account_and_days_and_a_page_is_chosen_whole(
    as_administrator, administrator, editor, workplace
):
    held = PositionFactory(team=workplace["old"], site=workplace["site"]).person
    new, invited = unopened(employed_from="2026-11-01"), unopened(employed_until="2099-01-31")
    invite(person=invited, by=administrator)

    assert numbers(as_administrator, site=workplace["site"].pk) == {held.staff_number}
    assert numbers(as_administrator, role="editor") == {editor.staff_number}
    assert numbers(as_administrator, account="new") == {new.staff_number}
    assert numbers(as_administrator, account="invited") == {invited.staff_number}
    assert new.staff_number not in numbers(as_administrator, account="opened")
    assert numbers(as_administrator, arrived="2026-10-01") == {new.staff_number}
    assert numbers(as_administrator, leaves="2099-12-31") == {invited.staff_number}
    page = as_administrator.get(STAFF, {"tick": "1"}).content.decode()
    assert page.count(" checked") >= page.count('name="people"') > 3
    assert as_administrator.get(STAFF).content.decode().count('name="people"') > 3
    assert as_administrator.get(STAFF, {"size": "200"}).context["paginator"].per_page == 200


def test_after_the_act_the_list_is_as_it_was_narrowed_and_the_role_is_named(as_administrator):
    someone = PersonFactory()
    narrowed = {"q": "Le Goff & fils", "account": "new"}
    page = as_administrator.get(STAFF, {"is_active": "true", "tick": "1"}).content.decode()
    assert 'name="list" value="is_active=true&amp;tick=1"' in page
    query = QueryDict(mutable=True)
    query.update(narrowed | {"tick": "1"})
    shown = as_administrator.post(PREVIEW, form(GRANT, [someone], list=query.urlencode()))
    back = shown.context["list_url"]
    assert dict(parse_qsl(urlsplit(back).query)) == narrowed
    hidden = {"shown": shown.context["plan"].digest, "list": shown.context["list_query"]}
    done = as_administrator.post(ACT, form(GRANT, [someone], **hidden), follow=True)
    assert done.redirect_chain[-1][0] == back
    assert str(Role.EDITOR.label) in str(next(iter(done.context["messages"])))
