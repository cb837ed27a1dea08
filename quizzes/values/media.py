"""Pictures and recordings that stand beside a question, and what says the same in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum

from quizzes.problems import Problem
from quizzes.values.texts import EMPTY, Rich
from quizzes.values.words import LINE


MAX_ALTERNATIVE = 500


class MediaKind(StrEnum):
    PICTURE = "picture"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """`file` is the key of a picture or a document of the contents, which may be deleted meanwhile:
    the alternative stays with the question. A decorative picture says nothing, so it has none."""

    kind: MediaKind
    file: int
    alternative: str = field(default="", metadata=LINE)
    is_decorative: bool = False
    transcript: Rich = EMPTY

    def problems(self) -> list[Problem]:
        if self.kind is MediaKind.AUDIO:
            return self._of_audio()
        if self.is_decorative == bool(self.alternative.strip()):
            return [Problem("alternative_or_decorative")]
        return self._too_long()

    def _of_audio(self) -> list[Problem]:
        problems = [] if self.alternative.strip() else [Problem("audio_not_named")]
        if not self.transcript:
            problems.append(Problem("audio_without_transcript"))
        return problems + self._too_long()

    def _too_long(self) -> list[Problem]:
        length = len(self.alternative)
        if length <= MAX_ALTERNATIVE:
            return []
        return [Problem("alternative_too_long", {"count": length, "limit": MAX_ALTERNATIVE})]


def media_problems(media: Iterable[Media]) -> list[Problem]:
    return [problem for one in media for problem in one.problems()]


def alternative_texts(media: Iterable[Media]) -> str:
    """Return what the media say where only words can stand."""
    return " ".join(one.alternative.strip() for one in media if one.alternative.strip())


def media_inside(value: object) -> list[Media]:
    """Each of the media inside a spec, in the order of its fields."""
    if isinstance(value, Media):
        return [value]
    if isinstance(value, tuple):
        return [media for item in value for media in media_inside(item)]
    if is_dataclass(value):
        return [media for f in fields(value) for media in media_inside(getattr(value, f.name))]
    return []
