import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

from quizzes.kinds.base import Spec, accepted_problems, repeated
from quizzes.kinds.typed import Typed, text_field
from quizzes.notation import gift, moodle, tables
from quizzes.notation.gift_tokens import BLANKS, unshield
from quizzes.problems import MESSAGES, Problem, gettext_noop
from quizzes.typed_answers import (
    is_within,
    middle_and_reach,
    parse_number,
    parse_quantity,
    parse_range,
    range_ends,
    short_number,
)
from quizzes.values.fields import (
    NO_NUMBER,
    WORTH_HELP,
    AnswerField,
    AuthorField,
    AuthorInput,
    AuthorRows,
    FieldError,
    Input,
    Message,
    feedback_field,
    fraction_field,
)
from quizzes.values.marks import (
    FULL,
    MAX_SHORT_TEXT,
    NOTHING,
    UNANSWERED,
    WHOLE,
    Mark,
    Read,
    Response,
    Shuffled,
    mark_with_feedback,
    text_response,
)
from quizzes.values.texts import EMPTY, Rich, Stem
from quizzes.values.words import LINE, Word


GIVE_OR_TAKE = " ± "
_NUMBER = r"[-+]?(?:[0-9]{1,150}(?:\.[0-9]{0,150})?|\.[0-9]{1,150})(?:[eE][-+]?[0-9]{1,2})?"
_RANGE = re.compile(rf"({_NUMBER}?)\s*\.\.\s*({_NUMBER})")
_ABOUT = re.compile(rf"({_NUMBER})(?:\s*:\s*({_NUMBER}))?")
# What follows a number: nothing that could belong to it.
_UNIT_NAME = re.compile(r"[^\W\d_ªº][^\s,;]{0,29}|[€$£%°‰/µ][^\s\d,;]{0,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAnswer:
    """Any number from value - tolerance to value + tolerance. `is_range`: written as its two ends."""

    value: Decimal
    tolerance: Decimal = NOTHING
    fraction: Decimal = FULL
    feedback: Rich = EMPTY
    is_range: bool = False

    def __str__(self) -> str:
        """Return the number and its tolerance, or the ends of its range, as people write them."""
        if self.is_range:
            return " … ".join(short_number(end) for end in range_ends(self.value, self.tolerance))
        value = short_number(self.value)
        return f"{value} ± {short_number(self.tolerance)}" if self.tolerance else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit in which a number may be typed. One of it makes `factor` of the unit worth 1."""

    name: str = field(metadata=LINE)
    factor: Decimal = Decimal(1)

    def problems(self) -> list[Problem]:
        problems = []
        if not _UNIT_NAME.fullmatch(self.name):
            problems.append(Problem("unit_unreadable", {"text": self.name[:40]}))
        if self.factor <= 0:
            problems.append(Problem("unit_worth_nothing", {"text": self.name[:40]}))
        return problems


def read_units(written: str) -> tuple[Unit, ...]:
    """One a line, “h = 60”. The unit of the accepted numbers is worth 1, and so is a line without a worth."""
    return tuple(_unit(line.strip()) for line in written.splitlines() if line.strip())


def _unit(line: str) -> Unit:
    name, sign, worth = line.partition("=")
    factor = parse_number(worth if sign else "1")
    if factor is None:
        wanted = gettext_noop("“%(line)s” is not a unit. Write it so: h = 60.")
        raise FieldError(Message(wanted, {"line": line}, "unit"))
    return Unit(name=name.strip(), factor=factor)


def write_units(units: tuple[Unit, ...]) -> str:
    return "\n".join(f"{unit.name} = {short_number(unit.factor)}" for unit in units)


def read_accepted(written: str) -> NumberAnswer:
    """Read “12”, or “10..12” for all numbers from one to the other."""
    number, ends = parse_number(written), parse_range(written)
    if number is not None:
        return NumberAnswer(value=number)
    if ends is None:
        wanted = gettext_noop("Write a number such as 12 or 3.5, or a range such as 10..12.")
        raise FieldError(Message(wanted, code="number"))
    if ends[0] > ends[1]:
        wanted = gettext_noop("Write the smaller number of a range first.")
        raise FieldError(Message(wanted, code="reversed"))
    middle, reach = middle_and_reach(*ends)
    return NumberAnswer(value=middle, tolerance=reach, is_range=True)


def write_accepted(answer: NumberAnswer) -> str:
    if not answer.is_range:
        return short_number(answer.value)
    return "..".join(short_number(end) for end in range_ends(answer.value, answer.tolerance))


def _row_problems(row: dict[str, Any]) -> dict[str, Message]:
    if row.get("text") is None or not row["text"].is_range or not row.get("tolerance"):
        return {}
    both = gettext_noop("A range says already how far it goes: leave this empty.")
    return {"tolerance": Message(both, code="both")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(Typed):
    """The first answer that fits decides; `wrong_feedback` is for a number that fits none.

    With units, the accepted numbers are in the one worth 1, which is meant where none is typed.
    """

    kind = "numeric"
    icon = "decimal"
    is_all_or_nothing = True
    name = gettext_noop("number")
    messages = {
        "tolerance_negative": gettext_noop(
            "A tolerance of %(tolerance)s is not allowed. Expected zero or more."
        ),
        "unit_unreadable": gettext_noop(
            "“%(text)s” cannot be a unit. Expected a name that begins with a letter or a sign such as € or %%."
        ),
        "unit_repeated": gettext_noop("Two units are named “%(text)s”."),
        "unit_worth_nothing": gettext_noop(
            "The unit “%(text)s” is worth nothing. Expected a number above zero."
        ),
        "no_base_unit": gettext_noop(
            "No unit is worth 1. Expected one: the unit of the accepted numbers."
        ),
    }
    word_labels = {
        "wrong_feedback": gettext_noop("What is said to any other answer"),
        "units.name": gettext_noop("Unit %(n)d"),
        "answers.feedback": gettext_noop("What is said to accepted answer %(n)d"),
    }
    template = "quizzes/kinds/numeric.html"
    gift_form = "numbers"
    moodle_type = "numerical"
    moodle_fields = frozenset({"answer"})
    moodle_answer_fields = frozenset({"tolerance"})
    table_words = ("nombre", "number")
    author_fields = (
        AuthorField(
            name="units",
            label=gettext_noop("Units"),
            input=Input.AREA,
            limit=1000,
            rows=3,
            empty=(),
            read=read_units,
            write=write_units,
            help=gettext_noop(
                "One a line, with what one of it is worth in the unit of the accepted numbers: "
                "“min = 1”, then “h = 60”. Empty: a number alone."
            ),
        ),
        AuthorField(
            name="unit_required", label=gettext_noop("The unit has to be typed"), input=Input.FLAG
        ),
        AuthorField(name="wrong_feedback", label=gettext_noop("What to say to any other number")),
    )
    author_rows = AuthorRows(
        fields=(
            AuthorField(
                name="text",
                label=gettext_noop("Accepted number"),
                help=gettext_noop("12, or 10..12 for all numbers from one to the other"),
                input=Input.LINE,
                read=read_accepted,
                write=write_accepted,
            ),
            AuthorField(name="tolerance", label=gettext_noop("Give or take"), input=Input.NUMBER),
            fraction_field(WORTH_HELP, empty=FULL),
            feedback_field(gettext_noop("What to say to it")),
        ),
        check=_row_problems,
    )

    answers: tuple[NumberAnswer, ...]
    wrong_feedback: Rich = EMPTY
    units: tuple[Unit, ...] = ()
    unit_required: bool = False

    @property
    def read_units(self) -> tuple[Unit, ...]:
        """Return the units in which a number may be typed."""
        return self.units

    @property
    def base_unit(self) -> str:
        return next((unit.name for unit in self.units if unit.factor == 1), "")

    def own_problems(self) -> list[Problem]:
        problems = accepted_problems([answer.fraction for answer in self.answers])
        for answer in self.answers:
            if answer.tolerance < 0:
                problems.append(
                    Problem("tolerance_negative", {"tolerance": f"{answer.tolerance:f}"})
                )
        return problems + self._unit_problems()

    def _unit_problems(self) -> list[Problem]:
        problems = [problem for unit in self.units for problem in unit.problems()]
        names = repeated(unit.name for unit in self.units)
        problems += [Problem("unit_repeated", {"text": name}) for name in names]
        if self.units and not self.base_unit:
            problems.append(Problem("no_base_unit"))
        return problems

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        return text_response(raw, MAX_SHORT_TEXT)

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        worths = {unit.name: unit.factor for unit in self.read_units}
        quantity = parse_quantity(response["text"], worths)
        counts = quantity is not None and (
            bool(quantity.unit) or not (self.units and self.unit_required)
        )
        for answer in self.answers:
            if quantity and counts and is_within(quantity.number, answer.value, answer.tolerance):
                return mark_with_feedback(answer.fraction / FULL, answer.feedback, about=WHOLE)
        return mark_with_feedback(NOTHING, self.wrong_feedback, about=WHOLE)

    def reader(self, now: Self) -> Read | None:
        return dict

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        if not self.units:
            return {}
        names = [unit.name for unit in self.units]
        return {"units": names, "base_unit": self.base_unit, "unit_required": self.unit_required}

    def expected_texts(self) -> tuple[str, ...]:
        unit = f"\u00a0{self.base_unit}" if self.base_unit else ""
        return tuple(f"{answer}{unit}" for answer in self.answers if answer.fraction == FULL)

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        if not view.get("units"):
            return {"text": text_field(check=_refuse_words)}
        names = {"units": ", ".join(view["units"])}
        # What a unit is worth does not matter here.
        worths = dict.fromkeys(view["units"], Decimal(1))

        def refuse_others(said: str) -> Message | None:
            read = parse_quantity(said, worths)
            if read is None:
                wanted = gettext_noop("Write a number and its unit, one of these: %(units)s.")
                return Message(wanted, names, "number")
            if view["unit_required"] and not read.unit:
                wanted = gettext_noop("Write the unit after the number, one of these: %(units)s.")
                return Message(wanted, names, "unit")
            return None

        return {"text": text_field(check=refuse_others)}

    def author_row_values(self) -> list[dict[str, Any]]:
        return [
            {
                "text": one,
                "tolerance": None if one.is_range else one.tolerance,
                "fraction": one.fraction,
                "feedback": one.feedback,
            }
            for one in self.answers
        ]

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        answers = tuple(
            NumberAnswer(
                value=row["text"].value,
                tolerance=row["tolerance"] or row["text"].tolerance,
                is_range=row["text"].is_range,
                fraction=row["fraction"],
                feedback=row["feedback"],
            )
            for row in written.rows
            if row["text"] is not None
        )
        return {**written.values, "answers": answers}

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        """After {#: one number, or numbers with = and a weight; ~# says what to tell the others."""
        start, default = text.index("#") + 1, stem["text"].format
        accepted, _, otherwise = text[start:].partition("~")
        wrong_feedback = gift.split_feedback(otherwise, default)[1]
        answers = []
        for piece in gift.split_answers(accepted, offset + start, gift.SIGN_OF_ANSWER):
            weight, body = gift.read_weight(piece)
            written, feedback = gift.split_feedback(body, default)
            fraction = FULL if weight is None else weight
            if written.strip(BLANKS) == "*":
                if fraction > 0:
                    raise gift.GiftError("any_number_right", piece.offset)
                wrong_feedback = feedback
                continue
            value, tolerance = _gift_number(unshield(written).strip(BLANKS), piece)
            answers.append(
                NumberAnswer(value=value, tolerance=tolerance, fraction=fraction, feedback=feedback)
            )
        if not answers:
            raise gift.GiftError("number_missing", offset + start)
        return cls(**stem, answers=tuple(answers), wrong_feedback=wrong_feedback)

    def to_gift(self) -> str:
        default = self.text.format
        lines = [
            f"={gift.write_weight(answer.fraction)}{answer.value:f}:{answer.tolerance:f}"
            f"{gift.write_feedback(answer.feedback, default)}"
            for answer in self.answers
        ]
        if self.wrong_feedback:
            lines.append(f"~{gift.write_feedback(self.wrong_feedback, default)}")
        return gift.write_answer_block(lines, self.text, self.general_feedback, opening="{#")

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        answers, otherwise = [], EMPTY
        for answer in element.all("answer"):
            written, fraction = answer.said(), moodle.read_fraction(answer)
            if written == "*":
                if fraction > 0:
                    raise moodle.MoodleError("any_number_right", answer.line)
                otherwise = moodle.read_feedback(answer)
                continue
            tolerance = answer.said("tolerance")
            answers.append(
                NumberAnswer(
                    value=moodle.read_number(written, answer),
                    tolerance=moodle.read_number(tolerance, answer) if tolerance else NOTHING,
                    fraction=fraction,
                    feedback=moodle.read_feedback(answer),
                )
            )
        return cls(**stem, answers=tuple(answers), wrong_feedback=otherwise)

    def to_moodle(self) -> list[str]:
        lines = [
            moodle.write_typed(
                one.fraction,
                f"{one.value:f}",
                one.feedback,
                f"<tolerance>{one.tolerance:f}</tolerance>",
            )
            for one in self.answers
        ]
        if self.wrong_feedback:
            body = f"{moodle.write_text('*')}{moodle.write_feedback(self.wrong_feedback)}"
            lines.append(f'<answer fraction="0" format="plain_text">{body}</answer>')
        return lines

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        answers = []
        for answer in cells.answers():
            written, _sign, tolerance = answer.text.partition(GIVE_OR_TAKE.strip())
            answers.append(
                NumberAnswer(
                    value=tables.read_number(written, answer.text),
                    tolerance=tables.read_number(tolerance, answer.text) if tolerance else NOTHING,
                    fraction=FULL if answer.worth is None else answer.worth,
                    feedback=answer.feedback,
                )
            )
        wrong = cells.rich(cells.text("wrong_feedback"))
        return cls(**stem, answers=tuple(answers), wrong_feedback=wrong)

    def to_cells(self, *, french: bool) -> dict[str, str]:
        numbers = [
            f"{one.value:f}" + (f"{GIVE_OR_TAKE}{one.tolerance:f}" if one.tolerance else "")
            for one in self.answers
        ]
        return {
            "wrong_feedback": self.wrong_feedback.text,
            **tables.write_answers(numbers, self.answers),
        }

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(
            text=Rich(_("How much is it, give or take a half?")),
            answers=(NumberAnswer(value=FULL / 8, tolerance=Decimal("0.5")),),
            wrong_feedback=Rich(_("Count again.")),
        )

    def word_problems(self, word: Word, said: str) -> list[Message]:
        if not word.path.startswith("units."):
            return []
        return [Message(MESSAGES[one.code], one.params) for one in Unit(name=said).problems()]

    @property
    def has_typed_key(self) -> bool:
        return bool(self.units)

    def accepting(self, source: Self, key: Mapping[str, str]) -> Spec:
        keyed = [
            Unit(name=key.get(f"units.{index}.name") or unit.name, factor=unit.factor)
            for index, unit in enumerate(source.units)
        ]
        shown = {unit.name for unit in self.units}
        also = {unit.name: unit for unit in (*keyed, *source.units) if unit.name not in shown}
        common = {f.name: getattr(self, f.name) for f in fields(Numeric)}
        return ShownNumeric(**common, also=tuple(also.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumeric(Numeric):
    """`also`: units that are read, though the page names them otherwise."""

    also: tuple[Unit, ...] = ()

    @property
    def read_units(self) -> tuple[Unit, ...]:
        return (*self.units, *self.also)


def _refuse_words(said: str) -> Message | None:
    return NO_NUMBER if parse_number(said) is None else None


def _gift_number(written: str, piece: gift.Piece) -> tuple[Decimal, Decimal]:
    """value:tolerance, min..max or a plain value, as (value, tolerance)."""
    span = _RANGE.fullmatch(written)
    about = _ABOUT.fullmatch(written)
    if span is not None and span[1]:
        low, high = Decimal(span[1]), Decimal(span[2])
        if low > high:
            raise gift.GiftError("range_reversed", piece.offset, text=gift.excerpt(written))
        return (low + high) / 2, (high - low) / 2
    if about is None:
        raise gift.GiftError("number_unreadable", piece.offset, text=gift.excerpt(written))
    return Decimal(about[1]), Decimal(about[2] or 0)
