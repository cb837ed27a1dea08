from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.enums import DataChapter
from people.models import DataRequest, ErasureEntry, ExportSeal, Look, Person
from people.passphrases import FIRST_NONCE, passphrase_of
from people.policies import Seal, active_seal, rows_since_seal, sealed_before
from people.privacy_registry import Holding, Rows, holdings
from people.queries.held_rows import classes_without_rows
from people.queries.own_rows import OwnRows


@dataclass(frozen=True, slots=True)
class HeldData:
    """A class of data about a person, with its rows as they are and as a table in words. `count`: of all rows."""

    holding: Holding
    rows: list[dict[str, Any]]
    count: int
    headings: list[str]
    cells: list[list[str]]
    seal: Seal | None = None  # what is older than it is left out

    @property
    def only_row(self) -> list[tuple[str, str]]:
        """Return the one row, if there is one, as pairs of heading and cell, to read down rather than across."""
        return list(zip(self.headings, self.cells[0], strict=True)) if self.count == 1 else []


@dataclass(frozen=True, slots=True)
class HeldChapter:
    """The classes of data under one heading: those with rows, and those without."""

    chapter: DataChapter
    full: list[HeldData]
    empty: list[HeldData]

    @property
    def title(self) -> str:
        return str(self.chapter.label)

    @property
    def count(self) -> int:
        return sum(held.count for held in self.full)


def data_held_about(person: Person, *, most: int | None = None) -> list[HeldData]:
    """Return all that every app holds about this person and nobody else, people's own tables first.

    `most`: rows of a class that are put into words, for a page; without it all, each class read as it is.
    """
    seal = _seal_said_of(person)
    empty = frozenset() if most is None else classes_without_rows(person)
    return [
        _held(holding, person, seal, most, is_empty=holding.key in empty)
        for holding in reversed(holdings())
    ]


def class_held_about(person: Person, key: str) -> HeldData | None:
    """Return one class of it; None where there is no such class."""
    for holding in holdings():
        if holding.key == key:
            return _held(holding, person, _seal_said_of(person))
    return None


def _seal_said_of(person: Person) -> Seal | None:
    """Return the seal to mention. A first opening is not mentioned, which would tell whether something older exists."""
    seal = active_seal(person)
    return None if seal is None or seal.is_first else seal


def grouped_by_chapter(held: Iterable[HeldData]) -> list[HeldChapter]:
    chapters = {chapter: HeldChapter(chapter, full=[], empty=[]) for chapter in DataChapter}
    for data in held:
        chapter = chapters[data.holding.chapter]
        (chapter.full if data.count else chapter.empty).append(data)
    return list(chapters.values())


def looks_at(person: Person, *, name: str = "", purpose: str = "") -> QuerySet[Look]:
    """Return who saw this person's record, when and why; the latest first. `name`: part of the viewer's."""
    looks = Look.objects.filter(subject=person).select_related("viewer")
    looks = looks.with_matter(sealed_before(person))
    for word in name.split():
        looks = looks.filter(
            Q(viewer__first_name__icontains=word) | Q(viewer__last_name__icontains=word)
        )
    return looks.filter(purpose=purpose) if purpose else looks


def requests_of(person: Person) -> QuerySet[DataRequest]:
    """Return one's own requests, save those of before while they are sealed."""
    own = DataRequest.objects.filter(person=person).select_related("answered_by", "entered_by")
    return rows_since_seal(own, person, "asked_at")


def export_passphrase(person: Person) -> str:
    """Return what opens this person's own file. For their own page and for the file itself, nothing else."""
    nonces = ExportSeal.objects.filter(person=person).values_list("nonce", flat=True)
    return passphrase_of(str(person.uuid), nonces.first() or FIRST_NONCE)


def holding_title(key: str) -> str:
    """Return what “my data” calls a class of data; "" for none."""
    return next((str(holding.title) for holding in holdings() if holding.key == key), "")


def journalled_marks() -> frozenset[str]:
    """Return the marks of all that was erased, also before a backup was restored and erased again."""
    return frozenset(ErasureEntry.objects.order_by().values_list("mark", flat=True))


def _held(
    holding: Holding,
    person: Person,
    seal: Seal | None,
    most: int | None = None,
    *,
    is_empty: bool = False,
) -> HeldData:
    rows, count = ([], 0) if is_empty else _rows_and_count(holding, person, most)
    names = [name for name in rows[0] if name not in holding.for_programs] if rows else []
    model = apps.get_model(holding.model)
    choices = {name: dict(getattr(_field(model, name), "flatchoices", ()) or ()) for name in names}
    return HeldData(
        holding=holding,
        rows=rows,
        count=count,
        headings=[_heading(holding.model, name, get_language()) for name in names],
        cells=[
            [_in_words(choices[name], name, row[name]) for name in names] for row in rows[:most]
        ],
        seal=seal if holding.private else None,
    )


def _rows_and_count(holding: Holding, person: Person, most: int | None) -> tuple[Rows, int]:
    if most is not None and isinstance(holding.export, OwnRows):
        return holding.export.first(person, most)
    rows = holding.export(person)
    return rows, len(rows)


def _field(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


@lru_cache(maxsize=2048)
def _heading(label: str, name: str, _language: str | None) -> str:
    """Return the field's own name, or for a pointer without one, that of what it points at."""
    model = apps.get_model(label)
    pointer = name.partition("__")[0].removesuffix("_name")
    plain = pointer.replace("_", " ")
    field = _field(model, name) or _field(model, pointer)
    if field is None:
        return _(capfirst(plain))
    if field.is_relation and field.verbose_name == plain:
        return capfirst(str(field.related_model._meta.verbose_name))
    return _(capfirst(str(field.verbose_name)))


def _in_words(choices: dict[Any, Any], name: str, value: Any) -> str:
    if value in (None, "") and value not in choices:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal | float):
        return _number(Decimal(str(value)))
    if name == "language" and value in dict(settings.LANGUAGES):
        return capfirst(str(dict(settings.LANGUAGES)[value]))
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(item) for item in value) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items()) or "–"
    return str(choices.get(value, value))


def _number(value: Decimal) -> str:
    """Return a number as written in the language of the page, without trailing zeros."""
    written = f"{value:f}"
    return number_format(written.rstrip("0").rstrip(".") if "." in written else written)
