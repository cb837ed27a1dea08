"""Whether an answer to one version of a question can be read by another version, and how. Pure.

Answers name choices by ids, which are given anew with each version: they are matched by their texts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from quizzes.display import plain_text
from quizzes.marking import Response, clean_response
from quizzes.specs import (
    Blanks,
    Gap,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Rich,
    Scenario,
    Scene,
    ShortText,
    SingleChoice,
    Spec,
    TrueFalse,
)


Read = Callable[[Response], Response]


@dataclass(frozen=True, slots=True)
class Reading:
    """How answers to the version `asked` are read by `spec`, the one whose key counts.

    `is_reworded`: what was asked reads otherwise, so that its author must say whether it means the same.
    """

    asked: Spec
    spec: Spec
    is_reworded: bool
    read: Read = field(compare=False)

    def response(self, given: Response) -> Response:
        return clean_response(self.spec, self.read(given))


def reading(asked: Spec, spec: Spec) -> Reading | None:
    """None where the answers cannot be told apart any more, or where nobody's key marks them."""
    if asked.kind is not spec.kind:
        return None
    read = _reader(asked, spec)
    if read is None:
        return None
    return Reading(asked, spec, _plain(asked.text) != _plain(spec.text), read)


@singledispatch
def _reader(asked: Spec, spec: Spec) -> Read | None:
    """Nothing is read of a kind that does not say how: open answers, texts to read."""
    return None


@_reader.register
def _(asked: TrueFalse, spec: Spec) -> Read | None:
    return dict


@_reader.register(ShortText)
@_reader.register(Numeric)
def _(asked: ShortText | Numeric, spec: Spec) -> Read | None:
    return dict


@_reader.register(SingleChoice)
@_reader.register(MultipleChoice)
def _(asked: SingleChoice | MultipleChoice, spec: Spec) -> Read | None:
    """The same choices in both: one that came or went would have changed what people chose."""
    assert isinstance(spec, SingleChoice | MultipleChoice)
    ids = _same_texts(
        {choice.id: choice.text for choice in asked.choices},
        {choice.id: choice.text for choice in spec.choices},
    )
    return None if ids is None else _by_choice(ids)


@_reader.register
def _(asked: Matching, spec: Spec) -> Read | None:
    """The same prompts; answers may have gone, none may have come."""
    assert isinstance(spec, Matching)
    prompts = _same_texts(
        {pair.id: pair.prompt for pair in asked.pairs},
        {pair.id: pair.prompt for pair in spec.pairs},
    )
    now = {_words(text): pk for pk, text in spec.options.items()}
    options = {pk: now[_words(text)] for pk, text in asked.options.items() if _words(text) in now}
    if prompts is None or set(now.values()) - set(options.values()):
        return None
    return _by_pair(prompts, options)


@_reader.register
def _(asked: Ordering, spec: Spec) -> Read | None:
    """The same items; which order is right may change."""
    assert isinstance(spec, Ordering)
    ids = _same_texts(
        {item.id: item.text for item in asked.items}, {item.id: item.text for item in spec.items}
    )
    return None if ids is None else _by_place(ids)


@_reader.register
def _(asked: Blanks, spec: Spec) -> Read | None:
    """As many gaps, typed where they were typed; a list offers the same."""
    assert isinstance(spec, Blanks)
    before, after = asked.by_id, spec.by_id
    if before.keys() != after.keys() or not all(_asks_alike(before[g], after[g]) for g in before):
        return None
    return _by_gap({pk: _moved_options(before[pk], after[pk]) for pk in before})


@_reader.register
def _(asked: Scenario, spec: Spec) -> Read | None:
    """The same scenes, replies and ways: what a reply is worth, and what is said to it, may change."""
    assert isinstance(spec, Scenario)
    if not asked.scenes or asked.scenes[0].code != spec.scenes[0].code:
        return None
    before, after = asked.by_code, spec.by_code
    if before.keys() != after.keys():
        return None
    ids = {}
    for code in before:
        replies = _same_replies(before[code], after[code])
        if replies is None:
            return None
        ids[code] = replies
    return _by_path(asked, ids)


def _same_replies(asked: Scene, now: Scene) -> dict[str, str] | None:
    """From id to id, where the scene says the same and each reply leads where it led."""
    ids = _same_texts(
        {one.id: one.text for one in asked.replies}, {one.id: one.text for one in now.replies}
    )
    leads = {one.id: one.next for one in now.replies}
    if ids is None or _said(asked.text) != _said(now.text):
        return None
    return ids if all(leads[ids[one.id]] == one.next for one in asked.replies) else None


def _asks_alike(asked: Gap, now: Gap) -> bool:
    return {*map(_words, asked.options.values())} == {*map(_words, now.options.values())}


def _moved_options(asked: Gap, now: Gap) -> dict[str, str]:
    """Empty where the gap is typed."""
    by_text = {_words(text): pk for pk, text in now.options.items()}
    return {pk: by_text[_words(text)] for pk, text in asked.options.items()}


def _by_place(ids: Mapping[str, str]) -> Read:
    def read(given: Response) -> Response:
        said = given.get("places", {})
        places = {ids[pk]: place for pk, place in said.items() if pk in ids}
        return {"places": places} if places else {}

    return read


def _by_gap(options: Mapping[str, Mapping[str, str]]) -> Read:
    def read(given: Response) -> Response:
        said = given.get("gaps", {})
        gaps = {pk: options[pk].get(text, text) for pk, text in said.items() if pk in options}
        return {"gaps": gaps} if gaps else {}

    return read


def _by_path(asked: Scenario, ids: Mapping[str, Mapping[str, str]]) -> Read:
    def read(given: Response) -> Response:
        steps, _ahead = asked.walk(given.get("path", []))
        path = [ids[step.scene.code][step.reply.id] for step in steps]
        return {"path": path} if path else {}

    return read


def _by_choice(ids: Mapping[str, str]) -> Read:
    def read(given: Response) -> Response:
        if "choices" in given:
            return {"choices": [ids[pk] for pk in given["choices"] if pk in ids]}
        return {"choice": ids[given["choice"]]} if given.get("choice") in ids else {}

    return read


def _by_pair(prompts: Mapping[str, str], options: Mapping[str, str]) -> Read:
    def read(given: Response) -> Response:
        said = given.get("pairs", {})
        pairs = {prompts[p]: options[a] for p, a in said.items() if p in prompts and a in options}
        return {"pairs": pairs} if pairs else {}

    return read


def _same_texts(asked: Mapping[str, Rich], spec: Mapping[str, Rich]) -> dict[str, str] | None:
    """From id to id. Where a text stands twice, only the same ids will do."""
    before = {pk: _said(text) for pk, text in asked.items()}
    after = {pk: _said(text) for pk, text in spec.items()}
    if before == after:
        return {pk: pk for pk in before}
    if sorted(before.values()) != sorted(after.values()) or _repeats(before.values()):
        return None
    by_text = {text: pk for pk, text in after.items()}
    return {pk: by_text[text] for pk, text in before.items()}


def _repeats(texts: Iterable[str]) -> bool:
    listed = list(texts)
    return len(set(listed)) < len(listed)


def _said(text: Rich) -> str:
    """Its words; a picture without words says something by itself."""
    return _plain(text) or text.text


def _plain(text: Rich) -> str:
    """Whatever spaces stand between its words."""
    return _words(plain_text(text))


def _words(text: str) -> str:
    return " ".join(text.split())
