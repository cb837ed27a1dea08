"""Checks the storyboards: each can be played, what they made is there and up to date, also in the lessons."""

from collections.abc import Iterator
from pathlib import Path

from learning.course_check.course import CourseFileCache
from learning.course_check.findings import Finding
from learning.course_check.pages import yaml_texts
from learning.course_check.wording import check_texts
from learning.practice.reading import UnfitPortal, read_portal
from learning.practice.shelf import FOLDER as PORTALS
from learning.storyboards.lessons import up_to_date
from learning.storyboards.playing import digest_of
from learning.storyboards.storyboard import (
    FOLDER,
    Storyboard,
    UnfitStoryboard,
    load_storyboard,
    media_folder,
    read_made,
    storyboard_keys,
)


COMMAND = "./run films"


def check_storyboards(content: Path, language: str, shelf: CourseFileCache) -> Iterator[Finding]:
    made, boards = read_made(content), dict[str, Storyboard]()
    for key in storyboard_keys(content):
        path = content / FOLDER / f"{key}.yaml"
        words = [
            (line, text)
            for line, keys, text in yaml_texts(shelf.text(path))
            if language in keys[-1:]
        ]
        yield from check_texts(path, words, language)
        try:
            board = boards[key] = load_storyboard(content, key, language)
            digest = _digest(content, board, language, shelf)
        except (UnfitStoryboard, UnfitPortal, OSError) as error:
            yield Finding(path, 0, str(error))
            continue
        folder = media_folder(content, board, language)
        missing = [name for name in board.files if not (folder / name).is_file()]
        if missing:
            yield Finding(path, 0, f"{language}: no {', '.join(missing)}: {COMMAND}")
        elif (key, language) not in made or made[key, language].digest != digest:
            message = f"{language}: its words or screens have changed since it was made: {COMMAND}"
            yield Finding(path, 0, message, is_warning=True)
    places = {key: facts.places for (key, made_in), facts in made.items() if made_in == language}
    for path in sorted((content / language).rglob("modules/*/*.md")) if boards else ():
        text = shelf.text(path)
        if up_to_date(text, language, boards, places) != text:
            yield Finding(path, 0, f"a transcript or a mark is not as it was made: {COMMAND}")


def _digest(content: Path, board: Storyboard, language: str, shelf: CourseFileCache) -> str:
    raw = shelf.yaml(content / language / PORTALS / f"{board.portal}.yaml")
    return digest_of(board, read_portal(board.portal, raw))
