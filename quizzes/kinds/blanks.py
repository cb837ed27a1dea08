"""A text with gaps to fill in. In the text, [[1]], [[2]]... say where they are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, ClassVar, Self

from quizzes.html import escaped_html, to_safe_html
from quizzes.kinds.base import Spec, repeated
from quizzes.kinds.typed import TOLERANCE_FIELDS, TYPOS_MESSAGES, tolerance_of, typos_problems
from quizzes.problems import MESSAGES, Problem, gettext_noop
from quizzes.typed_answers import best_match
from quizzes.values.fields import (
    AnswerField,
    AuthorField,
    AuthorInput,
    AuthorRows,
    Input,
    Message,
)
from quizzes.values.gaps import MARK, Gap, marked_gaps, read_gaps, write_gaps
from quizzes.values.marks import (
    UNANSWERED,
    Feedback,
    Line,
    Mark,
    Read,
    Response,
    Shuffled,
    clamped,
    fields_with_prefix,
    state_of,
)
from quizzes.values.rekeying import collapse_spaces
from quizzes.values.texts import EMPTY, Rich
from quizzes.values.words import Word, accepted_by_both


MOST_GAPS = 30
GAP = "gap-"  # the field for the gap "g1" is named "gap-g1"
# Stand for the marks while the text is made into HTML: no author types them, no format reads them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_TAG_OR_PLACE = re.compile(rf'<(?:"[^"]*"|[^">])*>|{_OPEN}([0-9]+){_CLOSE}')


@dataclass(frozen=True, slots=True)
class ShownField:
    """A gap as a field of the page."""

    id: str
    number: int
    options: list[dict[str, str]]
    said: str


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of HTML, which is whole only together with the pieces around it, or a gap."""

    html: str = ""
    gap: ShownField | None = None


