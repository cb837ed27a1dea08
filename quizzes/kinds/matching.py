from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, ClassVar, Self, cast

from quizzes.html import escaped_html, to_safe_html, unwrap_paragraph
from quizzes.kinds.base import KINDS, Spec, repeated
from quizzes.notation import gift, moodle, tables
from quizzes.notation.gift_tokens import escape, unshield
from quizzes.problems import Problem, gettext_noop
from quizzes.values.fields import AnswerField, AuthorField, AuthorInput, AuthorRows, Input
from quizzes.values.likeness import (
    gather_fields,
    gather_options,
    refuse_other_length,
)
from quizzes.values.marks import (
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
from quizzes.values.rekeying import collapse_spaces, match_ids_by_text
from quizzes.values.texts import EMPTY, Rich, Stem, TextFormat, one_line
from quizzes.values.words import RewordText, reworded, reworded_fields, reworded_options


ARROW = " -> "
PAIR = "pair-"  # the field for the prompt "p1" is named "pair-p1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    prompt: Rich
    answer: str
    id: str = ""


def with_pair_ids(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """The same pairs with ids p1, p2... in their order."""
    return tuple(replace(pair, id=f"p{number}") for number, pair in enumerate(pairs, start=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Spec):
    """Give each prompt its answer. Distractors are answers that belong to no prompt."""

    kind = "matching"
    name = gettext_noop("pairs to match")
    icon = "resubmit"
    messages = {
        "too_few_pairs": gettext_noop("Expected at least two pairs to match, found %(count)d."),
        "pair_empty": gettext_noop("Pair %(position)d has an empty side."),
        "pairs_all_alike": gettext_noop(
            "Every pair has the same answer. Expected at least two different ones."
        ),
        "pair_id_repeated": gettext_noop("Two pairs have the identifier “%(id)s”."),
    }
    word_labels = {
        "pairs.prompt": gettext_noop("Line %(n)d"),
        "options": gettext_noop("Partner %(n)d"),
    }
    missing: ClassVar[str] = gettext_noop("Choose a partner for each line, or “I don't know”.")
    template = "quizzes/kinds/matching.html"
    gift_form = "pairs"
    moodle_type = "matching"
    moodle_fields = frozenset({"subquestion"})
    moodle_answer_fields = frozenset({"answer"})
    table_words: ClassVar[tuple[str, str] | None] = ("appariement", "matching")
    author_fields = (
        AuthorField(
            name="distractors",
            label=gettext_noop("Partners of no line"),
            help=gettext_noop("One a line: they make guessing harder."),
            input=Input.AREA,
            empty=(),
            read=lambda text: tuple(line.strip() for line in text.splitlines() if line.strip()),
            write="\n".join,
        ),
    )
    author_rows = AuthorRows(
        fields=(
            AuthorField(name="text", label=gettext_noop("Line")),
            AuthorField(
                name="answer",
                label=gettext_noop("Its partner"),
                input=Input.LINE,
                limit=500,
                empty="",
            ),
        )
    )

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        """Return the answers to pick from, by id: a1, a2... in the order of their texts, which says nothing."""
        texts = sorted({pair.answer for pair in self.pairs} | set(self.distractors))
        return {f"a{number}": text for number, text in enumerate(texts, start=1)}

    def own_problems(self) -> list[Problem]:
        problems = []
        if len(self.pairs) < 2:
            problems.append(Problem("too_few_pairs", {"count": len(self.pairs)}))
        elif len(self.options) < 2:
            problems.append(Problem("pairs_all_alike"))
        for position, pair in enumerate(self.pairs, start=1):
            if not pair.prompt or not pair.answer.strip():
                problems.append(Problem("pair_empty", {"position": position}))
        problems += [
            Problem("pair_id_repeated", {"id": identifier})
            for identifier in repeated(pair.id for pair in self.pairs)
        ]
        return problems

    def numbered(self) -> Self:
        return replace(self, pairs=with_pair_ids(self.pairs))

    def cleaned(self, raw: dict[Any, Any]) -> Response:
        answers = raw.get("pairs")
        if not isinstance(answers, dict):
            return {}
        options = self.options
        known = {
            pair.id: answers[pair.id]
            for pair in self.pairs
            if isinstance(answers.get(pair.id), str) and answers[pair.id] in options
        }
        return {"pairs": known} if known else {}

    def earned(self, response: Response) -> Mark:
        """Each pair is worth the same."""
        if not response:
            return UNANSWERED
        options = self.options
        answers = {pair_id: options[option] for pair_id, option in response["pairs"].items()}
        right = sum(answers.get(pair.id) == pair.answer for pair in self.pairs)
        return mark_with_feedback(Decimal(right) / len(self.pairs), EMPTY, about=WHOLE)

    def reader(self, now: Self) -> Read | None:
        """The same prompts; answers may have gone, none may have come."""
        prompts = match_ids_by_text(
            {pair.id: pair.prompt for pair in self.pairs},
            {pair.id: pair.prompt for pair in now.pairs},
        )
        ids = {collapse_spaces(text): pk for pk, text in now.options.items()}
        options = {
            pk: ids[collapse_spaces(text)]
            for pk, text in self.options.items()
            if collapse_spaces(text) in ids
        }
        if prompts is None or set(ids.values()) - set(options.values()):
            return None

        def read(given: Response) -> Response:
            answers = given.get("pairs", {}).items()
            pairs = {prompts[p]: options[a] for p, a in answers if p in prompts and a in options}
            return {"pairs": pairs} if pairs else {}

        return read

    def public_parts(self, shuffled: Shuffled) -> dict[str, Any]:
        return {
            "prompts": [{"id": pair.id, "html": to_safe_html(pair.prompt)} for pair in self.pairs],
            "options": shuffled([{"id": id_, "text": text} for id_, text in self.options.items()]),
        }

    def lines(self, response: Response, view: dict[str, Any], given: Mark) -> tuple[Line, ...]:
        answers = {pair: self.options[option] for pair, option in response.get("pairs", {}).items()}
        return tuple(
            Line(
                html=f"{unwrap_paragraph(to_safe_html(one.prompt))} → {escaped_html(answers.get(one.id, '…'))}",
                is_chosen=one.id in answers,
                is_right=answers.get(one.id) == one.answer,
                expected=escaped_html(one.answer),
            )
            for one in self.pairs
        )

    @classmethod
    def answer_fields(cls, view: dict[str, Any]) -> dict[str, AnswerField]:
        options = tuple(option["id"] for option in view["options"])
        field = AnswerField(missing=cls.missing, options=options)
        return {PAIR + prompt["id"]: field for prompt in view["prompts"]}

    @classmethod
    def raw_response(cls, data: Any) -> dict[str, Any]:
        return {"pairs": fields_with_prefix(PAIR, data)}

    def author_row_values(self) -> list[dict[str, Any]]:
        return [{"text": pair.prompt, "answer": pair.answer} for pair in self.pairs]

    @classmethod
    def authored(cls, written: AuthorInput) -> dict[str, Any]:
        pairs = (Pair(prompt=row["text"], answer=row["answer"]) for row in written.rows)
        return {**written.values, "pairs": tuple(pairs)}

    @classmethod
    def from_gift(cls, text: str, offset: int, stem: Stem) -> Self:
        """A pair without a left side is an answer that belongs to no prompt."""
        pairs, distractors = [], []
        for piece in gift.split_answers(text, offset, gift.SIGN_OF_ANSWER):
            if not piece.sign:
                raise gift.GiftError(
                    "pair_without_sign", piece.offset, text=gift.excerpt(piece.body)
                )
            left, arrow, right = piece.body.partition("->")
            if not arrow:
                raise gift.GiftError(
                    "pair_without_arrow", piece.offset, text=gift.excerpt(piece.body)
                )
            answer = one_line(unshield(right))
            if not answer:
                raise gift.GiftError("answer_empty", piece.offset)
            prompt = gift.read_rich(left, stem["text"].format)
            if prompt:
                pairs.append(Pair(prompt=prompt, answer=answer))
            else:
                distractors.append(answer)
        return cls(**stem, pairs=tuple(pairs), distractors=tuple(distractors))

    def to_gift(self) -> str:
        pairs = [
            f"={gift.write_rich(pair.prompt, self.text.format, arrows=True)} -> {escape(pair.answer)}"
            for pair in self.pairs
        ]
        others = (f"= -> {escape(text)}" for text in self.distractors)
        return gift.write_answer_block([*pairs, *others], self.text, self.general_feedback)

    @classmethod
    def from_moodle(cls, element: "moodle.Element", stem: Stem) -> Self:
        """A pair without a left side is an answer that belongs to no prompt."""
        pairs, distractors = [], []
        for subquestion in element.all("subquestion"):
            prompt = moodle.read_rich(subquestion, TextFormat.HTML)
            answer = collapse_spaces(subquestion.said("answer"))
            if not answer:
                raise moodle.MoodleError("answer_empty", subquestion.line)
            if prompt:
                pairs.append(Pair(prompt=prompt, answer=answer))
            else:
                distractors.append(answer)
        return cls(**stem, pairs=tuple(pairs), distractors=tuple(distractors))

    def to_moodle(self) -> list[str]:
        pairs = [
            moodle.write_rich(
                "subquestion", pair.prompt, "", f"<answer>{moodle.write_text(pair.answer)}</answer>"
            )
            for pair in self.pairs
        ]
        others = [
            f'<subquestion format="html"><text></text><answer>{moodle.write_text(text)}</answer></subquestion>'
            for text in self.distractors
        ]
        return ["<shuffleanswers>true</shuffleanswers>", *pairs, *others]

    @classmethod
    def from_cells(cls, cells: tables.Cells, stem: Stem) -> Self:
        pairs, distractors = [], []
        for answer in cells.answers():
            left, arrow, right = answer.text.partition(ARROW.strip())
            partner = collapse_spaces(right)
            if not arrow or not partner:
                raise tables.RowError("table_pair", text=answer.text[: tables.EXCERPT])
            if left.strip():
                pairs.append(Pair(prompt=cells.rich(left.strip()), answer=partner))
            else:
                distractors.append(partner)
        return cls(**stem, pairs=tuple(pairs), distractors=tuple(distractors))

    def to_cells(self, *, french: bool) -> dict[str, str]:
        pairs = [f"{pair.prompt.text}{ARROW}{pair.answer}" for pair in self.pairs]
        return tables.number_cells(
            "answer", [*pairs, *(f"{ARROW}{text}" for text in self.distractors)]
        )

    def random_guess(self) -> float | None:
        return 1 / len(self.options)

    @classmethod
    def example(cls, _: Callable[[str], str]) -> Spec | None:
        return cls(
            text=Rich(_("Which country does each city belong to?")),
            pairs=(
                Pair(prompt=Rich("Paris"), answer=_("France")),
                Pair(prompt=Rich("Rome"), answer=_("Italy")),
            ),
            distractors=(_("Spain"),),
        )

    @classmethod
    def shown_class(cls) -> type["ShownMatching"]:
        return ShownMatching

    def reworded(self, path: str, say: RewordText) -> "ShownMatching":
        texts = dict(reworded_fields(self, "", say, leave={"pairs", "distractors", "texts"}))
        pairs = cast(tuple[Pair, ...], reworded(self.pairs, "pairs", say))
        by_text, by_id = reworded_options(self.options, "options", say)
        return self.shown_class()(
            **texts,
            pairs=tuple(replace(pair, answer=by_text[pair.answer]) for pair in pairs),
            distractors=tuple(by_text[text] for text in self.distractors),
            texts=by_id,
        )

    def gather(self, other: Self, path: str, found: dict[str, str]) -> None:
        gather_fields(self, other, path, found, leave=("pairs", "distractors"))
        refuse_other_length(self.pairs, other.pairs, "pairs")
        refuse_other_length(self.distractors, other.distractors, "distractors")
        for index, (own, pair) in enumerate(zip(self.pairs, other.pairs, strict=True)):
            gather_fields(own, pair, f"pairs.{index}", found, leave=("answer",))
        texts = (*(pair.answer for pair in self.pairs), *self.distractors)
        others = (*(pair.answer for pair in other.pairs), *other.distractors)
        gather_options(self.options, texts, others, "options", found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMatching(Matching):
    """`texts`: what stands in place of each option of the source, by its id."""

    texts: tuple[tuple[str, str], ...] = ()

    @property
    def options(self) -> dict[str, str]:
        return dict(self.texts)

    def as_written(self) -> Matching:
        kind = cast(type[Matching], KINDS[self.kind])
        return kind(**{f.name: getattr(self, f.name) for f in fields(kind)})
