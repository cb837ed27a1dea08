"""The same allocation of students to projects under two capacities at once, beside a reference library.

`matching` (1.4.3) solves the student-project allocation: stable, students' choice first. Our matcher has
one capacity for each guide, so the supervisors' are kept by solving again: where a supervisor has too
many, the dearest wishes are kept and their projects take no more than that, until nobody has too many.
Supervisors prefer students by the `rank` column. The student who wished for nothing is left out, a project
named twice counts where first named, and no project has more places than its supervisor: the library
asks for that.
"""

from collections import Counter, defaultdict

import numpy as np
import pytest
from matching.games import StudentAllocation
from scipy.optimize import Bounds, LinearConstraint, milp

from ambassadors.help.matching import Guide, Mode, Seeker, match
from tests.conformance.test_matching_sample import SAMPLE, pytestmark, rows_of  # noqa: F401


class Instance:
    def __init__(self):
        columns = [str(rank) for rank in range(25)]
        students = rows_of("students.csv")
        named = {row["name"]: [row[c] for c in columns if row[c]] for row in students}
        self.wishes = {name: list(dict.fromkeys(codes)) for name, codes in named.items() if codes}
        self.order = {row["name"]: int(row["rank"]) for row in students}
        self.supervisors = {row["name"]: int(row["capacity"]) for row in rows_of("supervisors.csv")}
        projects = rows_of("projects.csv")
        self.supervisor_of = {row["code"]: row["supervisor"] for row in projects}
        self.projects = {
            row["code"]: min(int(row["capacity"]), self.supervisors[row["supervisor"]])
            for row in projects
        }


@pytest.fixture(scope="module")
def instance():
    return Instance()


def ours(instance):
    """Student to project; see the head of this file."""
    seekers = [
        Seeker(id=name, topics=frozenset(codes), wishes=tuple(codes))
        for name, codes in instance.wishes.items()
    ]
    places = dict(instance.projects)
    while True:
        guides = [
            Guide(id=code, topics=frozenset({code}), capacity=number)
            for code, number in places.items()
        ]
        result = match(seekers, guides, mode=Mode.MOST_PEOPLE)
        assert result.gap == 0
        given = {pair.seeker: pair.guide for pair in result.pairs}
        load = Counter(instance.supervisor_of[code] for code in given.values())
        too_many = {name for name, number in load.items() if number > instance.supervisors[name]}
        if not too_many:
            return given
        for name in too_many:
            theirs = [each for each in given.items() if instance.supervisor_of[each[1]] == name]
            theirs.sort(key=lambda each: (instance.wishes[each[0]].index(each[1]), each))
            kept = Counter(code for _student, code in theirs[: instance.supervisors[name]])
            for code in places:
                if instance.supervisor_of[code] == name:
                    places[code] = kept[code]


def theirs(instance):
    wished = {code for codes in instance.wishes.values() for code in codes}
    projects = {code: number for code, number in instance.projects.items() if code in wished}
    together, prefer = Counter(), defaultdict(list)
    for code, number in projects.items():
        together[instance.supervisor_of[code]] += number
    for student in sorted(instance.wishes, key=instance.order.get):
        for name in {instance.supervisor_of[code] for code in instance.wishes[student]}:
            prefer[name].append(student)
    game = StudentAllocation.create_from_dictionaries(
        {name: list(codes) for name, codes in instance.wishes.items()},
        dict(prefer),
        {code: instance.supervisor_of[code] for code in projects},
        projects,
        {name: min(instance.supervisors[name], together[name]) for name in prefer},
    )
    solved = game.solve(optimal="student")
    assert game.check_validity()
    assert game.check_stability()
    return {
        student.name: project.name for project, several in solved.items() for student in several
    }


def blocking_pairs(instance, given):
    """As the library defines them: a student who would rather, and a project that has a place or whose
    supervisor would rather."""
    load = Counter(given.values())
    watched = defaultdict(list)
    for student, code in given.items():
        watched[instance.supervisor_of[code]].append(student)

    def would_rather(students, student):
        return any(instance.order[student] < instance.order[each] for each in students)

    found = []
    for student, codes in instance.wishes.items():
        now = codes.index(given[student]) if student in given else len(codes)
        for code in codes[:now]:
            supervisor = instance.supervisor_of[code]
            is_free = load[code] < instance.projects[code]
            has_room = len(watched[supervisor]) < instance.supervisors[supervisor]
            in_it = [each for each, at in given.items() if at == code]
            if (
                (is_free and has_room)
                or (
                    is_free
                    and (
                        student in watched[supervisor] or would_rather(watched[supervisor], student)
                    )
                )
                or (not is_free and would_rather(in_it, student))
            ):
                found.append((student, code))
    return found


def figures(instance, given):
    ranks = sum(instance.wishes[student].index(code) for student, code in given.items())
    return len(given), ranks, len(blocking_pairs(instance, given))


def least_sum_of_ranks(instance):
    """With all 59 placed where they wished under both capacities, by an integer program."""
    cells = [
        (student, code, rank)
        for student, codes in instance.wishes.items()
        for rank, code in enumerate(codes)
    ]

    def counted(name_of, names):
        names = list(names)
        table = np.zeros((len(names), len(cells)))
        for column, cell in enumerate(cells):
            table[names.index(name_of(cell)), column] = 1
        return table

    rules = [
        LinearConstraint(counted(lambda cell: cell[0], instance.wishes), 1, 1),
        LinearConstraint(
            counted(lambda cell: cell[1], instance.projects), 0, list(instance.projects.values())
        ),
        LinearConstraint(
            counted(lambda cell: instance.supervisor_of[cell[1]], instance.supervisors),
            0,
            list(instance.supervisors.values()),
        ),
    ]
    solved = milp(
        [rank for *_names, rank in cells], constraints=rules, integrality=1, bounds=Bounds(0, 1)
    )
    assert solved.success
    return round(solved.fun)


def within_capacities(instance, given):
    projects = Counter(given.values())
    supervisors = Counter(instance.supervisor_of[code] for code in given.values())
    return all(number <= instance.projects[code] for code, number in projects.items()) and all(
        number <= instance.supervisors[name] for name, number in supervisors.items()
    )


def test_beside_the_reference_as_many_are_placed_nearer_to_their_first_wish(
    instance, record_property
):
    """(people placed, sum of ranks from 0, blocking pairs). 20 is the least sum there is. Stability is the library’s aim, not ours:
    nobody here has a claim over a colleague."""
    mine, reference = ours(instance), theirs(instance)

    assert within_capacities(instance, mine)
    assert within_capacities(instance, reference)
    told = {"ours": figures(instance, mine), "the library": figures(instance, reference)}
    for name, figure in told.items():
        record_property(name, figure)
    assert told == {"ours": (59, 21, 15), "the library": (59, 27, 0)}
    assert least_sum_of_ranks(instance) == 20
