"""Cuts a film: a window that scrolls over pictures of the stage, a pointer that goes from element to element, captions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from films.stage import Box, Stage
from learning.storyboards.storyboard import Act, Scene


RATE = 12  # pictures a second
SCALE = 1.5
WIDTH, VIEW, HEIGHT = 540, 810, 960  # below the view, captions hide nothing
BAND = (24, 26, 32)
LETTERS_A_SECOND = 14
SHORTEST = 2.4  # seconds that a caption stays
MARGIN = 90  # kept between an element and the edge of the view
FROM_END = 60  # of an element, where the pointer hides none of its words
RADIUS = 21
INK, RING = (20, 60, 140, 150), (255, 255, 255, 255)


@dataclass(frozen=True, slots=True)
class Cue:
    start: float
    end: float
    text: str


@dataclass(slots=True)
class Cutter:
    """Makes the pictures of one film, in order. `at`: the pointer on the view; `top`: how far the view is scrolled."""

    stage: Stage
    whole: Image.Image
    banner: int
    at: tuple[float, float] = (WIDTH * 0.8, VIEW * 0.9)
    top: int = 0
    is_pointing: bool = False  # from the first move on a screen
    count: int = 0
    cues: list[Cue] = field(default_factory=list)

    def play(self, scene: Scene) -> Iterator[tuple[Image.Image, int]]:
        """Yield each picture with how many times it is shown."""
        first = self.view()
        acted = [shown for act in scene.acts for shown in self.act(act)]
        reading = round(max(SHORTEST, len(scene.say) / LETTERS_A_SECOND) * RATE)
        spare = max(reading - sum(times for _picture, times in acted), 0)
        lead = max(RATE, round(spare * 0.6)) if acted else spare
        shown = [(first, lead), *acted, (self.view(), max(spare - lead, RATE // 2))]
        length = sum(times for _picture, times in shown)
        self.cues.append(Cue(self.count / RATE, (self.count + length - 1) / RATE, scene.say))
        self.count += length
        yield from shown

    def act(self, act: Act) -> Iterator[tuple[Image.Image, int]]:
        box = self.stage.box(self.stage.target(act))
        yield from self.scroll_to(box)
        left = box.right - min(box.width / 4, FROM_END)
        yield from self.move_to((left, box.top + box.height * 0.6 - self.top))
        if act.is_shown:
            yield self.view(), RATE
            return
        yield from (((self.view(ripple=size / 5)), 1) for size in range(1, 6))
        if act.is_tap:
            self.stage.tap(act)
            self.whole, self.top, self.is_pointing = self.stage.picture(), 0, False
            yield self.view(), round(RATE * 1.25)
            return
        for _sign in self.stage.fill(act):
            self.whole = self.stage.picture()
            yield self.view(), 2
        yield self.view(), RATE // 2

    def scroll_to(self, box: Box) -> Iterator[tuple[Image.Image, int]]:
        """Scroll as little as shows the element."""
        last = max(self.whole.height - VIEW, 0)
        lowest, highest = box.bottom + MARGIN - VIEW, box.top - MARGIN - self.banner
        goal = round(min(max(min(max(self.top, lowest), highest), 0), last))
        start = self.top
        for part in (0.08, 0.25, 0.5, 0.75, 0.92, 1) if goal != start else ():
            self.top = round(start + (goal - start) * part)
            yield self.view(), 1

    def move_to(self, goal: tuple[float, float]) -> Iterator[tuple[Image.Image, int]]:
        start, self.is_pointing = self.at, True
        for part in (0.06, 0.2, 0.4, 0.62, 0.82, 0.95, 1):
            self.at = tuple(a + (b - a) * part for a, b in zip(start, goal, strict=True))  # type: ignore[assignment]
            yield self.view(), 1
        yield self.view(), 2

    def view(self, ripple: float = 0) -> Image.Image:
        picture = Image.new("RGB", (WIDTH, HEIGHT), BAND)
        picture.paste(self.whole.crop((0, self.top, WIDTH, self.top + VIEW)))
        picture.paste(self.whole.crop((0, 0, WIDTH, self.banner)))  # it stays in sight
        if self.is_pointing:
            self.point(picture, ripple)
        return picture

    def point(self, picture: Image.Image, ripple: float) -> None:
        drawn = ImageDraw.Draw(picture, "RGBA")
        if ripple:
            spread = (*INK[:3], round(110 * (1 - ripple) + 30))
            _circle(drawn, self.at, RADIUS * (1 + 1.4 * ripple), fill=spread)
        _circle(drawn, self.at, RADIUS, fill=INK, outline=RING, width=4)


def _circle(
    drawn: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, **look: object
) -> None:
    left, top = at
    edges = (left - radius, top - radius, left + radius, top + radius)
    drawn.ellipse(edges, **look)  # type: ignore[arg-type]