@dataclass(frozen=True, slots=True)
class GapParts:
    pieces: tuple[TextPiece, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks(Spec):
    """Each gap is worth the same. A response is {"gaps": {"g1": "what was typed", "g2": "o3"}}."""

    kind = "blanks"
    icon = "snippet"
    name = gettext_noop("text with gaps")
    messages: ClassVar[Mapping[str, str]] = TYPOS_MESSAGES | {
        "gaps_count": gettext_noop(
            "Expected from 1 to %(limit)d gaps in the text, found %(count)d."
        ),
        "gap_not_closed": gettext_noop(
            "The gap that opens with “[[%(text)s” is not closed. Expected ]] after its answers."
        ),
        "gap_without_mark": gettext_noop("Gap %(number)d has no place in the text."),
        "mark_without_gap": gettext_noop("The text has a gap %(number)d that has no answer."),
        "mark_repeated": gettext_noop("Gap %(number)s stands in the text more than once."),
        "marks_not_in_order": gettext_noop(
            "The gaps do not stand in the order of their numbers in the text."
        ),
        "gap_without_answer": gettext_noop(
            "Gap %(number)d has no right answer. Expected at least one that does not begin with ~."
        ),
        "gap_answer_empty": gettext_noop("An answer of gap %(number)d is empty."),
        "gap_right_and_wrong": gettext_noop(
            "In gap %(number)d, “%(text)s” is said to be right and wrong."
        ),
    }
    word_labels = {
        "gaps.accepted": gettext_noop("Accepted in gap %(n)d"),
        "gaps.feedback": gettext_noop("What is said to gap %(n)d"),
        "gaps.options": gettext_noop("Gap %(n)d, choice %(m)d"),
    }
    template = "quizzes/kinds/blanks.html"
    numbers_lines = True
    has_notes_on_lines = True
    author_fields = (
        AuthorField(
            name="text",
            label=gettext_noop("The text with its gaps"),
            input=Input.AREA,
            rows=6,
            is_required=True,
            help=gettext_noop(
                "Write each gap in double brackets: [[right answer|another right answer]]. With wrong "
                "answers, marked by ~, the learner chooses from a list: [[right|~wrong|~wrong]]. An * "
                "stands for any characters. A backslash makes a sign plain: \\|, \\~, \\], \\[[. What "
                "you write below for a gap, in the order of the text, is said once it was answered."
            ),
        ),
        *TOLERANCE_FIELDS,
    )
    author_rows = AuthorRows(
        name=gettext_noop("Gap"),
        fields=(AuthorField(name="feedback", label=gettext_noop("What to say to it")),),
    )

    gaps: tuple[Gap, ...]
    match_case: bool = False
    ignore_accents: bool = False
    typos: int = 0

    @property
    def by_id(self) -> dict[str, Gap]:
        return {f"g{number}": gap for number, gap in enumerate(self.gaps, start=1)}

    def own_problems(self) -> list[Problem]:
        problems = []
        if not 1 <= len(self.gaps) <= MOST_GAPS:
            problems.append(Problem("gaps_count", {"count": len(self.gaps), "limit": MOST_GAPS}))
        problems += self._mark_problems()
        for number, gap in enumerate(self.gaps, start=1):
            problems += _gap_problems(number, gap)
        return problems + typos_problems(self.typos)

    def _mark_problems(self) -> list[Problem]:
        marks, wanted = marked_gaps(self.text.text), list(range(1, len(self.gaps) + 1))
        problems = [
            Problem("gap_without_mark", {"number": number})
            for number in wanted
            if number not in marks
        ]
        problems += [
            Problem("mark_without_gap", {"number": number})
            for number in sorted(set(marks) - set(wanted))
        ]
        problems += [
            Problem("mark_repeated", {"number": number}) for number in repeated(map(str, marks))
        ]
        if not problems and marks != wanted:
            problems.append(Problem("marks_not_in_order"))
        return problems

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        answers = raw.get("gaps")
        if not isinstance(answers, dict):
            return {}
        read = {pk: gap.clean(answers.get(pk)) for pk, gap in self.by_id.items()}
        gaps = {identifier: text for identifier, text in read.items() if text}
        return {"gaps": gaps} if gaps else {}

    def earned(self, response: Response) -> Mark:
        if not response:
            return UNANSWERED
        gaps = self.by_id
        right = sum(self._is_filled(gap, response["gaps"].get(pk, "")) for pk, gap in gaps.items())
        fraction = Decimal(right) / len(gaps)
        feedback = tuple(Feedback(pk, gap.feedback) for pk, gap in gaps.items() if gap.feedback)
        return Mark(clamped(fraction), state_of(fraction), feedback)

    def _is_filled(self, gap: Gap, said: str) -> bool:
        """Return whether what was typed or chosen is right there."""
        if gap.is_list:
            return gap.options.get(said, "") in gap.accepted
        return bool(said) and best_match(said, gap.accepted, tolerance_of(self)) is not None

    def reader(self, now: Self) -> Read | None:
        """As many gaps, typed where they were typed; a list offers the same."""
        before, after = self.by_id, now.by_id
        if before.keys() != after.keys() or not all(
            {*map(collapse_spaces, before[pk].options.values())}
            == {*map(collapse_spaces, after[pk].options.values())}
            for pk in before
        ):
            return None
        options = {pk: _moved_options(before[pk], after[pk]) for pk in before}

        def read(given: Response) -> Response:
            answers = given.get("gaps", {})
            gaps = {
                pk: options[pk].get(text, text) for pk, text in answers.items() if pk in options
            }
            return {"gaps": gaps} if gaps else {}

        return read

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        """`pieces` are the text in its order: HTML, which is whole only when all are put together, and
        gaps by their id. `html` is the text with a number in each gap."""
        pieces = text_pieces(self)
        return {
            "html": "".join(
                piece.get("html") or f"…\u00a0<strong>({piece['gap'].removeprefix('g')})</strong>"
                for piece in pieces
            ),
            "pieces": pieces,
            "gaps": [
                {
                    "id": pk,
                    "options": shuffled([{"id": o, "text": t} for o, t in gap.options.items()]),
                }
                for pk, gap in self.by_id.items()
            ],
        }

    def parts(
        self, view: dict[str, Any], said: Response, *, is_explained: bool, tells: bool
    ) -> GapParts:
        texts = said.get("gaps", {})
        gaps = {
            gap["id"]: ShownField(gap["id"], number, gap["options"], texts.get(gap["id"], ""))
            for number, gap in enumerate(view["gaps"], start=1)
        }
        pieces = tuple(
            TextPiece(gap=gaps[piece["gap"]]) if "gap" in piece else TextPiece(piece["html"])
            for piece in view["pieces"]
        )
        return GapParts(pieces, len(gaps))

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        answers = response.get("gaps", {})
        return tuple(
            Line(
                html=escaped_html(gap.shown(answers.get(pk, ""))) or "…",
                is_chosen=pk in answers,
                is_right=self._is_filled(gap, answers.get(pk, "")),
                expected=escaped_html(gap.accepted_in_words()),
                note=to_safe_html(gap.feedback),
            )
            for pk, gap in self.by_id.items()
        )

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        missing = gettext_noop("Fill in every gap, or choose “I don't know”.")
        return {
            GAP + gap["id"]: AnswerField(
                missing=missing, options=tuple(one["id"] for one in gap["options"]) or None
            )
            for gap in view["gaps"]
        }

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"gaps": fields_with_prefix(GAP, data)}

    def author_values(self) -> dict[str, Any]:
        written = {"text": write_gaps(self.text, self.gaps)}
        return {one.name: getattr(self, one.name) for one in self.author_fields} | written

    def author_row_values(self) -> list[dict[str, Any]]:
        return [{"feedback": gap.feedback} for gap in self.gaps]

    @classmethod
    def author_problems(cls, written: AuthorInput) -> dict[str, Message]:
        read = read_gaps(written.values["text"])
        for problem in read.problems:
            return {"text": Message(MESSAGES[problem.code], problem.params, problem.code)}
        for number, row in enumerate(written.all_rows, start=1):
            if row["feedback"] and number > len(read.gaps):
                beyond = gettext_noop(
                    "There is something to say to gap %(number)s, which is not in the text."
                )
                return {"": Message(beyond, {"number": number}, "gap")}
        return {}

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        read = read_gaps(written.values["text"])
        feedback = chain((row["feedback"] for row in written.all_rows), repeat(EMPTY))
        gaps = (replace(gap, feedback=text) for gap, text in zip(read.gaps, feedback, strict=False))
        return {**written.values, "text": written.rich(read.text), "gaps": tuple(gaps)}

    def word_problems(self, word: Word, said: str) -> list[Message]:
        wanted = marked_gaps(word.text)
        if word.path != "text" or sorted(marked_gaps(said)) == wanted:
            return []
        marks = " ".join(f"[[{number}]]" for number in wanted)
        return [
            Message(gettext_noop("Expected each of the gaps once: %(marks)s."), {"marks": marks})
        ]

    @property
    def has_typed_key(self) -> bool:
        return not all(gap.is_list for gap in self.gaps)

    def accepting(self, source: Self, key: Mapping[str, str]) -> Self:
        return replace(self, gaps=tuple(self._typed_gaps(source, key)))

    def _typed_gaps(self, source: Self, key: Mapping[str, str]) -> Iterator[Gap]:
        for index, (own, gap) in enumerate(zip(source.gaps, self.gaps, strict=True)):
            if own.is_list:
                yield gap
            else:
                accepted = accepted_by_both(key.get(f"gaps.{index}.accepted", ""), own.accepted)
                yield replace(gap, accepted=accepted)

    def as_written(self) -> Self:
        gaps = [Gap(accepted=g.accepted, others=g.others, feedback=g.feedback) for g in self.gaps]
        return replace(self, gaps=tuple(gaps))


