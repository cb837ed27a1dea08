"""The words of a question apart from what it asks, so that the same question stands in another language.

A translation is words by their place in the spec, such as {"choices.0.feedback": "…"}: no key, no weight, no
structure. Ids, of choices and of what a list offers, stay those of the source: an answer is the same in
every language.
"""

from typing import cast

from quizzes.kinds.base import Spec
from quizzes.values.words import Word, Words, reworded


# Of the question in the bank, which no learner reads: the one place that is in no spec.
TITLE = "title"


def wording_of(spec: Spec) -> dict[str, Word]:
    """Each text of a question by its place, in the order of its fields. Empty texts have none."""
    words_by_path: dict[str, Word] = {}

    def note(word: Word) -> str:
        words_by_path[word.path] = word
        return word.text

    reworded(spec, "", note)
    return words_by_path


def is_fully_translated(spec: Spec, words: Words) -> bool:
    """Return whether each text of the question has its words."""
    return all(words.get(path, "").strip() for path in wording_of(spec))


def translate_spec(spec: Spec, shown: Words, *, key: Words | None = None) -> Spec:
    """The question with the texts of `shown`, its own where there are none.

    What is typed is right where the source accepts it, or `key`: the words in which it was answered, which
    need not be those that are shown now. Marks of all else are those of the source, whatever the words.
    """
    return _said(spec, shown).accepting(spec, key or {})


def monolingual_spec(spec: Spec, words: Words) -> Spec:
    """The question as its author would have written it in that language alone; its ids stay."""
    return _said(spec, words).as_written()


def _said(spec: Spec, words: Words) -> Spec:
    return cast(Spec, reworded(spec, "", lambda word: words.get(word.path) or word.text))


def carry_words_over(before: Spec, after: Spec, words: Words) -> dict[str, str]:
    """Of the words of an earlier version, those of texts that the later one says unchanged, wherever
    they stand in it now."""
    was = wording_of(before)
    by_text = {(_shape(word), word.text): words.get(path, "") for path, word in was.items()}
    carried = {TITLE: words.get(TITLE, "")}
    for path, word in wording_of(after).items():
        stays = path in was and was[path] == word
        carried[path] = words.get(path, "") if stays else by_text.get((_shape(word), word.text), "")
    return {path: text for path, text in carried.items() if text}


def _shape(word: Word) -> tuple[str, ...]:
    """Its place without numbers and ids."""
    names = tuple(name for name in word.path.split(".") if not name[-1:].isdigit())
    return (*names, word.part, word.format)
