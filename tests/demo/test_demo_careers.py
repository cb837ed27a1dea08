"""Twelve months in the lives of the invented: they move, use the portal, declare, learn and help."""

from datetime import timedelta

import pytest

from demo.campaign.reading import DEFAULT, campaign_named
from demo.generation.careers import REORGANISATION_MONTH
from demo.generation.generator import generate_organisation
from demo.generation.links_and_declarations import true_answer
from demo.generation.model import Answer, Role
from demo.generation.months import first_day, last_day, month_of, shift_month
from tests.demo.demo_people import account_rate, managers_on, person_by_number, staff_in, usage_rate


CAMPAIGN = campaign_named(DEFAULT)


# Twelve months of life


def test_leavers_are_listed_in_their_last_month_and_never_again(demo):
    left = [p for p in demo.people if p.left_on]
    assert len(left) > 15

    for month, rows in demo.staff_files.items():
        listed = {row.staff_number: row for row in rows}
        for person in left:
            if month == month_of(person.left_on):
                assert listed[person.staff_number].left_on == person.left_on
            elif month > month_of(person.left_on):
                assert person.staff_number not in listed


def test_lists_say_nothing_of_the_future(demo):
    for month, rows in demo.staff_files.items():
        for row in rows:
            assert row.entered_on <= last_day(month)
            assert row.left_on is None or month_of(row.left_on) == month


def test_positions_follow_one_another_from_entry_to_departure(any_demo):
    for person in any_demo.people:
        assert person.positions[0].since == person.entered_on
        assert person.positions[-1].until == person.left_on
        assert all(p.until is None or p.since <= p.until for p in person.positions)
        for before, after in zip(person.positions, person.positions[1:], strict=False):
            assert after.since == before.until + timedelta(days=1)


def test_people_arrive_leave_and_move(demo):
    start = first_day(demo.months[0])
    moved = [
        person
        for person in demo.people
        for before, after in zip(person.positions, person.positions[1:], strict=False)
        if before.team != after.team and "Montfleury" not in before.team
    ]

    assert sum(person.entered_on >= start for person in demo.people) > 15
    assert len(moved) > 5


def test_one_agency_is_reorganised_in_month_seven(demo):
    month = demo.months[REORGANISATION_MONTH - 1]
    ended = {team.name for team in demo.teams if team.last_month == shift_month(month, -1)}
    begun = {team.name for team in demo.teams if team.first_month == month}

    assert len(ended) == len(begun) == 3
    assert {team.parent for team in demo.teams if team.name in ended | begun} == {
        "Délégation de Montfleury"
    }
    for listed, rows in demo.staff_files.items():
        teams = {row.team for row in rows}
        assert not teams & (ended if listed >= month else begun)


# Accounts and use


def test_two_thirds_have_no_account_at_the_start(any_demo):
    eve = first_day(any_demo.months[0]) - timedelta(days=1)
    present = [person for person in any_demo.people if person.employed_on(eve)]

    assert account_rate(present, eve) == pytest.approx(1 / 3, abs=0.01)


def test_account_and_usage_end_far_higher_than_they_began(demo):
    first, last = demo.months[0], demo.months[-1]
    before, after = staff_in(demo, first), staff_in(demo, last)

    assert usage_rate(before, first) < 0.25
    assert 0.4 < usage_rate(after, last) < 0.6
    assert 0.6 < account_rate(after, last_day(last)) < 0.85


def test_august_dips(demo):
    rates = {month: usage_rate(staff_in(demo, month), month) for month in demo.months}

    assert rates[(2026, 8)] < 0.8 * rates[(2026, 7)]
    assert rates[(2026, 9)] > rates[(2026, 7)]


def test_managers_and_front_desks_lag_at_first():
    demo = generate_organisation(staff=1500)
    month = demo.months[2]
    day = last_day(month)
    people = staff_in(demo, month)
    managers = managers_on(people, day)
    reception = [p for p in people if p.position_on(day).team.startswith("Accueil")]

    assert account_rate(managers, day) < 0.75 * account_rate(people, day)
    assert account_rate(reception, day) < 0.75 * account_rate(people, day)


