"""A month goes out once: protected, audited, in its turn, and never changes afterwards."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction

from adoption.foundation.periods import Month
from adoption.publishing.actions import publications as publishing
from adoption.publishing.actions.publications import audit_again, publish, publish_closed_months
from adoption.publishing.disclosure.auditor import AuditResult, Finding
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Figure, Publication, Roll
from adoption.tasks import publish_closed_months_task
from adoption.usage.actions.declarations import declare, forget_declarations
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.enums import DeclaredUse
from adoption.usage.models import Declaration, Objection, UsageDay, UseNoticeSeen
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import roll_key_of, subject_of
from people.models import ErasureEntry, Person, Position, Team
from people.queries.notices import current_notices
from tests.adoption.conftest import OCTOBER, declare_all, root, staff_of
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalLinkFactory,
    UsageDayFactory,
)
from tests.people.factories import PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db


def figure(publication, team, indicator="used"):
    found = publication.figures.get(team=team, indicator=indicator)
    return found.kind, found.low, found.high


# --- What is counted ----------------------------------------------------------------------------------


def test_the_figures_are_those_of_an_independent_count(declared):
    """12 of 24 users: exact; 3 of 20: a block; 9 people: hidden. Accounts and habits of the 60 alone."""
    publication = publish(portal=declared["portal"], month=OCTOBER)

    teams = declared["teams"]
    assert publication.status == PublicationStatus.PUBLISHED
    assert figure(publication, teams["north"]) == ("exact", 12, 12)
    assert figure(publication, teams["south"]) == ("block", 0, 4)
    assert figure(publication, teams["small"]) == ("hidden", None, None)
    assert figure(publication, teams["division"]) == ("exact", 21, 21)
    assert figure(publication, root()) == ("exact", 21, 21)
    assert figure(publication, root(), "account") == ("exact", 29, 29)
    assert figure(publication, root(), "habit") == ("exact", 10, 10)


def test_use_is_published_of_every_population_and_accounts_and_habits_of_large_ones(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER)

    teams = declared["teams"]
    large = {root().pk, teams["division"].pk}
    of = {
        "known": set(),
        "account": large,
        "used": large | {t.pk for t in teams.values()},
        "habit": large,
    }
    for indicator, populations in of.items():
        shown = publication.figures.filter(indicator=indicator)
        assert {each.team_id for each in shown} == populations


def naive_used(portal, month):
    """Used, per team with all below it, counted person by person the slow way."""
    counts = Counter()
    for person in Person.objects.all():
        held = [
            each
            for each in Position.objects.filter(person=person, is_primary=True)
            if each.started_on <= month.last_day
            and (each.ended_on is None or each.ended_on >= month.last_day)
        ]
        joined, left = person.employed_from, person.employed_until
        is_there = joined <= month.first_day and (left is None or left >= month.last_day)
        if not held or not is_there:
            continue
        subject = subject_of(person)
        links = portal.links.filter(subject=subject)
        answers = Declaration.objects.filter(portal=portal, subject=subject, month=month.first_day)
        if links and (
            links[0].linked_on <= month.last_day
            or UsageDay.objects.filter(
                pseudonym=links[0].pseudonym, day__lte=month.last_day
            ).exists()
        ):
            used = UsageDay.objects.filter(
                pseudonym=links[0].pseudonym, day__range=(month.first_day, month.last_day)
            ).exists()
        else:
            used = answers.filter(answer__in=("yes_weekly", "yes_now_and_then")).exists()
        for team in [held[0].team, *held[0].team.get_ancestors()]:
            counts[team.pk] += used
    return counts


def test_links_moves_joiners_and_leavers_are_counted_as_one_would_by_hand(declared):
    portal, people, teams = declared["portal"], declared["people"], declared["teams"]
    moving, leaving, linked, silent, late = people["north"][:5]
    Position.objects.filter(person=moving).update(ended_on=date(2026, 10, 15))
    PositionFactory(person=moving, team=teams["south"], started_on=date(2026, 10, 16))
    Person.objects.filter(pk=leaving.pk).update(employed_until=date(2026, 10, 30))
    PersonFactory(employed_from=date(2026, 10, 2))
    PositionFactory(person=people["south"][0], team=teams["north"], is_primary=False)
    link = PortalLinkFactory(portal=portal, person=linked)  # its silence prevails over the “yes”
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym, day=date(2026, 9, 30))
    link = PortalLinkFactory(portal=portal, person=people["south"][12])
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym, day=date(2026, 10, 31))
    PortalLinkFactory(
        portal=portal, person=silent, linked_on=date(2026, 11, 2)
    )  # “yes” still counts
    PortalLinkFactory(portal=PortalFactory(), person=late)
    UsageDayFactory(portal=portal, pseudonym="p-nobody")
    publish(portal=portal, month=Month(2026, 9))

    publication = publish(portal=portal, month=OCTOBER)

    counts = naive_used(portal, OCTOBER)
    shown = publication.figures.filter(indicator="used").exclude(kind="hidden")
    assert len(shown) == 4
    for each in shown:
        assert each.low <= counts[each.team_id] <= each.high
    assert publication.figures.get(team=root(), indicator="used").population == 59


def test_a_person_without_a_primary_position_is_counted_nowhere(declared):
    PersonFactory()

    publication = publish(portal=declared["portal"], month=OCTOBER)

    assert publication.figures.get(team=root(), indicator="used").population == 60


def test_another_portal_s_data_do_not_count(declared):
    other = PortalFactory()
    declare_all(other, declared["people"]["south"], ["yes_weekly"] * 20)

    publication = publish(portal=declared["portal"], month=OCTOBER)

    assert figure(publication, declared["teams"]["south"]) == ("block", 0, 4)


# --- When ---------------------------------------------------------------------------------------------


def refusal(portal, month, **options):
    with pytest.raises(ValidationError) as raised:
        publish(portal=portal, month=month, **options)
    return raised.value.code


def test_an_open_month_is_not_published(declared):
    assert refusal(declared["portal"], Month(2026, 11)) == "open"
    assert refusal(declared["portal"], OCTOBER, today=date(2026, 11, 5)) == "open"
    assert publish(portal=declared["portal"], month=OCTOBER, today=date(2026, 11, 6)).pk


def test_months_go_out_in_their_order(declared):
    portal = declared["portal"]
    declare_all(portal, declared["people"]["north"], ["yes_weekly"] * 8, Month(2026, 8))

    assert refusal(portal, OCTOBER) == "gap"
    publish(portal=portal, month=Month(2026, 8))
    assert refusal(portal, OCTOBER) == "gap"
    publish(portal=portal, month=Month(2026, 9))
    publish(portal=portal, month=OCTOBER)
    assert refusal(portal, Month(2026, 7)) == "order"


def test_a_month_in_which_nobody_was_there_is_no_gap(declared):
    portal = declared["portal"]
    DeclarationFactory(
        portal=portal, month=date(2018, 11, 1), person=declared["people"]["north"][0]
    )
    Declaration.objects.filter(month=date(2026, 10, 1)).delete()

    assert refusal(portal, Month(2018, 11)) == "empty"
    assert publish(portal=portal, month=Month(2019, 2)).pk


def test_publishing_twice_gives_the_same_publication(declared):
    first = publish(portal=declared["portal"], month=OCTOBER)
    second = publish(portal=declared["portal"], month=OCTOBER)

    assert first == second
    assert Publication.objects.count() == 1


def test_a_dry_run_stores_nothing(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER, dry_run=True)

    assert publication.pk is None
    assert not Publication.objects.exists()


def test_the_nightly_task_catches_up_once_and_only_on_followed_portals(declared):
    portal = declared["portal"]
    declare_all(portal, declared["people"]["north"], ["yes_weekly"] * 8, Month(2026, 8))
    closed = PortalFactory(is_open=False)
    declare_all(closed, declared["people"]["north"], ["yes_weekly"] * 8)

    publish_closed_months_task()
    publish_closed_months_task()

    assert [f"{each.month:%Y-%m}" for each in Publication.objects.oldest_first()] == [
        "2026-08",
        "2026-09",
        "2026-10",
    ]
    assert {each.portal for each in Publication.objects.all()} == {portal}


def test_an_audit_that_breaks_on_one_portal_does_not_keep_the_others_back(declared, monkeypatch):
    other = PortalFactory()
    declare_all(other, declared["people"]["north"], ["yes_weekly"] * 8)
    drafted = publishing.draft
    calls = []

    def breaking_first(**values):
        calls.append(values)
        if len(calls) == 1:
            raise RuntimeError("the solver gave up")
        return drafted(**values)

    monkeypatch.setattr(publishing, "draft", breaking_first)

    with pytest.raises(ExceptionGroup):
        publish_closed_months_task()

    assert Publication.objects.count() == 1


# --- What never changes -------------------------------------------------------------------------------


def everything():
    return (
        list(Publication.objects.order_by("pk").values()),
        list(Figure.objects.order_by("pk").values()),
        list(Roll.objects.order_by("pk").values()),
    )


@pytest.mark.postgresql
def test_the_database_refuses_to_change_what_is_out(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER)

    for change in (
        lambda: Figure.objects.filter(kind="exact").update(low=1, high=1),
        lambda: Publication.objects.update(status="withheld"),
        lambda: Roll.objects.update(members={}),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()
    assert figure(publication, root(), "account") == ("exact", 29, 29)


def test_neither_departures_nor_objections_nor_moves_change_what_is_out(declared):
    portal, people = declared["portal"], declared["people"]
    link = PortalLinkFactory(portal=portal, person=people["south"][5])
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym)
    publish(portal=portal, month=OCTOBER)
    before = everything()

    undo_link(person=people["south"][5], portal=portal)
    forget_declarations(person=people["north"][0], portal=portal)
    Position.objects.filter(person=people["north"][1]).update(
        team=people["south"][0].positions.get().team
    )
    people["north"][2].delete()
    Team.objects.filter(pk=declared["teams"]["north"].pk).update(name="Renommée")
    publish_closed_months(portal=portal)

    assert everything() == before


def test_who_undoes_a_link_leaves_later_counts_and_their_denominators(declared):
    portal, person = declared["portal"], declared["people"]["south"][17]
    link = PortalLinkFactory(portal=portal, person=person)
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym, day=date(2026, 10, 3))
    with_link = publish(portal=portal, month=OCTOBER, dry_run=True)
    assert with_link.status == PublicationStatus.PUBLISHED

    undo_link(person=person, portal=portal)
    publication = publish(portal=portal, month=OCTOBER)

    assert figure(publication, root(), "account") == ("exact", 29, 29)
    assert figure(publication, root(), "habit") == ("exact", 10, 10)


def test_a_later_month_reckons_with_the_roll_and_not_with_today_s_positions(declared):
    portal, people = declared["portal"], declared["people"]
    september = Month(2026, 9)
    declare_all(portal, people["north"], ["yes_weekly"] * 12, september)
    publish(portal=portal, month=september)
    Position.objects.filter(person__in=people["north"]).update(started_on=date(2026, 10, 1))

    publication = publish(portal=portal, month=OCTOBER)

    assert publication.status == PublicationStatus.PUBLISHED
    assert len(Roll.objects.get(publication__month=september.first_day).members) == 4


# --- The gate -----------------------------------------------------------------------------------------


def finding(**_given):
    found = Finding(group=1, level=3, reached_by_all=True, coalition=())
    return AuditResult((found,), 1, 1, 0, 0.0)


def test_what_the_audit_does_not_pass_is_withheld_whole_and_not_tried_again(
    declared, monkeypatch, caplog
):
    monkeypatch.setattr("adoption.publishing.disclosure.drafting.audit", finding)
    portal = declared["portal"]

    publication = publish(portal=portal, month=OCTOBER)
    monkeypatch.undo()

    assert publication.status == PublicationStatus.WITHHELD
    assert not publication.figures.exists()
    assert not Roll.objects.exists()
    assert publish(portal=portal, month=OCTOBER).status == PublicationStatus.WITHHELD
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "21" not in " ".join(caplog.messages).replace("2026", "")


def test_an_error_in_the_audit_publishes_nothing(declared, monkeypatch):
    def broken(**_given):
        raise RuntimeError("no solver")

    monkeypatch.setattr("adoption.publishing.disclosure.drafting.audit", broken)

    with pytest.raises(RuntimeError):
        publish(portal=declared["portal"], month=OCTOBER)
    assert not Publication.objects.exists()


def test_what_is_out_can_be_audited_again(declared, capsys):
    publication = publish(portal=declared["portal"], month=OCTOBER)

    call_command("audit_publication", str(publication.pk), "--json")

    assert json.loads(capsys.readouterr().out)["unchanged"] == 1


def test_an_audit_says_so_when_the_data_have_changed_since(declared):
    publication = publish(portal=declared["portal"], month=OCTOBER)
    Declaration.objects.all().delete()

    assert audit_again(publication=publication) is None


def test_the_record_says_how_it_was_made(declared, settings):
    publication = publish(portal=declared["portal"], month=OCTOBER)

    made = publication.parameters
    teams = declared["teams"]
    assert (made["threshold"], made["coalition"], made["edge"]) == (10, 3, 5)
    assert made["indicators"] == {"known": 3, "account": 3, "used": 3, "habit": 3}
    assert made["rule"] == "used-first"
    assert made["order"] == [teams[name].pk for name in ("small", "south", "north", "division")] + [
        root().pk
    ]
    assert publication.audit["findings"] == 0


def test_a_threshold_under_nine_publishes_nothing(declared, settings):
    settings.PUBLICATION_THRESHOLD = 5

    with pytest.raises(ValueError, match="not less than 9"):
        publish(portal=declared["portal"], month=OCTOBER)


def test_no_table_of_use_or_publication_names_anybody(declared):
    """P15: a copy of the database beside the staff list joins nothing without the key."""
    portal, person = declared["portal"], declared["people"]["north"][0]
    link = PortalLinkFactory(portal=portal, person=person)
    UsageDayFactory(portal=portal, pseudonym=link.pseudonym)
    publish(portal=portal, month=OCTOBER)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    object_to_measurement(person=person, keep_logbook=True)

    kept = json.dumps(
        [
            list(model.objects.order_by("pk").values())
            for model in (
                Declaration,
                UsageDay,
                Publication,
                Figure,
                Roll,
                type(link),
                Objection,
                UseNoticeSeen,
                ErasureEntry,
            )
        ],
        default=str,
    )
    for known in (str(person.uuid), person.uuid.hex, person.email, person.staff_number + '"'):
        assert known not in kept
    assert roll_key_of(str(person.uuid)) not in subject_of(person)


# --- Declarations -------------------------------------------------------------------------------------


def test_an_answer_may_be_changed_until_the_month_closes(portal, person):
    for moment, answer in (
        (datetime(2026, 9, 30, 22, 30, tzinfo=UTC), DeclaredUse.NOT_YET),  # 1 October in Paris
        (datetime(2026, 11, 5, 22, 30, tzinfo=UTC), DeclaredUse.YES_WEEKLY),
    ):
        with time_machine.travel(moment):
            declare(person=person, portal=portal, month=OCTOBER, answer=answer)

    assert Declaration.objects.get().answer == DeclaredUse.YES_WEEKLY
    for day in (date(2026, 9, 30), date(2026, 11, 6)):
        with pytest.raises(ValidationError):
            declare(
                person=person, portal=portal, month=OCTOBER, answer=DeclaredUse.NOT_YET, today=day
            )


@pytest.mark.parametrize(
    ("size", "last", "most"), [(20, OCTOBER, 26), (200, OCTOBER, 26), (200, Month(2026, 9), 37)]
)
def test_the_number_of_queries_depends_neither_on_people_nor_on_earlier_months(
    portal, size, last, most, django_assert_max_num_queries
):
    """More with the last month of a quarter, which needs the months before."""
    people = staff_of(TeamFactory(), size)
    months = [last.previous().previous(), last.previous(), last]
    for month in months:
        declare_all(portal, people, ["yes_weekly"] * (size // 2), month)
    for month in months[:-1]:
        publish(portal=portal, month=month)

    with django_assert_max_num_queries(most):
        publish(portal=portal, month=last)


def test_publish_for_every_portal_tells_what_went_out(declared, capsys):
    call_command("publish", "2026-10", "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["created"], told["refused"], told["applied"]) == (1, [], True)
    assert "21" not in told["notes"][0].replace("2026", "")


def test_publish_exits_with_one_when_a_month_cannot_go_out(declared):
    with pytest.raises(SystemExit) as ended:
        call_command("publish", "2026-11", "--portal", declared["portal"].slug)

    assert ended.value.code == 1


def test_months_follow_the_last_one_settled(declared):
    portal = declared["portal"]
    publish(portal=portal, month=OCTOBER)

    assert publishing.months_to_publish(portal, date(2026, 12, 5)) == []
    assert publishing.months_to_publish(portal, date(2026, 12, 5) + timedelta(days=1)) == [
        Month(2026, 11)
    ]
