"""Seed the releases of the campaign's portal: those that are open, and those to come, with their drafts."""

from collections.abc import Iterable
from datetime import date, timedelta

from adoption.campaigns.files.model import Release
from cms.enums import ServiceChange
from cms.languages import in_source_language
from cms.models import Portal, PortalRelease, PortalService, ReleasedService, SearchEntry
from core.dates import today
from demo.generation.months import Month, first_day, shift_month
from learning.actions.releases import DeclaredRelease, declare_release
from learning.models import LessonPage, ReleaseCampaign
from learning.queries.releases import module_of_portal, release_document
from learning.queries.sources import translation_key_of
from people.models import Person


MIDDLE = timedelta(days=14)  # of the month


def seed_releases(
    planned: Iterable[Release], portal: Portal, last_month: Month, editor: Person
) -> None:
    """Note what is open with lessons that the courses have; declare what comes as the editor does."""
    services = {service.slug: service for service in portal.services.all()}
    for release in planned:
        day = first_day(shift_month(last_month, -release.months_ago)) + MIDDLE
        changes = {services[slug]: ServiceChange(what) for slug, what in release.services.items()}
        if day > today():
            _declare(portal, release, day, changes, editor)
        else:
            _note(portal, release, day, changes)


def _note(
    portal: Portal, planned: Release, day: date, changes: dict[PortalService, ServiceChange]
) -> None:
    release = PortalRelease.objects.create(
        portal=portal, version=planned.version, released_on=day, words=planned.words
    )
    ReleasedService.objects.bulk_create(
        ReleasedService(release=release, service=service, change=change)
        for service, change in changes.items()
    )
    shown_by = LessonPage.objects.live().filter(translation_key=translation_key_of(planned.lesson))
    lesson = in_source_language(shown_by).first()
    quiz = lesson and lesson.required_quiz_id()
    ReleaseCampaign.objects.create(release=release, lesson=lesson, quiz_id=quiz)
    SearchEntry.objects.keep(release_document(release))


def _declare(
    portal: Portal,
    planned: Release,
    day: date,
    changes: dict[PortalService, ServiceChange],
    editor: Person,
) -> None:
    module = module_of_portal(portal)
    if module is None:
        return
    declare_release(
        by=editor,
        declared=DeclaredRelease(
            portal=portal,
            version=planned.version,
            released_on=day,
            words=planned.words,
            module=module,
            changes=changes,
        ),
    )
