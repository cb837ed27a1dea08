"""A picture or a recording as a page shows it, whether or not its file is still there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from quizzes.queries.beside import File, Files
from quizzes.values.media import MediaKind


@dataclass(frozen=True, slots=True)
class ShownMedia:
    """`file` is None where it was deleted: the alternative stands in its place. `transcript` is safe
    HTML."""

    kind: str
    alternative: str
    transcript: str
    file: File | None


def shown(media: Iterable[dict[str, Any]], files: Files) -> list[ShownMedia]:
    """Media of a public view, as a page shows them."""
    return [
        ShownMedia(
            one["kind"],
            one["alternative"],
            one["transcript"],
            files.get((MediaKind(one["kind"]), one["file"])),
        )
        for one in media
    ]
