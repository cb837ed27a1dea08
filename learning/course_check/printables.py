"""Checks what the kits print: that it fits on its pages, that what it names exists, that its kit leads to it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from learning.course_check.course import Course
from learning.course_check.findings import Finding
from learning.printables.reading import Kind, Printable, UnfitPrintables, read_printables
from learning.printables.shelf import FILE


def check_printables(course: Course) -> Iterator[Finding]:
    pages = dict(course.pages("kits"))
    for key, path in course.files.items():
        folder = PurePosixPath(key).parent
        if not key.startswith("kits/") or not key.endswith(f"/{FILE}"):
            continue
        try:
            printables = read_printables(course.shelf.yaml(path))
        except UnfitPrintables as unfit:
            yield from (Finding(path, 0, problem) for problem in unfit.problems)
            continue
        kit = pages.get(str(folder / "kit.md"))
        linked = {link.target.rpartition("/")[2] for link in kit.links} if kit else set()
        for printable in printables.values():
            yield from (Finding(path, 0, item) for item in _unknown_names(course, printable))
            if f"{printable.name}.pdf" not in linked:
                yield Finding(path, 0, f"{printable.name}: no link of kit.md leads to it")


def _unknown_names(course: Course, printable: Printable) -> Iterator[str]:
    content = printable.content
    if printable.kind == Kind.SLIDES:
        for slide in content["slides"]:
            if "drawing" in slide and f"modules/{slide['drawing']}" not in course.files:
                yield f"{printable.name}: no drawing {slide['drawing']}"
    elif printable.kind == Kind.QUIZ:
        quizzes = {PurePosixPath(key).stem for key, _path, _result in course.gifts()}
        if content["quiz"] not in quizzes:
            yield f"{printable.name}: no quiz {content['quiz']}"
    elif printable.kind == Kind.PATH and f"paths/{content['path']}.md" not in course.files:
        yield f"{printable.name}: no path {content['path']}"
