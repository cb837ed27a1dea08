"""Voluntary links and monthly declarations of the staff."""

from collections.abc import Sequence

from demo.generation.dice import Dice
from demo.generation.model import Answer, Declaration, Link, Person, ServiceUseDay
from demo.generation.months import Month, last_day, month_of, week_of_month


LINKING_RATE = 0.5  # a month, of the willing who have an account
NEVER_DECLARES = 0.15
DECLARES = 0.7  # of the others; 0.6 of all
RATHER_NOT_SAY = 0.06
HABIT_WEEKS = 3


def draw_links(
    people: Sequence[Person],
    months: tuple[Month, ...],
    *,
    seed: int,
    always: frozenset[str],
) -> tuple[Link, ...]:
    """Link willing people in a month in which they have an account; `always` at the first occasion.

    Pseudonyms are drawn by lot: neither their order nor their value says whose they are.
    """
    dice = Dice(seed, "links")
    linked: list[tuple[str, Month]] = []
    for person in people:
        for month in months:
            prompt = dice.chance(LINKING_RATE) or person.staff_number in always
            day = last_day(month)
            possible = person.employed_on(day) and person.has_account_on(day)
            if prompt and possible and person.willing_to_link:
                linked.append((person.staff_number, month))
                break
    numbers: dict[int, None] = {}
    while len(numbers) < len(linked):
        numbers[dice.between(1, 999_999)] = None
    links = [
        Link(f"p-{number:06d}", staff_number, month)
        for number, (staff_number, month) in zip(numbers, linked, strict=True)
    ]
    return tuple(sorted(links, key=lambda link: link.pseudonym))


def usage_by_month(
    people: Sequence[Person], links: Sequence[Link], months: tuple[Month, ...]
) -> dict[Month, tuple[ServiceUseDay, ...]]:
    """Use of linked people, from the month of their link on."""
    by_number = {person.staff_number: person for person in people}
    rows: dict[Month, list[ServiceUseDay]] = {month: [] for month in months}
    for link in links:
        for day, service in by_number[link.staff_number].use:
            if month_of(day) >= link.linked_on:
                rows[month_of(day)].append(ServiceUseDay(link.pseudonym, service, day))
    return {month: tuple(sorted(rows[month])) for month in months}


def draw_declarations(
    people: Sequence[Person], months: tuple[Month, ...], *, seed: int
) -> tuple[Declaration, ...]:
    """Declarations by month and staff number, of people employed on the month's last day."""
    declarations: list[Declaration] = []
    for person in people:
        dice = Dice(seed, "declarations", person.staff_number)
        rate = 0.0 if dice.chance(NEVER_DECLARES) else DECLARES
        for month in months:
            answers, is_shy = dice.chance(rate), dice.chance(RATHER_NOT_SAY)
            if answers and person.employed_on(last_day(month)):
                answer = Answer.RATHER_NOT_SAY if is_shy else true_answer(person, month)
                declarations.append(Declaration(person.staff_number, month, answer))
    return tuple(sorted(declarations, key=lambda d: (d.month, d.staff_number)))


def true_answer(person: Person, month: Month) -> Answer:
    """Return an honest answer for that month; a habit is use in three of its weeks."""
    if not person.has_account_on(last_day(month)):
        return Answer.NO_ACCOUNT
    days = {day for day, _service in person.use if month_of(day) == month}
    if not days:
        return Answer.NOT_YET
    weeks = {week_of_month(day) for day in days}
    return Answer.YES_WEEKLY if len(weeks) >= HABIT_WEEKS else Answer.YES_NOW_AND_THEN
