"""The paths that somebody follows, and how far they are."""

from collections.abc import Iterable

from django.db.models import (
    F,
    QuerySet,
)

from learning.models import (
    Enrolment,
    Path,
    PathModule,
)
from learning.outline import PathRow
from learning.policies import paths_visible_to, published_module_pages
from learning.queries.modules import module_rows
from people.models import Person


def followed_paths(person: Person) -> list[PathRow]:
    """The paths that this person follows, in the order in which they began. Four queries."""
    enrolments = list(Enrolment.objects.filter(person=person).select_related("path"))
    return _path_rows(person, [(each.path, each) for each in enrolments])


def path_row(person: Person, path: Path) -> PathRow:
    """One path, followed or not."""
    enrolment = Enrolment.objects.filter(person=person, path=path).first()
    return _path_rows(person, [(path, enrolment)])[0]


def other_paths(person: Person) -> QuerySet[Path]:
    """Those that this person may still choose."""
    return paths_visible_to(person).exclude(enrolments__person=person)


def _path_rows(person: Person, pairs: list[tuple[Path, Enrolment | None]]) -> list[PathRow]:
    if not pairs:
        return []
    order = _module_order([path for path, _enrolment in pairs])
    wanted = {module for modules in order.values() for module in modules}
    pages = published_module_pages().filter(record__in=wanted)
    modules = {row.pk: row for row in module_rows(person, pages)}
    return [
        PathRow(
            pk=path.pk,
            uuid=path.uuid,
            title=path.title_here,
            summary=path.summary_here,
            modules=tuple(modules[pk] for pk in order.get(path.pk, ()) if pk in modules),
            is_followed=enrolment is not None,
            is_mandatory=enrolment is not None and enrolment.is_mandatory,
            due_on=enrolment.due_on if enrolment else None,
        )
        for path, enrolment in pairs
    ]


def _module_order(paths: Iterable[Path]) -> dict[int, list[int]]:
    entries = PathModule.objects.filter(path__in=paths).order_by(
        F("sort_order").asc(nulls_last=True), "pk"
    )
    order: dict[int, list[int]] = {}
    for path, module in entries.values_list("path", "module"):
        order.setdefault(path, []).append(module)
    return order
