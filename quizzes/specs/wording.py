"""The words of a question apart from what it asks, so that the same question stands in another language.

A translation is words by their place in the spec, such as {"choices.0.feedback": "…"}: no key, no weight, no
structure. Ids, of choices and of what a list offers, stay those of the source: an answer is the same in
every language.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, cast

from quizzes.specs.base import FULL, Spec
from quizzes.specs.blanks import Blanks, Gap
from quizzes.specs.kinds import (
    Criterion,
    Matching,
    Numeric,
    Pair,
    ShortText,
    TextAnswer,
    Unit,
)
from quizzes.specs.media import Media
from quizzes.specs.texts import Rich, TextFormat, with_hard_spaces


Words = Mapping[str, str]

# Of the question in the bank, which no learner reads: the one place that is in no spec.
TITLE = "title"


class Part(StrEnum):
    TEXT = "text"  # as long as its author likes, in the format of the source
    LINE = "line"
    ANSWERS = "answers"  # what is accepted, one a line: each language has its own


@dataclass(frozen=True, slots=True)
class Word:
    """One text of a question, and where it stands."""

    path: str
    text: str
    part: Part
    format: TextFormat = TextFormat.PLAIN


Say = Callable[[Word], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMatching(Matching):
    """`texts`: what stands in place of each option of the source, by its id."""

    texts: tuple[tuple[str, str], ...] = ()

    @property
    def options(self) -> dict[str, str]:
        return dict(self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGap(Gap):
    """`texts` as for pairs, where it is a list. `said`: the right answers in the language shown."""

    texts: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        return dict(self.texts)

    @property
    def expected(self) -> tuple[str, ...]:
        return self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShortText(ShortText):
    said: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        return self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNumeric(Numeric):
    """`also`: units that are read, though the page names them otherwise."""

    also: tuple[Unit, ...] = ()

    @property
    def read_units(self) -> tuple[Unit, ...]:
        return (*self.units, *self.also)


def wording_of(spec: Spec) -> dict[str, Word]:
    """Each text of a question by its place, in the order of its fields. Empty texts have none."""
    found: dict[str, Word] = {}

    def note(word: Word) -> str:
        found[word.path] = word
        return word.text

    _each(spec, "", note)
    return found


def is_typed(spec: Spec) -> bool:
    """Whether the words of a language decide what is right: elsewhere ids do."""
    typed = isinstance(spec, ShortText) or (isinstance(spec, Numeric) and bool(spec.units))
    return typed or (isinstance(spec, Blanks) and not all(gap.is_list for gap in spec.gaps))


def is_whole(spec: Spec, words: Words) -> bool:
    """Whether each text of the question has its words."""
    return all(words.get(path, "").strip() for path in wording_of(spec))


def lines_of(text: str) -> tuple[str, ...]:
    """What is accepted, of an ANSWERS text: each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def in_words(spec: Spec, shown: Words, *, key: Words | None = None) -> Spec:
    """The question with the texts of `shown`, its own where there are none.

    What is typed is right where the source accepts it, or `key`: the words in which it was answered, which
    need not be those that are shown now. Marks of all else are those of the source, whatever the words.
    """
    said = _each(spec, "", lambda word: shown.get(word.path) or word.text)
    return _accepting(spec, cast(Spec, said), shown, key or {})


def as_written(spec: Spec, words: Words) -> Spec:
    """The question as its author would have written it in that language alone; its ids stay."""
    said = cast(Spec, _each(spec, "", lambda word: words.get(word.path) or word.text))
    if isinstance(said, ShortText):
        answers = [
            replace(answer, text=line) for answer in said.answers for line in lines_of(answer.text)
        ]
        return replace(said, answers=tuple(dict.fromkeys(answers)))
    if isinstance(said, ShownMatching):
        common = {f.name: getattr(said, f.name) for f in fields(Matching)}
        return Matching(**common)
    if isinstance(said, Blanks):
        gaps = [Gap(accepted=g.accepted, others=g.others, feedback=g.feedback) for g in said.gaps]
        return replace(said, gaps=tuple(gaps))
    return said


def carried(before: Spec, after: Spec, words: Words) -> dict[str, str]:
    """Of the words of an earlier version, those of texts that the later one says unchanged, wherever
    they stand in it now."""
    was = wording_of(before)
    by_text = {(_shape(word), word.text): words.get(path, "") for path, word in was.items()}
    kept = {TITLE: words.get(TITLE, "")}
    for path, word in wording_of(after).items():
        stays = path in was and was[path] == word
        kept[path] = words.get(path, "") if stays else by_text.get((_shape(word), word.text), "")
    return {path: text for path, text in kept.items() if text}


def _shape(word: Word) -> tuple[str, ...]:
    """Its place without numbers and ids."""
    names = tuple(name for name in word.path.split(".") if not name[-1:].isdigit())
    return (*names, word.part, word.format)


# --- Each text in its place --------------------------------------------------------------------------

