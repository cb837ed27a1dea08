"""Finds what the administration's own tables say about a person: what they wrote, and what was done to their account.

Wagtail names a person in some twenty tables. They are found by asking the models, so that none is forgotten
when Wagtail gains one.
"""

from collections.abc import Iterator
from itertools import compress
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Field, Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from people.models import Person
from people.privacy_registry import holdings
from people.queries.compiled import compiled_for_person


LOG = "wagtailcore.ModelLogEntry"
HEADINGS = (gettext_noop("What"), gettext_noop("Your part"), gettext_noop("When"))  # of the rows
MOMENTS = ("timestamp", "created_at", "last_updated_at", "first_published_at", "uploaded_at")
NAMES = ("label", "title", "object_str")


def person_foreign_keys() -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    """Return each column that points at a person in a table without a holding of its own."""
    answered = {holding.model for holding in holdings() if holding.model != LOG}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in answered or model._meta.proxy or model is Person:
            continue
        for field in model._meta.local_fields:
            if field.related_model is Person:
                yield model, field


def authorship_rows(person: Person) -> list[dict[str, Any]]:
    """Return the rows: one query says which tables have any, and the others are not read."""
    kind = ContentType.objects.get_for_model(Person)
    is_in_log, *found = next(iter(_found_in(person, kind.pk)), (False,))
    written = [
        _row(model, str(field.verbose_name), row)
        for model, field in compress(person_foreign_keys() if any(found) else (), found)
        for row in model._default_manager.filter(**{field.name: person}).order_by("pk")
    ]
    done = _about(person, kind.pk).order_by("pk") if is_in_log else ()
    return written + [_row(type(row), "", row) for row in done]


@compiled_for_person(lambda person: str(person.pk))
def _found_in(person: Person, kind: int) -> QuerySet[Any]:
    """Return whether the log says something of a person, and whether each of `person_foreign_keys` points at them."""
    pointing = [
        Exists(model._default_manager.filter(**{field.name: person}).order_by())
        for model, field in person_foreign_keys()
    ]
    own = Person.objects.filter(pk=person.pk).order_by()
    return own.values_list(Exists(_about(person, kind).order_by()), *pointing)


def erase_authorship(person: Person) -> int:
    """Remove the author from content, which stays; delete what was done to the account."""
    kind = ContentType.objects.get_for_model(Person)
    touched: int = _about(person, kind.pk).delete()[0]
    for model, field in person_foreign_keys():
        rows = model._default_manager.filter(**{field.name: person})
        touched += rows.update(**{field.name: None}) if field.null else rows.delete()[0]
    return touched


def _about(person: Person, kind: int) -> QuerySet[Any]:
    log = apps.get_model(LOG)
    return log._default_manager.filter(content_type=kind, object_id=str(person.pk))


def _row(model: type[Model], part: str, instance: Model) -> dict[str, Any]:
    return {
        "what": capfirst(str(model._meta.verbose_name)),
        "your_part": part,
        "name": _first(instance, NAMES),
        "action": getattr(instance, "action", ""),
        "when": _first(instance, MOMENTS),
    }


def _first(instance: Model, names: tuple[str, ...]) -> Any:
    values = (getattr(instance, name, None) for name in names)
    return next((value for value in values if value), "")
