from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.languages import in_source_language
from cms.models import ArticlePage
from core.site_settings import value_of
from people.models import Person


ANOTHER_APPROVES = "REVIEW_BY_ANOTHER"  # the setting


def articles_visible() -> QuerySet[ArticlePage]:
    """Return the published articles, which every signed-in person may read.

    Each as it was written first: its address leads to the translation, where there is one. Those nearest to
    the home come first: a page of the footer gives way to none below another.
    """
    return in_source_language(ArticlePage.objects.live()).order_by("depth", "path")


def other_approvers(task: Any, person: Person) -> QuerySet[Person]:
    """Return who may approve a review task, apart from this person."""
    may = Q(groups__in=task.groups.all()) | Q(is_superuser=True)
    return Person.objects.filter(may, is_active=True).exclude(pk=person.pk).distinct()


def may_approve_review(person: Person, page: Any, task: Any) -> bool:
    """Whether the person may approve: not what they sent for review themselves, unless they are alone or a setting lets them."""
    return not _sent_for_another(person, page) or not other_approvers(task, person).exists()


def approves_alone(person: Person, page: Any, task: Any) -> bool:
    """Whether the person may approve what they sent themselves only because nobody else may."""
    return _sent_for_another(person, page) and not other_approvers(task, person).exists()


def _sent_for_another(person: Person, page: Any) -> bool:
    state = page.current_workflow_state
    return (
        state is not None
        and state.requested_by_id == person.pk
        and bool(value_of(ANOTHER_APPROVES))
    )


def may_publish_reviewed(person: Person, page: Page) -> bool:
    """Whether the person may publish a page past its review: by the same rule as for approving it."""
    task = page.current_workflow_task if page.workflow_in_progress else None
    return task is None or not hasattr(task, "groups") or may_approve_review(person, page, task)
