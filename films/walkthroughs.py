"""Takes the screenshots of a walk-through at both widths, and finds where its marks stand."""

from pathlib import Path

from playwright.sync_api import Locator

from films.encoding import save_picture
from films.stage import Box, Stage, Studio
from learning.storyboards.storyboard import Places, Storyboard


WIDTHS = {"": (760, 1.5), "-phone": (360, 2)}  # px of the window, pixels for each
EDGE = 8  # px around what is shown
ROOM, BEYOND, FROM_END = (
    0.1,
    0.015,
    0.06,
)  # of the width: a mark stands beyond its element where there is room


def take_pictures(studio: Studio, board: Storyboard, language: str, folder: Path) -> Places:
    """Return, of each step, of each mark, its place in % in the wide picture, then on a phone."""
    places: list[list[list[int]]] = [[[] for _mark in step.marks] for step in board.steps]
    for suffix, (width, scale) in WIDTHS.items():
        with studio.stage(board, language=language, width=width, height=0, scale=scale) as stage:
            for number, step in enumerate(board.steps, 1):
                for act in step.acts:
                    stage.tap(act) if act.is_tap else list(stage.fill(act))
                frame = _frame(stage, step.marks)
                picture = stage.picture().crop(
                    (frame.left, frame.top, frame.left + frame.width, frame.top + frame.height)
                )
                save_picture(picture, folder / f"{board.key}-{number}{suffix}.webp")
                for mark, place in zip(step.marks, places[number - 1], strict=True):
                    place += _place(stage.box(_marked(stage, mark)), frame)
    return places


def _marked(stage: Stage, name: str) -> Locator:
    """Return the element; of a choice, what is chosen."""
    chosen = stage.element(name).locator("label:has(:checked)")
    return chosen if chosen.count() else stage.element(name)


def _frame(stage: Stage, marks: tuple[str, ...]) -> Box:
    """Return what is shown: the window of the portal, or the elements where there is none, and all that is marked."""
    window = stage.page.locator(".practice__window")
    shown = [stage.element(mark) for mark in marks] + ([window] if window.count() else [])
    boxes = [stage.box(target) for target in shown]
    edge = EDGE * stage.scale
    left, top = min(box.left for box in boxes) - edge, min(box.top for box in boxes) - edge
    right = max(box.right for box in boxes) + edge
    bottom = max(box.bottom for box in boxes) + edge
    left, top = max(round(left), 0), max(round(top), 0)
    return Box(left, top, round(right - left), round(bottom - top))


def _place(box: Box, frame: Box) -> list[int]:
    """Return where the mark stands: at the right end of its element, outside of its words."""
    has_room = frame.left + frame.width - box.right > frame.width * ROOM
    left = box.right - frame.left + frame.width * (BEYOND if has_room else -FROM_END)
    top = box.top + box.height / 2 - frame.top
    return [round(100 * left / frame.width), round(100 * top / frame.height)]
