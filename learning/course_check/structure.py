"""Checks how a course is made: what each lesson, module and question has, and that what they name exists."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from pathlib import Path, PurePosixPath
from typing import Any

from learning.course_check.course import (
    LESSON,
    MODULE,
    PICTURES,
    RESOURCES,
    Course,
    written_questions,
)
from learning.course_check.findings import Finding
from learning.course_check.lessons import (
    ASKED_OF,
    IN_A_BANK,
    PRACTICE,
    competence_problems,
    front_matter_problems,
    goal_problems,
    image_problems,
    lesson_problems,
    missing_check_problems,
    slugs_listed,
    unknown_name_problems,
)
from learning.course_check.pages import Page
from learning.course_check.questions import (
    feedback_problems,
    guessable_answer_problems,
    problem_text,
    title_problems,
)
from learning.course_check.way import USUAL_WAY, usual_way, way_problems


IN_A_GLOSSARY = 60
IN_A_PLACEMENT = 30
SOURCE = "fr"
CATALOG = "apprendre"
TOP = "ressources"
BANK = "-bilan"  # how the name of a module’s quiz ends

IsAddress = Callable[[str], bool]


def check_lessons(course: Course) -> Iterator[Finding]:
    for match, page in course.matching(LESSON):
        if match["module"] in PRACTICE:
            yield from _told(page, goal_problems(page))
            continue
        problems = lesson_problems(page, slug=match["slug"], language=course.language)
        yield from _told(page, problems)
        yield from _told(page, way_problems(page, match["slug"]))
        if course.language == SOURCE:
            yield from _told(page, missing_check_problems(page))
    for _key, page in course.pages():
        yield from _told(page, image_problems(page))


def check_usual_way(course: Course) -> Iterator[Finding]:
    ways = [page for match, page in course.matching(LESSON) if match["module"] not in PRACTICE]
    words = usual_way(ways)
    if words > USUAL_WAY and "catalog.md" in course.files:
        message = f"{words:.0f} words on the way through half of the lessons; expected {USUAL_WAY} at most"
        yield Finding(course.files["catalog.md"], 0, message)


def check_modules(course: Course, frameworks: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Check the modules. `frameworks`: their codes, by their names. A translation has the competences of its page."""
    if course.language != SOURCE:
        return
    for match, page in course.matching(MODULE):
        yield from _told(page, competence_problems(page, frameworks))
        yield from _lines(
            page,
            "requires",
            unknown_name_problems(slugs_listed(page, "requires"), course.modules, "module"),
        )
        if match["module"] not in PRACTICE:
            banks = [
                len(result.questions)
                for key, _path, result in course.gifts(match["module"])
                if key.endswith(f"{BANK}.gift")
            ]
            if max(banks, default=0) < IN_A_BANK:
                yield Finding(page.path, 0, f"no …{BANK}.gift with {IN_A_BANK} questions or more")


def check_drawings(course: Course, drawings: Set[str]) -> Iterator[Finding]:
    for match, page in course.matching(MODULE) if course.language == SOURCE else ():
        if page.meta.get("drawing", match["module"]) not in drawings:
            message = "no drawing: static/drawings has none of its name"
            yield Finding(page.path, 0, message, is_warning=True)


def check_other_folders(course: Course) -> Iterator[Finding]:
    for key, page in course.pages(*ASKED_OF):
        folder = key.split("/")[0]
        if folder != "kits" or key.endswith("/kit.md"):
            yield from _told(page, front_matter_problems(page.meta, folder))
    for key, path in course.files.items():
        folder = key.split("/")[0]
        if folder in ASKED_OF and folder != "kits" and key.endswith(".yaml"):
            raw = course.shelf.yaml(path)
            if isinstance(raw, dict):
                problems = front_matter_problems(raw, folder)
                yield from (Finding(path, line, message) for line, message in problems)
            elif raw is None:
                yield Finding(path, 0, "this is not YAML")


