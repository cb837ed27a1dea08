"""Put things in their order: steps of a procedure, dates, priorities."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from quizzes.problems import Problem
from quizzes.specs.base import Kind, Rich, Spec, register, repeated


FEWEST_ITEMS = 3  # of two, one order is shown and the other is right
MOST_ITEMS = 20


class OrderGrading(StrEnum):
    """What an order that is not wholly right is worth."""

    ALL_OR_NOTHING = "all_or_nothing"
    PLACES = "places"  # the share of items that stand in their place
    NEIGHBOURS = "neighbours"  # the share of items that are followed by the right one


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem:
    text: Rich
    id: str = ""


@register(Kind.ORDERING)
@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Spec):
    """The items stand in the right order. Two that look the same may change places."""

    items: tuple[OrderItem, ...]
    grading: OrderGrading = OrderGrading.PLACES

    def own_problems(self) -> list[Problem]:
        problems = []
        if not FEWEST_ITEMS <= len(self.items) <= MOST_ITEMS:
            limits = {"fewest": FEWEST_ITEMS, "most": MOST_ITEMS}
            problems.append(Problem("items_count", {"count": len(self.items), **limits}))
        elif len({item.text for item in self.items}) < 2:
            problems.append(Problem("items_all_alike"))
        for position, item in enumerate(self.items, start=1):
            if not item.text:
                problems.append(Problem("item_empty", {"position": position}))
        problems += [
            Problem("item_id_repeated", {"id": identifier})
            for identifier in repeated(item.id for item in self.items)
        ]
        return problems


def ordered_items(items: Iterable[OrderItem]) -> tuple[OrderItem, ...]:
    """The same items with ids i1, i2... given in the order of their texts, which says nothing of
    their places."""
    listed = tuple(items)
    by_text = sorted(range(len(listed)), key=lambda index: (listed[index].text.text, index))
    rank = {index: position for position, index in enumerate(by_text, start=1)}
    return tuple(replace(item, id=f"i{rank[i]}") for i, item in enumerate(listed))