LINES = {(Media, "alternative"), (Criterion, TITLE), (Unit, "name")}


def _each(value: Any, path: str, say: Say) -> Any:
    """The same value with what is said in place of each of its texts."""
    if isinstance(value, Rich):
        if not value:
            return value
        said = say(Word(path, value.text, Part.TEXT, value.format))
        return with_hard_spaces(Rich(said, value.format))
    if isinstance(value, tuple):
        return tuple(_each(item, f"{path}.{index}", say) for index, item in enumerate(value))
    if isinstance(value, Matching):
        return _matching(value, say)
    if isinstance(value, Gap):
        return _gap(value, path, say)
    if is_dataclass(value):
        return replace(cast(Any, value), **dict(_fields(value, path, say)))
    return value


def _fields(
    value: Any, path: str, say: Say, *, leave: Container[str] = ()
) -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        if field.name in leave:
            continue
        part, at = getattr(value, field.name), join(path, field.name)
        if (type(value), field.name) in LINES:
            yield field.name, say(Word(at, part, Part.LINE)) if part else part
        elif isinstance(value, TextAnswer) and field.name == "text":
            yield field.name, say(Word(at, part, Part.ANSWERS))
        else:
            yield field.name, _each(part, at, say)


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _options(options: Mapping[str, str], path: str, say: Say) -> tuple[dict[str, str], Any]:
    """What is said for each text, and for each id."""
    said = {
        pk: say(Word(f"{path}.{pk}", text, Part.LINE)) if text.strip() else text
        for pk, text in options.items()
    }
    return {text: said[pk] for pk, text in options.items()}, tuple(said.items())


def _matching(spec: Matching, say: Say) -> Matching:
    texts = dict(_fields(spec, "", say, leave={"pairs", "distractors"}))
    pairs = cast(tuple[Pair, ...], _each(spec.pairs, "pairs", say))
    by_text, by_id = _options(spec.options, "options", say)
    return ShownMatching(
        **texts,
        pairs=tuple(replace(pair, answer=by_text[pair.answer]) for pair in pairs),
        distractors=tuple(by_text[text] for text in spec.distractors),
        texts=by_id,
    )


def _gap(gap: Gap, path: str, say: Say) -> ShownGap:
    feedback = _each(gap.feedback, f"{path}.feedback", say)
    if gap.is_list:
        by_text, by_id = _options(gap.options, f"{path}.options", say)
        accepted = tuple(by_text[text] for text in gap.accepted)
        others = tuple(by_text[text] for text in gap.others)
        return ShownGap(
            accepted=accepted, others=others, feedback=feedback, texts=by_id, said=accepted
        )
    said = say(Word(f"{path}.accepted", "\n".join(gap.accepted), Part.ANSWERS))
    lines = lines_of(said)
    return ShownGap(accepted=lines, feedback=feedback, said=lines)


# --- What is right when it is typed ------------------------------------------------------------------


def _accepting(source: Spec, said: Spec, shown: Words, key: Words) -> Spec:
    if isinstance(source, ShortText) and isinstance(said, ShortText):
        return _short_text(source, said, key)
    if isinstance(source, Blanks) and isinstance(said, Blanks):
        return replace(said, gaps=tuple(_typed_gaps(source, said, key)))
    if isinstance(source, Numeric) and isinstance(said, Numeric):
        return _numeric(source, said, key)
    return said


def _short_text(source: ShortText, said: ShortText, key: Words) -> ShortText:
    answers: list[TextAnswer] = []
    expected: list[str] = []
    for index, (own, answer) in enumerate(zip(source.answers, said.answers, strict=True)):
        accepted = _both(key.get(f"answers.{index}.text", ""), (own.text,))
        answers += [replace(answer, text=text) for text in accepted]
        if own.fraction == FULL:
            expected += [answer.text] if answer.text == own.text else lines_of(answer.text)
    common = {f.name: getattr(said, f.name) for f in fields(ShortText) if f.name != "answers"}
    return ShownShortText(**common, answers=tuple(answers), said=tuple(dict.fromkeys(expected)))


def _both(key: str, own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*lines_of(key), *own)))


def _typed_gaps(source: Blanks, said: Blanks, key: Words) -> Iterator[Gap]:
    for index, (own, gap) in enumerate(zip(source.gaps, said.gaps, strict=True)):
        if own.is_list:
            yield gap
        else:
            accepted = _both(key.get(f"gaps.{index}.accepted", ""), own.accepted)
            yield replace(gap, accepted=accepted)


def _numeric(source: Numeric, said: Numeric, key: Words) -> Numeric:
    keyed = [
        Unit(name=key.get(f"units.{index}.name") or unit.name, factor=unit.factor)
        for index, unit in enumerate(source.units)
    ]
    shown = {unit.name for unit in said.units}
    also = {unit.name: unit for unit in (*keyed, *source.units) if unit.name not in shown}
    common = {f.name: getattr(said, f.name) for f in fields(Numeric)}
    return ShownNumeric(**common, also=tuple(also.values()))
