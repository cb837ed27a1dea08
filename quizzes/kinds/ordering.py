"""Put things in their order: steps of a procedure, dates, priorities."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from quizzes.html import to_safe_html, unwrap_paragraph
from quizzes.kinds.base import Spec, repeated, with_ids_by_text
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AnswerField, AuthorField, AuthorRows, Input, Message
from quizzes.values.marks import (
    NOTHING,
    UNANSWERED,
    WHOLE,
    Line,
    Mark,
    Read,
    Response,
    Shuffled,
    fields_with_prefix,
    mark_with_feedback,
)
from quizzes.values.rekeying import match_ids_by_text
from quizzes.values.texts import EMPTY, Rich


FEWEST_ITEMS = 3  # of two, one order is shown and the other is right
MOST_ITEMS = 20
PLACE = "place-"  # the field for the item "i1" is named "place-i1"


class OrderGrading(StrEnum):
    """What an order that is not wholly right is worth."""

    ALL_OR_NOTHING = "all_or_nothing"
    PLACES = "places"  # the share of items that stand in their place
    NEIGHBOURS = "neighbours"  # the share of items that are followed by the right one


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem:
    text: Rich
    id: str = ""


def with_item_ids(items: Iterable[OrderItem]) -> tuple[OrderItem, ...]:
    return with_ids_by_text(items, "i")


@dataclass(frozen=True, slots=True)
class PlacedItem:
    id: str
    html: str
    place: int  # 0: none yet


@dataclass(frozen=True, slots=True)
class OrderParts:
    items: tuple[PlacedItem, ...]

    @property
    def places(self) -> range:
        return range(1, len(self.items) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Spec):
    """The items stand in the right order. Two that look the same may change places.

    A response {"places": {"i2": 1, "i1": 3}} says which item stands where.
    """

    kind = "ordering"
    name = gettext_noop("items to put in order")
    icon = "order"
    messages = {
        "items_count": gettext_noop(
            "Expected from %(fewest)d to %(most)d items to put in order, found %(count)d."
        ),
        "items_all_alike": gettext_noop(
            "All items are alike. Expected at least two different ones."
        ),
        "item_empty": gettext_noop("Item %(position)d is empty."),
        "item_id_repeated": gettext_noop("Two items have the identifier “%(id)s”."),
    }
    word_labels = {
        "items.text": gettext_noop("Line %(n)d"),
    }
    template = "quizzes/kinds/ordering.html"
    numbers_lines = True
    author_fields = (
        AuthorField(
            name="grading",
            label=gettext_noop("What the answer is worth"),
            input=Input.SELECT,
            options=(
                (
                    OrderGrading.PLACES,
                    gettext_noop("the share of items that stand in their place"),
                ),
                (
                    OrderGrading.NEIGHBOURS,
                    gettext_noop("the share of items that are followed by the right one"),
                ),
                (OrderGrading.ALL_OR_NOTHING, gettext_noop("everything or nothing")),
            ),
            is_required=True,
            read=OrderGrading,
            help=gettext_noop(
                "Write the items below in the right order. Each learner gets them mixed."
            ),
        ),
    )
    author_rows = AuthorRows(
        attribute="items",
        part=OrderItem,
        name=gettext_noop("Place"),
        fields=(AuthorField(name="text", label=gettext_noop("Item")),),
    )

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

    def numbered(self) -> Self:
        return replace(self, items=with_item_ids(self.items))

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        """A place may be missing, or given twice: the learner is told before the answer is checked."""
        answers = raw.get("places")
        if not isinstance(answers, dict):
            return {}
        read = {item.id: _place(answers.get(item.id), len(self.items)) for item in self.items}
        places = {identifier: read[identifier] for identifier in sorted(read) if read[identifier]}
        return {"places": places} if places else {}

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        right = [to_safe_html(item.text) for item in self.items]
        given = self._placed(response)
        fraction = _share_of_neighbours(right, given)
        if self.grading is not OrderGrading.NEIGHBOURS:
            fraction = Decimal(sum(map(str.__eq__, right, given))) / len(right)
        if self.grading is OrderGrading.ALL_OR_NOTHING and fraction < 1:
            fraction = NOTHING
        return mark_with_feedback(fraction, EMPTY, about=WHOLE)

    def _placed(self, response: Response) -> list[str]:
        """Return what stands in each place, as safe HTML; "" where nothing does, or where two do."""
        shown = {item.id: to_safe_html(item.text) for item in self.items}
        at: dict[int, list[str]] = {}
        for identifier, place in response.get("places", {}).items():
            at.setdefault(place, []).append(shown[identifier])
        there = [at.get(place, []) for place in range(1, len(self.items) + 1)]
        return [texts[0] if len(texts) == 1 else "" for texts in there]

    def reader(self, now: Self) -> Read | None:
        """The same items; which order is right may change."""
        ids = match_ids_by_text(
            {item.id: item.text for item in self.items}, {item.id: item.text for item in now.items}
        )
        if ids is None:
            return None

        def read(given: Response) -> Response:
            answers = given.get("places", {})
            places = {ids[pk]: place for pk, place in answers.items() if pk in ids}
            return {"places": places} if places else {}

        return read

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """Draw the items from the order of their texts, so that nothing of the right order is in it, nor ever the
        right order itself."""
        items = [{"id": item.id, "html": to_safe_html(item.text)} for item in self.items]
        right = [item["html"] for item in items]
        drawn = shuffled(sorted(items, key=lambda item: item["id"]))
        if [item["html"] for item in drawn] == right:
            drawn = [*drawn[1:], *drawn[:1]]
        return {"items": drawn}

    def parts(
        self, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
    ) -> OrderParts:
        places = said.get("places", {})
        return OrderParts(
            tuple(
                PlacedItem(item["id"], unwrap_paragraph(item["html"]), places.get(item["id"], 0))
                for item in view["items"]
            )
        )

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        """One for each place: what the learner put there, and what belongs there."""
        right = [to_safe_html(item.text) for item in self.items]
        return tuple(
            Line(
                html=unwrap_paragraph(there) or "…",
                is_chosen=bool(there),
                is_right=there == wanted,
                expected=unwrap_paragraph(wanted),
            )
            for there, wanted in zip(self._placed(response), right, strict=True)
        )

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        places = tuple(str(place) for place in range(1, len(view["items"]) + 1))
        missing = gettext_noop("Give each line a place, or choose “I don't know”.")
        field = AnswerField(missing=missing, options=places)
        return {PLACE + item["id"]: field for item in view["items"]}

    @classmethod
    def answer_problems(cls, said: dict[str, Any]) -> dict[str, Message]:
        """Return a message for each field whose place another one has too."""
        at: dict[str, list[str]] = defaultdict(list)
        for name, place in said.items():
            if name.startswith(PLACE) and place:
                at[place].append(name)
        twice = gettext_noop(
            "Place %(place)s is given more than once: give each line a place of its own."
        )
        return {
            name: Message(twice, {"place": place})
            for place, names in sorted(at.items(), key=lambda pair: int(pair[0]))
            if len(names) > 1
            for name in names
        }

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"places": fields_with_prefix(PLACE, data)}


def _place(said: object, most: int) -> int:
    """Return a place from 1 on; 0 for none."""
    if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) <= 3:
        said = int(said)
    return said if type(said) is int and 1 <= said <= most else 0


def _share_of_neighbours(right: list[str], given: list[str]) -> Decimal:
    wanted = Counter(pairwise(right))
    actual = Counter(pair for pair in pairwise(given) if all(pair))
    return Decimal((wanted & actual).total()) / max(wanted.total(), 1)
