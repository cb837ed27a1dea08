"""Releases of the demo's portal: one that has been open for a few weeks, and one to come, with its drafts."""

from collections.abc import Iterable
from datetime import timedelta

from cms.enums import ServiceChange
from cms.languages import in_source_language
from cms.models import Portal, PortalRelease, PortalService, ReleasedService, SearchEntry
from core.dates import today
from learning.actions.releases import DeclaredRelease, declare_release
from learning.models import LessonPage, ReleaseCampaign
from learning.queries.releases import module_of_portal, release_document
from people.models import Person


# Version, days from today, words, services with what happens to them, and where the lesson stands.
OPEN = (
    "2026.1",
    -40,
    "Le loyer se paie en ligne, en une fois ou en plusieurs.\nLa messagerie garde trois ans d’échanges.",
    {"paiement": ServiceChange.APPEARS, "messagerie": ServiceChange.CHANGES},
)
COMING = (
    "2027.1",
    45,
    "L’attestation s’obtient depuis un téléphone, sans pièce à joindre.\nLa demande d’intervention accepte trois photos.",
    {
        "attestation": ServiceChange.CHANGES,
        "demande-intervention": ServiceChange.CHANGES,
    },
)


def seed_releases(portal: Portal, editor: Person) -> None:
    """Note the open release with a lesson that the courses have, and declare the one to come as the editor does."""
    version, days, words, changes = OPEN
    services = _services(portal, changes)
    release = PortalRelease.objects.create(
        portal=portal, version=version, released_on=today() + timedelta(days=days), words=words
    )
    ReleasedService.objects.bulk_create(
        ReleasedService(release=release, service=services[slug], change=change)
        for slug, change in changes.items()
    )
    about = LessonPage.objects.live().filter(portal_service__slug__in=changes)
    lesson = in_source_language(about).order_by("path").first()
    quiz = lesson and lesson.required_quiz_id()
    ReleaseCampaign.objects.create(release=release, lesson=lesson, quiz_id=quiz)
    SearchEntry.objects.keep(release_document(release))
    _declare_next(portal, editor)


def _services(portal: Portal, slugs: Iterable[str]) -> dict[str, PortalService]:
    return {service.slug: service for service in portal.services.filter(slug__in=list(slugs))}


def _declare_next(portal: Portal, editor: Person) -> None:
    version, days, words, changes = COMING
    module = module_of_portal(portal)
    if module is None:
        return
    services = _services(portal, changes)
    declare_release(
        by=editor,
        declared=DeclaredRelease(
            portal=portal,
            version=version,
            released_on=today() + timedelta(days=days),
            words=words,
            module=module,
            changes={services[slug]: change for slug, change in changes.items()},
        ),
    )
