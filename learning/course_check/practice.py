"""Checks the practice portals: each task can be carried out from wherever one gets, in the same way in each language."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from learning.course_check.course import Course
from learning.course_check.findings import Finding
from learning.practice.engine import dead_ends, unreached_screens
from learning.practice.portal import PracticePortal
from learning.practice.reading import UnfitPortal, read_portal, skeleton
from learning.practice.shelf import FOLDER


def check_practice_portals(course: Course) -> Iterator[Finding]:
    for key, path in _files(course).items():
        try:
            portal = _portal(course, key)
        except UnfitPortal as unfit:
            yield from (Finding(path, 0, problem) for problem in unfit.problems)
            continue
        for task in portal.tasks.values():
            for screen in sorted(dead_ends(portal, task)):
                yield Finding(path, 0, f"{task.key}: nothing leads from “{screen}” to the end")
            for screen in sorted(unreached_screens(portal, task)):
                yield Finding(path, 0, f"{task.key}: nothing leads to “{screen}”")


def compare_practice_portals(source: Course, other: Course) -> Iterator[Finding]:
    """Yield the parts of a portal that differ in more than their words."""
    for key, path in _files(other).items():
        if key not in source.files:
            continue
        try:
            ours, theirs = (skeleton(_portal(course, key)) for course in (source, other))
        except UnfitPortal:
            continue
        for part in ("facts", "screens"):
            if ours[part] != theirs[part]:
                yield Finding(path, 0, f"its {part} differ from those of the source")
        for task, bones in ours["tasks"].items():
            if bones != theirs["tasks"].get(task):
                yield Finding(path, 0, f"{task}: it differs from the source in more than words")


def _files(course: Course) -> dict[str, Path]:
    return {key: path for key, path in course.files.items() if key.startswith(f"{FOLDER}/")}


def _portal(course: Course, key: str) -> PracticePortal:
    return read_portal(PurePosixPath(key).stem, course.shelf.yaml(course.files[key]))
