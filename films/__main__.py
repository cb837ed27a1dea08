"""Makes again each film and walk-through whose storyboard or screens have changed, and tells the lessons."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from films.encoding import Missing
from films.recording import make_film
from films.stage import Studio, studio
from films.walkthroughs import take_pictures
from learning.practice.shelf import CONTENT, LANGUAGES, practice_portal
from learning.storyboards.lessons import up_to_date
from learning.storyboards.playing import digest_of
from learning.storyboards.storyboard import (
    FOLDER,
    MADE,
    Made,
    Places,
    Storyboard,
    UnfitStoryboard,
    load_storyboard,
    media_folder,
    read_made,
    storyboard_keys,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run films", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="of storyboards; all of them by default"
    )
    parser.add_argument("--force", action="store_true", help="also those that have not changed")
    given = parser.parse_args()
    keys = given.names or storyboard_keys(CONTENT)
    made = read_made(CONTENT)
    try:
        stale = [
            (board, language, digest)
            for board, language, digest in _boards(keys)
            if given.force
            or not _is_current(board, language, made.get((board.key, language)), digest)
        ]
        if stale:
            with studio() as place:
                for board, language, digest in stale:
                    print(f"{board.key} ({language})", flush=True)
                    made[board.key, language] = Made(digest, _make(place, board, language))
                    _write_made(made)
    except (Missing, UnfitStoryboard, OSError) as error:
        print(f"films: {error}", file=sys.stderr)
        return 1
    _tell_lessons(made)
    return 0


def _boards(keys: list[str]) -> Iterator[tuple[Storyboard, str, str]]:
    for key in keys:
        for language in LANGUAGES:
            board = load_storyboard(CONTENT, key, language)
            yield board, language, digest_of(board, practice_portal(board.portal, language))


def _is_current(board: Storyboard, language: str, made: Made | None, digest: str) -> bool:
    folder = media_folder(CONTENT, board, language)
    return (
        made is not None
        and made.digest == digest
        and all((folder / name).is_file() for name in board.files)
    )


def _make(place: Studio, board: Storyboard, language: str) -> Places:
    """Make the files of a storyboard, all or none, and return where its marks stand."""
    with tempfile.TemporaryDirectory() as folder:
        make = make_film if board.is_film else take_pictures
        places = make(place, board, language, Path(folder))
        target = media_folder(CONTENT, board, language)
        target.mkdir(exist_ok=True)
        for name in board.files:
            shutil.move(Path(folder) / name, target / name)
    return places


def _write_made(made: dict[tuple[str, str], Made]) -> None:
    raw: dict[str, dict[str, dict[str, object]]] = {}
    for (key, language), facts in sorted(made.items()):
        written: dict[str, object] = {"digest": facts.digest}
        raw.setdefault(key, {})[language] = written | (
            {"places": facts.places} if facts.places else {}
        )
    text = yaml.safe_dump(raw, default_flow_style=None, sort_keys=True, width=120)
    (CONTENT / FOLDER / MADE).write_text(text, encoding="utf-8")


def _tell_lessons(made: dict[tuple[str, str], Made]) -> None:
    """Write the transcripts and the places of the marks into the lessons that show them."""
    for language in LANGUAGES:
        keys = storyboard_keys(CONTENT)
        boards = {key: load_storyboard(CONTENT, key, language) for key in keys}
        places = {key: made[key, language].places for key in keys if (key, language) in made}
        for path in sorted((CONTENT / language).rglob("modules/*/*.md")):
            text = path.read_text(encoding="utf-8")
            current = up_to_date(text, language, boards, places)
            if current != text:
                path.write_text(current, encoding="utf-8")
                print(path.relative_to(CONTENT))


if __name__ == "__main__":
    sys.exit(main())
