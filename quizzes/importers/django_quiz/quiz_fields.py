"""A quiz of the package in the fields of ours, and what of it needs a word in the report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from quizzes.enums import Behaviour, Purpose, QuizStatus
from quizzes.importers.django_quiz.records import AnswerOrder, MultipleChoice, Question, Quiz
from quizzes.importers.django_quiz.texts import is_html, to_plain_text


MOST_QUESTIONS = 32_767  # of the column; a quiz that asks more asks all


@dataclass(frozen=True, slots=True)
class QuizFields:
    """`values` of our model's columns; `bands`: (from which percent, text); `questions` in their order."""

    values: dict[str, Any]
    bands: tuple[tuple[int, str], ...]
    questions: tuple[int, ...]
    warnings: tuple[str, ...]


def convert_quiz(quiz: Quiz, questions: Iterable[Question]) -> QuizFields:
    ordered = sorted(questions, key=lambda one: (one.row.category or 0, one.pk))
    is_shuffled, shuffle_warnings = _shuffles(quiz, ordered)
    most = quiz.max_questions if quiz.max_questions != 0 else None
    values = {
        "title": quiz.title.strip() or quiz.name,
        "introduction": to_plain_text(quiz.description),
        "status": QuizStatus.DRAFT if quiz.draft else QuizStatus.READY,
        # A single attempt made it an exam, whatever the form said.
        "purpose": Purpose.EXAM if quiz.exam_paper or quiz.single_attempt else Purpose.TRAINING,
        "behaviour": Behaviour.AT_END if quiz.answers_at_end else Behaviour.AT_ONCE,
        "max_attempts": 1 if quiz.single_attempt else None,
        "pass_percent": quiz.pass_mark,
        "shuffle_questions": quiz.random_order,
        "shuffle_answers": is_shuffled,
        "max_questions": most if most and most <= MOST_QUESTIONS else None,
    }
    bands, band_warnings = _bands(quiz)
    warnings = [*_warnings(quiz), *shuffle_warnings, *band_warnings]
    return QuizFields(values, bands, tuple(one.pk for one in ordered), tuple(warnings))


def _warnings(quiz: Quiz) -> Iterable[str]:
    named = {"name": quiz.name, "title": quiz.title}
    if is_html(quiz.description):
        yield (
            _(
                "%(name)s “%(title)s”: its description was HTML; its words and the addresses of its links "
                "are kept, its format is not."
            )
            % named
        )
    if quiz.pass_mark == 0:
        yield _("%(name)s “%(title)s”: its pass mark of 0 passes everybody, as it did.") % named


def _shuffles(quiz: Quiz, asked: list[Question]) -> tuple[bool, list[str]]:
    """Ours is said of a whole quiz. Where some questions want an order, none is shuffled: an answer such as
    "both of these" must stay below the two."""
    orders = {one.child.answer_order for one in asked if isinstance(one.child, MultipleChoice)}
    wants_random = AnswerOrder.RANDOM in orders
    is_mixed = wants_random and bool(orders & {AnswerOrder.CONTENT, AnswerOrder.NONE})
    if not is_mixed:
        return wants_random, []
    sentence = _(
        "%(name)s “%(title)s”: some of its questions shuffled their answers and some did not; now none does."
    )
    return False, [sentence % {"name": quiz.name, "title": quiz.title}]


def _bands(quiz: Quiz) -> tuple[tuple[tuple[int, str], ...], list[str]]:
    """The text of a failure ends where success begins, so success needs a text of its own."""
    passed, failed = to_plain_text(quiz.success_text), to_plain_text(quiz.fail_text)
    if quiz.pass_mark == 0:
        bands = ((0, passed),) if passed else ()
        sentence = _(
            "%(name)s: nobody could fail it, so nobody saw its text of failure: “%(text)s”."
        )
        return bands, [sentence % {"name": quiz.name, "text": failed}] if failed else []
    if failed and not passed:
        with override(settings.LANGUAGE_CODE):
            passed = _("The quiz is passed.")
    bands = ((quiz.pass_mark, passed),) if passed else ()
    return (*bands, (0, failed)) if failed else bands, []


def unique_slugs(quizzes: Mapping[int, Quiz], taken: set[str]) -> tuple[dict[int, str], list[str]]:
    """A slug for each, unlike all others and those `taken`; the sentences say which had to change."""
    used = set(taken)
    slugs: dict[int, str] = {}
    warnings = []
    for pk, quiz in sorted(quizzes.items()):
        wanted = (slugify(quiz.url) or slugify(quiz.title))[:90] or f"quiz-{pk}"
        slug, number = wanted, 1
        while slug in used:
            number += 1
            slug = f"{wanted}-{number}"
        used.add(slug)
        slugs[pk] = slug
        if slug != quiz.url:
            warnings.append(
                _("%(name)s: its address “%(url)s” becomes “%(slug)s”.")
                % {"name": quiz.name, "url": quiz.url, "slug": slug}
            )
    return slugs, warnings
