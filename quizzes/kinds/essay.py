"""An open answer, and the grid by which somebody marks it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from quizzes.kinds.typed import Typed, text_field
from quizzes.notation import gift, moodle
from quizzes.problems import Problem, gettext_noop
from quizzes.typed_answers import count_words
from quizzes.values.fields import (
    AnswerField,
    AuthorField,
    AuthorRows,
    Input,
    Message,
    ngettext_lazy,
)
from quizzes.values.grids import WHOLE_GRID, Criterion
from quizzes.values.marks import (
    FULL,
    MAX_ESSAY,
    NOTHING,
    UNANSWERED,
    Mark,
    Response,
    Shuffled,
    State,
    text_response,
)
from quizzes.values.texts import Rich, Stem


def _words(name: str, label: str) -> AuthorField:
    return AuthorField(
        name=name,
        label=label,
        help=gettext_noop("Empty: as many as one likes."),
        input=Input.COUNT,
        limit=5000,
        empty=0,
        write=lambda count: count or None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(Typed):
    """An open answer. Somebody marks it, by the grid where there is one; else it counts no points.

    `min_words` and `max_words` bound what can be handed in; zero is no bound.
    """

    kind = "essay"
    name = gettext_noop("essay")
    icon = "doc-full"
    messages = {
        "criterion_empty": gettext_noop("Criterion %(position)d has no title."),
        "criterion_worth_nothing": gettext_noop(
            "Criterion %(position)d has a share of nothing. Expected a number above zero."
        ),
        "criteria_sum": gettext_noop(
            "The shares of the criteria add up to %(sum)s %%. Expected 100 %%."
        ),
        "criteria_unmarked": gettext_noop(
            "This essay has criteria, and nobody marks it. Expected a marker, or no criteria."
        ),
        "words_negative": gettext_noop("A number of words cannot be below zero."),
        "words_reversed": gettext_noop(
            "At least %(least)d words and at most %(most)d is impossible. Expected the smaller number first."
        ),
    }
    is_open = True
    stands_alone = False
    word_labels = {
        "criteria.title": gettext_noop("Criterion %(n)d"),
        "criteria.help": gettext_noop("What criterion %(n)d means"),
    }
    template = "quizzes/kinds/essay.html"
    gift_form = "essay"
    moodle_type = "essay"
    moodle_fields = frozenset({"defaultgrade"})
    table_words = ("rédaction", "essay")
    author_fields = (
        AuthorField(
            name="is_marked",
            label=gettext_noop("Somebody marks the answers"),
            help=gettext_noop("Otherwise the question counts no points, and learners are told."),
            input=Input.FLAG,
        ),
        _words("min_words", gettext_noop("At least this many words")),
        _words("max_words", gettext_noop("At most this many words")),
    )
    author_rows = AuthorRows(
        attribute="criteria",
        part=Criterion,
        name=gettext_noop("Criterion"),
        fields=(
            AuthorField(
                name="title",
                label=gettext_noop("Criterion"),
                input=Input.LINE,
                limit=250,
                empty="",
            ),
            AuthorField(
                name="share",
                label=gettext_noop("Share (%)"),
                help=gettext_noop("All shares add up to 100."),
                input=Input.NUMBER,
                empty=NOTHING,
            ),
            AuthorField(name="help", label=gettext_noop("What the marker looks for")),
        ),
    )

    is_marked: bool = False
    criteria: tuple[Criterion, ...] = ()
    min_words: int = 0
    max_words: int = 0

    def own_problems(self) -> list[Problem]:
        problems = self._criteria_problems()
        if min(self.min_words, self.max_words) < 0:
            problems.append(Problem("words_negative"))
        elif self.max_words and self.min_words > self.max_words:
            bounds = {"least": self.min_words, "most": self.max_words}
            problems.append(Problem("words_reversed", bounds))
        return problems

    def _criteria_problems(self) -> list[Problem]:
        problems = []
        for position, criterion in enumerate(self.criteria, start=1):
            if not criterion.title.strip():
                problems.append(Problem("criterion_empty", {"position": position}))
            if criterion.share <= 0:
                problems.append(Problem("criterion_worth_nothing", {"position": position}))
        shares = sum((criterion.share for criterion in self.criteria), NOTHING)
        if self.criteria and shares != FULL:
            problems.append(Problem("criteria_sum", {"sum": f"{shares:f}"}))
        if self.criteria and not self.is_marked:
            problems.append(Problem("criteria_unmarked"))
        return problems

    @property
    def counts_points(self) -> bool:
        return self.is_marked

    def needs_marker(self, response: object) -> bool:
        return self.is_marked and bool(response)

    @property
    def grid(self) -> tuple[Criterion, ...]:
        """Its criteria that are worth something."""
        return tuple(one for one in self.criteria if one.share > 0) or WHOLE_GRID

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        return text_response(raw, MAX_ESSAY)

    def earned(self, response: Response) -> Mark:
        return Mark(NOTHING, State.NEEDS_MARKING) if response else UNANSWERED

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        bounds = {"min_words": self.min_words, "max_words": self.max_words}
        return {"is_marked": self.is_marked, **bounds}

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        least, most = view.get("min_words", 0), view.get("max_words", 0)

        def refuse_length(said: str) -> Message | None:
            words = count_words(said)
            if words < least:
                bound = ngettext_lazy(
                    "at least one is expected", "at least %(count)d are expected", least
                )
                return _length_message(words, bound, "short")
            if most and words > most:
                bound = ngettext_lazy(
                    "at most one is expected", "at most %(count)d are expected", most
                )
                return _length_message(words, bound, "long")
            return None

        return {"text": text_field(limit=MAX_ESSAY, check=refuse_length)}

    def to_gift(self) -> str:
        return f"{{{gift.write_general_feedback(self.text, self.general_feedback)}}}"

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        """Moodle waits for whoever marks an essay, unless it counts nothing."""
        grade = element.said("defaultgrade")
        return cls(**stem, is_marked=not grade or (moodle.parse_decimal(grade) or NOTHING) > 0)

    def to_moodle(self) -> list[str]:
        return [f"<defaultgrade>{int(self.is_marked)}</defaultgrade>"]

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Self:
        return cls(text=Rich(_("What do you think of it?")))


def _length_message(words: int, expected: Message, code: str) -> Message:
    length = ngettext_lazy("Your text has one word", "Your text has %(count)d words", words)
    sentence = gettext_noop("%(found)s: %(expected)s. What you wrote is kept.")
    return Message(sentence, {"found": length, "expected": expected}, code)
