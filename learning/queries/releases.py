"""Queries of the releases of a portal, and of what opened with them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.enums import ServiceChange
from cms.languages import in_source_language, source_language
from cms.models import Portal, PortalRelease, PortalService
from cms.queries import page_addresses
from cms.search.registry import Shown
from cms.search.words import Document
from core.typography import day_text
from learning.models import LessonPage, Message, ModulePage
from learning.policies import published_lesson_pages
from people.models import Person


RELEASES = "releases"  # the kind of what is found
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LessonLink:
    title: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """A release as staff read it. `lesson`: once it is published, which its words wait for too. `services`: by what
    happens to them."""

    release: PortalRelease
    services: list[tuple[ServiceChange, list[PortalService]]]
    lesson: LessonLink | None
    is_open: bool


def releases_of(portal: Portal) -> QuerySet[PortalRelease]:
    """Return the releases that stand, the latest first."""
    rows = PortalRelease.objects.standing().filter(portal=portal)
    return rows.select_related("campaign__lesson").prefetch_related("services__service")


def release_news(portal: Portal, *, on: date) -> list[ReleaseNews]:
    """Return the latest releases of a portal with their published lessons, in four queries at most."""
    releases = list(releases_of(portal)[:MOST_SHOWN])
    lessons = _lessons(releases)
    return [
        ReleaseNews(
            release,
            services_by_change(release),
            lessons.get(_record_of(release)),
            is_open=release.released_on <= on,
        )
        for release in releases
    ]


def services_by_change(
    release: PortalRelease,
) -> list[tuple[ServiceChange, list[PortalService]]]:
    found = [
        (change, [row.service for row in release.services.all() if row.change == change])
        for change in ServiceChange
    ]
    return [(change, services) for change, services in found if services]


def _record_of(release: PortalRelease) -> int | None:
    campaign = getattr(release, "campaign", None)
    return campaign.lesson.record_id if campaign and campaign.lesson else None


def _lessons(releases: Iterable[PortalRelease]) -> dict[int | None, LessonLink]:
    records = [record for release in releases if (record := _record_of(release))]
    if not records:
        return {}
    address = page_addresses()
    return {
        page.record_id: LessonLink(page.title, address(page.url_path), page.language)
        for page in published_lesson_pages().filter(record__in=records)
    }


def release_without_lesson(message: Message) -> PortalRelease | None:
    """Return the release that drafted this message, as long as its lesson is not published."""
    rows = PortalRelease.objects.select_related("portal").filter(campaign__message=message)
    return rows.exclude(campaign__lesson__live=True).first()


def release_with_another_day(message: Message) -> PortalRelease | None:
    """Return the release that drafted this message, if one of its texts does not name the day on which it opens."""
    rows = PortalRelease.objects.standing().select_related("portal")
    release = rows.filter(campaign__message=message).first()
    if release is not None and any(
        _leaves_out_day(release, message, code) for code in message.languages
    ):
        return release
    return None


def _leaves_out_day(release: PortalRelease, message: Message, language: str) -> bool:
    with override(language):
        day = day_text(release.released_on, "j F").split(str(release.released_on.year))[0]
    written = " ".join(message.words_in(language)[:2])
    return " ".join(day.split()) not in " ".join(written.split())


def module_of_portal(portal: Portal) -> ModulePage | None:
    """Return the module that has most lessons about a portal's services; else the first of all."""
    modules = in_source_language(ModulePage.objects.all()).order_by("path")
    about = LessonPage.objects.filter(portal_service__portal=portal).order_by("path")
    places = [path[: -LessonPage.steplen] for path in about.values_list("path", flat=True)]
    if not places:
        return modules.first()
    return modules.filter(path=max(places, key=places.count)).first() or modules.first()


# --- The search ---------------------------------------------------------------------------------------


def release_document(release: PortalRelease) -> Document:
    """Return what is searched of a release: its words once its lesson is published."""
    services = ", ".join(str(row.service) for row in release.services.select_related("service"))
    with override(source_language()):
        titles = (str(release), _("What changes"), _("News of the portal"))
    return Document(
        kind=RELEASES,
        key=str(release.uuid),
        language=source_language(),
        titles=titles,
        lead=services,
        text=release.words if _lessons([release]) else "",
    )


def release_documents() -> Iterator[Document]:
    rows = PortalRelease.objects.standing().select_related("portal", "campaign__lesson")
    for release in rows.order_by("pk"):
        yield release_document(release)


def found_releases(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    """Return what the search shows of these releases: all staff read those of the portals that are followed."""
    if person.is_external:
        return {}
    rows = PortalRelease.objects.standing().filter(uuid__in=keys, portal__is_open=True)
    return {
        str(release.uuid): Shown(
            str(release),
            f"{reverse('learning:portal_changes', args=[release.portal.slug])}#version-{release.pk}",
            source_language(),
        )
        for release in rows.select_related("portal")
    }
