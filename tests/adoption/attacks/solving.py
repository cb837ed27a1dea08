"""An integer program over what everybody may have done, and the values that it leaves nobody a choice of."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array


SECONDS = 20  # for one world; without an end a hard one would stop the suite


class Program:
    """Unknowns are named and are 0 or 1; `add` says of a sum of them what is known."""

    def __init__(self):
        self._at, self._rows, self._ends = {}, [], []

    @property
    def names(self):
        return list(self._at)

    def unknown(self, *names):
        for name in names:
            self._at.setdefault(name, len(self._at))

    def add(self, terms, low=-np.inf, high=np.inf):
        """`terms`: how often each unknown counts; those that are none of ours count as 0."""
        known = {self._at[name]: times for name, times in terms.items() if name in self._at}
        self._rows.append(known)
        self._ends.append((low, high))

    def within(self, parts, whole):
        """Whoever is in one of the parts is in the whole, and in one part at most."""
        self.add(dict.fromkeys(parts, 1) | {whole: -1}, high=0)

    def counted(self, names, low, high):
        self.add(dict.fromkeys(names, 1), low, high)

    def world(self, known, wanted=None, gap=0.0):
        """Values that fit, by the order of the names; None where none do.

        `wanted`: what is to be as large as can be, to within `gap` of it.
        """
        least, most = np.zeros(len(self._at)), np.ones(len(self._at))
        for name, value in known.items():
            least[self._at[name]] = most[self._at[name]] = value
        lows, highs = zip(*self._ends, strict=True)
        found = milp(
            np.zeros(len(self._at)) if wanted is None else -wanted,
            constraints=LinearConstraint(self._matrix(), lows, highs),
            bounds=Bounds(least, most),
            integrality=np.ones(len(self._at)),
            options={"mip_rel_gap": gap, "time_limit": SECONDS},
        )
        assert found.x is not None or found.status == 2, found.message
        return None if found.x is None else np.rint(found.x)

    def _matrix(self):
        places = [(row, at, n) for row, each in enumerate(self._rows) for at, n in each.items()]
        rows, columns, values = (np.array(each) for each in zip(*places, strict=True))
        return csr_array((values, (rows, columns)), shape=(len(self._rows), len(self._at)))

    def fixed(self, names, known, kept=None):
        """Those of `names` that have one value in every world.

        Worlds in which others keep what was so (`kept`) are looked for first: they are many, and quickly found. What
        they do not settle is asked of each value by itself.
        """
        places = np.array([self._at[name] for name in names if name not in known])
        seen = np.zeros((2, len(self._at)), bool)
        wanted, before = None, -1
        while seen.sum() > before and not seen[:, places].all():
            before = seen.sum()
            world = self.world(known | (kept or {}), wanted, gap=0.3)
            assert world is not None, "the truth itself agrees with what was read"
            for value in (0, 1):
                seen[value, places] |= world[places] == value
            wanted = np.zeros(len(self._at))
            left = places[~seen[:, places].all(axis=0)]
            wanted[left] = np.where(seen[0][left], 1, -1)
        unsettled = [
            (name, value)
            for name, at in self._at.items()
            if at in set(left.tolist())
            for value in (0, 1)
            if not seen[value, at]
        ]
        return {name for name, value in unsettled if self.world(known | {name: value}) is None}


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
