"""Cleans the strings of wagtail-localize, which checks them with html.parser: see core.html."""

from django.db.models.signals import pre_save
from wagtail_localize.models import StringTranslation

from core.html import SEGMENT, clean_to_store


def register_cleaning() -> None:
    """Clean a string whatever stores it: the editor as one types, a PO file, a machine.

    The model is not ours, and all of its own ways in end in `save`; a signal is the one place before it.
    """
    pre_save.connect(_clean, sender=StringTranslation, dispatch_uid="cms.translations")


def _clean(instance: StringTranslation, **_kwargs: object) -> None:
    instance.data = clean_to_store(instance.data, SEGMENT)
