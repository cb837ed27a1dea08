"""Assemble the demonstration organisation from a seed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from demo.campaign.model import Campaign, Role
from demo.campaign.reading import DEFAULT, campaign_named
from demo.generation.careers import Career, simulate_careers
from demo.generation.coaching import choose_ambassadors, draw_help_requests, simulate_lessons
from demo.generation.dice import Dice
from demo.generation.habits import Habit, simulate_habits
from demo.generation.links_and_declarations import draw_declarations, draw_links, usage_by_month
from demo.generation.model import CastMember, Demo, Person, Position, StaffRow, Team, Workshop
from demo.generation.months import Month, first_day, last_day, shift_month
from demo.generation.names import CAST_NAMES, draw_name, next_free_address
from demo.generation.organisation import draw_organisation


SMALLEST_STAFF, LARGEST_STAFF = 60, 70_000
LONGEST_LIFE = 60
ONE_IN_WITHOUT_ADDRESS = 9
FIELD_SHARE_WITHOUT_ADDRESS = 0.85


def generate_organisation(
    *,
    campaign: str = DEFAULT,
    staff: int | None = None,
    months: int = 12,
    last_month: Month = (2026, 10),
    seed: int = 2026,
    workshop_lift: float | None = None,
) -> Demo:
    """Generate the organisation: the same for the same arguments, on any Python.

    `staff` (60..70,000; the campaign’s units say it otherwise) is the length of the first and of the last staff list. `months` (1..60) end
    with `last_month`. A run with `workshop_lift=0` differs from another in what the workshops did and
    in nothing else of the staff's use. Raises ValueError outside these bounds.
    """
    drawn = campaign_named(campaign)
    staff = drawn.staff if staff is None else staff
    lift = drawn.invented.effects.workshop_lift if workshop_lift is None else workshop_lift
    if not SMALLEST_STAFF <= staff <= LARGEST_STAFF:
        raise ValueError(f"staff must be between {SMALLEST_STAFF} and {LARGEST_STAFF}: {staff}")
    if not 1 <= months <= LONGEST_LIFE:
        raise ValueError(f"months must be between 1 and {LONGEST_LIFE}: {months}")
    span = tuple(shift_month(last_month, back) for back in range(1 - months, 1))
    parents, posts = draw_organisation(drawn, staff, seed=seed)
    careers, teams = simulate_careers(drawn, posts, parents, span, seed=seed)
    habits, held = simulate_habits(drawn, careers, teams, span, seed=seed, workshop_lift=lift)
    people = _people(drawn, habits, seed)
    workshops = tuple(
        replace(workshop, attendees=tuple(sorted(people[key].staff_number for key in keys)))
        for workshop, keys in held
    )
    by_key = {career.part_key: people[career.key] for career in careers if career.part}
    cast = tuple(_cast_member(key, by_key[key]) for key in drawn.invented.cast)
    return _assemble(drawn, span, seed, people, teams, workshops, cast)


def _cast_member(key: str, person: Person) -> CastMember:
    role = Role.STAFF if key == "agent" else Role(key)
    return CastMember(
        key,
        role,
        *CAST_NAMES[key],
        person.staff_number,
        person.positions[-1].team,
        person.email,
    )


def _assemble(
    campaign: Campaign,
    span: tuple[Month, ...],
    seed: int,
    people: tuple[Person, ...],
    teams: tuple[Team, ...],
    workshops: tuple[Workshop, ...],
    cast: tuple[CastMember, ...],
) -> Demo:
    number_of = {member.key: member.staff_number for member in cast}
    agent, ambassador = number_of["agent"], number_of["ambassador"]
    parts = campaign.invented.cast.items()
    scripted = {number_of[key]: part.lessons for key, part in parts}
    showing = frozenset(number_of[key] for key, part in parts if part.links)
    links = draw_links(people, span, seed=seed, always=showing)
    ambassadors = choose_ambassadors(campaign, people, span, seed=seed, always=ambassador)
    held = {position.job for person in people for position in person.positions}
    return Demo(
        campaign=campaign,
        seed=seed,
        months=span,
        teams=teams,
        jobs=tuple(sorted(held, key=lambda job: (job.family, job.name))),
        people=people,
        staff_files=_staff_files(people, teams, span),
        links=links,
        usage_files=usage_by_month(people, links, span),
        declarations=draw_declarations(people, span, seed=seed),
        workshops=workshops,
        cast=cast,
        ambassadors=ambassadors,
        help_requests=draw_help_requests(
            campaign, people, span, ambassadors, seed=seed, always=agent
        ),
        learning=simulate_lessons(people, span, workshops, seed=seed, scripted=scripted),
        quiz_skill={person.staff_number: person.quiz_skill for person in people},
    )


def _people(campaign: Campaign, habits: Sequence[Habit], seed: int) -> tuple[Person, ...]:
    """People in the order of arrival, which is also that of the staff numbers."""
    dice = Dice(seed, "people")
    careers = [habit.career for habit in habits]
    names = _names(careers, dice)
    addresses = _addresses(campaign, careers, names, seed)
    number = 2
    people: list[Person] = []
    for habit, name in zip(habits, names, strict=True):
        number += dice.between(1, 4)
        skill = 0.35 + 0.35 * habit.ease + 0.25 * dice.roll()
        people.append(
            Person(
                staff_number=f"{number:05d}",
                last_name=name[1],
                first_name=name[0],
                email=addresses.get(habit.career.key, ""),
                entered_on=habit.career.entered_on,
                left_on=habit.career.left_on,
                positions=tuple(habit.career.positions),
                ease=habit.ease,
                quiz_skill=round(skill, 3),
                willing_to_link=habit.willing_to_link,
                account_since=habit.account_since,
                use=tuple(habit.use),
            )
        )
    return tuple(people)


def _addresses(
    campaign: Campaign, careers: Sequence[Career], names: Sequence[tuple[str, str]], seed: int
) -> dict[int, str]:
    """Addresses by key; the cast choose first, so that theirs carry no number."""
    without = _without_address(careers, campaign.invented.field_families, seed)
    taken: set[str] = set()
    order = sorted(careers, key=lambda career: (career.part is None, career.key))
    return {
        career.key: next_free_address(*names[career.key], taken)
        for career in order
        if career.key not in without
    }


def _names(careers: Sequence[Career], dice: Dice) -> list[tuple[str, str]]:
    """Draw (first name, surname) by key, none equal to that of a member of the cast."""
    reserved = set(CAST_NAMES.values())
    names: list[tuple[str, str]] = []
    for career in careers:
        if career.part:
            names.append(CAST_NAMES[career.part_key])
            continue
        name = draw_name(dice)
        while name in reserved:
            name = draw_name(dice)
        names.append(name)
    return names


def _without_address(
    careers: Sequence[Career], field_families: Collection[str], seed: int
) -> frozenset[int]:
    """Choose one person in nine, mostly in the field; never the cast or former managers."""
    dice = Dice(seed, "addresses")
    able = [
        career
        for career in dice.shuffled(careers)
        if career.part is None and not any(held.is_manager for held in career.positions)
    ]
    field = [career for career in able if career.positions[0].job.family in field_families]
    others = [career for career in able if career.positions[0].job.family not in field_families]
    wanted = round(len(careers) / ONE_IN_WITHOUT_ADDRESS)
    from_field = min(len(field), round(wanted * FIELD_SHARE_WITHOUT_ADDRESS))
    chosen = field[:from_field] + others[: wanted - from_field]
    return frozenset(career.key for career in chosen)


def _staff_files(
    people: Sequence[Person], teams: Sequence[Team], months: tuple[Month, ...]
) -> dict[Month, tuple[StaffRow, ...]]:
    """Staff lists by month: people employed on its last day and those who left in it, by staff number."""
    parents = {team.name: team.parent for team in teams}
    files: dict[Month, tuple[StaffRow, ...]] = {}
    for month in months:
        last = last_day(month)
        listed = [
            person
            for person in people
            if person.entered_on <= last
            and (person.left_on is None or person.left_on >= first_day(month))
        ]
        files[month] = tuple(_row(person, parents, last) for person in listed)
    return files


def _row(person: Person, parents: dict[str, str | None], last: date) -> StaffRow:
    """Build a row; a departure still to come is not listed yet."""
    left_on = person.left_on if person.left_on and person.left_on <= last else None
    position = _position_at(person, left_on or last)
    return StaffRow(
        staff_number=person.staff_number,
        last_name=person.last_name,
        first_name=person.first_name,
        email=person.email,
        team=position.team,
        parent_team=parents[position.team],
        job=position.job.name,
        job_family=position.job.family,
        site=position.site,
        contact=position.contact,
        is_manager=position.is_manager,
        entered_on=person.entered_on,
        left_on=left_on,
    )


def _position_at(person: Person, day: date) -> Position:
    position = person.position_on(day)
    if position is None:
        raise LookupError(f"{person.staff_number} holds no position on {day}")
    return position
