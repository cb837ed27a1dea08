"""What single and multiple choices have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from quizzes.html import media_part, plain_text, to_safe_html, unwrap_paragraph
from quizzes.kinds.base import Spec, fraction_problems, repeated, with_ids_by_text
from quizzes.notation import gift, moodle, tables
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AuthorField as Field
from quizzes.values.fields import (
    AuthorInput,
    AuthorRows,
    Input,
    Message,
    feedback_field,
    fraction_field,
)
from quizzes.values.marks import FULL, NOTHING, Line, Mark, Read, Response, Shuffled
from quizzes.values.media import Media, MediaKind, alternative_texts, media_problems
from quizzes.values.rekeying import match_ids_by_text, read_choices_by_ids
from quizzes.values.texts import EMPTY, Rich, Stem, TextFormat


RIGHT_FOR_NOTHING = gettext_noop(
    "Choice %(position)d is ticked as right, and worth nothing. Expected one or the other."
)
SAID_OF_CHOICES = ("is_right", "fraction", "feedback")
SAID_TWICE = gettext_noop("Two choices say the same: “%(text)s”. Expected each once.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    text: Rich
    fraction: Decimal = NOTHING
    feedback: Rich = EMPTY
    id: str = ""
    media: tuple[Media, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.text) or bool(alternative_texts(self.media))


def _weight(*, is_right: bool, typed: Decimal | None) -> Decimal:
    if typed is not None:
        return typed
    return FULL if is_right else NOTHING


def with_choice_ids(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return with_ids_by_text(
        choices, "c", lambda choice: (choice.text.text, alternative_texts(choice.media))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WithChoices(Spec):
    messages = {
        "too_few_choices": gettext_noop("Expected at least two choices, found %(count)d."),
        "choice_empty": gettext_noop("Choice %(position)d is empty."),
        "choice_id_repeated": gettext_noop("Two choices have the identifier “%(id)s”."),
        "no_right_choice": gettext_noop("No choice is right. Expected at least one worth 100 %%."),
        "right_choices_sum": gettext_noop(
            "The weights of the right choices add up to %(sum)s %%. Expected 100 %%."
        ),
        "choice_media": gettext_noop("Choice %(position)d can have one picture, and no recording."),
    }
    is_single: ClassVar[bool]
    word_labels = {
        "choices.text": gettext_noop("Answer %(n)d"),
        "choices.feedback": gettext_noop("What is said to answer %(n)d"),
        "choices.media.alternative": gettext_noop("The picture of answer %(n)d, in words"),
        "choices.media.transcript": gettext_noop("The recording of answer %(n)d, in writing"),
    }
    template = "quizzes/kinds/choices.html"
    moodle_type = "multichoice"
    moodle_fields = frozenset({"answer", "single"})
    author_rows = AuthorRows(
        attribute="choices",
        part=Choice,
        fields=(
            Field(name="text", label=gettext_noop("Choice")),
            Field(
                name="is_right", label=gettext_noop("Right answer"), input=Input.FLAG, empty=False
            ),
            fraction_field(gettext_noop("Only for a part of the points."), empty=None),
            feedback_field(gettext_noop("What to say to whoever chooses it")),
        ),
        has_picture=True,
    )

    choices: tuple[Choice, ...]

    def choice_problems(self) -> list[Problem]:
        problems = fraction_problems(choice.fraction for choice in self.choices)
        if len(self.choices) < 2:
            problems.append(Problem("too_few_choices", {"count": len(self.choices)}))
        for position, choice in enumerate(self.choices, start=1):
            if not choice.says_something:
                problems.append(Problem("choice_empty", {"position": position}))
            problems += _picture_problems(choice.media, position)
        for identifier in repeated(choice.id for choice in self.choices):
            problems.append(Problem("choice_id_repeated", {"id": identifier}))
        return problems

    def numbered(self) -> Self:
        return replace(self, choices=with_choice_ids(self.choices))

    @classmethod
    def shared(cls, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """The choices, each of those worth 100 with its share of the points."""
        return choices

    def author_row_values(self) -> list[dict[str, Any]]:
        """Say a weight only where ticking what is right would give another."""
        ticked = (
            replace(one, fraction=FULL if self.is_right(one) else NOTHING) for one in self.choices
        )
        rows = Spec.author_row_values(self)
        return [
            row
            | {
                "is_right": self.is_right(one),
                "fraction": None if one.fraction == usual.fraction else one.fraction,
            }
            for row, one, usual in zip(rows, self.choices, self.shared(tuple(ticked)), strict=True)
        ]

    @classmethod
    def author_problems(cls, written: AuthorInput) -> dict[str, Message]:
        for position, row in enumerate(written.rows, start=1):
            if row["is_right"] and row["fraction"] is not None and row["fraction"] <= 0:
                return {"": Message(RIGHT_FOR_NOTHING, {"position": position}, "right_for_nothing")}
        said = [
            {name: value for name, value in row.items() if name not in SAID_OF_CHOICES}
            for row in written.rows
        ]
        for one in said:
            if one["text"] and said.count(one) > 1:
                params = {"text": one["text"].text.strip()[:80]}
                return {"": Message(SAID_TWICE, params, "said_twice")}
        return {}

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        """Read what was ticked as right, unless a weight was typed."""
        assert cls.author_rows is not None
        choices = []
        for row in map(dict, written.rows):
            is_right = row.pop("is_right")
            row["fraction"] = _weight(is_right=is_right, typed=row["fraction"])
            choices.append(cls.author_rows.part(**row))
        return {**written.values, "choices": cls.shared(tuple(choices))}

    def is_right(self, choice: Choice) -> bool:
        raise NotImplementedError

    def reader(self, now: Self) -> Read | None:
        """The same choices in both: one that came or went would have changed what people chose."""
        ids = match_ids_by_text(
            {choice.id: choice.text for choice in self.choices},
            {choice.id: choice.text for choice in now.choices},
        )
        return None if ids is None else read_choices_by_ids(ids)

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        return {
            "choices": shuffled(
                [
                    {"id": one.id, "html": to_safe_html(one.text), **media_part(one.media)}
                    for one in self.choices
                ]
            )
        }

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        chosen = set(response.get("choices", [])) | {response.get("choice")}
        by_id = {choice.id: choice for choice in self.choices}
        return tuple(
            Line(
                html=unwrap_paragraph(to_safe_html(by_id[pk].text)),
                is_chosen=pk in chosen,
                is_right=self.is_right(by_id[pk]),
                note="" if self.is_single or pk not in chosen else to_safe_html(by_id[pk].feedback),
                media=by_id[pk].media,
            )
            for pk in (one["id"] for one in view["choices"])
        )

    def in_words(self, response: Response) -> str:
        """The text of each choice, or what its picture shows."""
        ids = [response.get("choice"), *response.get("choices", [])]
        chosen = [one for one in self.choices if one.id in ids]
        return " ; ".join(plain_text(one.text) or alternative_texts(one.media) for one in chosen)

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        default, choices = stem["text"].format, []
        for piece in gift.split_answers(text, offset, gift.SIGN_OF_CHOICE):
            if not piece.sign:
                raise gift.GiftError(
                    "text_before_answers", piece.offset, text=gift.excerpt(piece.body)
                )
            weight, body = gift.read_weight(piece)
            answer, feedback = gift.split_feedback(body, default)
            choice_text = gift.read_rich(answer, default)
            if not choice_text:
                raise gift.GiftError("answer_empty", piece.offset)
            if weight is None:
                weight = FULL if piece.sign == "=" else NOTHING
            choices.append(Choice(text=choice_text, fraction=weight, feedback=feedback))
        return cls(**stem, choices=tuple(choices))

    def to_gift(self) -> str:
        all_right = all(choice.fraction == FULL for choice in self.choices)
        lines: list[str] = []
        for choice in self.choices:
            # A ~ somewhere tells choices from accepted texts: where all are right, the last has it.
            is_last_chance = len(lines) == len(self.choices) - 1 and all_right
            is_right = self.is_single and choice.fraction == FULL and not is_last_chance
            lines.append(_gift_choice("=" if is_right else "~", choice, self.text.format))
        return gift.write_answer_block(lines, self.text, self.general_feedback)

    @classmethod
    def reads_moodle(cls, element: "moodle.Element") -> bool:
        is_single = element.said("single").lower() in ("", *moodle.YES)
        return element.attributes.get("type") == cls.moodle_type and is_single == cls.is_single

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        choices = [
            Choice(
                text=moodle.read_rich(answer, TextFormat.HTML),
                fraction=moodle.read_fraction(answer),
                feedback=moodle.read_feedback(answer),
            )
            for answer in element.all("answer")
        ]
        return cls(**stem, choices=tuple(choices))

    def to_moodle(self) -> list[str]:
        return [
            f"<single>{str(self.is_single).lower()}</single>",
            "<shuffleanswers>true</shuffleanswers>",
            *(
                moodle.write_rich(
                    "answer",
                    choice.text,
                    f' fraction="{choice.fraction:f}"',
                    moodle.write_feedback(choice.feedback),
                )
                for choice in self.choices
            ),
        ]

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        answers = cells.answers()
        right = tables.read_right_numbers(cells.text("right"), len(answers))
        shares = tables.fractions_by_right(right, len(answers), is_single=cls.is_single)
        choices = tuple(
            Choice(
                text=cells.rich(answer.text),
                fraction=share if answer.worth is None else answer.worth,
                feedback=answer.feedback,
            )
            for answer, share in zip(answers, shares, strict=True)
        )
        return cls(**stem, choices=choices)

    def to_cells(self, *, french: bool) -> dict[str, str]:
        fractions = [choice.fraction for choice in self.choices]
        right = [number for number, share in enumerate(fractions, start=1) if share > 0]
        is_implied = (
            tables.fractions_by_right(right, len(fractions), is_single=self.is_single) == fractions
        )
        worth = (
            {}
            if is_implied
            else tables.number_cells("worth", [f"{share:f}" for share in fractions])
        )
        return {
            "right": ";".join(map(str, right)) if is_implied else "",
            **tables.number_cells("answer", [choice.text.text for choice in self.choices]),
            **worth,
            **tables.number_cells("feedback", [choice.feedback.text for choice in self.choices]),
        }

    def right_choices(self) -> frozenset[str]:
        return frozenset(one.id for one in self.choices if self.is_right(one))

    def choice_texts(self) -> dict[str, str]:
        return {one.id: plain_text(one.text) for one in self.choices}


def _picture_problems(media: tuple[Media, ...], position: int) -> list[Problem]:
    problems = media_problems(media)
    if len(media) > 1 or any(one.kind is not MediaKind.PICTURE for one in media):
        problems.append(Problem("choice_media", {"position": position}))
    return problems


def _gift_choice(sign: str, choice: Choice, default: TextFormat) -> str:
    """A weight only where the sign does not say it, or where a percent sign would read as one."""
    text = gift.write_rich(choice.text, default)
    meant = FULL if sign == "=" else NOTHING
    needs_weight = choice.fraction != meant or text.startswith("%")
    weight = gift.write_weight(choice.fraction) if needs_weight else ""
    return f"{sign}{weight}{text}{gift.write_feedback(choice.feedback, default)}"