def check_questions(course: Course) -> Iterator[Finding]:
    for _key, path, result in course.gifts():
        yield from (
            Finding(path, problem.line or 0, problem_text(problem)) for problem in result.problems
        )
        for question in result.questions:
            for message in feedback_problems(question.spec):
                yield Finding(path, question.line, f"“{question.title}”: {message}")
        yield from (
            Finding(path, line, message) for line, message in title_problems(result.questions)
        )
    for _key, path, raw in course.quiz_files():
        written, wrong = written_questions(raw)
        yield from (Finding(path, 0, item) for item in wrong)
        for question in written:
            problems = [problem_text(item) for item in question.spec.validate()]
            for message in (*problems, *feedback_problems(question.spec)):
                yield Finding(path, 0, f"“{question.title}”: {message}")
    for match, page in course.matching(MODULE):
        gifts = course.gifts(match["module"])
        specs = [item.spec for _key, _path, result in gifts for item in result.questions]
        yield from (Finding(page.path, 0, message) for message in guessable_answer_problems(specs))


def check_glossary(course: Course) -> Iterator[Finding]:
    path = course.files.get("glossary.yaml")
    entries = course.shelf.yaml(path) if path else None
    if path is None or not isinstance(entries, list):
        return
    if len(entries) < IN_A_GLOSSARY:
        yield Finding(path, 0, f"{len(entries)} terms; expected {IN_A_GLOSSARY} or more")
    seen: dict[str, str] = {}
    for entry in (raw for raw in entries if isinstance(raw, dict)):
        term = str(entry.get("term", ""))
        others = [part.strip() for part in str(entry.get("variants", "")).split(",")]
        for form in filter(None, {raw.casefold() for raw in (term, *others)}):
            if form in seen:
                yield Finding(path, 0, f"“{term}”: “{form}” stands in “{seen[form]}” too")
            seen[form] = term


def check_placement(course: Course) -> Iterator[Finding]:
    for _key, path, raw in course.quiz_files():
        if raw.get("purpose") == "placement":
            count = len(raw.get("questions") or [])
            if count < IN_A_PLACEMENT:
                message = f"{count} questions; expected {IN_A_PLACEMENT} or more to place anybody"
                yield Finding(path, 0, message)


def check_references(
    course: Course, frameworks: Mapping[str, set[str]], is_address: IsAddress
) -> Iterator[Finding]:
    """Check what texts name. `frameworks`: their codes, by their short names. `is_address`: of the site,
    other than contents."""
    quizzes = {PurePosixPath(key).stem for key, _path, _raw in course.quiz_files()}
    for _key, page in course.pages("paths") if course.language == SOURCE else ():
        yield from _lines(
            page,
            "modules",
            unknown_name_problems(slugs_listed(page, "modules"), course.modules, "module"),
        )
        asked = [str(page.meta["placement_quiz"])] if page.meta.get("placement_quiz") else []
        yield from _lines(page, "placement_quiz", unknown_name_problems(asked, quizzes, "quiz"))
        again = [str(page.meta["refresher"])] if page.meta.get("refresher") else []
        paths = {PurePosixPath(key).stem for key, _page in course.pages("paths")}
        yield from _lines(page, "refresher", unknown_name_problems(again, paths, "path"))
    for _found, page in course.matching(LESSON):
        yield from _lines(
            page, "offers", unknown_name_problems(slugs_listed(page, "offers"), quizzes, "quiz")
        )
        yield from _told(page, _check_problems(course, page))
    known = page_addresses(course)
    for _key, page in course.pages():
        for link in page.links:
            target = link.target.removeprefix("page:").partition("#")[0].partition("?")[0]
            if target.startswith("/") and target not in known and not is_address(target):
                yield Finding(page.path, link.line, f"“{link.target}” leads nowhere")
    for _key, path, raw in course.quiz_files():
        for name in _competences(raw):
            framework, _space, code = name.partition(" ")
            if code not in frameworks.get(framework, ()):
                yield Finding(path, 0, f"the competence “{name}” is in no framework")


