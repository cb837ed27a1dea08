"""Twelve months of figures, every one that a reader of the programme has, and a solver.

One unknown for each person and month and count; what was published of teams, of parts and of the organisation, of
linked accounts quarter by quarter, of learning, coaching and a survey, and what everybody knows of how one count lies in
another. Nobody is to have a value that all worlds agree on, neither for a reader who knows nothing nor for three who
know their own lives. Evaluations are no part of it: their noise has no end, so no world is ruled out (test_mechanism_attacked.py).
"""

import random
from collections import defaultdict

import pytest
import time_machine

from adoption.foundation.periods import Quarter
from adoption.publishing.models import (
    CoachingFigure,
    Figure,
    OrganisationFigure,
    PartFigure,
    Publication,
    ReachFigure,
    ReachPublication,
)
from adoption.publishing.queries.earlier_publications import team_by_member
from adoption.publishing.queries.reach import quarter_facts
from adoption.surveys.models import SurveyFigure
from adoption.surveys.texts import SILENCE
from adoption.usage.pseudonyms import roll_key_of
from ambassadors.help.models import Session
from tests.adoption.attacks.solving import Program, fixed_for, planted
from tests.adoption.attacks.use_program import USES, true_use, use_of
from tests.adoption.attacks.year import ADVANCED, AFTER, ASKED, simulate_year


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

STARTED, FINISHED, HELPED = "started", "finished", "helped"
TARGETS, OTHERS = (
    8,
    30,
)  # whose every month is asked about; who may have lived otherwise beside them, at first


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), time_machine.travel(AFTER, tick=False), transaction.atomic():
        yield simulate_year()
        transaction.set_rollback(True)


# --- Portal use ----------------------------------------------------------------------------------------------------


def truth_of_use(year, names):
    true = true_use(year.portal, year.publications)
    return {name: true.get(name, 0) for name in names}


def three_of(year, team="Nord"):
    """Three colleagues who were counted all year."""
    first, *later = year.publications
    name = Figure.objects.filter(publication=first, team_name=team).first().team_id
    stayed = set.intersection(*(set(team_by_member(each.roll.members)) for each in later))
    return [key for key in first.roll.members[str(name)] if key in stayed][:3]


# --- What happens once, by quarter; a question ---------------------------------------------------------------------


def reach_of(year):
    program, was_there = Program(), defaultdict(list)
    publications = list(ReachPublication.objects.order_by("quarter"))
    for number, each in enumerate(publications):
        for key in each.members:
            was_there[key].append(number)
            program.unknown(*((key, number, what) for what in (STARTED, FINISHED, HELPED)))
        for figure in ReachFigure.objects.filter(publication=each).exclude(low=None):
            names = [(key, number, figure.measure) for key in each.members]
            program.counted(names, figure.low, figure.high)
        figure = CoachingFigure.objects.get(quarter=each.quarter)
        if figure.low is not None:
            names = [(key, number, HELPED) for key in each.members]
            program.counted(names, figure.low, figure.high)
    for key, numbers in was_there.items():
        for what in (STARTED, FINISHED, HELPED):
            program.counted([(key, number, what) for number in numbers], 0, 1)
        if numbers[0] == 0:  # else they may have begun before they were counted
            for number in numbers:
                begun = {(key, each, STARTED): -1 for each in numbers if each <= number}
                program.add({(key, number, FINISHED): 1} | begun, high=0)
    names = [
        (key, number, what)
        for key, numbers in was_there.items()
        for number in numbers
        for what in (STARTED, FINISHED, HELPED)
    ]
    return program, names


def true_reach(year, cells):
    publications = list(ReachPublication.objects.order_by("quarter"))
    found = dict.fromkeys(cells, 0)
    for number, each in enumerate(publications):
        facts = quarter_facts(Quarter.containing(each.quarter))
        done = {STARTED: facts.started, FINISHED: facts.finished}
        for what, of_path in done.items():
            for key in of_path.get(year.path.pk, ()):
                found[key, number, what] = 1
    firsts = Session.objects.values_list("pair__request__person__uuid", "held_on")
    for uuid, day in firsts:
        name = (roll_key_of(str(uuid)), (day.month - 1) // 3, HELPED)
        if name in found:
            found[name] = 1
    return found


def question_of(asked, given, question):
    program = Program()
    figures = SurveyFigure.objects.filter(publication__round=asked, question=question)
    options = {each.option: each for each in figures}
    for key in given:
        names = [(key, option) for option in options]
        program.unknown(*names)
        program.counted(names, 1, 1)
    for option, each in options.items():
        if each.low is not None:
            program.counted([(key, option) for key in given], each.low, each.high)
    return program, [(key, option) for key in given for option in options]


# --- Nobody --------------------------------------------------------------------------------------------------------


def test_what_was_published_is_true_and_much_of_it_is_exact(year):
    program = use_of(year.publications, ADVANCED)
    names = [name for name in program.names if name[2] not in ("ever",)]

    assert program.world(truth_of_use(year, names)) is not None
    exact = [
        model.objects.filter(kind="exact").count()
        for model in (
            Figure,
            PartFigure,
            OrganisationFigure,
            ReachFigure,
            CoachingFigure,
            SurveyFigure,
        )
    ]
    assert all(exact), exact
    assert set(Publication.objects.values_list("status", flat=True)) == {"published"}


def test_no_account_that_is_held_counts_anywhere(year):
    theirs = {year.key(person) for person in year.held}
    rolls = [team_by_member(each.roll.members).keys() for each in year.publications]
    rolls += [set(each.members) for each in ReachPublication.objects.all()]
    rolls += [given.keys() for _asked, given in year.asked]

    assert not any(theirs & roll for roll in map(set, rolls))


def test_nobody_s_use_is_fixed_by_twelve_months_and_a_small_group_s_number_fixes_somebody(year):
    program = use_of(year.publications, ADVANCED)
    cells = [name for name in program.names if name[2] != "ever"]
    truth, coalition = truth_of_use(year, cells), three_of(year)

    chance = random.Random(3)
    people = sorted({name[0] for name in cells} - set(coalition))
    free = chance.sample(people, TARGETS + OTHERS)
    asked = [name for name in cells if name[0] in free[:TARGETS]]
    kept = {name: value for name, value in truth.items() if name[0] not in free}

    assert fixed_for(program, asked, coalition, truth, kept) == set()

    target = three_of(year, "Sud")[0]
    assert planted(program, coalition, target, (7, USES), truth) == {(target, 7, USES)}


def test_nor_what_somebody_learnt_nor_who_was_helped(year):
    program, cells = reach_of(year)
    truth, coalition = true_reach(year, cells), three_of(year)

    assert program.world(truth) is not None
    assert fixed_for(program, cells, coalition, truth) == set()

    target = three_of(year, "Sud")[0]
    for what in (STARTED, HELPED):
        found = planted(program, coalition, target, (0, what), truth)
        assert found == {(target, 0, what)}


@pytest.mark.parametrize("question", ASKED)
def test_nor_what_somebody_answered(year, question):
    for asked, given in year.asked:
        program, cells = question_of(asked, given, question)
        truth = {name: int(given[name[0]].get(question, SILENCE) == name[1]) for name in cells}
        coalition = three_of(year)

        assert program.world(truth) is not None
        assert fixed_for(program, cells, coalition, truth) == set()

        target = three_of(year, "Sud")[0]
        assert planted(program, coalition, target, ("4",), truth) == {(target, "4")}
