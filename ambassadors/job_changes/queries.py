"""Maps of jobs as their pages show them: lines by what becomes of the task, with what prepares for each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from ambassadors.help.queries.community import kit_articles
from ambassadors.job_changes.comparison import Comparison, compare_lines
from ambassadors.job_changes.enums import ChangeKind, MapState
from ambassadors.job_changes.models import JobChange, JobMap
from ambassadors.job_changes.policies import (
    drafts_visible_to,
    families_of,
    families_written_by,
    maps_visible_to,
)
from cms.languages import in_source_language, pages_in_reader_language, source_language
from cms.models import ArticlePage
from cms.search.registry import Shown
from cms.search.words import Document
from core.collation import alphabetical_key, fold_text
from core.dates import today
from learning.models import LoadedSource, ModulePage
from learning.policies import published_lesson_pages, published_module_pages
from people.models import JobFamily, Person


KIT = "kits/notre-metier-change/kit.md"
LATER = date.max
ICONS = {ChangeKind.GOES: "minus", ChangeKind.CHANGES: "refresh-cw", ChangeKind.COMES: "plus"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line with the pages that prepare for it, each of which has `title`, `url` and `language`.

    Of a draft beside a published map: `is_new`, or `earlier`, the published line that it changes.
    """

    change: JobChange
    links: list[Any]
    is_new: bool = False
    earlier: JobChange | None = None
    earlier_links: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Column:
    kind: ChangeKind
    lines: list[ChangeLine]

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@dataclass(slots=True)
class FamilyRow:
    """A family in the list. `published` and `draft`: those that its reader may open; `is_own`: theirs."""

    family: JobFamily
    is_own: bool = False
    may_write: bool = False
    published: JobMap | None = None
    draft: JobMap | None = None


@dataclass(frozen=True, slots=True)
class Courses:
    """Lessons and modules to choose from by typing. `keys`: by what may be typed, folded; `labels`: by key."""

    labels: dict[UUID, str] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)


def columns_of(job_map: JobMap, comparison: Comparison | None = None) -> list[Column]:
    """Return the lines of a map, the soonest first, those without a month last."""
    changes = sorted(
        job_map.changes.select_related("release__portal"),
        key=lambda change: (change.month or LATER, change.sort_order),
    )
    earlier = comparison.earlier if comparison else {}
    before = [change for change in earlier.values() if change is not None]
    pages = _pages_of([*changes, *before])
    lines = [
        ChangeLine(
            change,
            _links(change, pages),
            is_new=change.pk in earlier and earlier[change.pk] is None,
            earlier=(was := earlier.get(change.pk)),
            earlier_links=_links(was, pages) if was else (),
        )
        for change in changes
    ]
    return [
        Column(kind, [line for line in lines if line.change.kind == kind]) for kind in ChangeKind
    ]


def compare_with_published(draft: JobMap) -> Comparison | None:
    """Return what a draft changes; None where nothing of the family is published."""
    published = JobMap.objects.published().filter(family=draft.family_id).first()
    if published is None:
        return None
    return compare_lines(draft.changes.all(), published.changes.select_related("release__portal"))


def _links(change: JobChange, pages: dict[UUID, Shown]) -> list[Any]:
    return [pages[key] for key in (change.course, change.kit) if key in pages]


def _pages_of(changes: Iterable[JobChange]) -> dict[UUID, Shown]:
    keys = {key for change in changes for key in (change.course, change.kit) if key}
    if not keys:
        return {}
    found = [
        *published_lesson_pages().filter(translation_key__in=keys),
        *published_module_pages().filter(translation_key__in=keys),
        *(kit for kit in kit_articles() if kit.translation_key in keys),
    ]
    return {
        page.translation_key: Shown(page.title, page.get_url(), page.language) for page in found
    }


def courses() -> Courses:
    modules = list(published_module_pages().values_list("translation_key", "title"))
    paths = in_source_language(ModulePage.objects.live())
    titles = dict(paths.values_list("path", "title"))
    found = Courses(labels=dict(modules))
    lessons = published_lesson_pages().values_list("translation_key", "title", "module_path")
    for key, title, module_path in lessons:
        found.labels[key] = f"{title} ({titles.get(module_path, '')})"
        found.keys.setdefault(fold_text(title), key)
    for key, label in found.labels.items():
        found.keys[fold_text(label)] = key
    return found


def kit_choices() -> list[tuple[str, str]]:
    return [(str(kit.translation_key), kit.title) for kit in kit_articles()]


def workshop_kit() -> Shown | None:
    """Return the kit of the workshop from which a map is written."""
    keys = LoadedSource.objects.filter(key=KIT).values("page__translation_key")
    pages = pages_in_reader_language(ArticlePage.objects.live().filter(translation_key__in=keys))
    page = pages.first()
    return Shown(page.title, page.get_url(), page.language) if page else None


def family_rows(person: Person) -> list[FamilyRow]:
    """Return the families with something for this reader: a published map, or one to write; their own first."""
    day = today()
    own = set(families_of(person, on=day).values_list("pk", flat=True))
    rows = {
        family.pk: FamilyRow(family, may_write=True)
        for family in families_written_by(person, on=day)
    }
    for published in maps_visible_to(person):
        rows.setdefault(published.family_id, FamilyRow(published.family)).published = published
    for draft in drafts_visible_to(person):
        rows[draft.family_id].draft = draft
    for pk in own & rows.keys():
        rows[pk].is_own = True
    return sorted(
        rows.values(), key=lambda row: (not row.is_own, alphabetical_key(row.family.name))
    )


def own_map(person: Person) -> JobMap | None:
    """Return the published map of the person's job; None where there is none, or several."""
    families = families_of(person, on=today()).order_by().values("pk")
    maps = list(maps_visible_to(person).filter(family__in=families)[:2])
    return maps[0] if len(maps) == 1 else None


def count_to_review(person: Person) -> int:

    return drafts_visible_to(person).filter(state=MapState.IN_REVIEW).count()


def found_maps(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    """Return what the search shows of these families' maps."""
    return {
        str(one.family_id): Shown(
            one.family.name, reverse("job_changes:job", args=[one.family_id]), source_language()
        )
        for one in maps_visible_to(person).filter(family__in=[int(key) for key in keys])
    }


def map_search_documents() -> Iterable[Document]:
    for job_map in JobMap.objects.published().select_related("family").order_by("pk"):
        yield job_map.search_document()
