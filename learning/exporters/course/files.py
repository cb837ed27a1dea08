"""Names the files of a course in their folder, and each picture or document that they show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml
from django.core.files.storage import Storage
from django.utils.text import slugify

from cms.models import Attachment, Picture
from learning.course_syntax import AttributeKind
from learning.importers.block_values import ABOUT_FILES
from learning.importers.media import PART
from learning.models import ScormPackage


LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the CMS, read only when it is copied."""

    storage: Storage
    name: str

    def parts(self) -> Iterator[bytes]:
        with self.storage.open(self.name, "rb") as opened:
            while part := opened.read(PART):
                yield part


@dataclass(slots=True)
class CourseFolder:
    """The folder to write: `texts` and `copies` by their place in it; `notes` for whoever exports."""

    texts: dict[str, str] = field(default_factory=dict)
    copies: dict[str, StoredFile] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Write each text on one line, so that a line of it is never taken for the end of a front matter."""
    style = '"' if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def dump_yaml(values: Any) -> str:
    """Return the values as YAML in their order: the same bytes for the same values."""
    return yaml.dump(
        values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, indent=2
    )


def with_front_matter(values: dict[str, Any], body: str) -> str:
    """Return a text with its front matter. Keys without a value are left out."""
    given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    return f"---\n{dump_yaml(given)}---\n" + (f"\n{body}\n" if body else "")


class MediaFolder:
    """The pictures, documents and packages that the texts of one folder show, under `media/`."""

    def __init__(self, course: CourseFolder, folder: str) -> None:
        self.course = course
        self.folder = folder
        self.names: dict[tuple[str, int], str] = {}
        self.about: dict[str, dict[str, str]] = {}

    def name_of(self, of: AttributeKind, key: int) -> str | None:
        """Return its place beside the text, such as media/ecran.png; None where it is not there any more."""
        media = _find(of, key)
        if media is None:
            return None
        known = (media._meta.label, media.pk)
        if known not in self.names:
            self.names[known] = self._take(of, media)
        return self.names[known]

    def _take(self, of: AttributeKind, media: Any) -> str:
        file = media.archive if of is AttributeKind.PACKAGE else media.file
        place = str(file.name)
        suffix = PurePosixPath(place).suffix.lower()
        stem = slugify(media.title.removesuffix(suffix))[:LONGEST_NAME].strip("-_") or "media"
        name, number = f"{stem}{suffix}", 1
        while f"{self.folder}/media/{name}" in self.course.copies:
            number += 1
            name = f"{stem}-{number}{suffix}"
        self.course.copies[f"{self.folder}/media/{name}"] = StoredFile(file.storage, place)
        about = {"title": media.title, "credit": getattr(media, "credit", "")}
        # An import without a title takes that of a package’s manifest.
        is_said = about["title"] == name.removesuffix(suffix) and of is not AttributeKind.PACKAGE
        if is_said:
            del about["title"]
        about = {key: value for key, value in about.items() if value}
        if about:
            self.about[name] = about
        return f"media/{name}"

    def finish(self) -> None:
        if self.about:
            self.course.texts[f"{self.folder}/{ABOUT_FILES}"] = dump_yaml(
                dict(sorted(self.about.items()))
            )


def _find(of: AttributeKind, key: int) -> Any:
    """Return the first of those with the same content, as an import finds it."""
    if of is AttributeKind.PACKAGE:
        return ScormPackage.objects.filter(pk=key).first()
    model: Any = Picture if of is AttributeKind.PICTURE else Attachment
    media = model.objects.filter(pk=key).first()
    if media is None or not media.file_hash:
        return media
    return model.objects.filter(file_hash=media.file_hash).order_by("pk").first()
