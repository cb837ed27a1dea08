"""Compares each file of a course with its twin in another language."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from learning.course_check.course import PICTURES, VARIANTS, Course, written_questions
from learning.course_check.findings import Finding
from learning.course_check.lessons import slugs_listed
from learning.course_check.pages import Page
from learning.course_check.questions import question_translation_problems


ASKING = ("::: quiz", "::: scorm", "::: check")  # those of a page serve all languages


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
    # Each language has its own words; the names of themes stand with the questions in the source’s.
    is_own = key.endswith("media.yaml") or key == "themes.yaml" or key.startswith("synonyms/")
    return key.endswith((".md", ".gift", ".yaml", *PICTURES)) and not is_own


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


def page_translation_problems(source: Page, other: Page) -> Iterator[tuple[int, str]]:
    """Return the first difference: after it, all would seem to differ. Lines are those of `other`."""
    if source.passages and not other.passages:
        yield 0, "no text below the front matter; the source has some"
        return
    wanted, translated = _shape(source), _shape(other)
    for ours, theirs in zip_longest(wanted, translated):
        if ours is None or theirs is None or ours[1] != theirs[1]:
            here = f"“{theirs[1]}”" if theirs else "an end"
            there = f"“{ours[1]}” (line {ours[0]} of the source)" if ours else "an end"
            yield theirs[0] if theirs else 0, f"{here} stands where the source has {there}"
            return


def _shape(page: Page) -> list[tuple[int, str]]:
    shape, is_asking = [], False
    for line, what in page.shape:
        if what.startswith(ASKING):
            is_asking = True
        elif is_asking and not what.strip(":"):
            is_asking = False
        elif what.strip(":"):
            shape.append((line, what))
    return shape


def yaml_structure_differences(source: Any, other: Any, place: str = "") -> Iterator[str]:
    """Return, of two YAML files, where lists or keys differ, or anything that is no text."""
    if isinstance(source, dict) and isinstance(other, dict):
        for key in [*source, *(key for key in other if key not in source)]:
            here = f"{place}.{key}".lstrip(".")
            if key not in source or key not in other:
                yield f"“{here}” stands in one language alone"
            else:
                yield from yaml_structure_differences(source[key], other[key], here)
    elif isinstance(source, list) and isinstance(other, list):
        if len(source) != len(other):
            yield f"“{place}” has {len(other)} entries; expected {len(source)}"
        for number, (ours, theirs) in enumerate(zip(source, other, strict=False), 1):
            yield from yaml_structure_differences(ours, theirs, f"{place}[{number}]")
    elif type(source) is not type(other) or (not isinstance(source, str) and source != other):
        yield f"“{place}” is {other!r}; expected {source!r}, as in the source"
