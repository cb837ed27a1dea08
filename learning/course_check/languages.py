"""Compares each file of a course with its twin in another language."""

from collections.abc import Iterator
from pathlib import Path

from learning.course_check.course import PICTURES, VARIANTS, Course, written_questions
from learning.course_check.findings import Finding
from learning.course_check.lessons import slugs_listed
from learning.course_check.questions import question_translation_problems
from learning.course_check.translation_structure import (
    page_translation_problems,
    yaml_structure_differences,
)


def compare_translation(
    source: Course, other: Course, other_root: Path, variant: str = ""
) -> Iterator[Finding]:
    """Yield files of `other` that have none in `source`, the reverse, and those whose parts differ."""
    for key, path in source.files.items():
        twin = other.files.get(key)
        if not _has_twin(key):
            continue
        is_varied = bool(variant) and VARIANTS in path.parts
        if twin is None or (is_varied and VARIANTS not in twin.parts):
            folder = other_root / VARIANTS / variant if is_varied else other_root
            yield Finding(folder / key, 0, f"is missing; {source.language} has it")
        else:
            yield from _parts(source, other, key)
    for key, path in other.files.items():
        if _has_twin(key) and key not in source.files:
            yield Finding(path, 0, f"has no twin in {source.language}")


def _has_twin(key: str) -> bool:
    return key.endswith((".md", ".gift", ".yaml", *PICTURES)) and not key.endswith("media.yaml")


def _parts(source: Course, other: Course, key: str) -> Iterator[Finding]:
    ours, theirs = source.files[key], other.files[key]
    shelf = source.shelf
    if key.endswith(".md"):
        first, second = shelf.page(ours), shelf.page(theirs)
        if first and second:
            differences = page_translation_problems(first, second)
            yield from (Finding(theirs, line, message) for line, message in differences)
            if slugs_listed(first, "modules") != slugs_listed(second, "modules"):
                yield Finding(theirs, second.line_of("modules"), "other modules than in the source")
    elif key.endswith(".gift"):
        listed = [list(shelf.gift(item).questions) for item in (ours, theirs)]
        differences = question_translation_problems(*listed)
        yield from (Finding(theirs, line, message) for line, message in differences)
    elif key.endswith(".yaml"):
        yield from (
            Finding(theirs, 0, item) for item in _yaml(shelf.yaml(ours), shelf.yaml(theirs), key)
        )


def _entries(glossary: object) -> list[dict[str, object]]:
    return (
        [entry for entry in glossary if isinstance(entry, dict)]
        if isinstance(glossary, list)
        else []
    )


def _yaml(ours: object, theirs: object, key: str) -> Iterator[str]:
    if key == "glossary.yaml":
        if isinstance(ours, list) and isinstance(theirs, list) and len(ours) != len(theirs):
            yield f"{len(theirs)} terms; expected {len(ours)}, as in the source"
        words = {entry.get("term") for entry in _entries(ours)}
        for entry in _entries(theirs):
            if entry.get("of") not in words:
                yield f"“{entry.get('term')}” is of no term of the source: “{entry.get('of')}”"
    elif key.startswith("quizzes/"):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            listed = [written_questions(raw)[0] for raw in (ours, theirs)]
            yield from (message for _line, message in question_translation_problems(*listed))
    else:
        yield from yaml_structure_differences(ours, theirs)
