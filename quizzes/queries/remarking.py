"""What pages and runs ask about corrected keys. Never writes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from quizzes.models import AttemptItem, Question, QuestionTranslation, QuestionVersion
from quizzes.rekeying import KeyReading, read_by_key
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import translate_spec


def readings_of(
    question: Question, *, by: QuestionVersion | None = None
) -> dict[int, KeyReading | None]:
    """Return, by earlier version, how its answers are read by `by`, the version in force; None: they cannot be."""
    key = by or question.current_version
    if key is None:
        return {}
    spec = from_dict(key.spec)
    return {
        version.pk: read_by_key(from_dict(version.spec), spec)
        for version in question.versions.filter(number__lt=key.number).order_by("number")
    }


def reading_in_answer_language(
    item: AttemptItem, reading: KeyReading | None, editions: Mapping[str, QuestionTranslation]
) -> KeyReading | None:
    """Return how an answer is read that was given in another language than the source's, by the words that the
    version whose key counts has there. None, for what was typed, while it has not all of them."""
    if reading is None or item.translation is None or not reading.spec.has_typed_key:
        return reading
    words = editions.get(item.translation.language)
    if words is None or not words.is_whole:
        return None
    return replace(reading, spec=translate_spec(reading.spec, {}, key=words.words))


def results_to_mark_again(versions: Iterable[QuestionVersion]) -> int:
    """Return how many answers to these versions have a mark.

    Nothing more is told before or after: how many would rise or fall by a key, to versions that the author
    chooses, tells what one person answered, rounded or not.
    """
    submitted = AttemptItem.objects.filter(attempt__submitted_at__isnull=False)
    return submitted.filter(version__in=versions, fraction__isnull=False).count()
