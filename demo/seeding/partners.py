"""Seed partners’ learners, what they learn and where they come, and a manager’s stand-in."""

from collections.abc import Mapping
from datetime import timedelta

from core.dates import today
from demo.campaign.model import Partner as Planned
from demo.generation.model import Demo, LessonDone
from demo.seeding.assignments import assign_path
from demo.seeding.learning import complete_lessons, lessons_in_order, read
from demo.seeding.workshops import seat_partners
from learning.criteria.registry import PARTNER
from learning.models import Path
from people.actions.delegations import delegate_team
from people.actions.externals import add_external, get_or_create_partner
from people.enums import PartnerKind
from people.models import Person, Team
from people.queries.staff import found_by_name
from people.queries.stand_ins import stand_ins_for


HALF_A_YEAR, THREE_WEEKS = timedelta(days=182), timedelta(days=21)
WEEKS_HERE = timedelta(days=45)  # of those who follow a path or come to a workshop
TO_PARTNERS = "Le portail, avec nos partenaires"
LESSONS_DONE = 3


def seed_partners(demo: Demo) -> None:
    """Create learners without an address, who would open their account with a printed code."""
    following: dict[str, list[Person]] = {}
    coming: dict[str, list[Person]] = {}
    for planned in demo.campaign.invented.partners:
        learners = _learners(planned)
        following.setdefault(planned.path, []).extend(learners)
        coming.setdefault(planned.workshop, []).extend(learners)
    for slug, learners in following.items():
        if slug:
            _assign(Path.objects.get(slug=slug), learners)
    for title, learners in coming.items():
        if title:
            seat_partners(title, learners)


def _learners(planned: Planned) -> list[Person]:
    partner = get_or_create_partner(name=planned.name, kind=PartnerKind(planned.kind))
    is_busy = bool(planned.path or planned.workshop)
    return [
        add_external(
            first_name=first_name,
            last_name=last_name,
            email="",
            partner=partner,
            from_day=today() - WEEKS_HERE if is_busy else today(),
            last_day=today() + HALF_A_YEAR,
        )
        for first_name, last_name in planned.learners
    ]


def _assign(path: Path, learners: list[Person]) -> None:
    """Give the partners’ learners a path, which every second one has begun."""
    partners = sorted({learner.partner_id for learner in learners if learner.partner_id})
    assign_path(path, TO_PARTNERS, ago=30, asks={PARTNER: partners})
    begun = lessons_in_order(path)[:LESSONS_DONE]
    done = [
        LessonDone(learner.staff_number, place, today() - timedelta(days=20 - place))
        for learner in learners[::2]
        for place in range(len(begun))
    ]
    people = {learner.staff_number: learner for learner in learners}
    read(done, people, begun)
    complete_lessons(
        [
            (people[lesson_done.staff_number], begun[lesson_done.lesson], lesson_done.done_on)
            for lesson_done in done
        ]
    )


def seed_stand_in(cast: Mapping[str, Person]) -> None:
    """Appoint a stand-in for the cast's manager from outside the cast, whose screens stay those of their role."""
    manager = cast["manager"]
    team = Team.objects.held_by(manager, today()).first()
    played = [person.pk for person in cast.values()]
    colleague = found_by_name(stand_ins_for(manager, today()).exclude(pk__in=played), "").first()
    if team is None or colleague is None:
        return
    delegate_team(
        manager=manager,
        delegate=colleague,
        team=team,
        started_on=today(),
        ended_on=today() + THREE_WEEKS,
        recorded_by=manager,
    )
