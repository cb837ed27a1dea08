"""In which words a question is shown, and by which its answer is marked. Never writes.

A version is shown in the reader's language once each of its texts has words there; else as its author wrote
it. What is typed is right by the source's key and by that of the words in which it was answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from cms.languages import is_translating, reading_language, source_language
from quizzes.kinds.base import Spec
from quizzes.models import AttemptItem, Question, QuestionTranslation, QuestionVersion, ReviewCard
from quizzes.specs.codec import from_dict
from quizzes.specs.wording import translate_spec


@dataclass(frozen=True, slots=True)
class ShownSpec:
    """`language` is that of the words; of our own around them it says nothing."""

    spec: Spec
    language: str


Answered = AttemptItem | ReviewCard


def shown_version(version: QuestionVersion) -> ShownSpec:
    """Return a version as whoever has not answered it yet is shown it."""
    return shown_versions([version])[version.pk]


def shown_versions(versions: Iterable[QuestionVersion]) -> dict[int, ShownSpec]:
    listed = list(versions)
    words = _words_here(listed)
    return {one.pk: _shown(one, words.get(one.pk), None) for one in listed}


def shown_answers(answers: Iterable[Answered]) -> dict[int, ShownSpec]:
    """Each question as its answerer is shown it, by the key of the answer: in the edition in which it was
    answered, where that is of the reader's language. One query, and none where neither matters."""
    listed = [one for one in answers if one.version is not None]
    wanted = {key for key in (one.translation_id for one in listed) if key is not None}
    editions = QuestionTranslation.objects.in_bulk(wanted) if wanted else {}
    here = {pk for pk, one in editions.items() if one.language == reading_language()}
    fresh = [one for one in listed if one.translation_id not in here]
    words = _words_here(one.version for one in fresh if one.version is not None)
    shown = {}
    for one in listed:
        own = editions.get(one.translation_id or 0)
        best = own if one.translation_id in here else words.get(one.version_id or 0)
        assert one.version is not None
        shown[one.pk] = _shown(one.version, best, own)
    return shown


def shown_answer(answer: Answered) -> ShownSpec:
    return shown_answers([answer])[answer.pk]


def shown_by_later_keys(
    answers: Iterable[tuple[AttemptItem, QuestionVersion]],
) -> dict[int, ShownSpec]:
    """Questions in the words of the version whose key counts now, each answer with its translation at hand."""
    listed = list(answers)
    asks = is_translating() or any(item.translation_id for item, _version in listed)
    rows = QuestionTranslation.objects.filter(version__in=[one.pk for _item, one in listed])
    editions = (
        {(row.version_id, row.language): row for row in rows.order_by("number")} if asks else {}
    )
    whole = {key: row for key, row in editions.items() if row.is_whole}
    return {
        item.pk: _shown(
            version,
            whole.get((version.pk, reading_language())),
            whole.get((version.pk, item.translation.language)) if item.translation else None,
        )
        for item, version in listed
    }


def marking_spec_of(answer: Answered) -> Spec:
    """Return what marks an answer: the question, with what may be typed in the language in which it was answered.
    Each answer with its version and its translation at hand."""
    assert answer.version is not None
    spec = from_dict(answer.version.spec)
    return (
        spec
        if answer.translation is None
        else translate_spec(spec, {}, key=answer.translation.words)
    )


def edition_for(
    version: QuestionVersion, kept: QuestionTranslation | None = None
) -> QuestionTranslation | None:
    """The edition in which the reader of this request is shown a version; `kept`, that of an earlier answer,
    where the source is shown: what was right when it was typed stays right."""
    if not is_translating() or (kept and kept.language == reading_language()):
        return kept
    return _words_here([version]).get(version.pk, kept)


def language_of_answer(answer: Answered) -> str:
    """Return the language in which it was answered; "" for none yet."""
    if not answer.response:
        return ""
    return answer.translation.language if answer.translation else source_language()


def editions_of(version: QuestionVersion) -> dict[str, QuestionTranslation]:
    """The latest edition in each language, whole or not."""
    rows = QuestionTranslation.objects.filter(version=version)
    return {one.language: one for one in rows.order_by("number")}


def latest_editions(
    versions: Iterable[int | None], language: str
) -> dict[int, QuestionTranslation]:
    """Return the latest edition of each version, whole or not."""
    rows = QuestionTranslation.objects.filter(version__in=[*versions], language=language)
    return {one.version_id: one for one in rows.order_by("number")}


def last_read_of(questions: Iterable[int], language: str) -> dict[int, QuestionTranslation]:
    """Return, by question, what somebody said last of any version, in words not merely carried over."""
    rows = QuestionTranslation.objects.filter(
        version__question__in=[*questions], language=language, is_read=True
    )
    ordered = rows.select_related("version").order_by("version__number", "number")
    return {one.version.question_id: one for one in ordered}


def untranslated(questions: QuerySet[Question], language: str) -> QuerySet[Question]:
    """Return the questions of which no version was ever translated."""
    return questions.exclude(_of_any_version(language)).exclude(current_version=None)


def outdated(questions: QuerySet[Question], language: str) -> QuerySet[Question]:
    """Translated once, but not, or not wholly, or unread, in the version in force."""
    editions = QuestionTranslation.objects.filter(
        version=OuterRef("current_version"), language=language
    ).annotate(
        is_good=ExpressionWrapper(Q(is_whole=True, is_read=True), output_field=BooleanField())
    )
    last = Subquery(editions.order_by("-number").values("is_good")[:1])
    return (
        questions.filter(_of_any_version(language))
        .annotate(is_well_translated=Coalesce(last, Value(False)))
        .filter(is_well_translated=False)
    )


def _of_any_version(language: str) -> Exists:
    rows = QuestionTranslation.objects.filter(version__question=OuterRef("pk"), language=language)
    return Exists(rows)


def _words_here(versions: Iterable[QuestionVersion]) -> dict[int, QuestionTranslation]:
    """The latest edition of each in the reader's language, where it is whole; no query for the source's."""
    wanted = {one.pk for one in versions}
    if not wanted or not is_translating():
        return {}
    latest = latest_editions(wanted, reading_language())
    return {version: one for version, one in latest.items() if one.is_whole}


def _shown(
    version: QuestionVersion, best: QuestionTranslation | None, own: QuestionTranslation | None
) -> ShownSpec:
    spec = from_dict(version.spec)
    if best is None and own is None:
        return ShownSpec(spec, source_language())
    translated = translate_spec(spec, best.words if best else {}, key=own.words if own else None)
    return ShownSpec(translated, best.language if best else source_language())