def _check_problems(course: Course, page: Page) -> Iterator[tuple[int, str]]:
    """Yield the checks of a page whose question is not in the GIFT file beside it."""
    beside = {path: result for _key, path, result in course.gifts()}
    for directive in page.named("check"):
        quiz, _slash, title = directive.attributes.get("question", "").partition("/")
        found = beside.get(page.path.with_name(f"{quiz}.gift"))
        if found is None or title not in {question.title for question in found.questions}:
            yield directive.line, f"no question “{title}” in {quiz}.gift"


def page_addresses(course: Course) -> set[str]:
    """Return the addresses of the pages that the folder becomes."""
    addresses = {f"/{CATALOG}/", *(f"/{CATALOG}/{module}/" for module in course.modules)}
    addresses |= {
        f"/{CATALOG}/{match['module']}/{match['slug']}/" for match, _page in course.matching(LESSON)
    }
    for key, _page in course.pages("articles"):
        slug = PurePosixPath(key).stem
        addresses |= {f"/{slug}/", f"/contenus/{slug}/"}
    for key, _page in course.pages(*RESOURCES):
        addresses |= set(_of_resource(PurePosixPath(key)))
    return addresses


def _of_resource(key: PurePosixPath) -> Iterator[str]:
    """Yield the addresses of a resource: a kit is named after its folder, a sheet stands below its kit."""
    folder, *rest = key.with_suffix("").parts
    above = f"/{TOP}/{RESOURCES[folder]}/"
    below = [part for part in rest if part not in ("index", "kit")]
    yield from (f"/{TOP}/", above, above + "".join(f"{part}/" for part in below))
    yield f"/contenus/{below[-1] if below else RESOURCES[folder]}/"


def _competences(raw: dict[str, Any]) -> list[str]:
    facts = raw.get("facts") or {}
    competences = [str(code) for _level, *codes in facts.values() for code in codes]
    for entry in raw.get("questions") or []:
        if isinstance(entry, dict):
            competences += map(str, entry.get("competences") or [])
    return competences + [
        str(entry["competence"]) for entry in raw.get("draws") or [] if entry.get("competence")
    ]


def unused_files(courses: Iterable[Course]) -> Iterator[Finding]:
    """Return files that nothing names: neither in the folder nor with any variant over it."""
    there: set[Path] = set()
    named: set[Path] = set()
    for course in courses:
        there |= {
            path
            for key, path in course.files.items()
            if path.suffix.lower() in PICTURES
            or (key.endswith(".gift") and course.language == SOURCE)
        }
        named |= _named_files(course)
    for path in sorted(there - named):
        yield Finding(path, 0, "nothing names this file")


def _named_files(course: Course) -> set[Path]:
    names = set()
    for key, page in course.pages():
        folder = PurePosixPath(key).parent
        shown = [link.target for link in page.links]
        shown += [value for directive in page.directives for value in directive.attributes.values()]
        quizzes = [str(page.meta["quiz"])] if page.meta.get("quiz") else []
        quizzes += [item.attributes.get("name", "") for item in page.named("quiz")]
        checks = page.named("check")
        quizzes += [item.attributes.get("question", "").partition("/")[0] for item in checks]
        names |= {str(folder / name) for name in (*shown, *(f"{item}.gift" for item in quizzes))}
    titles = set()
    for key, path, raw in course.quiz_files():
        names.add(str(PurePosixPath(key).with_suffix(".gift")))
        titles |= {item for item in raw.get("questions") or [] if isinstance(item, str)}
        files = re.findall(r"file:\s*[\"']?([^\s\"',}]+)", course.shelf.text(path))
        names |= {str(PurePosixPath(key).parent / name) for name in files}
    for key, _path, result in course.gifts():
        if key.startswith("quizzes/") and titles & {
            question.title for question in result.questions
        }:
            names.add(key)
    return {course.files[name] for name in names if name in course.files}


def _told(page: Page, problems: Iterable[tuple[int, str]]) -> Iterator[Finding]:
    yield from (Finding(page.path, line, message) for line, message in problems)


def _lines(page: Page, key: str, messages: Iterable[str]) -> Iterator[Finding]:
    yield from (Finding(page.path, page.line_of(key), message) for message in messages)
