"""Converts a page to another kind, where it stands: its address, history and translations stay."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision, WorkflowState
from wagtail.search import index
from wagtail_localize.models import TranslatableObject, TranslationSource

from learning.importers.source_tracking import page_digest
from learning.models import LoadedSource


def convert_page(
    page: Any, model: type[Page], former: Iterable[str], fields: Iterable[str]
) -> Page:
    """Convert a page and all its translations to `model`, which has the fields of theirs.

    What was loaded and not edited since still counts as not edited: `former` and `fields` are what its
    digests were made of, and are now.
    """
    for translated in type(page).objects.filter(translation_key=page.translation_key):
        loaded = LoadedSource.objects.filter(page_id=translated.pk)
        untouched = list(loaded.filter(content_digest=page_digest(translated, former)))
        converted = _converted(translated, model)
        for source in untouched:
            source.content_digest = page_digest(converted, fields)
            source.save(update_fields=["content_digest"])
    return model.objects.get(pk=page.pk)


def _converted(page: Any, model: type[Page]) -> Page:
    old = ContentType.objects.get_for_model(type(page))
    new = ContentType.objects.get_for_model(model)
    index.remove_object(page)
    ReferenceIndex.objects.filter(content_type=old, object_id=str(page.pk)).delete()
    _store_row(page, model, new)
    type(page)._base_manager.filter(pk=page.pk)._raw_delete(connection.alias)
    Page.objects.filter(pk=page.pk).update(content_type=new)
    for kept in (Revision, WorkflowState):
        kept.objects.filter(content_type=old, object_id=str(page.pk)).update(content_type=new)
    PageLogEntry.objects.filter(page=page.pk).update(content_type=new)
    key = page.translation_key
    TranslationSource.objects.filter(object=key, specific_content_type=old).update(
        specific_content_type=new
    )
    TranslatableObject.objects.filter(pk=key, content_type=old).update(content_type=new)
    converted = model.objects.get(pk=page.pk)
    ReferenceIndex.create_or_update_for_object(converted)
    index.insert_or_update_object(converted)
    return converted


def _store_row(page: Any, model: type[Page], kind: ContentType) -> None:
    """Store the row of the new kind alone: that of the page is there."""
    row = model(pk=page.pk, page_ptr_id=page.pk)
    for field in page._meta.concrete_fields:
        if field.name != "page_ptr" and any(
            column.name == field.name for column in model._meta.concrete_fields
        ):
            setattr(row, field.attname, getattr(page, field.attname))
    row.content_type = kind
    row.save_base(raw=True)
