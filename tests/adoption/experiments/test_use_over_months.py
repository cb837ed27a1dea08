"""What an evaluation counts over many months is what the facts of each month say."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from adoption.experiments.queries.evaluation_facts import MonthlyUseCounter
from adoption.foundation.indicators import Answer, use_values
from adoption.foundation.periods import Month
from adoption.publishing.queries.facts import facts_of_roll
from adoption.usage.models import Declaration, Objection, PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of
from tests.adoption.factories import PortalFactory, PortalServiceFactory
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

MONTHS = [Month(2026, number) for number in (7, 8, 9)]
FIRST = MONTHS[0].first_day - timedelta(days=20)
DAY = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))
LIFE = st.fixed_dictionaries(
    {
        "team": st.sampled_from([1, 2]),
        "linked_on": st.none() | DAY,
        "days": st.dictionaries(DAY, st.booleans(), max_size=4),  # whether it came in late
        "answers": st.dictionaries(st.sampled_from(MONTHS), st.sampled_from(list(Answer))),
        "objects": st.sampled_from([False, False, True]),
        "is_erased": st.sampled_from([False, False, True]),
    }
)


class Counts(TestCase):
    @given(st.lists(LIFE, min_size=1, max_size=6))
    @settings(max_examples=40)
    def test_they_are_those_of_each_month(self, lives):
        service = PortalServiceFactory(portal=PortalFactory())
        members = {"1": [], "2": []}
        for number, life in enumerate(lives):
            members[str(life["team"])].append(live(service, f"p-{number}", life))

        use = MonthlyUseCounter(service.portal)
        for month in MONTHS:
            counted = use.counted(month, members)
            assert counted == expected(service.portal, month, members)


def live(service, pseudonym, life):
    """Somebody with these rows; answers their key on the roll."""
    person = PersonFactory(employed_from=date(2020, 1, 1))
    portal, subject, key = service.portal, subject_of(person), roll_key_of(str(person.uuid))
    if life["linked_on"]:
        PortalLink.objects.create(
            portal=portal, pseudonym=pseudonym, subject=subject, linked_on=life["linked_on"]
        )
    for day, is_late in life["days"].items():
        UsageDay.objects.create(
            portal=portal, pseudonym=pseudonym, service=service, day=day, is_late=is_late
        )
    for month, answer in life["answers"].items():
        Declaration.objects.create(
            portal=portal, subject=subject, month=month.first_day, answer=answer
        )
    if life["objects"]:
        Objection.objects.create(subject=subject)
    if life["is_erased"]:
        person.delete()
    return key


def expected(portal, month, members):
    teams = {key: int(team) for team, keys in members.items() for key in keys}
    used = Counter()
    for person in facts_of_roll(portal, month, teams).values():
        values = use_values(person, month)
        used[person.team] += values.used
    return {team: used[team] for team in (1, 2)}
