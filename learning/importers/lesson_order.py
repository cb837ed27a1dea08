"""Keeps the order of a module's lessons: that of their files, until an editor moves one."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.reports import ImportReport
from learning.importers.source_tracking import SourceTracker


def stands_as_loaded(module: Page, tracker: SourceTracker) -> bool:
    """Whether its lessons stand in the order of their files as they were last loaded. To call before a load."""
    keys = {kept.page_id: key for key, kept in tracker.known.items()}
    standing = [keys[pk] for pk in _children(module) if pk in keys]
    return standing == sorted(standing)


def order_like_files(module: Page, lessons: Iterable[Page], report: ImportReport) -> None:
    """Order `lessons` like their files. What stands between them stays at its place."""
    standing = _children(module)
    wanted = reorder_in_place(standing, [lesson.pk for lesson in lessons])
    if wanted == standing:
        return
    if wanted[0] != standing[0]:
        _page(wanted[0]).move(_page(standing[0]), pos="left")
    for before, after in pairwise(wanted):
        _page(after).move(_page(before), pos="right")
    report.notes.append(_("“%s”: its lessons take the order of the files.") % module.title)


def reorder_in_place(standing: Sequence[int], order: Sequence[int]) -> list[int]:
    """Return `standing` with those of `order` that are in it in that order, in the places that they hold."""
    ordered = iter([key for key in order if key in standing])
    return [next(ordered) if key in order else key for key in standing]


def _children(module: Page) -> list[int]:
    return list(Page.objects.child_of(module).order_by("path").values_list("pk", flat=True))


def _page(pk: int) -> Page:
    """Return the page as it stands now: each move changes the places of the others."""
    return Page.objects.get(pk=pk)
