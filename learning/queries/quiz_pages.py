"""Queries of the lesson or path that asks for a quiz."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from cms.languages import reading_language, source_language
from cms.queries import page_addresses
from core.compiled_queries import CompiledQuery
from learning.models import Enrolment
from learning.policies import paths_visible_to, published_lesson_pages
from people.models import Person
from people.queries.compiled import ANYBODY
from quizzes.models import Quiz


def quiz_address_in_lesson(quiz: Quiz) -> str:
    """Return the address of the quiz in the published lesson that asks for it; "" when there is none."""
    query = _pages_of_one(source_language(), reading_language())
    return _addresses(query.rows(quiz=quiz.pk)).get(quiz.pk, "")


def quiz_addresses_in_lessons(quizzes: list[Quiz]) -> dict[int, str]:
    """Return the address of each quiz that a lesson asks for, in one query."""
    return _addresses(_pages().filter(record__required_quiz__in=quizzes))


@lru_cache(maxsize=16)
def _pages_of_one(*_languages: str) -> CompiledQuery:
    return CompiledQuery(_pages().filter(record__required_quiz=ANYBODY), {"quiz": ANYBODY})


def _pages() -> QuerySet[Any, Any]:
    return published_lesson_pages().values_list("record__required_quiz", "url_path")


def _addresses(pages: Iterable[tuple[int, str]]) -> dict[int, str]:
    address = page_addresses()
    addresses: dict[int, str] = {}
    for quiz, url_path in pages:
        addresses.setdefault(quiz, f"{address(url_path)}#quiz-{quiz}")
    return addresses


def placement_path_address(person: Person, quiz: Quiz, begun_from: str) -> str:
    """Return the address of the path that a quiz is the placement of, or "".

    Of several, that of the page `begun_from`; else one that the person follows, the last begun first.
    """
    followed = Enrolment.objects.filter(person=person, path=OuterRef("pk"))
    paths = (
        paths_visible_to(person)
        .filter(placement_quiz=quiz)
        .annotate(
            is_followed=Exists(followed),
            since=Subquery(followed.order_by("-enrolled_at").values("enrolled_at")[:1]),
        )
        .order_by("-is_followed", "-since", "pk")
    )
    addresses = [reverse("learning:path", args=[path.uuid]) for path in paths]
    return begun_from if begun_from in addresses else next(iter(addresses), "")
