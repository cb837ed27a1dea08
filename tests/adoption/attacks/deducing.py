"""Deduce from the facts that somebody has read whose value is forced.

Facts become lines low <= sum of factor * unknown <= high; an unknown is how many people of a class have a
history. A mixed-integer solver then looks for a world in which a stranger has a value, and for one in which
a stranger has it not. Where one of the two is missing, everybody of that class is given away.
"""

from dataclasses import dataclass
from itertools import count as counting

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.adoption.attacks.worlds import ALL, COUNTS


@dataclass(frozen=True)
class Fact:
    """The count `part` lies in low..high; with a `whole`, its share of that does, in per cent.

    "account-used": those of the first who are not of the second, as a segment counts them.
    """

    month: int
    population: str
    part: str
    low: float
    high: float
    whole: str = ""


class Reader:
    def __init__(self, organisation, facts, root_name=ALL):
        self.organisation = organisation
        self.root_name = root_name
        self.lines = [self._line(fact) for fact in facts]
        self.lines += [
            ((organisation.class_of == number).astype(float), size, size)
            for number, (size, _) in enumerate(organisation.classes)
        ]

    def _line(self, fact):
        if not fact.whole:
            return self._row(fact, fact.part), fact.low, fact.high
        part, whole = self._row(fact, fact.part), self._row(fact, fact.whole)
        # In two lines, added as one: part - low % of whole >= 0 >= part - high % of whole.
        return (100 * part - fact.low * whole, 100 * part - fact.high * whole), 0, 0

    def _row(self, fact, code):
        team = ALL if fact.population == self.root_name else fact.population
        if "-" in code:
            outer, inner = code.split("-")
            return self._row(fact, outer) - self._row(fact, inner)
        if code == "everybody":
            return self.organisation.within[fact.month][team].astype(float)
        return self.organisation.row(fact.month, team, COUNTS[code]).astype(float)

    def _constraints(self, more=()):
        rows, lows, highs = [], [], []
        for row, low, high in [*self.lines, *more]:
            if isinstance(row, tuple):
                rows += row
                lows += [0, -np.inf]
                highs += [np.inf, 0]
            else:
                rows.append(row)
                lows.append(low)
                highs.append(high)
        return LinearConstraint(np.array(rows), lows, highs)

    def is_true(self, world):
        """Whether the facts hold in this world."""
        made = self._constraints()
        values = made.A @ np.asarray(world)
        return bool(((values >= made.lb - 1e-9) & (values <= made.ub + 1e-9)).all())

    def find(self, own, wish=None, more=()):
        answer = milp(
            np.zeros(len(self.organisation.cells)) if wish is None else -wish,
            constraints=self._constraints(more),
            bounds=Bounds(own, np.inf),
            integrality=np.ones(len(self.organisation.cells)),
            options={"mip_rel_gap": 0.5, "presolve": True},
        )
        if answer.x is None:
            if answer.status != 2:  # infeasible
                raise RuntimeError(answer.message)
            return None
        return np.rint(answer.x).astype(int)

    def given_away(self, own):
        """(class, month, count, has it) of strangers of whom nothing else is possible."""
        waiting = self._questions(own)
        for turn in counting():
            wish = sum((row if has else -row) / size for _, row, size, has in waiting)
            world = self.find(own, wish * (1 + turn))
            if world is None:
                raise AssertionError("no world agrees with what was read")
            still = self._open(waiting, world - own)
            if len(still) == len(waiting):
                break
            waiting = still
            if not waiting:
                return []
        return self._one_by_one(waiting, own)

    def _one_by_one(self, waiting, own):
        found = []
        while waiting:
            (name, row, size, has), waiting = waiting[0], waiting[1:]
            known = float(row @ own)
            line = (row, known + 1, np.inf) if has else (row, -np.inf, known + size - 1)
            world = self.find(own, more=[line])
            if world is None:
                found.append((*name, not has))
            else:
                waiting = self._open(waiting, world - own)
        return found

    def _questions(self, own):
        organisation = self.organisation
        questions = []
        for number, (size, where) in enumerate(organisation.classes):
            strangers = size - int(own[organisation.class_of == number].sum())
            if not strangers:
                continue
            for month in organisation.months:
                if where[month] is None:
                    continue
                for code, level in COUNTS.items():
                    row = (organisation.class_of == number) & (
                        organisation.level_of[month] >= level
                    )
                    for has in (True, False):
                        name = (number, month, code)
                        questions.append((name, row.astype(float), strangers, has))
        return questions

    @staticmethod
    def _open(questions, strangers):
        """Those that a world with these strangers does not answer."""
        return [
            (name, row, size, has)
            for name, row, size, has in questions
            if (has and row @ strangers < 1) or (not has and row @ strangers > size - 1)
        ]


def lower_bounds_of_people(organisation, cells):
    """Count people by cell, as lower bounds of the unknowns."""
    return np.bincount(cells, minlength=len(organisation.cells))