def test_nobody_uses_the_portal_without_an_account_or_while_not_employed(any_demo):
    for person in any_demo.people:
        assert person.account_since is None or person.employed_on(person.account_since)
        for day, service in person.use:
            assert person.employed_on(day)
            assert person.has_account_on(day)
            assert service in CAMPAIGN.services


def test_every_used_day_begins_with_the_sign_in(demo):
    for person in demo.people:
        assert {day for day, _ in person.use} == {
            day for day, used in person.use if used == "connexion"
        }


def test_workshops_raise_the_use_of_those_who_came_by_the_planted_effect():
    kinds = {"staff": 3000, "months": 6, "last_month": (2026, 4)}
    with_effect, without = (
        generate_organisation(**kinds),
        generate_organisation(**kinds, workshop_lift=0.0),
    )
    workshop = with_effect.workshops[0]
    after = shift_month(month_of(workshop.held_on), 1)

    def rate(demo, *, came):
        people = [
            p for p in staff_in(demo, after) if (p.staff_number in workshop.attendees) == came
        ]
        return usage_rate(people, after)

    assert without.workshops[0].attendees == workshop.attendees
    effect = rate(with_effect, came=True) - rate(without, came=True)
    assert effect == pytest.approx(CAMPAIGN.invented.effects.workshop_lift, abs=0.04)
    assert rate(with_effect, came=False) == rate(without, came=False)


def test_workshops_are_held_in_their_months_for_teams_that_exist(demo):
    teams = {team.name: team for team in demo.teams}
    people = person_by_number(demo)

    assert [month_of(w.held_on) for w in demo.workshops] == [
        demo.months[number - 1] for number in CAMPAIGN.invented.effects.workshop_months
    ]
    for workshop in demo.workshops:
        assert all(teams[name].exists_in(month_of(workshop.held_on)) for name in workshop.teams)
        for number in workshop.attendees:
            assert people[number].position_on(workshop.held_on).team in workshop.teams


# What is let be known


def test_about_a_third_are_willing_to_link_and_only_they_do(demo):
    people = person_by_number(demo)
    willing = sum(person.willing_to_link for person in demo.people) / len(demo.people)

    assert 0.28 < willing < 0.42
    assert len({link.staff_number for link in demo.links}) == len(demo.links)
    for link in demo.links:
        assert people[link.staff_number].willing_to_link
        assert people[link.staff_number].has_account_on(last_day(link.linked_on))


def test_pseudonyms_follow_no_order_of_the_staff(demo):
    numbers = [link.staff_number for link in demo.links]

    assert len({link.pseudonym for link in demo.links}) == len(demo.links)
    assert numbers != sorted(numbers)
    assert not any(link.staff_number in link.pseudonym for link in demo.links)


def test_usage_files_hold_the_true_use_of_linked_people_from_the_link_on(demo):
    people = person_by_number(demo)
    links = {link.pseudonym: link for link in demo.links}
    rows = [row for month_rows in demo.usage_files.values() for row in month_rows]
    expected = sum(
        month_of(day) >= link.linked_on
        for link in demo.links
        for day, _ in people[link.staff_number].use
    )

    assert len(rows) == len(set(rows)) == expected > 1000
    for month, month_rows in demo.usage_files.items():
        for row in month_rows:
            link = links[row.pseudonym]
            assert month_of(row.day) == month >= link.linked_on
            assert (row.day, row.service) in people[link.staff_number].use


def test_about_sixty_in_a_hundred_declare_each_month(demo):
    for month in demo.months:
        declared = sum(declaration.month == month for declaration in demo.declarations)

        assert 0.5 < declared / len(staff_in(demo, month)) < 0.7


def test_declarations_agree_with_what_people_did(demo):
    people = person_by_number(demo)

    for declaration in demo.declarations:
        person = people[declaration.staff_number]
        assert person.employed_on(last_day(declaration.month))
        truth = true_answer(person, declaration.month)
        assert declaration.answer in {truth, Answer.RATHER_NOT_SAY}
    assert {declaration.answer for declaration in demo.declarations} == set(Answer)


