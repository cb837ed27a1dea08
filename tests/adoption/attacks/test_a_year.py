"""Twelve months of figures, every one that a reader of the programme has, and a solver.

One unknown for each person and month and count; what was published of teams, of parts and of the organisation, of
linked accounts quarter by quarter, of learning, coaching and a survey, and what everybody knows of how one count lies in
another. Nobody is to have a value that all worlds agree on, neither for a reader who knows nothing nor for three who
know their own lives. Evaluations are no part of it: their noise has no end, so no world is ruled out (test_mechanism_attacked.py).
"""

import itertools
import random
from collections import defaultdict

import pytest
import time_machine

from adoption.foundation.periods import Quarter
from adoption.publishing.disclosure import further
from adoption.publishing.disclosure.further import UNUSED, USED
from adoption.publishing.models import (
    CoachingFigure,
    Figure,
    OrganisationFigure,
    PartFigure,
    Publication,
    ReachFigure,
    ReachPublication,
)
from adoption.publishing.queries.earlier_publications import parts_of_counted_people, team_by_member
from adoption.publishing.queries.reach import quarter_facts
from adoption.surveys.models import SurveyFigure
from adoption.surveys.texts import SILENCE
from adoption.usage.pseudonyms import roll_key_of
from ambassadors.help.models import Session
from tests.adoption.attacks.solving import Program
from tests.adoption.attacks.year import AFTER, ASKED, LEVELS, MONTHS, simulate_year


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

KNOWN, ACCOUNT, USES, HABIT = LEVELS
STARTED, FINISHED, HELPED = "started", "finished", "helped"
TARGETS, OTHERS = (
    8,
    30,
)  # whose every month is asked about; who may have lived otherwise beside them, at first
LAST = [place for place, month in enumerate(MONTHS) if month.month % 3 == 0]


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), time_machine.travel(AFTER, tick=False), transaction.atomic():
        yield simulate_year()
        transaction.set_rollback(True)


# --- Portal use: the chain, its parts, and linked accounts --------------------------------------------------------


def use_of(year):
    program = Program()
    had = {}
    for place, publication in enumerate(year.publications):
        team_of = team_by_member(publication.roll.members)
        for key in team_of:
            chain(program, key, place, had.get(key))
            had[key] = place
        teams(program, publication, place, team_of)
        linked(program, publication, place, team_of)
    return program


def chain(program, key, place, before):
    """Each in the one before; whoever ever had an account is not known without one."""
    program.unknown(*((key, place, code) for code in LEVELS), (key, place, "ever"))
    for outer, inner in itertools.pairwise(LEVELS):
        program.within([(key, place, inner)], (key, place, outer))
    program.within([(key, place, ACCOUNT)], (key, place, "ever"))
    if before is not None:
        ever = (key, before, "ever")
        program.within([ever], (key, place, "ever"))
        program.add({(key, place, KNOWN): 1, (key, place, ACCOUNT): -1, ever: 1}, high=1)


def teams(program, publication, place, team_of):
    parents = {int(team): up for team, up in publication.parameters["parents"].items()}
    inside = defaultdict(list)
    for key, team in team_of.items():
        while team is not None:
            inside[team].append(key)
            team = parents[team]
    for each in Figure.objects.filter(publication=publication).exclude(low=None):
        names = [(key, place, each.indicator) for key in inside[each.team_id]]
        program.counted(names, each.low, each.high)
    part_of = parts_of_counted_people(publication)
    for each in PartFigure.objects.filter(publication=publication).exclude(low=None):
        names = [(key, place, USES) for key, part in part_of.items() if part == each.part]
        program.counted(names, each.low, each.high)


def linked(program, publication, place, team_of):
    counts = list(OrganisationFigure.objects.filter(publication=publication))
    codes = {(each.indicator, each.part) for each in counts}
    for key in team_of:
        of = {code: (key, place, code) for code in codes}
        program.unknown(*of.values())
        within = lambda parts, whole, of=of: program.within(  # noqa: E731
            [of[part] for part in parts if part in of], whole
        )
        within([(USED, ""), (UNUSED, "")], (key, place, ACCOUNT))
        within([(USED, "")], (key, place, USES))
        program.add({(key, place, (UNUSED, "")): 1, (key, place, USES): 1}, high=1)
        if place in LAST:
            quarter(program, of, within)
    for each in counts:
        if each.low is not None:
            names = [(key, place, (each.indicator, each.part)) for key in team_of]
            program.counted(names, each.low, each.high)


def quarter(program, of, within):
    """docs/decisions/0035: what lies in what, for one of the two services essential and monthly, the other advanced."""
    here = {code: of[code, part] for code, part in of if not part}
    idle, active = here[further.IDLE], here[further.ACTIVE]
    cohorts = {
        code: [each for each in of if each[0] == code]
        for code in (further.COHORT_KEPT, further.COHORT_GONE)
    }
    within([(further.IDLE, "")], here[UNUSED])
    program.add({idle: 1, active: 1, here[USED]: -1, here[UNUSED]: -1}, high=0)
    within([(further.NEVER, ""), (further.STOPPED, "")], idle)
    within([(further.NEW_STOPPED, "")], here[further.STOPPED])
    within([(further.BEGAN, ""), (further.KEPT, "")], active)
    within([(further.FIRST_STEPS, "")], here[further.BEGAN])
    within([(further.NEW_KEPT, "")], here[further.KEPT])
    kept, gone = cohorts[further.COHORT_KEPT], cohorts[further.COHORT_GONE]
    within([(further.BEGAN, ""), (further.NEW_KEPT, ""), *kept], active)
    within([(further.NEVER, ""), (further.NEW_STOPPED, ""), *gone], idle)
    services = {each[1]: of[each] for each in of if each[0] == further.SERVICE}
    essential, advanced = services["messagerie"], services["attestation"]
    for part in (essential, advanced, here[further.RHYTHM]):
        program.within([part], active)
    program.add({active: 1, essential: -1, advanced: -1}, high=0)
    program.add({here[further.ADVANCED]: 1, advanced: -1}, low=0, high=0)
    days = [of[further.WITHIN, each] for each in ("7", "30", "90")]
    program.within(days[:1], days[1])
    program.within(days[1:2], days[2])
    program.add({days[2]: 1, here[further.SLOW]: 1, idle: -1, active: -1}, high=0)
    program.add({here[further.NEVER]: 1, days[2]: 1}, high=1)


def truth_of_use(year, names):
    true = year.levels | year.doings
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
    program = use_of(year)
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


def fixed_for(program, cells, coalition, truth, kept=None):
    """By a reader who knows nothing, and by three who know all that they did themselves."""
    own = {name: value for name, value in truth.items() if name[0] in coalition}
    return program.fixed(cells, {}, kept) | program.fixed(cells, own, kept)


def planted(program, coalition, target, rest, truth):
    """The exact number of four people, of whom three are the readers."""
    group = [(key, *rest) for key in (*coalition, target)]
    total = sum(truth[name] for name in group)
    program.counted(group, total, total)
    own = {name: value for name, value in truth.items() if name[0] in coalition}
    return program.fixed([(target, *rest)], own)


def test_nobody_s_use_is_fixed_by_twelve_months_and_a_small_group_s_number_fixes_somebody(year):
    program = use_of(year)
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
