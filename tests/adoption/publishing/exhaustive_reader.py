"""A reader who knows the program, on organisations small enough to try every truth.

Truths are grouped by what is published of them. Within a group, for every set of c people and
every values of theirs, nobody else may have the same value in all truths that remain.

People of one class (same team in every month) are interchangeable, so a truth is, for each
class, how many of its people have each type (a level, or a history of levels).
"""

import itertools

import numpy as np


def truths_of(sizes, types):
    """Array (truth, class, type) of every way to distribute each class over the types."""
    return combinations([np.array(list(spreads_of(size, types)), dtype=np.int8) for size in sizes])


def combinations(spreads):
    """spreads: for each class an array (way, type)."""
    picks = np.indices([len(spread) for spread in spreads]).reshape(len(spreads), -1)
    return np.stack([spread[pick] for spread, pick in zip(spreads, picks, strict=True)], axis=1)


def spreads_of(size, types):
    if types == 1:
        yield (size,)
        return
    for first in range(size + 1):
        for others in spreads_of(size - first, types - 1):
            yield (first, *others)


def somebody_fixed(truths, published, values, c):
    """Share of truths whose publication fixes somebody; published: one label a truth.

    values: booleans (indicator, type): the values whose secrecy is at stake, except those that
    all truths give to a class, such as those of months in which it was not there.
    """
    order = np.argsort(published, kind="stable")
    truths, published = truths[order], np.asarray(published)[order]
    counts = [[people[:, value].sum(axis=1) for value in values] for people in classes_of(truths)]
    sizes = truths[0].sum(axis=1)
    leaking = np.zeros(published.max() + 1, dtype=bool)
    cells = list(itertools.product(range(truths.shape[1]), range(truths.shape[2])))
    for coalition in itertools.combinations_with_replacement(cells, c):
        own = np.zeros(truths.shape[1:], dtype=np.int8)
        for cell in coalition:
            own[cell] += 1
        known = np.nonzero(own)
        possible = np.flatnonzero((truths[:, *known] >= own[known]).all(axis=1))
        if len(possible):
            groups = published[possible]
            starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
            for people, size, own_levels in zip(counts, sizes, own, strict=True):
                others = size - own_levels.sum()
                for count, value in zip(people, values, strict=True):
                    if count.max() == 0 or count.min() == size:
                        continue
                    rest = count[possible] - own_levels[value].sum()
                    fixed = fixed_groups(rest, starts, others)
                    leaking[groups[starts[fixed]]] = True
    return leaking[published].mean()


def share_ruling_out(truths, published, people):
    """Share of truths whose publication rules out some values of so many people.

    That any values of any c + 1 people fit is the invariant of the rule. It is stronger than
    that nobody is fixed, so it notices a leak where people are too alike for one.
    """
    ruling_out = np.zeros(published.max() + 1, dtype=bool)
    cells = list(itertools.product(range(truths.shape[1]), range(truths.shape[2])))
    for chosen in itertools.combinations_with_replacement(cells, people):
        own = np.zeros(truths.shape[1:], dtype=np.int8)
        for cell in chosen:
            own[cell] += 1
        known = np.nonzero(own)
        possible = (truths[:, *known] >= own[known]).all(axis=1)
        if possible.any():
            fitting = np.zeros(len(ruling_out), dtype=bool)
            fitting[published[possible]] = True
            ruling_out |= ~fitting
    return ruling_out[published].mean()


def classes_of(truths):
    return truths.transpose(1, 0, 2)


def fixed_groups(counts, starts, size):
    """For each group of truths: whether all `size` people have the same value throughout."""
    if size == 0:
        return np.zeros(len(starts), dtype=bool)
    none, everybody = np.maximum.reduceat(counts, starts) == 0, np.minimum.reduceat(counts, starts)
    return none | (everybody == size)


def labels(rows, publish):
    """One integer a row, equal for rows with the same publication."""
    numbers = np.ravel_multi_index(rows.T, rows.max(axis=0) + 1)
    _, first, where = np.unique(numbers, return_index=True, return_inverse=True)
    seen = {}
    found = [seen.setdefault(publish(tuple(rows[row].tolist())), len(seen)) for row in first]
    return np.array(found)[where]
