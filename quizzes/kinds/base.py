"""The protocol of a kind of question, and the registry of kinds.

A kind is one module of this package: a frozen dataclass below `Spec`, whose fields are what a version of
such a question stores and whose methods are all that the application asks of the kind. What it does not
say it inherits.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self, TypeVar

from quizzes.html import text_in_html
from quizzes.notation import moodle, tables
from quizzes.problems import MESSAGES, Problem
from quizzes.values.fields import AnswerField, AuthorField, AuthorInput, AuthorRows, Message
from quizzes.values.grids import WHOLE_GRID, Criterion
from quizzes.values.marks import FULL, UNANSWERED, Line, Mark, Read, Response, Shuffled
from quizzes.values.media import Media, media_problems
from quizzes.values.texts import EMPTY, MAX_TEXT, Rich, Stem, texts_inside
from quizzes.values.words import Word


P = TypeVar("P", bound=Any)


class CannotWrite(Exception):
    """A question that a format has no words for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What one version of a question asks. Fractions are percent, from -100 to 100."""

    do_not_call_in_templates: ClassVar[bool] = True
    kind: ClassVar[str]
    name: ClassVar[str]  # to translate, as are `messages`, the sentences of its problems
    icon: ClassVar[str] = "help"  # of the administration
    messages: ClassVar[Mapping[str, str]] = {}
    is_answerable: ClassVar[bool] = True
    is_open: ClassVar[bool] = False  # somebody reads the answers, or nobody: its field `is_marked`
    stands_alone: ClassVar[bool] = True  # may be asked in a placement, and again after a mistake

    text: Rich
    general_feedback: Rich = EMPTY
    media: tuple[Media, ...] = ()

    def validate(self) -> list[Problem]:
        """Everything an author must correct before this question may be asked; [] when sound."""
        problems = [] if self.text else [Problem("no_text")]
        problems += [
            Problem("text_too_long", {"count": len(rich.text), "limit": MAX_TEXT})
            for rich in texts_inside(self)
            if len(rich.text) > MAX_TEXT
        ]
        return problems + media_problems(self.media) + self.own_problems()

    def own_problems(self) -> list[Problem]:
        """The part of `validate` that belongs to this kind."""
        return []

    def numbered(self) -> Self:
        """The question with the ids that learners' pages need, given by its texts."""
        return self

    # --- Marking: responses are plain JSON, {} is no answer

    may_try_again: ClassVar[bool] = True
    is_all_or_nothing: ClassVar[bool] = (
        False  # no answer is worth a part of the points, unless its author says so
    )

    @property
    def counts_points(self) -> bool:
        """Return whether it can be won or lost: not a text to read, nor an essay that nobody marks."""
        return self.is_answerable

    def needs_marker(self, response: object) -> bool:
        """Return whether somebody must read the answer before the attempt has a score."""
        return False

    @property
    def grid(self) -> tuple[Criterion, ...]:
        """The lines by which somebody marks an open answer."""
        return WHOLE_GRID

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        """Return what of an untrusted response fits this question, in its canonical form."""
        return {}

    def continued(self, kept: Response, response: Response) -> Response:
        """Return what is kept once the second response is given after the first."""
        return response

    def earned(self, response: Response) -> Mark:
        """The mark of a cleaned response."""
        raise NotImplementedError(self.kind)

    def reader(self, now: Any) -> Read | None:
        """Return how answers to this version are read by another of the kind; None where they cannot be."""
        return None

    # --- Steps: a kind that is answered by one choice after the other (actions.attempts)

    is_stepwise: ClassVar[bool] = False

    def next_step(self, response: Response, step: int, choice: str) -> Response | None:
        """The answer that goes on with this choice after `step` others; None where that is not what comes next."""
        return None

    def is_over(self, response: Response) -> bool:
        """Return whether no choice is left to make."""
        return True

    # --- Pages

    template: ClassVar[str]  # the fields of an answer: `question`, `error`, `wrong_fields`
    review_template: ClassVar[str] = "quizzes/parts/review_lines.html"
    overview_template: ClassVar[str] = ""  # for its author: `overview`
    is_typed: ClassVar[bool] = False  # the answer is in the learner's own words
    numbers_lines: ClassVar[bool] = False
    has_notes_on_lines: ClassVar[bool] = False  # each part of an answer has its own feedback
    words: ClassVar[Mapping[str, str]] = {}  # choices that the page names, by id, to translate

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """Return what is shown beside the text of the question before it is answered, as JSON."""
        return {}

    def parts(
        self, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
    ) -> object:
        """Return what its template shows, safe to show. `tells`: feedback is given on the way."""
        return None

    def form_template(self, parts: Any) -> str:
        """The template of a whole form, where the usual one with its buttons does not do."""
        return ""

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        """The explanation of an answer, in the order of the view shown before."""
        return ()

    def expected_texts(self) -> tuple[str, ...]:
        """Answers that would have been right, as plain text, where the lines do not say them."""
        return ()

    def in_words(self, response: Response) -> str:
        """An answer for its author to read elsewhere than on our pages; "" for none."""
        return " ; ".join(text_in_html(one.html) for one in self.lines(response, {}, UNANSWERED))

    def overview(self) -> object:
        """Return what its author sees of the question as a whole."""
        return None

    # --- Forms

    author_fields: ClassVar[tuple[AuthorField, ...]] = ()
    author_rows: ClassVar[AuthorRows | None] = None

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        """The fields of an answer to this public view, by name."""
        return {}

    @classmethod
    def answer_problems(cls, said: dict[str, Any]) -> dict[str, Message]:
        """Return what is wrong with an answer as a whole, by the names of its fields."""
        return {}

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        """The answer that the fields hold (a QueryDict), complete or not, to be cleaned."""
        return {}

    def author_values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in self.author_fields}

    def author_row_values(self) -> list[dict[str, Any]]:
        rows = self.author_rows
        if rows is None:
            return []
        names = [field.name for field in rows.fields]
        parts = getattr(self, rows.attribute)
        names += ["media"] if rows.has_picture else []
        return [{name: getattr(part, name, None) for name in names} for part in parts]

    @classmethod
    def author_problems(cls, written: AuthorInput) -> dict[str, Message]:
        """Return what is wrong with an author's form, by the names of its fields; "" for the form."""
        return {}

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        """The fields of the question that an author's form says."""
        rows = cls.author_rows
        if rows is None:
            return written.values
        return {**written.values, rows.attribute: tuple(rows.part(**row) for row in written.rows)}

    # --- Files: a format that a kind says nothing of does not have it; tables have every kind

    gift_form: ClassVar[str] = ""  # see notation.gift.form_of
    moodle_type: ClassVar[str] = ""
    moodle_fields: ClassVar[frozenset[str]] = frozenset()
    moodle_answer_fields: ClassVar[frozenset[str]] = frozenset()
    table_words: ClassVar[tuple[str, str] | None] = None  # its name in French, in English

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        """Read an answer block. `text` is shielded and stands at `offset` of its block. Raises GiftError."""
        return cls(**stem)

    def to_gift(self) -> str:
        raise CannotWrite(self.kind)

    @classmethod
    def reads_moodle(cls, element: "moodle.Element") -> bool:
        return element.attributes.get("type", "") == cls.moodle_type

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        """Read a question of Moodle XML. Raises MoodleError."""
        return cls(**stem)

    def to_moodle(self) -> list[str]:
        raise CannotWrite(self.kind)

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        """Read a row of a table. Raises RowError."""
        return cls(**stem)

    def to_cells(self, *, french: bool) -> dict[str, str]:
        return {}

    @classmethod
    def example(cls, _: Callable[[str], str]) -> "Spec | None":
        """One that fits in the cells of a row, in the author's language."""
        return None

    # --- Statistics: of kinds with choices

    is_exclusive: ClassVar[bool] = False  # an answer is one of the choices

    def random_guess(self) -> float | None:
        """The share of the points that chance earns; None where nobody can guess, or it cannot be told."""
        return None

    def right_choices(self) -> frozenset[str]:
        return frozenset()

    def ranked_choices(self) -> tuple[str, ...]:
        """Ids of the choices, the right ones first."""
        right = self.right_choices()
        return tuple(sorted(self.choice_texts() or self.words, key=lambda pk: pk not in right))

    def choice_texts(self) -> dict[str, str]:
        return {}

    # --- Other languages

    word_labels: ClassVar[Mapping[str, str]] = {}  # of its texts, see author_forms.translation

    def word_problems(self, word: Word, said: str) -> list[Message]:
        """Why this cannot be said in place of one of its texts."""
        return []

    @property
    def has_typed_key(self) -> bool:
        """Return whether the words of a language decide what is right: elsewhere ids do."""
        return False

    def accepting(self, source: Any, key: Mapping[str, str]) -> "Spec":
        """These words of `source`, right where the source accepts an answer, or `key`."""
        return self

    def as_written(self) -> "Spec":
        """The question as its author would have written it in this language alone."""
        return self


