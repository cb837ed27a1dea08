"""Two readers: one who tries every world of a tiny organisation, and one who asks a solver.

Both know the program: of two worlds with the same publication they cannot tell which is true, and of two
with different ones they can.
"""

import itertools
from collections import defaultdict

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.adoption.attacks.worlds import COUNTS


# --- Every world ---------------------------------------------------------------------------------------------


def every_world(organisation):
    """Array (world, cell)."""
    parts = []
    for number, (size, _) in enumerate(organisation.classes):
        cells = int((organisation.class_of == number).sum())
        bars = itertools.combinations(range(size + cells - 1), cells - 1)
        parts.append([np.diff([-1, *places, size + cells - 1]) - 1 for places in bars])
    return np.array([np.concatenate(parts_) for parts_ in itertools.product(*parts)], np.int8)


class Exhausted:
    """The worlds of an organisation, by publication."""

    def __init__(self, publishing):
        self.organisation = organisation = publishing.organisation
        rows = np.array(
            [
                organisation.row(month, team, level)
                for month in organisation.months
                for team in sorted(organisation.populations(month))
                for level in COUNTS.values()
            ]
        )
        groups, seen = defaultdict(list), {}
        for world in every_world(organisation):
            counts = (rows @ world).tobytes()
            if counts not in seen:
                seen[counts] = publishing.of(world)
            groups[seen[counts]].append(world)
        self.groups = {published: np.array(worlds) for published, worlds in groups.items()}

    def deduced(self, friends):
        """(publication, friends’ levels, class, month, level) for every stranger who is given away."""
        return list(self._deduced(friends))

    def _deduced(self, friends):
        organisation = self.organisation
        questions = self._questions()
        for own in people(organisation, friends):
            for published, worlds in self.groups.items():
                left = worlds[(worlds >= own).all(axis=1)] - own
                if not len(left):
                    continue
                for number, month, level, row, others in questions:
                    strangers = others - own[organisation.class_of == number].sum()
                    count = left[:, row].sum(axis=1)
                    if strangers and (count.max() == 0 or count.min() == strangers):
                        yield published, own, number, month, level

    def _questions(self):
        organisation = self.organisation
        return [
            (number, month, level, row, size)
            for number, (size, where) in enumerate(organisation.classes)
            for month in organisation.months
            if where[month] is not None
            for level in organisation.levels[1:]
            for row in [(organisation.class_of == number) & (organisation.level_of[month] >= level)]
        ]

    def ruled_out(self, number):
        """(publication, values) for any values of so many people that cannot be."""
        return [
            (published, own)
            for own in people(self.organisation, number)
            for published, worlds in self.groups.items()
            if not (worlds >= own).all(axis=1).any()
        ]


def people(organisation, number):
    """Every choice of so many people with all their levels."""
    sizes = [size for size, _ in organisation.classes]
    for chosen in itertools.combinations_with_replacement(range(len(organisation.cells)), number):
        own = np.bincount(chosen, minlength=len(organisation.cells))
        if all(own[organisation.class_of == n].sum() <= size for n, size in enumerate(sizes)):
            yield own


# --- A solver ------------------------------------------------------------------------------------------------


class Solved:
    """What the inequalities of a publication leave possible."""

    def __init__(self, organisation, published):
        self.organisation = organisation
        rows = [organisation.row(month, team, COUNTS[code]) for month, code, team, *_ in published]
        sizes = [size for size, _ in organisation.classes]
        rows += [organisation.class_of == number for number in range(len(sizes))]
        self.lines = LinearConstraint(
            np.array(rows, float),
            [low for *_, low, _ in published] + sizes,
            [high for *_, high in published] + sizes,
        )

    def world(self, wish, own=0):
        """The world that has most of what is wished for and holds `own`; None where there is none."""
        answer = milp(
            -np.asarray(wish, float),
            constraints=self.lines,
            bounds=Bounds(own, np.inf),
            integrality=np.ones(len(self.organisation.cells)),
            options={"mip_rel_gap": 0.2},
        )
        return None if answer.x is None else np.rint(answer.x).astype(int)
