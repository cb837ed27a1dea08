"""Makes a film from its storyboard: its two encodings, its captions, and a poster from its middle."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from films.cutting import RATE, SCALE, VIEW, WIDTH, Cutter
from films.encoding import captions, encode, save_picture
from films.stage import Studio
from learning.storyboards.storyboard import Places, Storyboard


def make_film(studio: Studio, board: Storyboard, language: str, folder: Path) -> Places:
    posters: list[Image.Image] = []

    def pictures(cutter: Cutter) -> Iterator[tuple[Image.Image, int]]:
        for scene in board.scenes:
            posters.append(cutter.view())
            yield from cutter.play(scene)
        yield cutter.view(), RATE

    size = {"width": round(WIDTH / SCALE), "height": round(VIEW / SCALE)}
    with studio.stage(board, language=language, scale=SCALE, **size) as stage:
        banner = stage.box(stage.page.locator(".practice__banner"))
        cutter = Cutter(stage, stage.picture(), round(banner.height))
        encode(pictures(cutter), folder, board.key)
    save_picture(posters[len(posters) // 2], folder / f"{board.key}.webp")
    (folder / f"{board.key}.vtt").write_text(captions(cutter.cues), encoding="utf-8")
    return ()