# The cast, learning and mutual help


def test_the_cast_plays_every_role_with_an_address_and_stays(any_demo):
    people = person_by_number(any_demo)

    assert {member.role for member in any_demo.cast} == set(Role)
    for member in any_demo.cast:
        person = people[member.staff_number]
        assert (person.first_name, person.last_name) == (member.first_name, member.last_name)
        assert person.email == member.email != ""
        assert person.left_on is None
        assert person.positions[-1].team == member.team


def test_the_cast_keep_their_names_and_addresses_whatever_the_seed(demo):
    other = generate_organisation(seed=8)

    assert [(m.key, m.email) for m in other.cast] == [(m.key, m.email) for m in demo.cast]


def test_the_manager_of_the_cast_leads_a_team_large_enough_for_figures(any_demo):
    manager = next(member for member in any_demo.cast if member.role == Role.MANAGER)

    for rows in any_demo.staff_files.values():
        team = [row for row in rows if row.team == CAMPAIGN.invented.showcase]
        assert 15 <= len(team) <= 25
        assert [row.staff_number for row in team if row.is_manager] == [manager.staff_number]


def test_one_in_forty_is_an_ambassador_at_ease_and_no_manager(demo):
    people = person_by_number(demo)
    marc = next(member for member in demo.cast if member.role == Role.AMBASSADOR)

    assert len(demo.ambassadors) == 10
    assert marc.staff_number in {ambassador.staff_number for ambassador in demo.ambassadors}
    for ambassador in demo.ambassadors:
        person = people[ambassador.staff_number]
        assert person.email
        assert person.left_on is None
        assert not person.positions[-1].is_manager
        assert person.has_account_on(ambassador.since)
        assert 2 <= ambassador.capacity <= 5
        assert set(ambassador.topics) <= set(CAMPAIGN.services)


def test_the_agent_of_the_cast_asks_for_what_the_ambassador_of_the_cast_offers(any_demo):
    numbers = {member.role: member.staff_number for member in any_demo.cast}
    asked = next(r for r in any_demo.help_requests if r.staff_number == numbers[Role.STAFF])
    offer = next(a for a in any_demo.ambassadors if a.staff_number == numbers[Role.AMBASSADOR])

    assert set(asked.topics) & set(offer.topics)
    assert set(asked.formats) & set(offer.formats)
    assert set(asked.slots) & set(offer.slots)


def test_help_is_asked_by_people_employed_then_and_never_by_ambassadors(any_demo):
    people = person_by_number(any_demo)
    helpers = {ambassador.staff_number for ambassador in any_demo.ambassadors}

    assert len({r.staff_number for r in any_demo.help_requests}) == len(any_demo.help_requests)
    for request in any_demo.help_requests:
        assert people[request.staff_number].employed_on(request.asked_on)
        assert request.staff_number not in helpers
        assert request.topics
        assert request.formats
        assert request.slots
        assert request.languages[0] == "fr"


def test_lessons_are_done_in_order_on_working_days_while_employed(any_demo):
    people = person_by_number(any_demo)
    by_person = {}
    for fact in any_demo.learning:
        assert people[fact.staff_number].employed_on(fact.done_on)
        assert fact.done_on.weekday() < 5
        by_person.setdefault(fact.staff_number, []).append(fact)

    for facts in by_person.values():
        assert [fact.lesson for fact in facts] == list(range(len(facts)))
        days = [fact.done_on for fact in facts]
        assert days == sorted(set(days))


def test_the_agent_of_the_cast_is_at_her_third_lesson(demo):
    nadia = next(member for member in demo.cast if member.role == Role.STAFF)

    assert [f.lesson for f in demo.learning if f.staff_number == nadia.staff_number] == [0, 1]


def test_everyone_has_a_quiz_skill_between_nought_and_one(demo):
    assert set(demo.quiz_skill) == {person.staff_number for person in demo.people}
    assert all(0 <= skill <= 1 for skill in demo.quiz_skill.values())
