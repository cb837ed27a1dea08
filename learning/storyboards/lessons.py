"""Writes into the text of a lesson what the storyboards made: the transcripts of films, the places of marks."""

import re
from collections.abc import Mapping, Sequence

from learning.storyboards.storyboard import Places, Storyboard


ON_SCREEN = {"fr": "À l’écran\N{NO-BREAK SPACE}: ", "en": "On screen: "}
_FILM = re.compile(
    r'(?ms)^(?P<open>(?P<colons>:{3,}) video [^\n]*src="media/(?P<key>[\w-]+)\.webm"[^\n]*\n).*?^(?P=colons)$'
)
_STEP = re.compile(
    r'(?ms)^:{3,} step [^\n]*src="media/(?P<key>[\w-]+)-(?P<number>\d+)\.webp".*?^::: marks\n(?P<marks>.*?)^:::$'
)
_MARK = re.compile(r"(?m)^- (?P<place>[^:\n]*): ")


def transcript(board: Storyboard, language: str) -> str:
    """Return the captions as paragraphs, each with what the picture says more."""
    said = (
        f"{scene.say} *{ON_SCREEN[language]}{scene.shows}*" if scene.shows else scene.say
        for scene in board.scenes
    )
    return "\n\n".join(said)


def up_to_date(
    text: str, language: str, boards: Mapping[str, Storyboard], places: Mapping[str, Places]
) -> str:
    """Return a lesson with its films and walk-throughs as they were made last."""

    def film(found: re.Match[str]) -> str:
        board = boards.get(found["key"])
        if board is None:
            return found[0]
        return f"{found['open']}{transcript(board, language)}\n{found['colons']}"

    def step(found: re.Match[str]) -> str:
        steps, number = places.get(found["key"], ()), int(found["number"])
        if not 0 < number <= len(steps):
            return found[0]
        marks = _with_places(found["marks"], steps[number - 1])
        start, end = (edge - found.start() for edge in found.span("marks"))
        return found[0][:start] + marks + found[0][end:]

    return _STEP.sub(step, _FILM.sub(film, text))


def _with_places(marks: str, places: Sequence[Sequence[int]]) -> str:
    left = iter(places)

    def placed(found: re.Match[str]) -> str:
        place = next(left, None)
        return f"- {place[0]}, {place[1]} / {place[2]}, {place[3]}: " if place else found[0]

    return _MARK.sub(placed, marks)
