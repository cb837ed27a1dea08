"""A hundred people over three months, in the database: moves, a joiner, a leaver, a split, a merger.

    Organisation (3 of its own)
      Nord (4)   Accueil 20, Courrier 14 that shrinks under k in October, Dossiers 24 split in September
      Sud (3)    Ville 17, Plaine 11 merged into Ville in October, Quai 12

Two job families and those who have none lie across the teams. Some teams are of one family, or nearly.

The same as an Organisation of worlds.py, so that the readers of searching.py can reason about it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.contrib.auth.models import Group

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.usage.models import Declaration, Objection, UsageDay
from adoption.usage.pseudonyms import subject_of
from people.enums import Role
from people.models import Job, Person, Position, Team
from tests.adoption.attacks.worlds import ALL, Organisation, is_possible
from tests.adoption.experiments.sample_experiments import create
from tests.adoption.factories import PortalFactory, PortalLinkFactory, PortalServiceFactory
from tests.people.factories import (
    JobFactory,
    JobFamilyFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


MONTHS = (Month(2026, 8), Month(2026, 9), Month(2026, 10))
TREE = {
    "Nord": ALL,
    "Sud": ALL,
    "Accueil": "Nord",
    "Courrier": "Nord",
    "Dossiers": "Nord",
    "Suivi": "Nord",
    "Ville": "Sud",
    "Plaine": "Sud",
    "Quai": "Sud",
}
# How many people, and their team in August, September, October.
CLASSES = (
    (3, (ALL, ALL, ALL)),
    (4, ("Nord", "Nord", "Nord")),
    (3, ("Sud", "Sud", "Sud")),
    (19, ("Accueil", "Accueil", "Accueil")),
    (1, ("Accueil", "Courrier", "Courrier")),
    (8, ("Courrier", "Courrier", "Courrier")),
    (4, ("Courrier", "Courrier", "Accueil")),
    (2, ("Courrier", "Courrier", None)),
    (12, ("Dossiers", "Dossiers", "Dossiers")),
    (12, ("Dossiers", "Suivi", "Suivi")),
    (8, ("Ville", "Ville", "Ville")),
    (1, (None, "Ville", "Ville")),
    (11, ("Plaine", "Plaine", "Ville")),
    (12, ("Quai", "Quai", "Quai")),
    (8, ("Ville", "Ville", "Ville")),
)
COUNSEL, OFFICE, NONE = "Conseil", "Gestion", "No job family"
FAMILIES = (  # of each class
    *(NONE, NONE, NONE, COUNSEL, COUNSEL, OFFICE, OFFICE, OFFICE),
    *(COUNSEL, OFFICE, COUNSEL, NONE, OFFICE, OFFICE, OFFICE),
)
ORGANISATION = Organisation(
    CLASSES,
    (tuple((team, above) for team, above in TREE.items() if above != ALL),) * len(MONTHS),
    parts=FAMILIES,
)
ACCOUNT = 2  # the level
ANSWERS = ("", "no_account", "not_yet", "yes_now_and_then", "yes_weekly")


def levels_of_somebody(number, place):
    """The level of the `place`th person of a class in each month; what is rare is spread over the teams."""
    _, where = CLASSES[number]
    lean = {"Accueil": (4, 4, 3, 4, 2, 4), "Courrier": (1, 1, 0, 1), "Quai": (2, 2, 3, 1, 2, 0)}
    first = lean.get(str(where[0] or where[1]), (3, 1, 0, 4, 2, 3, 1))
    levels, had = [], False
    for month, team in enumerate(where):
        level = first[(place * 5 + month * (place % 3)) % len(first)] if team is not None else 0
        if had and level == 1:
            level = 0
        had = had or level >= 2
        levels.append(level)
    return tuple(levels)


@dataclass(frozen=True)
class Story:
    """Which organisation it is, over which months. `leads`: who manages what, by name: class, team.

    `training`, `both`: the classes whose first has that role; `both` manages `two_teams`, its own first.
    """

    months: tuple[Month, ...]
    tree: dict[str, str]
    organisation: Organisation
    closed_on: dict[str, date]
    leads: dict[str, tuple[int, str]]
    training: int
    both: int
    also_leads: str

    @property
    def classes(self):
        return self.organisation.classes


THREE_MONTHS = Story(
    MONTHS,
    TREE,
    ORGANISATION,
    closed_on={"Plaine": date(2026, 10, 1)},
    leads={"manager": (3, "Accueil"), "division": (1, "Nord"), "other division": (2, "Sud")},
    training=0,
    both=13,
    also_leads="Courrier",
)


@dataclass
class Staff:
    """`members`: by class, the people in order. `cast`: who will be signed in, and `beside` those who read no figures."""

    portal: object
    service: object
    story: Story = THREE_MONTHS
    teams: dict[str, Team] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    members: list[list[Person]] = field(default_factory=list)
    cast: dict[str, Person] = field(default_factory=dict)
    beside: dict[str, Person] = field(default_factory=dict)

    def place_of(self, person):
        """(class, place in it)."""
        return next(
            (number, people.index(person))
            for number, people in enumerate(self.members)
            if person in people
        )

    def cell_of(self, levels, person):
        number, place = self.place_of(person)
        return self.story.organisation.cells.index((number, levels[number][place]))


def true_levels():
    return [
        [levels_of_somebody(number, place) for place in range(size)]
        for number, (size, _) in enumerate(CLASSES)
    ]


def world_of(levels, organisation=ORGANISATION):
    seen = Counter((number, own) for number, people in enumerate(levels) for own in people)
    return [seen[cell] for cell in organisation.cells]


def build_staff(story=THREE_MONTHS):
    portal = PortalFactory(name="Espace locataire", slug="espace-locataire")
    service = PortalServiceFactory(portal=portal, slug="messagerie", name="Messagerie")
    staff = Staff(portal, service, story)
    root = Team.objects.organisation()
    staff.teams[ALL] = root
    for name, above in story.tree.items():
        parent = Team.objects.get(pk=staff.teams[above].pk)
        closed = story.closed_on.get(name)
        staff.teams[name] = TeamFactory(name=name, parent=parent, closed_on=closed)
    for family in (COUNSEL, OFFICE):
        staff.jobs[family] = JobFactory(family=JobFamilyFactory(name=family))
    for number, (size, _) in enumerate(story.classes):
        # Fixed keys: whose place the witness of a month takes depends on them, and so does what is shown.
        keys = [UUID(int=1000 * (number + 1) + place) for place in range(size)]
        staff.members.append([_person(staff, number, key) for key in keys])
    _cast(staff)
    return staff


def try_something(staff):
    """For two months, after one: no effect is told of it."""
    create(staff.portal, list(staff.teams.values()), starts=MONTHS[1], months=2,
         teams=dict.fromkeys([staff.teams["Nord"]], MONTHS[1]))  # fmt: skip


def _person(staff, number, key):
    """Who is not there in the first month joined within it; who is not in the last left before."""
    story = staff.story
    where, job = story.classes[number][1], staff.jobs.get(story.organisation.parts[number])
    first = story.months[0].first_day
    joined = first.replace(day=3) if where[0] is None else date(2019, 1, 7)
    left = story.months[-1].previous().last_day if where[-1] is None else None
    person = PersonFactory(uuid=key, employed_from=joined, employed_until=left)
    there = [
        (month.first_day, team)
        for month, team in zip(story.months, where, strict=True)
        if team is not None
    ]
    moves = [each for n, each in enumerate(there) if n == 0 or there[n - 1][1] != each[1]]
    for n, (day, team) in enumerate(moves):
        end = Month.containing(moves[n + 1][0]).previous().last_day if n + 1 < len(moves) else left
        PositionFactory(
            person=person,
            team=staff.teams[team],
            job=job,
            started_on=joined if n == 0 else day,
            ended_on=end,
        )
    return person


def _cast(staff):
    """Managers lead the first people of a class; roles come on top."""
    story = staff.story
    for name, (number, team) in story.leads.items():
        staff.cast[name] = staff.members[number][0]
        Position.objects.filter(person=staff.cast[name], team=staff.teams[team]).update(
            is_manager=True
        )
    training, both = staff.members[story.training][0], staff.members[story.both][0]
    training.groups.add(Group.objects.get(name=Role.TRAINING_MANAGER))
    Position.objects.filter(person=both).update(is_manager=True)
    also = staff.teams[story.also_leads]
    PositionFactory(person=both, team=also, is_primary=False, is_manager=True)
    both.groups.add(Group.objects.get(name=Role.DATA_PROTECTION_OFFICER))
    staff.cast |= {"training manager": training, "two roles": both}
    editor = PersonFactory(
        uuid=UUID(int=1), staff_number="EDITRICE"
    )  # in no team, so counted nowhere
    editor.groups.add(Group.objects.get(name=Role.EDITOR))
    staff.beside = {"staff": staff.members[story.training][1], "editor": editor}


def linked_in(staff, levels):
    """(class, place) of those who let it be known by a link."""
    return {
        (number, place)
        for number, people in enumerate(levels)
        for place, own in enumerate(people)
        if place % 3 == 1
        and staff.members[number][place] not in staff.cast.values()
        and min(_while_there(staff, number, own)) >= ACCOUNT
    }


def _while_there(staff, number, own):
    where = staff.story.classes[number][1]
    return [level for level, team in zip(own, where, strict=True) if team is not None]


def say(staff, levels, linked):
    """What everybody lets be known: some by a link, others by answers; of those who say nothing some object."""
    answers, days = [], []
    for number, people in enumerate(staff.members):
        for place, (person, own) in enumerate(zip(people, levels[number], strict=True)):
            assert is_possible(own)
            is_cast = person in staff.cast.values()
            if (number, place) in linked:
                days += _linked(staff, person, own)
            elif not is_cast and place % 3 == 2 and not any(_while_there(staff, number, own)):
                Objection.objects.create(subject=subject_of(person))
            else:
                answers += _answers(staff, person, own)
    Declaration.objects.bulk_create(answers)
    UsageDay.objects.bulk_create(days)


def _answers(staff, person, levels):
    return [
        Declaration(
            portal=staff.portal,
            subject=subject_of(person),
            month=month.first_day,
            answer=ANSWERS[level],
        )
        for month, level in zip(staff.story.months, levels, strict=True)
        if level
    ]


def _linked(staff, person, levels):
    """The days of use that come to these levels."""
    linked_on = staff.story.months[0].previous().first_day
    link = PortalLinkFactory(portal=staff.portal, person=person, linked_on=linked_on)
    days = {3: (12,), 4: (2, 9, 16, 17)}
    return [
        UsageDay(
            portal=staff.portal,
            service=staff.service,
            pseudonym=link.pseudonym,
            day=month.first_day.replace(day=day),
        )
        for month, level in zip(staff.story.months, levels, strict=True)
        for day in days.get(level, ())
    ]


def publish_all(staff):
    return [publish(portal=staff.portal, month=month) for month in staff.story.months]


def levels_for(world, levels, keep, organisation=ORGANISATION):
    """Histories for everybody so that the world comes true, those in `keep` (class, place) unchanged."""
    wanted = defaultdict(list)
    for (number, history), count in zip(organisation.cells, world, strict=True):
        wanted[number] += [history] * int(count)
    for number, place in keep:
        wanted[number].remove(levels[number][place])
    return [
        [
            own if (number, place) in keep else wanted[number].pop()
            for place, own in enumerate(people)
        ]
        for number, people in enumerate(levels)
    ]
