"""Keeps in a process what the bodies of lessons look like: their steps, and the HTML of what is the same for everybody.

A block is drawn without a request, and is kept if that asked the database nothing: what it shows then stands in the body, in the
glossary, or in the pictures and documents that it names, whose rows are read and compared at each look. Any other block is
drawn at each look.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from cms.blocks import article_blocks
from cms.glossary_marks import Glossary, Marks, Term
from cms.languages import reading_language
from cms.models import Attachment, Picture, Rendition
from cms.models.pages import load_sizes
from core.compiled_reads import CompiledRead
from learning.lesson_steps import Step, steps_of


KEPT_BODIES = 200
KEPT_BLOCKS = frozenset(name for name, _block in article_blocks())
OF_NO_READER = {"view": None, "reading": {"tried": ()}}
UNSEEN = {"uploaded_by_user", "collection"}  # of a file, by no reader


@dataclass(frozen=True, slots=True)
class LinkedPortal:
    url: str
    name_here: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a kept block knows of its page."""

    language: str
    portal_to_try: LinkedPortal | None


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A block as everybody sees it. `terms`: those that it explains."""

    html: SafeString
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body as it was drawn. `files`: the rows of its pictures and documents then; `steps` have None for what is not kept."""

    glossary: Glossary
    pictures: tuple[int, ...]
    documents: tuple[int, ...]
    files: frozenset[str]
    steps: tuple[tuple[tuple[int, KeptPart | None], ...], ...]

    def still_holds(self, glossary: Glossary) -> bool:
        return self.glossary is glossary and self.files == _files(self.pictures, self.documents)


@dataclass(slots=True)
class _Place:
    body: KeptBody | None = None


@lru_cache(maxsize=KEPT_BODIES)
def _place(_text: bytes, _languages: tuple[str | None, str], _around: Surroundings) -> _Place:
    return _Place()


def shown_steps(page: Any, glossary: Glossary) -> list[Step]:
    """Return the steps of a lesson, with a KeptPart for each block that was drawn already. A preview has none."""
    body = page.body
    text = getattr(body, "stored_text", None)
    if text is None:
        load_sizes(body)
        return steps_of(body)
    around = _surroundings(page)
    languages = get_language(), reading_language()
    place = _place(sha256(text.encode()).digest(), languages, around)
    kept = place.body
    if kept is None or not kept.still_holds(glossary):
        kept = place.body = _drawn(body, text, around, glossary)
    return [
        Step(number, [(at, body[at - 1] if part is None else part) for at, part in step])
        for number, step in enumerate(kept.steps, start=1)
    ]


def _surroundings(page: Any) -> Surroundings:
    portal = page.portal_to_try
    return Surroundings(page.language, portal and LinkedPortal(portal.url, portal.name_here))


def _drawn(body: Any, text: str, around: Surroundings, glossary: Glossary) -> KeptBody:
    """Draw a body from rows that are read after those that are compared: what is kept is never older than these."""
    pictures, documents = _files_of(body)
    files = _files(pictures, documents)
    blocks = list(body.stream_block.to_python(json.loads(text)))
    load_sizes([block.value for block in blocks])
    marks = Marks(glossary)
    parts = {at: _part(at, block, around, marks) for at, block in enumerate(blocks, start=1)}
    steps = tuple(tuple((at, parts[at]) for at, _block in step.blocks) for step in steps_of(blocks))
    return KeptBody(glossary, pictures, documents, files, steps)


def _part(at: int, block: Any, around: Surroundings, marks: Marks) -> KeptPart | None:
    """Draw a block; None where it is the reader's, or asked the database."""
    if block.block_type not in KEPT_BLOCKS:
        return None
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    before = len(marks.used)
    given = {"block": block, "place": at, "page": around, "marks": marks}
    with connection.execute_wrapper(note):
        html = render_to_string("learning/lesson_part.html", given | OF_NO_READER)
    return None if asked else KeptPart(html, tuple(marks.used.values())[before:])


def _files_of(body: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the keys of the pictures and of the documents that a body names, its links included."""
    named: dict[type[Model], set[int]] = {AbstractImage: set(), AbstractDocument: set()}
    for model, key, *_path in body.stream_block.extract_references(body):
        for kind, keys in named.items():
            if issubclass(model, kind):
                keys.add(int(key))
    pictures, documents = (tuple(sorted(keys)) for keys in named.values())
    return pictures, documents


def _files(pictures: Sequence[int], documents: Sequence[int]) -> frozenset[str]:
    if not pictures and not documents:
        return frozenset()
    return frozenset(_rows_of_files(pictures=pictures, documents=documents))


@CompiledRead
def _rows_of_files(*, pictures: Sequence[int], documents: Sequence[int]) -> QuerySet[Any]:
    return _as_texts(Picture.objects.filter(pk__in=pictures)).union(
        _as_texts(Rendition.objects.filter(image__in=pictures)),
        _as_texts(Attachment.objects.filter(pk__in=documents)),
        all=True,
    )


def _as_texts(rows: QuerySet[Any]) -> QuerySet[Any, str]:
    """Return each row as one text, of all that a reader may see."""
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in UNSEEN]
    row = JSONObject(**{field.attname: field.attname for field in fields})
    return rows.order_by().annotate(row=Cast(row, TextField())).values_list("row", flat=True)
