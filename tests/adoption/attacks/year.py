"""Simulate a hundred people in four teams over twelve months, published month by month.

Twelve more accounts are held by a reader: they have proved nothing (docs/decisions/0052) and do what they can.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.core.exceptions import ValidationError

from adoption.foundation.periods import Month
from adoption.publishing.actions.coaching import publish_coaching_reach
from adoption.publishing.actions.publications import publish
from adoption.publishing.actions.reach import publish_learning_reach
from adoption.publishing.models import Publication
from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.usage.models import Declaration, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of
from ambassadors.help.models import Session
from learning.models import Enrolment, LessonProgress
from people.models import Person
from tests.access.surveys import load_surveys
from tests.adoption.factories import PortalFactory, PortalLinkFactory, PortalServiceFactory
from tests.adoption.surveys.surveys import BAROMETER
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, PairFactory
from tests.learning.factories import make_certificate, make_lesson, make_module, make_path
from tests.people.factories import (
    JobFactory,
    JobFamilyFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


MONTHS = [Month(2026, number) for number in range(1, 13)]
AFTER = date(2027, 1, 20)
TEAMS = {"Nord": 32, "Sud": 29, "Est": 27, "Ouest": 24}
ROUNDS = (date(2026, 3, 2), date(2026, 9, 1))
ASKED = ("why_portal", "at_peace_for_job")
HELD = 12
ADVANCED = {"attestation"}


@dataclass
class Year:
    """`people`: by key of the roll. `asked`: of each round its people, and what they answered."""

    portal: object
    path: object
    people: dict
    held: list
    asked: list

    @cached_property
    def publications(self):
        return list(Publication.objects.filter(portal=self.portal).oldest_first())

    def key(self, person):
        return roll_key_of(str(person.uuid))


def simulate_year(seed=5):
    chance = random.Random(seed)
    portal = PortalFactory(opened_on=MONTHS[0].first_day, partition="job_family")
    services = [
        PortalServiceFactory(portal=portal, slug="messagerie", cadence="monthly", sort_order=1),
        PortalServiceFactory(
            portal=portal, slug="attestation", cadence="yearly", tier="advanced", sort_order=2
        ),
    ]
    people = _staff(chance)
    held = _held()
    for place, person in enumerate([*people, *held]):
        _use(chance, portal, services, person, place)
    module = make_module("Le bon réflexe")
    make_lesson(module, "Une leçon")
    path = make_path(module, title="Un parcours")
    _learn(chance, path, [*people, *held])
    _be_helped(chance, [*people, *held])
    asked = [_answer(chance, day, held) for day in ROUNDS]
    for month in MONTHS:
        publish(portal=portal, month=month, today=AFTER)
    publish_learning_reach(today=AFTER)
    publish_coaching_reach(today=AFTER)
    by_key = {roll_key_of(str(each.uuid)): each for each in Person.objects.all()}
    return Year(portal, path, by_key, held, asked)


def _staff(chance):
    """Five came in spring, five left in summer, eight moved in autumn, ten proved who they are in June."""
    jobs = [JobFactory(family=JobFamilyFactory()) for _family in range(3)]
    teams = {name: TeamFactory(name=name) for name in TEAMS}
    names = list(TEAMS)
    people, drawn = (
        [],
        random.Random(7),
    )  # who a roll names first hangs on these, and so how long a proof takes
    for name, size in TEAMS.items():
        for place in range(size):
            number = len(people)
            came = date(2026, 4, 13) if number % 23 == 7 else date(2020, 1, 1)
            left = date(2026, 8, 14) if number % 23 == 11 else None
            proven = datetime(2026 if number % 11 == 3 else 2019, 6, 8, tzinfo=UTC)
            person = PersonFactory(
                uuid=UUID(int=drawn.getrandbits(128), version=4),
                employed_from=came,
                employed_until=left,
                identity_proven_at=proven,
            )
            moved = date(2026, 10, 5) if number % 14 == 5 and left is None else None
            position = {"person": person, "job": chance.choice(jobs)}
            PositionFactory(
                team=teams[name],
                started_on=came,
                ended_on=moved - timedelta(days=1) if moved else left,
                is_manager=place == 0,
                **position,
            )
            if moved:
                other = names[(names.index(name) + 1) % len(names)]
                PositionFactory(team=teams[other], started_on=moved, ended_on=left, **position)
            people.append(person)
    return people


def _held():
    team = TeamFactory._meta.model.objects.get(name="Nord")
    people = PersonFactory.create_batch(
        HELD, employed_from=date(2020, 1, 1), identity_proven_at=None, identity_proof=""
    )
    for person in people:
        PositionFactory(person=person, team=team, started_on=date(2020, 1, 1))
    return people


def _use(chance, portal, services, person, place):
    """Of seven one says nothing, one declares, one has a link and never uses it; the others use it more or less."""
    kind = place % 7
    if kind == 0:
        return
    if kind == 1:
        answers = ["no_account"] * chance.randrange(8)
        answers += chance.choices(
            ["not_yet", "yes_now_and_then", "yes_weekly"], k=len(MONTHS) - len(answers)
        )
        Declaration.objects.bulk_create(
            Declaration(
                portal=portal, subject=subject_of(person), month=month.first_day, answer=said
            )
            for month, said in zip(MONTHS, answers, strict=True)
            if chance.random() < 0.8
        )
        return
    linked_on = MONTHS[0].first_day - timedelta(days=chance.randrange(-150, 60))
    link = PortalLinkFactory(portal=portal, person=person, linked_on=linked_on)
    if kind == 2:
        return
    begins, ends = chance.randrange(9), chance.choice([5, 11, 11, 11])
    keenness = chance.choice([0.3, 0.8, 1.0])
    UsageDay.objects.bulk_create(
        UsageDay(portal=portal, pseudonym=link.pseudonym, service=service, day=day)
        for month in MONTHS[begins : ends + 1]
        if chance.random() < keenness
        for number in chance.choice([(3,), (3, 10, 17, 24)])
        for service in services[: chance.choice([1, 1, 1, 2])]
        if (day := month.first_day + timedelta(days=number)) >= linked_on
    )


def _learn(chance, path, people):
    lesson = path.entries.get().module.lessons.get()
    for person in chance.sample(people, 80):
        on = datetime(2026, 1, 5, 12, tzinfo=UTC) + timedelta(days=chance.randrange(350))
        enrolment = Enrolment.objects.create(person=person, path=path)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=on)
        progress = LessonProgress.objects.create(person=person, lesson=lesson)
        LessonProgress.objects.filter(pk=progress.pk).update(started_at=on)
        if chance.random() < 0.6:
            later = on.date() + timedelta(days=chance.randrange(60))
            make_certificate(person, path, issued_on=later)


def _be_helped(chance, people):
    ambassador = AmbassadorFactory(person=PersonFactory(employed_from=date(2026, 12, 30)))
    for person in chance.sample(people, 60):
        pair = PairFactory(ambassador=ambassador, request=HelpRequestFactory(person=person))
        day = date(2026, 1, 5) + timedelta(days=chance.randrange(350))
        Session.objects.create(pair=pair, held_on=day, minutes=30, outcome="meet_again")


def _answer(chance, day, held):
    """(round, what each of those asked gave, by question); who holds the others tries in vain."""
    load_surveys()
    asked = open_round(survey=BAROMETER, closes_on=day + timedelta(days=13), today=day)
    people = Person.objects.staff().employed_on(day).proven_before(day).order_by("pk")
    given = {}
    for person in people:
        answers = {each: chance.choice("1234") for each in ASKED if chance.random() < 0.7}
        given[roll_key_of(str(person.uuid))] = answers
        if answers:
            answer_survey(person=person, survey=BAROMETER, answers=answers, today=day)
    refused = 0
    for person in held:
        try:
            answer_survey(
                person=person, survey=BAROMETER, answers=dict.fromkeys(ASKED, "1"), today=day
            )
        except ValidationError:
            refused += 1
    assert refused == HELD
    close_round(survey_round=asked, today=day + timedelta(days=14))
    return asked, given
