"""Every truth of a tiny organisation in teams and parts, over some months, and what is published of each."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from adoption.publishing.disclosure.history import PublishedMonth, protect_chain, witness_of
from adoption.publishing.disclosure.partition import Partition, protect_parts
from adoption.publishing.disclosure.protection import Parameters
from tests.adoption.possible_histories import Histories, counts_of, frozen, staff_of, thawed
from tests.adoption.publishing.exhaustive_reader import labels


USED = 3


@dataclass(frozen=True)
class Parted(Histories):
    """parts: for each class, its part in each month; None where it is in no team."""

    parts: tuple[tuple[str | None, ...], ...] = ()

    def parts_of(self, month):
        return sorted({parts[month] for parts in self.parts if parts[month] is not None})

    def rows(self, types, truths):
        """As for the teams, month by month, each followed by the used count of each part."""
        chain = super().rows(types, truths)
        columns, start = [], 0
        for month in self.months:
            width = 4 * len(self.teams(month))
            columns += list(chain[:, start : start + width].T)
            start += width
            named = np.array([str(parts[month]) for parts in self.parts])
            for part in self.parts_of(month):
                there = truths[:, named == part][:, :, types[:, month] >= USED]
                columns.append(there.sum(axis=(1, 2)))
        return np.column_stack(columns)

    def published(self, rule):
        truths = self.truths()
        return truths, labels(self.rows(self.histories, truths), partial(pages, self, rule))


@cache
def partition_of(lives, month):
    return Partition(
        {
            f"{number}-{person}": lives.parts[number][month]
            for number, (size, teams) in enumerate(lives.classes)
            for person in range(size)
            if teams[month] is not None
        }
    )


def pages(lives, rule, row):
    """What is out after all months. rule: (staff, earlier, counts, partition, used by part)."""
    published = ()
    for month in lives.months:
        width, parts = 4 * len(lives.teams(month)), len(lives.parts_of(month))
        published = next_page(lives, rule, published, row[:width], row[width : width + parts])
        row = row[width + parts :]
    return published


@cache
def next_page(lives, rule, published, direct, used):
    month = len(published)
    chain = next_chain(lives, rule.chain, tuple(page for page, _parts in published), direct)
    figures = parts_beside(lives, rule, tuple(page for page, _ in published), month, chain, used)
    return (*published, (chain, figures))


@cache
def next_chain(lives, protect, published, direct):
    month = len(published)
    earlier = earlier_months(lives, published)
    counts = counts_of(lives, month, direct)
    return frozen(protect(staff_of(lives, month), earlier, counts))


@cache
def parts_beside(lives, rule, published, month, chain, used):
    counts = dict(zip(lives.parts_of(month), used, strict=True))
    staff, earlier = staff_of(lives, month), earlier_months(lives, published)
    figures = rule.parts(staff, partition_of(lives, month), earlier, thawed(chain), counts)
    return tuple(figures.items())


def earlier_months(lives, published):
    return [
        PublishedMonth(staff_of(lives, number), thawed(page))
        for number, page in enumerate(published)
    ]


@dataclass(frozen=True)
class Rule:
    """Both halves of what goes out in a month: the chain on the tree, then the parts."""

    parameters: Parameters

    def chain(self, staff, earlier, counts):
        return protect_chain(staff, earlier, counts, self.parameters)

    def parts(self, staff, partition, earlier, chain, counts):
        witness = witness_of(staff, earlier, chain)
        both = (chain.used, chain.habit)
        return protect_parts(staff, partition, witness, both, counts, self.parameters)
