"""Compares a course with the same in another language: the same files, the same blocks at the same places."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from learning.course_check.pages import Page


ASKING = ("::: quiz", "::: scorm")  # those of a page serve all languages


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
