"""Queries of the paths that somebody follows, and how far they are."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse

from cms.languages import language_of
from cms.search.registry import Shown
from cms.search.words import Document
from learning.enums import Need
from learning.models import (
    Enrolment,
    Path,
    PathChoice,
    PathModule,
)
from learning.outline import ModuleChoice, PathEntry, PathRow, modules_in_path
from learning.policies import paths_visible_to
from learning.queries.modules import as_local_time, module_rows
from people.models import Person, Position
from people.queries.compiled import compiled_for_person


# By path: its modules in order, and its choices by name.
PathStructure = tuple[dict[int, list[PathEntry]], dict[int, dict[str, ModuleChoice]]]


def followed_paths(person: Person) -> list[PathRow]:
    """Return the paths that this person follows, in the order in which they began.

    Three queries, however many paths; two more where a module asks for others before it.
    """
    rows = _enrolment_rows(person)
    enrolments = {row.pk: row for row in reversed(rows)}
    entries = _gathered(
        (row.path_id, row.module, row.need, row.choice, row.needed)
        for row in rows
        if row.module is not None
    )
    pairs = [(enrolment.path, enrolment) for enrolment in reversed(enrolments.values())]
    return _path_rows(person, pairs, entries)


@compiled_for_person()
def _enrolment_rows(person: Person) -> QuerySet[Any]:
    """Return an enrolment once for each module of its path."""
    needed = needed_of_choice(path=OuterRef("path"), choice=OuterRef("path__entries__choice"))
    in_order = F("path__entries__sort_order").asc(nulls_last=True)
    return (
        Enrolment.objects.filter(person=person)
        .select_related("path")
        .annotate(
            module=F("path__entries__module"),
            need=F("path__entries__need"),
            choice=F("path__entries__choice"),
            needed=needed,
        )
        .order_by("enrolled_at", "pk", in_order, "path__entries__pk")
    )


def path_row(person: Person, path: Path) -> PathRow:
    """Return one path, followed or not."""
    enrolment = Enrolment.objects.filter(person=person, path=path).first()
    return _path_rows(person, [(path, enrolment)], path_structure([path]))[0]


def other_paths(person: Person) -> QuerySet[Path]:
    """Return those that this person may still choose."""
    return paths_visible_to(person).exclude(enrolments__person=person)


def choosable_paths(person: Person, *, on: date) -> QuerySet[Any]:
    """Return those that this person may still choose: first what is made for their primary position that day.

    `for_job`, `for_site` and `for_contact` say why. None is hidden.
    """
    position = Position.objects.primary().held_on(on).filter(person=person).first()
    fits = _fits(position)
    aimed = Q(jobs_named=True) | Q(sites_named=True) | ~Q(contact="")
    missed = (
        Q(jobs_named=True, for_job=False)
        | Q(sites_named=True, for_site=False)
        | (~Q(contact="") & Q(for_contact=False))
    )
    rank = Case(When(missed, then=Value(2)), When(aimed, then=Value(0)), default=Value(1))
    return other_paths(person).annotate(**fits).annotate(rank=rank).order_by("rank", "title", "pk")


def _fits(position: Position | None) -> dict[str, Any]:
    jobs = Path.jobs.through.objects.filter(path=OuterRef("pk"))
    sites = Path.sites.through.objects.filter(path=OuterRef("pk"))
    no = Value(False, BooleanField())
    return {
        "jobs_named": Exists(jobs),
        "sites_named": Exists(sites),
        "for_job": Exists(jobs.filter(job=position.job_id)) if position else no,
        "for_site": Exists(sites.filter(site=position.site_id)) if position else no,
        "for_contact": Q(contact=position.contact) if position else no,
    }


def _path_rows(
    person: Person, pairs: list[tuple[Path, Enrolment | None]], structure: PathStructure
) -> list[PathRow]:
    if not pairs:
        return []
    entries, choices = structure
    wanted = {entry.module for of_path in entries.values() for entry in of_path}
    modules = {row.pk: row for row in module_rows(person, records=wanted)}
    return [
        PathRow(
            pk=path.pk,
            uuid=path.uuid,
            title=path.title_here,
            summary=path.summary_here,
            modules=modules_in_path(
                modules,
                entries.get(path.pk, ()),
                is_sequential=path.is_sequential,
                counts_from=enrolment.counts_from if enrolment else None,
            ),
            choices=tuple(choices.get(path.pk, {}).values()),
            is_followed=enrolment is not None,
            is_mandatory=enrolment is not None and enrolment.is_mandatory,
            due_on=enrolment.due_on if enrolment else None,
            counts_from=as_local_time(enrolment.counts_from) if enrolment else None,
        )
        for path, enrolment in pairs
    ]


def path_structure(paths: Iterable[Path]) -> PathStructure:
    """Return the entries of these paths, in one query."""
    return _gathered(
        PathModule.objects.filter(path__in=paths)
        .order_by(F("sort_order").asc(nulls_last=True), "pk")
        .annotate(needed=needed_of_choice(path=OuterRef("path"), choice=OuterRef("choice")))
        .values_list("path", "module", "need", "choice", "needed")
    )


def needed_of_choice(*, path: OuterRef, choice: OuterRef) -> Subquery:
    """Return how many modules of a choice are to be done."""
    return Subquery(
        PathChoice.objects.filter(path=path, name=choice).order_by().values("needed")[:1]
    )


def _gathered(rows: Iterable[tuple[int, int, str, str, int | None]]) -> PathStructure:
    entries: dict[int, list[PathEntry]] = {}
    choices: dict[int, dict[str, ModuleChoice]] = {}
    for path, module, need, choice, count in rows:
        entries.setdefault(path, []).append(PathEntry(module, need, choice))
        if need == Need.CHOICE:
            choices.setdefault(path, {})[choice] = ModuleChoice(choice, count or 1)
    return entries, choices


def found_paths(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    """Return what the search shows of these paths, of those that this person may follow."""
    paths = paths_visible_to(person).filter(uuid__in=keys)
    return {
        str(path.uuid): Shown(
            path.title_here, reverse("learning:path", args=[path.uuid]), language_of(path.title_en)
        )
        for path in paths
    }


def path_search_documents() -> Iterator[Document]:
    for path in Path.objects.order_by("pk"):
        yield from path.search_documents()
