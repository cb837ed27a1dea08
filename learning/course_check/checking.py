"""Runs all rules over a folder of courses: one folder for each language, frameworks beside them."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from learning.course_check import structure
from learning.course_check.course import (
    LESSON,
    Course,
    CourseFileCache,
    read_course,
    variant_names,
    written_questions,
)
from learning.course_check.findings import Finding
from learning.course_check.languages import compare_translation
from learning.course_check.practice import check_practice_portals, compare_practice_portals
from learning.course_check.printables import check_printables
from learning.course_check.readability import word_count
from learning.course_check.storyboards import check_storyboards
from learning.course_check.structure import SOURCE, IsAddress
from learning.course_check.wording import check_wording


LANGUAGES = (SOURCE, "en")


@dataclass(frozen=True, slots=True)
class CourseTotals:
    language: str
    modules: int
    lessons: int
    words: int
    questions: int


@dataclass(slots=True)
class CheckResult:
    findings: list[Finding] = field(default_factory=list)
    totals: list[CourseTotals] = field(default_factory=list)


def check_courses(content: Path, is_address: IsAddress, drawings: Set[str]) -> CheckResult:
    """Check each file once, whichever variants it lies in."""
    shelf, findings, checked = CourseFileCache(), set[Finding](), CheckResult()
    names, slugs = _frameworks(content / "frameworks")
    languages = [code for code in LANGUAGES if (content / code).is_dir()]
    courses = {language: _with_variants(content / language, shelf) for language in languages}
    read: set[Path] = set()
    for language, variants in courses.items():
        checked.totals.append(_totals(variants[""], language))
        for course in variants.values():
            findings.update(check_wording(course, read))
            findings.update(_of_course(course, names, slugs, is_address))
            findings.update(structure.check_drawings(course, drawings))
        findings.update(structure.unused_files(variants.values()))
        findings.update(check_storyboards(content, language, shelf))
    for language in languages[1:]:
        for variant in {**courses[SOURCE], **courses[language]}:
            ours = courses[SOURCE].get(variant, courses[SOURCE][""])
            theirs = courses[language].get(variant, courses[language][""])
            findings.update(compare_translation(ours, theirs, content / language, variant))
            findings.update(compare_practice_portals(ours, theirs))
    checked.findings = sorted(findings)
    return checked


def _with_variants(root: Path, shelf: CourseFileCache) -> dict[str, Course]:
    """Return the courses by the names of the variants; "" for the folder alone."""
    return {name: read_course(root, shelf, variant=name) for name in ("", *variant_names(root))}


def _of_course(
    course: Course,
    names: Mapping[str, set[str]],
    slugs: Mapping[str, set[str]],
    is_address: IsAddress,
) -> Iterator[Finding]:
    yield from structure.check_lessons(course)
    yield from structure.check_usual_way(course)
    yield from structure.check_modules(course, names)
    yield from structure.check_other_folders(course)
    yield from structure.check_questions(course)
    yield from structure.check_glossary(course)
    yield from structure.check_placement(course)
    yield from structure.check_references(course, slugs, is_address)
    yield from check_practice_portals(course)
    yield from check_printables(course)


def _frameworks(folder: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the codes of each framework, by its name and by its short name."""
    names: dict[str, set[str]] = {}
    slugs: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        codes = set(_codes(raw.get("areas", [])))
        names.setdefault(str(raw["name"]).split()[0], set()).update(codes)
        slugs[str(raw["slug"])] = codes
    return names, slugs


def _codes(areas: list[dict[str, Any]]) -> Iterator[str]:
    for area in areas:
        yield str(area["code"])
        yield from _codes(area.get("competences", []))


def _totals(course: Course, language: str) -> CourseTotals:
    questions = sum(len(result.questions) for _key, _path, result in course.gifts())
    questions += sum(len(written_questions(raw)[0]) for _key, _path, raw in course.quiz_files())
    return CourseTotals(
        language=language,
        modules=len(course.modules),
        lessons=sum(1 for _each in course.matching(LESSON)),
        words=sum(word_count(page.passages) for _key, page in course.pages()),
        questions=questions,
    )
