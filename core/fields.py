from collections.abc import Callable, Hashable
from typing import Any

from django.db import models
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.blocks.base import BlockWidget
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.fields import StreamField as WagtailStreamField

from core.html import STORED_RICH_TEXT, clean_to_store


class KeptBlockWidget(BlockWidget):
    """A widget that writes the definition of its blocks once for each process, language and `varies_on()`.

    Written anew it took a third of the time of an editor's page; nothing in it is about a person.
    """

    _js_context: Any
    _block_json: Any

    def __init__(self, stream_block: Any, varies_on: Callable[[], Hashable]) -> None:
        super().__init__(stream_block)
        self.varies_on = varies_on

    def _build_block_json(self) -> None:
        kept = self.block_def.__dict__.setdefault("_kept_definitions", {})
        key, language = self.varies_on(), get_language()
        if kept.get(language, (None,))[0] != key or language not in kept:
            super()._build_block_json()
            kept[language] = (key, self._js_context, self._block_json)
        _key, self._js_context, self._block_json = kept[language]


def _varies_on_nothing() -> Hashable:
    return None


class StreamField(WagtailStreamField):
    """A StreamField whose block definitions stay out of migrations.

    Blocks change with every release while the column stays JSON: a migration for each change would record
    nothing that the database knows. `varies_on()`: what in the definition of its blocks changes while a process runs.
    """

    def __init__(
        self,
        *args: Any,
        varies_on: Callable[[], Hashable] = _varies_on_nothing,
        **kwargs: Any,
    ) -> None:
        self.varies_on = varies_on
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the blocks with `stored_text`, under which what is drawn of them may be kept."""
        blocks = super().from_db_value(value, expression, connection)
        if isinstance(value, str) and isinstance(blocks, StreamValue):
            blocks.stored_text = value
        return blocks

    def formfield(self, **kwargs: Any) -> Any:
        widget = KeptBlockWidget(self.stream_block, self.varies_on)
        return super().formfield(**{"widget": widget} | kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class RichTextField(WagtailRichTextField):
    """A rich text that is cleaned when it is stored. Migrations see Wagtail's field: the column is the same."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_to_store(value, STORED_RICH_TEXT) if value else value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs


class CodePointCharField(models.CharField):
    """Text that every database sorts by code point, as SQLite does anyway."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
