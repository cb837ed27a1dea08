"""The words of questions in other languages. Each change is another edition: answers keep theirs."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from quizzes.form_messages import translate_message
from quizzes.kinds.base import Spec
from quizzes.models import Question, QuestionTranslation, QuestionVersion
from quizzes.problems import MESSAGES
from quizzes.queries.translations import editions_of
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import (
    TITLE,
    carry_words_over,
    is_fully_translated,
    monolingual_spec,
    wording_of,
)
from quizzes.values.media import MAX_ALTERNATIVE
from quizzes.values.texts import MAX_TEXT
from quizzes.values.words import Part, Word, lines_of


LONGEST_LINE = MAX_ALTERNATIVE
OF_ALIKE = ("items", "units")


def translation_problems(spec: Spec, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with the words that are there; what is missing is no mistake yet."""
    problems: dict[str, list[str]] = {}
    texts = {path: word for path, word in wording_of(spec).items() if path in words}
    for path, word in texts.items():
        reasons = list(_of_one(spec, word, words[path]))
        if reasons:
            problems[path] = reasons
    for path in _alike(texts, words):
        problems.setdefault(path, []).append(
            _("Two texts that differ in the source must differ here too.")
        )
    lost = list(_lost_spots(spec, words)) if "message" in texts else []
    return problems | ({"message": [*problems.get("message", ()), *lost]} if lost else {})


def _lost_spots(spec: Spec, words: Mapping[str, str]) -> Iterable[str]:
    """Yield the spots that are not in their message any more, once both are in the other language."""
    if is_fully_translated(spec, words):
        for problem in monolingual_spec(spec, words).own_problems():
            if problem.code == "spot_not_in_message":
                yield _(MESSAGES[problem.code]) % problem.params


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
    seen: dict[tuple[str, str], Word] = {}
    for path, word in texts.items():
        names = path.split(".")
        is_option = "options" in names
        if is_option or names[0] in OF_ALIKE:
            of_list = ".".join(names[:-1]) if is_option else names[0]
            other = seen.setdefault((of_list, words[path].strip()), word)
            if other.text != word.text:
                yield path


@transaction.atomic
def save_translation(
    *, version: QuestionVersion, language: str, words: Mapping[str, str]
) -> QuestionTranslation:
    """Set what a version says in a language; the same words are the same edition, read now. Texts without words
    may be left for later. Raises ValidationError for words that it cannot be asked in, by their places, and for
    a version that is no longer in force."""
    question = Question.objects.select_for_update().get(pk=version.question_id)
    if question.current_version_id != version.pk:
        raise ValidationError({NON_FIELD_ERRORS: [_("The question was changed meanwhile.")]})
    spec = from_dict(version.spec)
    cleaned = clean_words(spec, words)
    problems = translation_problems(spec, cleaned)
    if problems:
        raise ValidationError({path: list(reasons) for path, reasons in problems.items()})
    last = editions_of(version).get(language)
    if last is not None and last.words == cleaned:
        if not last.is_read:
            QuestionTranslation.objects.filter(pk=last.pk).update(is_read=True)
            last.is_read = True
        return last
    return _edition(version, language, cleaned, spec, last=last, is_read=True)


def copy_translations(*, before: QuestionVersion, after: QuestionVersion) -> None:
    """The words of texts that a new version says as the one before. Somebody has to read them again."""
    was, now = from_dict(before.spec), from_dict(after.spec)
    for language, last in editions_of(before).items():
        _edition(
            after, language, carry_words_over(was, now, last.words), now, last=None, is_read=False
        )


def clean_words(spec: Spec, words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of texts that the question has, without empty ones."""
    places = {*wording_of(spec), TITLE}
    plain = {
        path: text.replace("\r\n", "\n").replace("\r", "\n")
        for path, text in words.items()
        if path in places
    }
    return {path: text for path, text in plain.items() if text.strip()}


def _edition(
    version: QuestionVersion,
    language: str,
    words: dict[str, str],
    spec: Spec,
    *,
    last: QuestionTranslation | None,
    is_read: bool,
) -> QuestionTranslation:
    return QuestionTranslation.objects.create(
        version=version,
        language=language,
        number=last.number + 1 if last else 1,
        words=words,
        is_whole=is_fully_translated(spec, words),
        is_read=is_read,
    )
