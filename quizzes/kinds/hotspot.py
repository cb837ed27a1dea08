"""Find it: the spots of a message, or on a picture, that answer the question. The list of them says the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from quizzes.html import plain_text, to_safe_html, unwrap_paragraph
from quizzes.kinds.base import CannotWrite, Spec
from quizzes.kinds.choices import Choice
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AuthorField, AuthorRows, Input, feedback_field, fraction_field
from quizzes.values.marks import Line, Mark, Response, Shuffled
from quizzes.values.media import Media, MediaKind
from quizzes.values.spots import spot_pieces
from quizzes.values.texts import EMPTY, Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot(Choice):
    """A spot to point at. In a message its text is the very words; on a picture its place is in percent, 0 for none."""

    left: int = 0
    top: int = 0


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A spot on a page. `field`: the id of its box in the list."""

    number: int
    id: str
    html: str
    is_chosen: bool
    left: int
    top: int

    @property
    def field(self) -> str:
        return "id_choice" if self.number == 1 else f"id_choice-{self.number}"


@dataclass(frozen=True, slots=True)
class SpotParts:
    """A message or picture as a page shows it. `pieces`: the message as HTML, with the spot that each piece is."""

    spots: list[ShownSpot]
    pieces: list[tuple[str, ShownSpot | None]]

    @property
    def marks(self) -> list[ShownSpot]:
        """Return the spots that stand on the picture."""
        return [] if self.pieces else self.spots


def _place_field(name: str, label: str) -> AuthorField:
    return AuthorField(name=name, label=label, input=Input.COUNT, limit=100, empty=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotspot(MultipleChoice):
    """A multiple choice whose choices stand in `message`, else on the picture, the first of `media`."""

    kind = "hotspot"
    name = gettext_noop("find it: spots in a message or on a picture")
    icon = "crosshairs"
    messages = {
        "nothing_to_look_at": gettext_noop(
            "Expected a message, or a picture that stands first beside the question."
        ),
        "spot_not_in_message": gettext_noop(
            "“%(text)s” is not in the message, or is inside another spot. Expected its very words."
        ),
        "spot_without_place": gettext_noop(
            "Spot %(position)d has no place on the picture. Expected from 1 to 100 %% from the left "
            "and from the top."
        ),
    }
    word_labels = {"message": gettext_noop("The message")}
    template = "quizzes/kinds/hotspot.html"
    review_template = "quizzes/kinds/hotspot_review.html"
    numbers_lines = True
    gift_form = ""
    moodle_type = ""
    table_words = None
    author_fields = (
        AuthorField(
            name="message",
            label=gettext_noop("Message in which to look"),
            help=gettext_noop(
                "Leave it empty to look on the first picture beside the question, below."
            ),
            rows=6,
        ),
        *MultipleChoice.author_fields,
    )
    author_rows = AuthorRows(
        attribute="choices",
        part=Spot,
        name=gettext_noop("Spot"),
        fields=(
            AuthorField(
                name="text",
                label=gettext_noop("Spot"),
                help=gettext_noop("In a message, its very words; on a picture, what is there."),
            ),
            AuthorField(
                name="is_right", label=gettext_noop("To be found"), input=Input.FLAG, empty=False
            ),
            fraction_field(gettext_noop("Only for a part of the points."), empty=None),
            feedback_field(gettext_noop("What to say to it")),
            _place_field("left", gettext_noop("From the left, in %")),
            _place_field("top", gettext_noop("From the top, in %")),
        ),
    )

    choices: tuple[Spot, ...]
    message: Rich = EMPTY

    @property
    def picture(self) -> Media | None:
        first = next(iter(self.media), None)
        return first if first and first.kind is MediaKind.PICTURE else None

    def own_problems(self) -> list[Problem]:
        problems = MultipleChoice.own_problems(self)
        if self.message:
            there = {number for _html, number in self._pieces()}
            return problems + [
                Problem("spot_not_in_message", {"text": plain_text(spot.text)})
                for number, spot in enumerate(self.choices, 1)
                if spot.text and number not in there
            ]
        if self.picture is None:
            return [*problems, Problem("nothing_to_look_at")]
        return problems + [
            Problem("spot_without_place", {"position": position})
            for position, spot in enumerate(self.choices, 1)
            if not (1 <= spot.left <= 100 and 1 <= spot.top <= 100)
        ]

    def _pieces(self) -> list[tuple[str, int]]:
        return spot_pieces(to_safe_html(self.message), [plain_text(s.text) for s in self.choices])

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """Number the spots as one reads the message or the picture, which says nothing of what is right."""
        pieces = self._pieces()
        ids = [spot.id for spot in self.choices]
        at = {ids[number - 1]: place for place, (_html, number) in enumerate(pieces) if number}

        def reading(spot: Spot) -> tuple[int, int, int, str]:
            return at.get(spot.id, len(pieces)), spot.top, spot.left, spot.id

        return {
            **MultipleChoice.public_parts(self, shuffled),
            "choices": [
                {"id": s.id, "html": to_safe_html(s.text), "left": s.left, "top": s.top}
                for s in sorted(self.choices, key=reading)
            ],
            "pieces": [
                {"html": html, "spot": ids[number - 1] if number else ""} for html, number in pieces
            ],
        }

    def parts(
        self, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
    ) -> SpotParts:
        spots = [
            ShownSpot(
                number,
                one["id"],
                unwrap_paragraph(one["html"]),
                one["id"] in said.get("choices", []),
                one["left"],
                one["top"],
            )
            for number, one in enumerate(view["choices"], 1)
        ]
        by_id = {spot.id: spot for spot in spots}
        pieces = [(one["html"], by_id.get(one["spot"])) for one in view["pieces"]]
        return SpotParts(spots, pieces)

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        """Explain every spot, those that nobody pointed at too."""
        notes = {spot.id: to_safe_html(spot.feedback) for spot in self.choices}
        lines = MultipleChoice.lines(self, response, view, given)
        return tuple(
            replace(line, note=notes[one["id"]])
            for line, one in zip(lines, view["choices"], strict=True)
        )

    def to_moodle(self) -> list[str]:
        raise CannotWrite(self.kind)

    def to_cells(self, *, french: bool) -> dict[str, str]:
        return {}

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Spec | None:
        return None
