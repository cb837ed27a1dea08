"""Kits to plan from, rooms known, teams to ask, and the sessions that a person gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from ambassadors.help.queries.community import kit_articles
from ambassadors.help.queries.joining import managers_by_team_path
from ambassadors.workshops.enums import WorkshopKind
from ambassadors.workshops.models import WorkshopSession
from cms.languages import in_source_language
from cms.models import ArticlePage
from core.collation import alphabetical_key, fold_text
from learning.models import LoadedSource
from learning.printables.shelf import kit_minutes
from people.models import Person, Team
from people.queries.teams import keys_of_teams_named


USUAL_MINUTES = 60
ROOMS_SHOWN = 50
TEAMS_SHOWN = 20
KEPT_ON_PAGE = timedelta(days=14)  # after a session has ended
KIND_BY_KIT = {
    "atelier-transverse": WorkshopKind.ACROSS,
    "etude-de-cas-reclamation": WorkshopKind.CASE_STUDY,
    "permanence": WorkshopKind.DROP_IN,
}


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit in the reader's language. `name`: of its folder; "" for one that editors wrote."""

    key: UUID
    title: str
    introduction: str
    language: str
    name: str

    @property
    def minutes(self) -> int:
        try:
            return kit_minutes(self.name)
        except KeyError:
            return USUAL_MINUTES

    @property
    def kind(self) -> WorkshopKind:
        return KIND_BY_KIT.get(self.name, WorkshopKind.DISCOVERY)


@dataclass(frozen=True, slots=True)
class KitTexts:
    """Texts that a workshop takes from its kit, in the organisation's language, with the title in English."""

    page: ArticlePage
    title: str
    title_en: str
    summary: str


def kits() -> list[Kit]:
    articles = kit_articles()
    names = _folder_names(article.translation_key for article in articles)
    return [
        Kit(
            article.translation_key,
            article.title,
            article.introduction,
            article.language,
            names.get(article.translation_key, ""),
        )
        for article in articles
    ]


def _folder_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    sources = LoadedSource.objects.filter(
        page__translation_key__in=list(keys), key__startswith="kits/", key__endswith="/kit.md"
    )
    return {
        key: path.split("/")[1] for path, key in sources.values_list("key", "page__translation_key")
    }


def kit_texts(kit: Kit) -> KitTexts | None:
    """Return None where the kit is no article of the organisation's language any more."""
    articles = ArticlePage.objects.live().filter(translation_key=kit.key)
    page = in_source_language(articles).first()
    if page is None:
        return None
    english = Page.objects.live().filter(translation_key=kit.key, locale__language_code="en")
    title_en = english.exclude(pk=page.pk).values_list("title", flat=True).first() or ""
    return KitTexts(page, page.title, title_en, page.introduction)


def known_rooms() -> list[str]:
    """Return the rooms of the last sessions, each once however it was typed, to choose from."""
    typed = WorkshopSession.objects.exclude(room="").order_by("-pk").values_list("room", flat=True)
    rooms = {fold_text(room): room for room in reversed(typed[:200])}
    return sorted(rooms.values(), key=alphabetical_key)[:ROOMS_SHOWN]


def given_sessions(person: Person) -> list[WorkshopSession]:
    """Return the sessions that the person planned or gives, until two weeks after they end."""
    given = WorkshopSession.trainers.through.objects.filter(person=person)
    return list(
        WorkshopSession.objects.filter(
            Q(plan__person=person) | Q(pk__in=given.values("workshopsession"))
        )
        .filter(ends_at__gt=timezone.now() - KEPT_ON_PAGE)
        .select_related("workshop", "site", "plan")
        .order_by("starts_at", "pk")
    )


def teams_found(words: str) -> list[Team]:
    """Return open teams in whose name each of the words stands, by name."""
    keys = keys_of_teams_named(Team.objects.open().filter(depth__gt=1), words)
    found = list(Team.objects.filter(pk__in=keys))
    return sorted(found, key=lambda team: alphabetical_key(team.name))[:TEAMS_SHOWN]


def managers_of_team(team: Team, *, on: date) -> QuerySet[Person]:
    """Return who manages the team that day, or the nearest team above that somebody manages; stand-ins included."""
    leading = managers_by_team_path(on)
    above = (leading.get(team.path[:end]) for end in range(len(team.path), 0, -Team.steplen))
    nearest = next(filter(None, above), set())
    return Person.objects.employed_on(on).filter(pk__in=nearest, is_active=True).order_by("pk")
