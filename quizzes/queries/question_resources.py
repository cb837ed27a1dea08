"""What stands beside questions on a page: their pictures and recordings, the lesson to read again.

Asked once for all questions of a page. Never writes: a picture is shown in the sizes that were drawn
when its question was saved, else as it was uploaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from wagtail.images.models import Filter
from wagtail.models import CollectionViewRestriction, Page
from wagtail.permissions import policy_registry

from cms.languages import titles_in_reader_language
from cms.models import Attachment, Picture
from cms.models.pages import PICTURE_WIDTHS
from cms.queries import page_addresses
from people.models import Person
from quizzes.models import AttemptItem, Question
from quizzes.specs.codec import from_dict
from quizzes.values.media import Media, MediaKind, media_inside


RECORDINGS = ("m4a", "mp3", "ogg", "wav")  # what browsers play
_FIRST_OF_OURS = 3  # depth of the pages below the first screen


@dataclass(frozen=True, slots=True)
class MediaFile:
    """The place where a browser finds a picture or a recording. `srcset` and sizes are a picture's."""

    url: str
    srcset: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class LessonLink:
    title: str
    url: str


Files = dict[tuple[MediaKind, int], MediaFile]


@dataclass(frozen=True, slots=True)
class QuestionResources:
    """The files of questions, and `lessons` by the key of the question."""

    files: Files = field(default_factory=dict)
    lessons: dict[int, LessonLink] = field(default_factory=dict)


def question_resources(
    items: Iterable[AttemptItem], *, lessons_for: Iterable[int] = ()
) -> QuestionResources:
    """Return what stands beside items; a lesson is told with an explanation, so of explained questions alone."""
    media = [one for item in items for one in media_inside(from_dict(item.version.spec))]
    return QuestionResources(media_files(media), lessons_to_read(lessons_for))


def media_files(media: Iterable[Media]) -> Files:
    """Return the files that are still there."""
    wanted = {(one.kind, one.file) for one in media}
    pictures = [key for kind, key in wanted if kind is MediaKind.PICTURE]
    recordings = [key for kind, key in wanted if kind is MediaKind.AUDIO]
    files: Files = {}
    if pictures:
        rows = Picture.objects.filter(pk__in=pictures).prefetch_renditions(*PICTURE_WIDTHS)
        files |= {(MediaKind.PICTURE, row.pk): _drawn(row) for row in rows.order_by("pk")}
    if recordings:
        attachments = Attachment.objects.filter(pk__in=recordings).order_by("pk")
        files |= {(MediaKind.AUDIO, row.pk): MediaFile(row.url) for row in attachments}
    return files


def _drawn(picture: Picture) -> MediaFile:
    drawn = picture.find_existing_renditions(*(Filter(spec=width) for width in PICTURE_WIDTHS))
    by_width = {one.width: one for one in drawn.values()}
    if not by_width:
        return MediaFile(picture.file.url, width=picture.width, height=picture.height)
    largest = by_width[max(by_width)]
    srcset = ", ".join(f"{by_width[width].url} {width}w" for width in sorted(by_width))
    return MediaFile(largest.url, srcset, largest.width, largest.height)


def lessons_to_read(questions: Iterable[int]) -> dict[int, LessonLink]:
    """The page to read again of each of these questions, where everybody can read it today."""
    wanted = set(questions)
    if not wanted:
        return {}
    linked = dict(
        Question.objects.filter(pk__in=wanted).exclude(lesson=None).values_list("pk", "lesson")
    )
    if not linked:
        return {}
    pages = Page.objects.live().filter(pk__in=linked.values())
    rows = list(
        pages.order_by("pk").values_list("pk", "title", "path", "url_path", "translation_key")
    )
    hidden = _taken_down(row[2] for row in rows)
    address = page_addresses()
    titles = titles_in_reader_language((row[0], row[4]) for row in rows)
    readable = {
        pk: LessonLink(titles.get(pk, title), url)
        for pk, title, path, url_path, _key in rows
        if path not in hidden and (url := address(url_path))
    }
    return {question: readable[page] for question, page in linked.items() if page in readable}


def _taken_down(paths: Iterable[str]) -> set[str]:
    """Return those of these pages that stand below a page that is not published."""
    above = {
        path: [path[:end] for end in range(Page.steplen, len(path), Page.steplen)] for path in paths
    }
    wanted = {one for ancestors in above.values() for one in ancestors}
    down = set(Page.objects.filter(path__in=wanted, live=False).values_list("path", flat=True))
    return {path for path, ancestors in above.items() if down & set(ancestors)}


def pictures_for(author: Person | None, *, kept: Iterable[int]) -> list[tuple[int, str]]:
    """Return what an author may put beside a question, by title; also what is there already."""
    return _choosable(Picture, Picture.objects.all(), author, kept)


def recordings_for(author: Person | None, *, kept: Iterable[int]) -> list[tuple[int, str]]:
    """Return, of the documents, those that browsers play and that every learner may hear."""
    heard = Attachment.objects.filter(file__iregex=rf"\.({'|'.join(RECORDINGS)})$")
    for collection in CollectionViewRestriction.objects.select_related("collection"):
        heard = heard.exclude(collection__path__startswith=collection.collection.path)
    return _choosable(Attachment, heard, author, kept)


def _choosable(
    model: type[Picture] | type[Attachment],
    rows: QuerySet,
    author: Person | None,
    kept: Iterable[int],
) -> list[tuple[int, str]]:
    policy = policy_registry.get_by_type(model)
    allowed = policy.instances_user_has_any_permission_for(author, ["choose"]) if author else None
    offered = rows.none() if allowed is None else rows.filter(pk__in=allowed.values("pk"))
    offered = offered | model.objects.filter(pk__in=set(kept))
    return list(offered.order_by("title", "pk").values_list("pk", "title"))


def pages_to_read(*, kept: int | None) -> list[tuple[int, str]]:
    """Published pages below the first screen, each with the page above it; also the one kept."""
    pages = Page.objects.filter(depth__gte=_FIRST_OF_OURS)
    pages = pages.filter(live=True) | pages.filter(pk=kept or 0)
    rows = list(pages.order_by("path").values_list("pk", "path", "title", "depth"))
    titles = {path: title for _pk, path, title, _depth in rows}
    return [(pk, " › ".join([*_above(titles, path), title])) for pk, path, title, _depth in rows]


def _above(titles: dict[str, str], path: str) -> list[str]:
    above = titles.get(path[: -Page.steplen])
    return [above] if above else []
