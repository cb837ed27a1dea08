"""Queries of what the kits print: the kit's page, questions of a quiz, modules of a path."""

from typing import Any

from cms.languages import reading_language, source_language, translation_of
from cms.models import ArticlePage
from cms.policies import articles_visible
from learning.models import LoadedSource
from learning.policies import paths_visible_to
from learning.queries.paths import path_row
from learning.queries.quiz_pages import quiz_address_in_lesson
from people.models import Person
from quizzes.html import plain_text
from quizzes.kinds.base import Spec
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse
from quizzes.models import Question, Quiz
from quizzes.queries.bank import is_kept_back
from quizzes.queries.translations import shown_versions


MOST_QUESTIONS = 8
MOST_CHOICES = 8  # each has its letter, A to H
MOST_LETTERS = 430  # of a question with its choices: eight fill a page


def kit_page(kit: str) -> ArticlePage | None:
    """Return the published page that a kit of the courses became."""
    sources = LoadedSource.objects.filter(key=f"kits/{kit}/kit.md")
    page = articles_visible().filter(pk__in=sources.values("page")).first()
    if page is None or page.get_ancestors().filter(live=False).exists():
        return None
    return page


def language_of_kit(page: ArticlePage) -> str:
    """Return the reader's language where the kit is published in it, else the organisation's own."""
    return reading_language() if translation_of(page) else source_language()


def printed_questions(quiz: str) -> list[dict[str, Any]]:
    """Return the first questions of a quiz that fit on paper; none where no published lesson asks for it.

    The sheet gives the answers away: what an exam asks is left out.
    """
    found = Quiz.objects.filter(slug=quiz).first()
    if found is None or not quiz_address_in_lesson(found):
        return []
    kinds = (SingleChoice.kind, TrueFalse.kind)
    asked = (
        Question.objects.ready()
        .filter(uses__quiz=found, current_version__kind__in=kinds)
        .select_related("current_version")
        .order_by("uses__sort_order", "pk")
    )
    versions = [question.current_version for question in asked if not is_kept_back(question)]
    shown = shown_versions(versions)
    questions = [_question(shown[version.pk].spec) for version in versions]
    return [question for question in questions if question][:MOST_QUESTIONS]


def _question(spec: Spec) -> dict[str, Any] | None:
    """Return a question as texts; None for one with pictures, or too long."""
    if isinstance(spec, TrueFalse):
        choices = [(word, (word == "true") == spec.answer) for word in spec.words]
        why = spec.feedback_true if spec.answer else spec.feedback_false
    elif isinstance(spec, SingleChoice) and not any(choice.media for choice in spec.choices):
        choices = [(plain_text(one.text), spec.is_right(one)) for one in spec.choices]
        why = next(one.feedback for one in spec.choices if spec.is_right(one))
    else:
        return None
    text = plain_text(spec.text)
    letters = len(text) + sum(len(choice) for choice, _is_right in choices)
    if spec.media or letters > MOST_LETTERS or len(choices) > MOST_CHOICES:
        return None
    return {
        "text": text,
        "is_statement": isinstance(spec, TrueFalse),
        "choices": [text for text, _is_right in choices],
        "right": [place for place, (_text, is_right) in enumerate(choices) if is_right],
        "why": plain_text(why) or plain_text(spec.general_feedback),
    }


def printed_path(person: Person, slug: str) -> dict[str, Any] | None:
    """Return a path as this person may see it, without how far they are; None where nothing of it is published."""
    path = paths_visible_to(person).filter(slug=slug).first()
    row = path_row(person, path) if path else None
    if row is None or not row.modules:
        return None
    return {
        "summary": row.summary,
        "title": row.title,
        "modules": [
            {
                "title": module.title,
                "lessons": [[lesson.title, lesson.minutes] for lesson in module.lessons],
            }
            for module in row.modules
        ],
    }
