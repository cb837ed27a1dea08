from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from quizzes.kinds.base import Spec, accepted_problems
from quizzes.kinds.typed import (
    TOLERANCE_FIELDS,
    TYPOS_MESSAGES,
    Typed,
    text_field,
    tolerance_of,
    typos_problems,
)
from quizzes.notation import gift, moodle, tables
from quizzes.problems import Problem, gettext_noop
from quizzes.typed_answers import best_match, is_pattern, unescape_asterisks
from quizzes.values.fields import (
    WORTH_HELP,
    AnswerField,
    AuthorField,
    AuthorRows,
    Input,
    feedback_field,
    fraction_field,
)
from quizzes.values.likeness import UnlikeError, gather, gather_fields
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
from quizzes.values.texts import EMPTY, Rich, Stem, TextFormat
from quizzes.values.words import ANSWERS, accepted_by_both, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnswer:
    """`text`: * stands for any run of characters, \\* for an asterisk."""

    text: str = field(metadata=ANSWERS)
    fraction: Decimal = FULL
    feedback: Rich = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Typed):
    """A typed text: the first answer that fits decides. `typos`: slips of a letter forgiven, except in a pattern."""

    kind = "short_text"
    icon = "edit"
    is_all_or_nothing = True
    name = gettext_noop("short text")
    messages: ClassVar[Mapping[str, str]] = TYPOS_MESSAGES | {
        "accepted_answer_empty": gettext_noop("Accepted answer %(position)d is empty.")
    }
    word_labels = {
        "answers.text": gettext_noop("Accepted answer %(n)d"),
        "answers.feedback": gettext_noop("What is said to accepted answer %(n)d"),
    }
    template = "quizzes/kinds/short_text.html"
    gift_form = "texts"
    moodle_type = "shortanswer"
    moodle_fields = frozenset({"answer", "usecase"})
    table_words = ("réponse courte", "short text")
    author_fields = TOLERANCE_FIELDS
    author_rows = AuthorRows(
        attribute="answers",
        part=TextAnswer,
        fields=(
            AuthorField(
                name="text", label=gettext_noop("Accepted answer"), input=Input.LINE, limit=500
            ),
            fraction_field(WORTH_HELP, empty=FULL),
            feedback_field(gettext_noop("What to say to it")),
        ),
    )

    answers: tuple[TextAnswer, ...]
    match_case: bool = False
    ignore_accents: bool = False
    typos: int = 0

    @property
    def expected(self) -> tuple[str, ...]:
        """Return what earns all the points."""
        return tuple(answer.text for answer in self.answers if answer.fraction == FULL)

    def own_problems(self) -> list[Problem]:
        problems = accepted_problems([answer.fraction for answer in self.answers])
        for position, answer in enumerate(self.answers, start=1):
            if not answer.text.strip():
                problems.append(Problem("accepted_answer_empty", {"position": position}))
        return problems + typos_problems(self.typos)

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        return text_response(raw, MAX_SHORT_TEXT)

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        accepted = [answer.text for answer in self.answers]
        fit = best_match(response["text"], accepted, tolerance_of(self))
        if fit is None:
            return mark_with_feedback(NOTHING, EMPTY, about=WHOLE)
        answer = self.answers[fit.index]
        given = mark_with_feedback(answer.fraction / FULL, answer.feedback, about=WHOLE)
        return replace(given, spelling=unescape_asterisks(answer.text)) if fit.slips else given

    def reader(self, now: Self) -> Read | None:
        return dict

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        tolerance = {"match_case": self.match_case, "ignore_accents": self.ignore_accents}
        return {**tolerance, "typos": self.typos}

    def expected_texts(self) -> tuple[str, ...]:
        """Return the right answers that can be said: a pattern with a wildcard is none."""
        return tuple(unescape_asterisks(text) for text in self.expected if not is_pattern(text))

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        return {"text": text_field()}

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        answers = []
        for piece in gift.split_answers(text, offset, gift.SIGN_OF_ANSWER):
            weight, body = gift.read_weight(piece)
            answer, feedback = gift.split_feedback(body, stem["text"].format)
            accepted = " ".join(gift.read_rich(answer, TextFormat.MOODLE).text.split("\n"))
            if not accepted:
                raise gift.GiftError("answer_empty", piece.offset)
            fraction = FULL if weight is None else weight
            answers.append(TextAnswer(text=accepted, fraction=fraction, feedback=feedback))
        return cls(**stem, answers=tuple(answers))

    def to_gift(self) -> str:
        lines = (
            f"={gift.write_weight(answer.fraction)}"
            f"{gift.write_rich(Rich(answer.text), TextFormat.PLAIN, arrows=True)}"
            f"{gift.write_feedback(answer.feedback, self.text.format)}"
            for answer in self.answers
        )
        return gift.write_answer_block(lines, self.text, self.general_feedback)

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        answers = tuple(
            TextAnswer(
                text=" ".join(answer.said().split("\n")),
                fraction=moodle.read_fraction(answer),
                feedback=moodle.read_feedback(answer),
            )
            for answer in element.all("answer")
        )
        return cls(
            **stem, answers=answers, match_case=element.said("usecase").lower() in moodle.YES
        )

    def to_moodle(self) -> list[str]:
        return [
            f"<usecase>{int(self.match_case)}</usecase>",
            *(moodle.write_typed(one.fraction, one.text, one.feedback) for one in self.answers),
        ]

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        answers = tuple(
            TextAnswer(
                text=" ".join(answer.text.split("\n")),
                fraction=FULL if answer.worth is None else answer.worth,
                feedback=answer.feedback,
            )
            for answer in cells.answers()
        )
        return cls(**stem, answers=answers, match_case=cells.is_yes("match_case"))

    def to_cells(self, *, french: bool) -> dict[str, str]:
        return {
            "match_case": tables.YES[french] if self.match_case else "",
            **tables.write_answers([answer.text for answer in self.answers], self.answers),
        }

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(
            text=Rich(_("Which word is asked for?")),
            answers=(
                TextAnswer(text=_("word")),
                TextAnswer(text=_("wor*"), fraction=FULL / 2),
            ),
        )

    @property
    def has_typed_key(self) -> bool:
        return True

    def accepting(self, source: Self, key: Mapping[str, str]) -> Spec:
        answers: list[TextAnswer] = []
        expected: list[str] = []
        for index, (own, answer) in enumerate(zip(source.answers, self.answers, strict=True)):
            accepted = accepted_by_both(key.get(f"answers.{index}.text", ""), (own.text,))
            answers += [replace(answer, text=text) for text in accepted]
            if own.fraction == FULL:
                expected += [answer.text] if answer.text == own.text else lines_of(answer.text)
        common = {f.name: getattr(self, f.name) for f in fields(ShortText) if f.name != "answers"}
        right = tuple(dict.fromkeys(expected))
        return ShownShortText(**common, answers=tuple(answers), said=right)

    def as_written(self) -> Spec:
        answers = [
            replace(answer, text=line) for answer in self.answers for line in lines_of(answer.text)
        ]
        return replace(self, answers=tuple(dict.fromkeys(answers)))

    def gather(self, other: Self, path: str, words: dict[str, str]) -> None:
        """A language may accept more or fewer texts for the same weight."""
        gather_fields(self, other, path, words, leave=("answers",))
        groups = _by_source(self.answers, other.answers)
        for index, (own, group) in enumerate(zip(self.answers, groups, strict=True)):
            words[f"answers.{index}.text"] = "\n".join(one.text for one in group)
            gather(own.feedback, group[0].feedback, f"answers.{index}.feedback", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShortText(ShortText):
    """`said`: the right answers in the language shown."""

    said: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        return self.said


def _by_source(
    source: tuple[TextAnswer, ...], other: tuple[TextAnswer, ...]
) -> list[tuple[TextAnswer, ...]]:
    """For each accepted text of the source those that stand for it: one each where as many stand there,
    else by what is said to them, else by their weight alone."""
    weights = [one.fraction for one in source]
    for by in (
        lambda one: object(),
        lambda one: (one.fraction, one.feedback),
    ):
        groups = _runs(other, by)
        if [group[0].fraction for group in groups] == weights:
            return groups
    runs, others = _runs(source, lambda one: one.fraction), _runs(other, lambda one: one.fraction)
    if [run[0].fraction for run in runs] != [run[0].fraction for run in others]:
        expected, actual = ([f"{o.fraction:f}" for o in every] for every in (source, other))
        raise UnlikeError("answers.fraction", ", ".join(expected), ", ".join(actual))
    return [group for own, run in zip(runs, others, strict=True) for group in _shared(own, run)]


def _runs(
    answers: tuple[TextAnswer, ...], by: Callable[[TextAnswer], object]
) -> list[tuple[TextAnswer, ...]]:
    """Neighbours of which `by` says the same."""
    runs: list[tuple[TextAnswer, ...]] = []
    last: object = None
    for one in answers:
        mark = by(one)
        if runs and mark == last:
            runs[-1] = (*runs[-1], one)
        else:
            runs.append((one,))
        last = mark
    return runs


def _shared(
    own: tuple[TextAnswer, ...], run: tuple[TextAnswer, ...]
) -> Iterator[tuple[TextAnswer, ...]]:
    """One each; the last has what is left, or the last of the run again."""
    for index in range(len(own)):
        is_last = index == len(own) - 1
        yield run[index:] if is_last and index < len(run) else (run[min(index, len(run) - 1)],)
