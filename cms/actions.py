"""Writes about the portals’ screens, the review of translations, and the deletion of a page with all that names it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, PageLogEntry, WorkflowState
from wagtail_localize.models import String, TranslatableObject, Translation, TranslationSource

from cms.models import Portal, PortalRelease, PortalScreen, ReleasedScreen, ScreenChange
from cms.policies import PublishingRefused, may_take_back
from people.models import Person


@transaction.atomic
def report_screen_changed(*, screen: PortalScreen) -> None:
    """Count one more reader who found the screen changed. Nothing is kept of who it was."""
    if _counted(screen):
        return
    try:
        with transaction.atomic():
            ScreenChange.objects.create(screen=screen)
    except IntegrityError:  # another reader's report came first
        _counted(screen)


def _counted(screen: PortalScreen) -> bool:
    opened = ScreenChange.objects.filter(screen=screen, closed_at=None)
    return opened.update(reports=F("reports") + 1) > 0


@transaction.atomic
def close_screen_change(*, change: ScreenChange, version: str) -> bool:
    """Set the version of the screen that is in use now. False: somebody else had closed it."""
    opened = ScreenChange.objects.filter(pk=change.pk, closed_at=None)
    if not opened.update(closed_at=Now()):
        return False
    PortalScreen.objects.filter(pk=change.screen_id).update(version=version)
    return True


def raise_due_screens(*, on: date) -> int:
    """Raise the screens of the releases that are open by this day, in the order of their days. Idempotent; returns how many."""
    waiting = ReleasedScreen.objects.filter(raised_at=None)
    releases = PortalRelease.objects.open(on=on).filter(screens__in=waiting).distinct()
    return sum(raise_screens(release=row, on=on) for row in releases.order_by("released_on", "pk"))


@transaction.atomic
def raise_screens(*, release: PortalRelease, on: date) -> int:
    """Give its screens the version of a release, if it stands and is open by this day. Idempotent; returns how many."""
    Portal.objects.select_for_update().get(pk=release.portal_id)
    is_open = PortalRelease.objects.open(on=on).filter(pk=release.pk)
    rows = ReleasedScreen.objects.filter(release__in=is_open, raised_at=None)
    screens = list(PortalScreen.objects.filter(releases__in=rows))
    for screen in screens:
        row = release.screens.filter(screen=screen)
        row.update(version_before=screen.version, raised_at=Now())
        PortalScreen.objects.filter(pk=screen.pk).update(version=release.version)
    return len(screens)


def lower_screens(*, release: PortalRelease) -> None:
    """Put back the screens that a release has raised; one that a later release holds goes back to the version before
    both when that is called off."""
    for row in release.screens.exclude(raised_at=None):
        raised = PortalScreen.objects.filter(pk=row.screen_id, version=release.version)
        raised.update(version=row.version_before)
        later = ReleasedScreen.objects.exclude(raised_at=None).filter(
            release__in=PortalRelease.objects.standing(),
            screen=row.screen_id,
            version_before=release.version,
        )
        later.update(version_before=row.version_before)


@transaction.atomic
def send_translation(*, translation: Translation, by: Person) -> None:
    """Store a translation as a draft of its page and start the page's review; one under way begins again, one sent back goes on.

    A published page stays as it is: wagtail-localize's own way to store a draft would write to its row. Raises PublishingRefused, or
    ValidationError for words that its fields do not take.
    """
    locale = translation.target_locale
    draft = translation.source.get_ephemeral_translated_instance(locale, fallback=True)
    if unready := draft.unready_to_publish():
        raise PublishingRefused(draft, unready)
    Page.objects.select_for_update().get(pk=draft.pk)
    draft.slug = find_available_slug(draft.get_parent(), slugify(draft.slug), draft.pk)
    said = translation.source.stringsegment_set.get_translations(locale).order_by("updated_at")
    last = said.exclude(last_translated_by=None).last()
    draft.save_revision(user=last.last_translated_by if last else by)
    state = draft.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(by)
        return
    if state is not None:
        state.cancel(user=by)
    draft.get_workflow().start(draft, by)


def take_translation_back(*, page: Page, by: Person) -> None:
    if not may_take_back(by, page):
        raise PermissionDenied
    page.current_workflow_state.cancel(user=by)


@transaction.atomic
def delete_with_traces(page: Page) -> None:
    """Delete a page never published, in every language, with what would keep its words: the log, the translation.

    The log goes on saying who did what and when, to a page without a title.
    """
    pages = page.get_translations(inclusive=True).filter(live=False, first_published_at=None)
    keys = list(pages.values_list("pk", flat=True))
    sent = TranslatableObject.objects.filter(translation_key=page.translation_key)
    strings = String.objects.filter(segments__source__object__in=sent)
    own = list(strings.values_list("pk", flat=True).distinct())
    for page_version in pages:
        page_version.delete()
    TranslationSource.objects.filter(object__in=sent).delete()  # before the contexts of its parts
    sent.delete()
    String.objects.filter(pk__in=own, segments=None).delete()
    PageLogEntry.objects.filter(page__in=keys).update(label="", data={})
