"""Defines a storyboard and reads it, in one language, from its file. Everything is told with the file's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


FOLDER = "storyboards"  # beside the folders of the languages
MADE = "made.yaml"  # in it: what was made of each
SHOW = "show"  # the act that only points at an element

Places = Sequence[Sequence[Sequence[int]]]


class UnfitStoryboard(ValueError):
    """Raised for a storyboard that cannot be read, or whose acts the practice portal does not have."""


@dataclass(frozen=True, slots=True)
class Act:
    """A tap on an element, by its name on the screen; or what goes into a field; or (`is_shown`) a look at it."""

    name: str
    value: str = ""
    is_shown: bool = False

    @property
    def is_tap(self) -> bool:
        return not (self.value or self.is_shown)


@dataclass(frozen=True, slots=True)
class Scene:
    """A caption with the acts under it. `shows`: what the picture says more than the words."""

    say: str
    acts: tuple[Act, ...]
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A picture, taken after the acts, and the names of the elements that its marks stand on."""

    acts: tuple[Act, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A film (`scenes`) or a walk-through (`steps`) of a task. Its files stand beside the lessons of the module."""

    key: str
    module: str
    portal: str
    task: str
    scenes: tuple[Scene, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_film(self) -> bool:
        return bool(self.scenes)

    @property
    def parts(self) -> tuple[Scene | Step, ...]:
        return (*self.scenes, *self.steps)

    @property
    def files(self) -> list[str]:
        """Return the names of what is made."""
        if self.is_film:
            return [f"{self.key}.{kind}" for kind in ("webm", "mp4", "vtt", "webp")]
        numbers = range(1, len(self.steps) + 1)
        return [
            f"{self.key}-{number}{width}.webp" for number in numbers for width in ("", "-phone")
        ]


def storyboard_keys(content: Path) -> list[str]:
    return sorted(path.stem for path in (content / FOLDER).glob("*.yaml") if path.name != MADE)


def media_folder(content: Path, board: Storyboard, language: str) -> Path:
    return content / language / "modules" / board.module / "media"


def load_storyboard(content: Path, key: str, language: str) -> Storyboard:
    """Return the storyboard of this name. Raises UnfitStoryboard."""
    try:
        text = (content / FOLDER / f"{key}.yaml").read_text(encoding="utf-8")
        return read_storyboard(key, yaml.load(text, Loader=yaml.CSafeLoader), language)
    except yaml.YAMLError as error:
        raise UnfitStoryboard(str(error)) from error


def read_storyboard(key: str, raw: Any, language: str) -> Storyboard:
    """Return the storyboard. Raises UnfitStoryboard."""
    try:
        board = Storyboard(
            key=key,
            module=raw["module"],
            portal=raw["portal"],
            task=raw["task"],
            scenes=tuple(_scene(scene, language) for scene in raw.get("scenes", ())),
            steps=tuple(
                Step(_acts(step.get("do", ()), language), tuple(step["marks"]))
                for step in raw.get("steps", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnfitStoryboard(f"{type(error).__name__}: {error}") from error
    if bool(board.scenes) == bool(board.steps):
        raise UnfitStoryboard("it has scenes (a film) or steps (a walk-through)")
    return board


def _scene(raw: Mapping[str, Any], language: str) -> Scene:
    unknown = set(raw) - {"say", "shows", "do"}
    if unknown:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    shows = raw["shows"][language] if "shows" in raw else ""
    return Scene(raw["say"][language], _acts(raw.get("do", ()), language), shows)


def _acts(raw: Any, language: str) -> tuple[Act, ...]:
    return tuple(_act(act, language) for act in raw)


def _act(raw: Any, language: str) -> Act:
    if isinstance(raw, str):
        return Act(raw)
    ((name, value),) = raw.items()
    if name == SHOW:
        return Act(value, is_shown=True)
    return Act(name, value[language] if isinstance(value, dict) else value)


@dataclass(frozen=True, slots=True)
class Made:
    """The result of the last making. `places`: of each step, of each mark, left and top in %: in the wide picture, on a phone."""

    digest: str
    places: Places = ()


def read_made(content: Path) -> dict[tuple[str, str], Made]:
    """Return what was made of each storyboard in each language."""
    path = content / FOLDER / MADE
    raw = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {
        (key, language): Made(facts["digest"], facts.get("places", ()))
        for key, languages in (raw or {}).items()
        for language, facts in languages.items()
    }
