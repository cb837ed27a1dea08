"""Why a question cannot be asked in the words that somebody gave it, by the places of its texts."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from quizzes.form_messages import translate_message
from quizzes.kinds.base import Spec
from quizzes.problems import MESSAGES
from quizzes.specs.wording import wording_of
from quizzes.values.media import MAX_ALTERNATIVE
from quizzes.values.texts import MAX_TEXT
from quizzes.values.words import Part, Word, lines_of


LONGEST_LINE = MAX_ALTERNATIVE
OF_ALIKE = ("items", "units")


def translation_problems(spec: Spec, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Of the words that are there; what is missing is no mistake yet."""
    found: dict[str, list[str]] = {}
    texts = {path: word for path, word in wording_of(spec).items() if path in words}
    for path, word in texts.items():
        reasons = list(_of_one(spec, word, words[path]))
        if reasons:
            found[path] = reasons
    for path in _alike(texts, words):
        found.setdefault(path, []).append(
            _("Two texts that differ in the source must differ here too.")
        )
    return found


def _of_one(spec: Spec, word: Word, said: str) -> Iterable[str]:
    limit = LONGEST_LINE if word.part is Part.LINE else MAX_TEXT
    if len(said) > limit:
        yield _(MESSAGES["text_too_long"]) % {"count": len(said), "limit": limit}
    if word.part is Part.LINE and "\n" in said:
        yield _("Expected one line.")
    if word.part is Part.ANSWERS and not lines_of(said):
        yield _("Expected at least one accepted answer, each on a line of its own.")
    for message in spec.word_problems(word, said):
        yield translate_message(message)


def _alike(texts: Mapping[str, Word], words: Mapping[str, str]) -> Iterable[str]:
    """Return what a learner is to tell apart: options of a list, things to put in order, units."""
    said: dict[tuple[str, str], Word] = {}
    for path, word in texts.items():
        names = path.split(".")
        is_option = "options" in names
        if is_option or names[0] in OF_ALIKE:
            of_list = ".".join(names[:-1]) if is_option else names[0]
            other = said.setdefault((of_list, words[path].strip()), word)
            if other.text != word.text:
                yield path
