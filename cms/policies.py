from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.languages import in_source_language, source_page
from cms.models import ArticlePage
from core.dates import today
from core.site_settings import value_of
from people.models import Person


ANOTHER_APPROVES = "REVIEW_BY_ANOTHER"  # the setting
# What a version of a page holds besides its text: the state of the page, and comments in the margin.
BESIDE_THE_TEXT = {
    "draft_title", "expired", "first_published_at", "has_unpublished_changes", "last_published_at",
    "latest_revision", "latest_revision_created_at", "live", "live_revision", "locked", "locked_at",
    "locked_by", "url_path", "wagtail_admin_comments",
}  # fmt: skip


def articles_visible() -> QuerySet[ArticlePage]:
    """Return the published articles, which every signed-in person may read.

    Each as it was written first: its address leads to the translation, where there is one. Those nearest to
    the home come first: a page of the footer gives way to none below another.
    """
    return in_source_language(ArticlePage.objects.live()).order_by("depth", "path")


def other_approvers(task: Any, person: Person) -> QuerySet[Person]:
    """Return who may approve a review task today, apart from this person."""
    may = Q(groups__in=task.groups.all()) | Q(is_superuser=True)
    employed = Person.objects.employed_on(today()).filter(may, is_active=True)
    return employed.exclude(pk=person.pk).distinct()


def _text(version: Revision) -> dict[str, Any]:
    return {name: said for name, said in version.content.items() if name not in BESIDE_THE_TEXT}


def author_of_text(page: Any) -> int | None:
    """Return the key of who wrote the latest text: saving it again, or commenting on it, writes nothing."""
    version = Revision.objects.for_instance(page).order_by("-created_at", "-pk").first()
    if version is None:
        return None
    try:
        while _text(before := version.get_previous()) == _text(version):
            version = before
    except Revision.DoesNotExist:
        pass
    return version.user_id


def may_approve_review(person: Person, page: Any, task: Any) -> bool:
    """Return whether the person may approve: not what they sent or wrote themselves, unless they are alone or a setting lets them."""
    authors = _authors_under_review(page)
    if authors is None:
        return True
    author, sender = authors
    return counts_as_another(
        person, author=author, sender=sender, others=other_approvers(task, person)
    )


def counts_as_another(
    person: Person, *, author: int | None, sender: int | None, others: QuerySet[Person]
) -> bool:
    """Return whether the person may approve a text: they neither wrote nor sent it, or none of `others` could instead.

    Where one of two people sent a text and the other rewrote it, the first approves: both have read it.
    """
    if person.pk not in (author, sender):
        return True
    if author is not None and author != person.pk:
        others = others.exclude(pk=author)
    return not others.exists()


def approves_alone(person: Person, page: Any, task: Any) -> bool:
    """Whether the person may approve what they sent or wrote themselves only because nobody else may."""
    authors = _authors_under_review(page)
    is_own = authors is not None and person.pk in authors
    return is_own and not other_approvers(task, person).exists()


def _authors_under_review(page: Any) -> tuple[int | None, int | None] | None:
    """Return who wrote the latest text under review and who sent it; None where neither matters."""
    state = page.current_workflow_state
    if state is None or not value_of(ANOTHER_APPROVES):
        return None
    return author_of_text(page) or state.requested_by_id, state.requested_by_id


class PublishingRefused(Exception):
    """Says why a page does not go live, or is not sent for review. No PermissionDenied: Wagtail would answer that with words of its own."""

    def __init__(self, page: Any, why: str) -> None:
        super().__init__(why)
        self.page, self.why = page, why


def own_text_refused(page: Any) -> PublishingRefused:
    why = _(
        "Not published: you sent “%(title)s” for review yourself or wrote its latest version, so somebody else "
        "approves it. Your draft is kept."
    )
    return PublishingRefused(page, why % {"title": page.get_admin_display_title()})


def check_approving(person: Person, page: Any, task: Any) -> None:
    if not may_approve_review(person, page, task):
        raise own_text_refused(page)


def check_publishing(person: Person, page: Any) -> None:
    """Refuse what is still reviewed by another, a translation before its source, and what says that it is not ready."""
    source = source_page(page)
    if source is not None and not source.live:
        why = _(
            "Not published: “%(title)s” is a translation, and readers see it only once its source is published."
        )
        raise PublishingRefused(page, why % {"title": page.get_admin_display_title()})
    if not all(may_publish_reviewed(person, one) for one in (page, source) if one is not None):
        raise own_text_refused(page)
    if unready := page.unready_to_publish():
        raise PublishingRefused(page, unready)


def may_send(person: Person, page: Page) -> bool:
    """Return whether the person may send a translation for review, or send it again: its source is out, so that it can be published."""
    source = source_page(page)
    if source is None or not source.live:
        return False
    if page.workflow_in_progress:
        return may_take_back(person, page)
    return bool(page.permissions_for_user(person).can_submit_for_moderation())


def may_take_back(person: Person, page: Page) -> bool:
    return page.workflow_in_progress and page.current_workflow_state.user_can_cancel(person)


def check_sending(person: Person, page: Page) -> None:
    if not may_send(person, page):
        why = _("Not sent: “%(title)s” cannot be sent for review now.")
        raise PublishingRefused(page, why % {"title": page.get_admin_display_title()})


def may_publish_reviewed(person: Person, page: Page) -> bool:
    """Whether the person may publish a page past its review: by the same rule as for approving it."""
    task = page.current_workflow_task if page.workflow_in_progress else None
    return task is None or not hasattr(task, "groups") or may_approve_review(person, page, task)
