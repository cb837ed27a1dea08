"""Checks the parts of a lesson and a module."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from learning.course_check.pages import Page


SUMMARY = {"fr": "À retenir", "en": "Key points"}
SHORTEST, LONGEST = 2, 4  # minutes of a lesson
A_TASK = 5  # minutes more for each task on the practice portal
SHORTEST_STOCK, LONGEST_STOCK = 4, 8  # minutes of one that takes stock, with its quiz
IN_A_BANK = 10  # questions
TAKING_STOCK = "faire-le-point"  # how the last lesson of a module begins its name
PRACTICE = {"s-entrainer-et-se-situer"}  # modules that ask more than they explain
ASKED_OF = {
    "practices": ("title", "summary"),
    "messages": ("title", "audience", "channel", "when"),
    "kits": ("title", "summary", "audience", "minutes_total"),
    "journeys": ("title",),
    "situations": ("title",),
    "surveys": ("title",),
}
_SENTENCE_END = re.compile(r"[.!?…]\s+\S")

Problems = Iterator[tuple[int, str]]  # a line, and what is wrong there


def lesson_problems(page: Page, *, slug: str, language: str) -> Problems:
    yield from goal_problems(page)
    yield from minutes_problems(page, is_stock=slug.startswith(TAKING_STOCK))
    if not page.named("checklist"):
        yield 0, "nothing to do; expected ::: checklist"
    if slug.startswith(TAKING_STOCK):
        return
    titles = {callout.attributes.get("title") for callout in page.named("callout")}
    if SUMMARY[language] not in titles:
        yield 0, f'no summary; expected ::: callout title="{SUMMARY[language]}"'


def missing_check_problems(page: Page) -> Problems:
    """Return what is wrong with the checks: a lesson of the source language ends with a quiz; a translation
    has the page’s."""
    asks = [quiz for quiz in page.named("quiz") if quiz.attributes.get("required") != "no"]
    if "quiz" not in page.meta and not asks:
        yield 0, "no check; expected “quiz: …” in the front matter"


def goal_problems(page: Page) -> Problems:
    goal = str(page.meta.get("goal", ""))
    if _SENTENCE_END.search(goal):
        yield page.line_of("goal"), "more than one sentence; expected one goal"
    elif goal and goal[0].isupper():
        yield page.line_of("goal"), "the goal begins with a capital; it goes on from another line"


def minutes_problems(page: Page, *, is_stock: bool) -> Problems:
    shortest, longest = (SHORTEST_STOCK, LONGEST_STOCK) if is_stock else (SHORTEST, LONGEST)
    longest += A_TASK * len(page.named("practice"))
    minutes = page.meta.get("minutes")
    if isinstance(minutes, int) and not shortest <= minutes <= longest:
        yield page.line_of("minutes"), f"{minutes} minutes; expected {shortest} to {longest}"


def competence_problems(page: Page, known: Mapping[str, set[str]]) -> Problems:
    """Return unknown competences. `known`: the codes of each framework, by its name. A module answers to
    all of them."""
    line = page.line_of("competences")
    found: set[str] = set()
    for written in page.meta.get("competences") or []:
        framework, _space, code = str(written).rpartition(" ")
        if code in known.get(framework, ()):
            found.add(framework)
        else:
            yield line, f"“{written}” is in no framework of content/frameworks"
    for framework in sorted(known.keys() - found):
        yield line, f"no competence of {framework}"


def front_matter_problems(meta: Mapping[str, Any], folder: str) -> Problems:
    for key in ASKED_OF[folder]:
        if not meta.get(key):
            yield 1, f"“{key}” is missing"


def image_problems(page: Page) -> Problems:
    """Return plain pictures of Markdown, which do not say whether they are decorative; a directive does."""
    for link in page.links:
        if link.is_picture and not link.label.strip():
            yield link.line, f"“{link.target}” has no alternative"
    for directive in page.named("image", "step", "find"):
        given = directive.attributes
        is_told = given.get("alt", "").strip() or given.get("decorative") == "yes"
        if "src" in given and not is_told:
            yield directive.line, f"“{given['src']}” has no alternative, and is not decorative"


def slugs_listed(page: Page, key: str) -> list[str]:
    """Return the short names that a list of the front matter holds, as such or as {module: …}."""
    entries = page.meta.get(key) or []
    if not isinstance(entries, list):
        return []
    return [
        str(entry.get("module")) if isinstance(entry, dict) else str(entry) for entry in entries
    ]


def unknown_name_problems(names: Iterable[str], known: Iterable[str], what: str) -> list[str]:
    there = set(known)
    return [f"the {what} “{name}” is not there" for name in names if name not in there]
