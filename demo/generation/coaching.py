"""Learning and mutual help: lessons done, ambassadors, requests for help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from demo.campaign.model import Campaign, HelpQuestion
from demo.generation.dice import Dice
from demo.generation.model import (
    FORMATS,
    SLOTS,
    Ambassador,
    HelpRequest,
    LessonDone,
    Person,
    Workshop,
)
from demo.generation.months import Month, first_day, last_day


LESSONS = 6
FIRST_LEARNING_MONTH = 3
PEOPLE_PER_AMBASSADOR = 40
PEOPLE_PER_REQUEST = 16
AMBASSADORS_START_MONTH = 4
MONTHS_OF_REQUESTS = 3
_OTHER_LANGUAGES = (("en", 0.2), ("ar", 0.08), ("pt", 0.05), ("es", 0.06))
_SHARED_BY_THE_CAST = ("in_person", "tue_am")
"""How the agent of the cast asks to be helped, and the ambassador of the cast offers it."""


def simulate_lessons(
    people: Sequence[Person],
    months: tuple[Month, ...],
    workshops: Sequence[Workshop],
    *,
    seed: int,
    scripted: dict[str, int],
) -> tuple[LessonDone, ...]:
    """Let a little over half of the staff learn; `scripted` fixes how many lessons some have done."""
    attended = {number for workshop in workshops for number in workshop.attendees}
    opening = first_day(months[min(FIRST_LEARNING_MONTH, len(months)) - 1])
    facts: list[LessonDone] = []
    for person in people:
        dice = Dice(seed, "lessons", person.staff_number)
        begins = dice.chance(0.4 + 0.25 * person.ease + 0.2 * (person.staff_number in attended))
        wanted = dice.between(1, LESSONS) if begins else 0
        wanted = scripted.get(person.staff_number, wanted)
        start = max(opening, person.entered_on)
        end = min(last_day(months[-1]), person.left_on or last_day(months[-1]))
        day = start + timedelta(days=int(dice.roll() * 0.6 * max(0, (end - start).days)))
        pace = dice.between(4, 30)
        if person.staff_number in scripted:
            day, pace = start + timedelta(days=7), min(25, (end - start).days // (LESSONS + 2))
        for lesson in range(wanted):
            day += timedelta(days=1 + int(dice.roll() * pace))
            if day.weekday() >= 5:
                day += timedelta(days=7 - day.weekday())
            if day > end:
                break
            facts.append(LessonDone(person.staff_number, lesson, day))
    return tuple(sorted(facts, key=lambda fact: (fact.done_on, fact.staff_number, fact.lesson)))


def choose_ambassadors(
    campaign: Campaign,
    people: Sequence[Person],
    months: tuple[Month, ...],
    *,
    seed: int,
    always: str,
) -> tuple[Ambassador, ...]:
    """Choose about one ambassador for forty staff, at ease, with an account and an address, never a manager.

    Spread over the sites: a site gets its second when the others have had their first.
    """
    dice = Dice(seed, "ambassadors")
    end = last_day(months[-1])
    since = first_day(months[min(AMBASSADORS_START_MONTH, len(months)) - 1])
    staff = [person for person in people if person.left_on is None]
    able = [
        person
        for person in staff
        if person.email and person.has_account_on(since) and not person.positions[-1].is_manager
    ]
    able.sort(key=lambda person: (person.staff_number != always, -person.ease, person.staff_number))
    at_site: dict[str, int] = {}
    ranked: list[tuple[int, int, Person]] = []
    for rank, person in enumerate(able):
        site = person.positions[-1].site
        at_site[site] = at_site.get(site, 0) + 1
        ranked.append((at_site[site], rank, person))
    wanted = max(2, round(sum(p.employed_on(end) for p in people) / PEOPLE_PER_AMBASSADOR))
    chosen = [person for _, _, person in sorted(ranked, key=lambda row: row[:2])[:wanted]]
    chosen.sort(key=lambda person: person.staff_number)
    return tuple(_ambassador(campaign, person, since, dice, always=always) for person in chosen)


def _ambassador(
    campaign: Campaign, person: Person, since: date, dice: Dice, *, always: str
) -> Ambassador:
    offer = Ambassador(
        person.staff_number,
        max(since, person.entered_on),
        dice.some(campaign.services, dice.between(2, 4)),
        dice.between(2, 5),
        dice.some(FORMATS, dice.between(1, 3)),
        dice.some(SLOTS, dice.between(3, 6)),
        _languages(dice),
    )
    if person.staff_number != always:
        return offer
    meeting, slot = _SHARED_BY_THE_CAST
    topic = campaign.invented.help_questions[0].service
    return replace(
        offer,
        topics=_with(offer.topics, topic, campaign.services),
        capacity=4,
        formats=_with(offer.formats, meeting, FORMATS),
        slots=_with(offer.slots, slot, SLOTS),
    )


def _with(chosen: tuple[str, ...], wanted: str, order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in order if item in chosen or item == wanted)


def draw_help_requests(
    campaign: Campaign,
    people: Sequence[Person],
    months: tuple[Month, ...],
    ambassadors: Sequence[Ambassador],
    *,
    seed: int,
    always: str,
) -> tuple[HelpRequest, ...]:
    """Draw requests of the last three months, more from people least at ease; oldest first."""
    dice = Dice(seed, "requests")
    busy = {ambassador.staff_number for ambassador in ambassadors} | {always}
    span = first_day(months[-min(MONTHS_OF_REQUESTS, len(months))]), last_day(months[-1])
    able = [person for person in people if person.left_on is None and person.entered_on <= span[0]]
    others = [person for person in able if person.staff_number not in busy]
    ranked = sorted((person.ease + dice.roll(), person.staff_number) for person in others)
    askers = [number for _, number in ranked[: max(3, len(able) // PEOPLE_PER_REQUEST)]]
    first, *others_asked = campaign.invented.help_questions
    questions = dice.shuffled(others_asked) or [first]
    requests = [
        _request(campaign, number, dice, dice.day(*span), questions[rank % len(questions)])
        for rank, number in enumerate(askers)
    ]
    meeting, slot = _SHARED_BY_THE_CAST
    asked = _request(campaign, always, dice, span[1] - timedelta(days=3), first)
    requests.append(
        replace(
            asked,
            topics=(first.service,),
            formats=(meeting,),
            slots=_with(asked.slots, slot, SLOTS),
        )
    )
    return tuple(sorted(requests, key=lambda request: (request.asked_on, request.staff_number)))


def _request(
    campaign: Campaign, staff_number: str, dice: Dice, asked_on: date, question: HelpQuestion
) -> HelpRequest:
    return HelpRequest(
        staff_number,
        asked_on,
        _with(
            (dice.pick(campaign.services),) if dice.chance(0.3) else (),
            question.service,
            campaign.services,
        ),
        dice.some(FORMATS, dice.between(1, 2)),
        dice.some(SLOTS, dice.between(2, 4)),
        _languages(dice),
        question.text,
    )


def _languages(dice: Dice) -> tuple[str, ...]:
    return ("fr", *(code for code, share in _OTHER_LANGUAGES if dice.chance(share)))