def _gap_problems(number: int, gap: Gap) -> list[Problem]:
    problems = []
    if not gap.accepted:
        problems.append(Problem("gap_without_answer", {"number": number}))
    if not all(text.strip() for text in (*gap.accepted, *gap.others)):
        problems.append(Problem("gap_answer_empty", {"number": number}))
    problems += [
        Problem("gap_right_and_wrong", {"number": number, "text": text})
        for text in sorted({*gap.accepted} & {*gap.others})
    ]
    return problems


def _moved_options(asked: Gap, now: Gap) -> dict[str, str]:
    """Return the new id of each option; empty where the gap is typed."""
    by_text = {collapse_spaces(text): pk for pk, text in now.options.items()}
    return {pk: by_text[collapse_spaces(text)] for pk, text in asked.options.items()}


def text_pieces(spec: Blanks) -> list[dict[str, str]]:
    """A gap that the text lost, inside an attribute for instance, comes at its end: none is missing."""
    text = spec.text.text.replace(_OPEN, "").replace(_CLOSE, "")
    html = to_safe_html(Rich(MARK.sub(rf"{_OPEN}\1{_CLOSE}", text), spec.text.format))
    pieces: list[dict[str, str]] = []
    left, at = list(spec.by_id), 0
    for match in _TAG_OR_PLACE.finditer(html):
        gap = f"g{int(match[1])}" if match[1] else ""
        if gap in left:
            left.remove(gap)
            pieces += [{"html": _clean(html[at : match.start()])}, {"gap": gap}]
            at = match.end()
    pieces.append({"html": _clean(html[at:])})
    return [piece for piece in pieces if any(piece.values())] + [{"gap": gap} for gap in left]


def _clean(html: str) -> str:
    """Turn places that hold no gap back into marks."""
    return re.sub(rf"{_OPEN}([0-9]+){_CLOSE}", r"[[\1]]", html)
