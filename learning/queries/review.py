"""Queries of published pages that are to be checked again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.text import capfirst

from cms.models import ArticlePage
from learning.models import LessonPage, ModulePage


REVIEWED_PAGE_MODELS: list[Any] = [ModulePage, LessonPage, ArticlePage]


def register_reviewed_page_model(model: Any) -> None:
    """Register a kind of pages of an app above that have a day on which to check them again."""
    REVIEWED_PAGE_MODELS.append(model)


@dataclass(frozen=True, slots=True)
class PageToReview:
    pk: int
    title: str
    kind: str
    review_by: date
    reviewed_on: date | None


def pages_to_review(until: date) -> QuerySet[Any, Any]:
    """Return those due by this day, the soonest first, as rows for `page_to_review`. One query."""
    first, *others = (
        model.objects.live()
        .filter(review_by__lte=until)
        .order_by()
        .values_list("pk", "title", "review_by", "reviewed_on", Value(number))
        for number, model in enumerate(REVIEWED_PAGE_MODELS)
    )
    return first.union(*others, all=True).order_by("review_by", "title", "pk")


def page_to_review(row: tuple[int, str, date, date | None, int]) -> PageToReview:
    pk, title, review_by, reviewed_on, kind = row
    name = capfirst(str(REVIEWED_PAGE_MODELS[kind]._meta.verbose_name))
    return PageToReview(pk, title, name, review_by, reviewed_on)
