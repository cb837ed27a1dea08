"""Checks the way through a lesson: a scene and a decision first, short parts, a picture, one gesture for the week.

The way is what everybody reads: all that stands neither in a fold or an exercise nor in a transcript, and no alternative of a picture.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile
from statistics import median

from learning.course_check.lessons import TAKING_STOCK
from learning.course_check.pages import Page, Passage


EXERCISES = {"find", "sort", "order", "dialogue", "reveal", "check", "cards", "practice"}
PICTURES = {"image", "walkthrough", "video", "audio", "embed"}
FOLDS = {"accordion", "audio", "video"}  # of these, the transcript
ENDS = {"callout", "checklist"}  # how a lesson ends, whatever its last part
SCENE, PART, WAY, WAY_OF_STOCK, USUAL_WAY = 75, 130, 320, 230, 250  # words
_DIRECTIVE = re.compile(r":{3,}[ \t]*([\w-]+)?")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def way_problems(page: Page, slug: str) -> Iterator[tuple[int, str]]:
    """Return the lines of a lesson that keep it from being short and done, with what is wrong there."""
    is_stock = slug.startswith(TAKING_STOCK)
    most = WAY_OF_STOCK if is_stock else WAY
    words = words_on_the_way(page)
    if words > most:
        yield 0, f"{words} words on the way; expected {most} at most, the rest in an accordion"
    yield from _part_problems(page)
    yield from _gesture_problems(page)
    if is_stock:
        if not page.named(*EXERCISES):
            yield 0, "nothing to answer; expected an exercise"
        return
    yield from _opening_problems(page)
    if not page.named(*PICTURES) and not any("src" in d.attributes for d in page.named("find")):
        yield 0, "no picture; expected an image, a walkthrough or a film"


def usual_way(pages: Iterable[Page]) -> float:
    """Return the median of the words on the way."""
    return median([words_on_the_way(page) for page in pages] or [0])


def words_on_the_way(page: Page) -> int:
    return sum(_count(passage) for passage in _on_the_way(page))


def _opening_problems(page: Page) -> Iterator[tuple[int, str]]:
    decision = min((d.line for d in page.named(*EXERCISES)), default=None)
    if decision is None:
        yield 0, "nothing to decide; expected a scene, then an exercise"
        return
    scene = list(takewhile(lambda passage: passage.line < decision, page.passages))
    words = sum(map(_count, scene))
    if any(passage.kind == "heading" for passage in scene) or not 1 <= words <= SCENE:
        expected = f"a scene of 1 to {SCENE} words, no heading, and then a decision open a lesson"
        yield decision, f"{expected}; here {words} words stand before it"


def _part_problems(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the headings whose part is longer than a phone screen. An exercise is a screen of its own."""
    words, heading, inside = Counter[int](), 0, _enclosing(page)
    for passage in _on_the_way(page):
        if passage.kind == "heading":
            heading = passage.line
        if not ENDS & set(inside[passage.line]):
            words[heading] += _count(passage)
    for line, length in words.items():
        if line and length > PART:
            yield line, f"{length} words in this part; expected {PART} at most"


def _gesture_problems(page: Page) -> Iterator[tuple[int, str]]:
    lists = page.named("checklist")
    if not lists:
        return
    inside = _enclosing(page)
    items = sum(
        passage.kind == "item" and "checklist" in inside[passage.line] for passage in page.passages
    )
    if items != 1:
        yield lists[-1].line, f"{items} gestures; expected one for the week"


def _on_the_way(page: Page) -> Iterator[Passage]:
    inside = _enclosing(page)
    beside = EXERCISES | FOLDS
    for passage in page.passages:
        around = inside[passage.line]
        is_alternative = passage.kind == "attribute" and around[-1:] in (("image",), ("step",))
        if not beside & set(around) and not is_alternative:
            yield passage


def _enclosing(page: Page) -> dict[int, tuple[str, ...]]:
    """Return the names of the blocks around each line, the outermost first."""
    return _enclosing_lines(tuple(page.body), page.first_line)


@cache
def _enclosing_lines(body: tuple[str, ...], first_line: int) -> dict[int, tuple[str, ...]]:
    around: list[str] = []
    found = {}
    for number, line in enumerate((*body, ""), first_line):
        match = _DIRECTIVE.match(line.strip())
        if match and match[1]:
            around.append(match[1])
        found[number] = tuple(around)
        if match and not match[1] and around:
            around.pop()
    return found


def _count(passage: Passage) -> int:
    return len(_WORD.findall(passage.text))
