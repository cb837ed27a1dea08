"""Plays a storyboard through the engine of its practice portal, without a browser, and says when it must be made again."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from learning.practice.engine import MissingAnswers, State, UnknownMove, advance, start
from learning.practice.portal import END, MENU, PracticePortal, Screen, Task, Window
from learning.storyboards.storyboard import Act, Step, Storyboard, UnfitStoryboard


ROOT = Path(__file__).resolve().parents[2]
LOOKS = ("templates/learning/practice/*.html", "static/css/practice.css")  # how screens are drawn


def screens_shown(board: Storyboard, portal: PracticePortal) -> list[Screen]:
    """Return the screens in the order in which they are shown. Raises UnfitStoryboard."""
    if board.task not in portal.tasks:
        raise UnfitStoryboard(f"“{portal.key}” has no task “{board.task}”")
    task = portal.tasks[board.task]
    state, answers = start(task), dict[str, str]()
    shown = [portal.screen(task, state.screen)]
    for part in board.parts:
        for act in part.acts:
            state = _played(portal, task, state, act, answers)
            if act.is_tap:
                answers.clear()
                shown += [] if state.is_done else [portal.screen(task, state.screen)]
        for name in part.marks if isinstance(part, Step) else ():
            _require_element(portal, shown[-1], name)
    return shown


def _played(
    portal: PracticePortal, task: Task, state: State, act: Act, answers: dict[str, str]
) -> State:
    if state.screen == END:
        raise UnfitStoryboard(f"“{act.name}” comes after the end")
    screen = portal.screen(task, state.screen)
    _require_element(portal, screen, act.name)
    place, _dot, key = act.name.partition(".")
    if act.value:
        answers[key] = act.value
    if not act.is_tap:
        return state
    try:
        return advance(portal, task, state, f"{MENU}{key}" if place == "menu" else key, answers)
    except (UnknownMove, MissingAnswers) as error:
        raise UnfitStoryboard(f"“{act.name}”: {type(error).__name__} {error}") from error


def _require_element(portal: PracticePortal, screen: Screen, name: str) -> None:
    if name not in set(elements(portal, screen)):
        raise UnfitStoryboard(f"the screen “{screen.key}” has no “{name}”")


def elements(portal: PracticePortal, screen: Screen) -> Iterator[str]:
    """Yield the names that the page gives to the parts of a screen."""
    yield screen.key
    parts = [part for part in ("around", "notice") if getattr(screen, part)]
    parts += ["address"] if screen.window in (Window.PORTAL, Window.SITE) else []
    parts += [move.key for move in screen.moves] + [control.key for control in screen.fields]
    parts += [f"row-{number}" for number in range(1, len(screen.rows) + 1)]
    yield from (f"{screen.key}.{part}" for part in parts)
    yield from (f"menu.{entry}" for entry in portal.menu if screen.has_menu)


def digest_of(board: Storyboard, portal: PracticePortal) -> str:
    """Return what stands for all that is seen and said: another, and it must be made again. Raises UnfitStoryboard."""
    facts = (portal.name, portal.owner, portal.address, portal.icon, portal.holder, portal.menu)
    whole = sha256(repr((board, facts, screens_shown(board, portal))).encode())
    for path in sorted(path for pattern in LOOKS for path in ROOT.glob(pattern)):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