KINDS: dict[str, type[Spec]] = {}


def register(spec_class: type[Spec]) -> None:
    """Make a kind of question known to the bank, its files and its pages."""
    KINDS[spec_class.kind] = spec_class
    MESSAGES.update(spec_class.messages)


def kinds_where(**traits: bool) -> list[str]:
    """The kinds that have these traits, such as `is_month_open=True`."""
    wanted = traits.items()
    return [
        kind.kind
        for kind in KINDS.values()
        if all(getattr(kind, trait) is value for trait, value in wanted)
    ]


def fraction_problems(fractions: Iterable[Decimal]) -> list[Problem]:
    """One problem for each weight outside -100..100 percent."""
    return [
        Problem("fraction_out_of_range", {"fraction": f"{fraction:f}"})
        for fraction in fractions
        if not -FULL <= fraction <= FULL
    ]


def accepted_problems(fractions: list[Decimal]) -> list[Problem]:
    """Return what is wrong with the worth of typed answers: one at least is right."""
    problems = fraction_problems(fractions)
    if not fractions:
        problems.append(Problem("no_answers"))
    elif FULL not in fractions:
        problems.append(Problem("no_right_answer"))
    return problems


def repeated(values: Iterable[str]) -> list[str]:
    """Values that occur again, once for each repetition."""
    seen: set[str] = set()
    again = []
    for value in values:
        if value in seen:
            again.append(value)
        seen.add(value)
    return again


def with_ids_by_text(
    parts: Iterable[P], letter: str, text: Callable[[P], Any] = lambda part: part.text.text
) -> tuple[P, ...]:
    """The same parts with ids such as c1, c2... in the order of their texts, not the author's: many authors
    write the right answer first, and a learner can read the ids."""
    listed = list(parts)
    order = sorted(range(len(listed)), key=lambda index: (text(listed[index]), index))
    for rank, index in enumerate(order, start=1):
        listed[index] = replace(listed[index], id=f"{letter}{rank}")
    return tuple(listed)
